"""The door: one small module a verb.

Gives: `main`, the command `newsbell`.
Takes: what a person types.
Must not know: how anything is done; heavy libraries are imported only by the verb that needs them, when it runs.
"""

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path

import click

from newsbell.cli.group import newsbell
from newsbell.cli.trouble import EXIT_INTERRUPTED, EXIT_USAGE, report, usage


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a verb and exit: 0 fine, 1 found something wrong, 2 wrong usage, 78 bad configuration, 130 interrupted."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by who started us (`>&-`)
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115 - for as long as the process lives
    if isinstance(sys.stdout, TextIOWrapper):
        # A terminal that lacks a character, or a file name that is no text, shall not stop the show.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code = _invoke(sys.argv[1:] if arguments is None else list(arguments))
        sys.stdout.flush()
    except click.UsageError as error:
        usage(error)
        code = EXIT_USAGE
    except KeyboardInterrupt:
        code = EXIT_INTERRUPTED
    except BrokenPipeError:
        code = 0  # the reader of our output has had enough (`newsbell tail | head`): nothing is wrong
    except Exception as error:
        code = report(error)
    _let_go()
    sys.exit(code)


def _invoke(arguments: list[str]) -> int:
    """Run the verb; gives its exit code."""
    if "_NEWSBELL_COMPLETE" in os.environ:
        newsbell.main(prog_name="newsbell")  # the shell asks what may follow
    try:
        with newsbell.make_context("newsbell", arguments) as context:
            newsbell.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 0
    return 0


def _let_go() -> None:
    """Throw away output that can not be written, or the interpreter complains about it once more when it ends."""
    try:
        sys.stdout.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


__all__ = ["main"]
