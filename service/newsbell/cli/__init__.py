"""The door: one small module a verb.

Gives: `main`, the command `newsbell`.
Takes: what a person types.
Must not know: how anything is done; heavy libraries are imported only by the verb that needs them, when it runs.
"""

import sys
from collections.abc import Sequence

from newsbell.cli.group import newsbell
from newsbell.cli.trouble import EXIT_INTERRUPTED, report


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a verb and exit: 0 fine, 1 found something wrong, 2 wrong usage, 78 bad configuration."""
    try:
        newsbell.main(args=list(arguments) if arguments is not None else None, prog_name="newsbell")
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output has gone (`newsbell tail | head`): nothing is wrong.
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        sys.exit(report(error))


__all__ = ["main"]
