"""What stops newsbell from doing what it was asked, in words."""

from collections.abc import Sequence
from difflib import get_close_matches

EXIT_WRONG = 1
EXIT_USAGE = 2
EXIT_CONFIGURATION = 78


def unknown(kind: str, name: str, names: Sequence[str]) -> str:
    """That there is no such rule or channel, and which was meant, or which there are."""
    close = get_close_matches(name, names, 1)
    hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(names) or 'none'}"
    return f"there is no {kind} {name!r}; {hint}"


class CannotStart(Exception):
    """Something a person has to mend first. Each of `lines` says where and what to do; `code` is the exit code."""

    def __init__(self, *lines: str, code: int = EXIT_WRONG) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines
        self.code = code
