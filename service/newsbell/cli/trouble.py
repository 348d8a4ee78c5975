"""Errors in words for the person at the terminal, and the exit code that goes with them."""

import errno
import re
import sys
from typing import TYPE_CHECKING

from newsbell.app.errors import EXIT_CONFIGURATION, EXIT_USAGE, EXIT_WRONG, CannotStart

if TYPE_CHECKING:
    import click

EXIT_INTERRUPTED = 130

__all__ = ["EXIT_CONFIGURATION", "EXIT_INTERRUPTED", "EXIT_USAGE", "EXIT_WRONG", "report", "say", "usage"]

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}


def say(text: str) -> None:
    """A line for the person, apart from the data: to standard error."""
    print(text, file=sys.stderr)  # noqa: T201


def usage(error: "click.UsageError") -> None:
    """Tell in one line what is wrong with the words that were typed, and where help is; a bare group shows its help."""
    from click.exceptions import NoArgsIsHelpError

    if isinstance(error, NoArgsIsHelpError):
        error.show()
        return
    verb = error.ctx.command_path if error.ctx is not None else "newsbell"
    text = error.format_message().removesuffix(".").replace(". Did you mean", "; did you mean")
    text = re.sub(r"'\[?([A-Z]+)(?:\]|\.\.\.)?'", r"\1", text)  # click puts a name as '[NAME]' or 'NAME...'
    say(f"{verb}: {text[:1].lower()}{text[1:]} (see {verb} --help)")


def report(error: Exception) -> int:
    """Tell the person what went wrong; gives the exit code."""
    if isinstance(error, CannotStart):
        for line in error.lines:
            say(f"newsbell: {line}")
        return error.code
    # Only now: a light verb that works should not pay for reading rulebooks.
    from newsbell.adapters.rulebook.configuration import ConfigurationError
    from newsbell.settings import SettingsError

    if isinstance(error, ConfigurationError):
        say(error.render())
        return EXIT_CONFIGURATION
    if isinstance(error, SettingsError):
        for problem in error.problems:
            say(f"newsbell: {problem}")
        return EXIT_CONFIGURATION
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        say(f"newsbell: the output can not be written ({error.strerror}); free some space, or write it elsewhere")
        return EXIT_WRONG
    return _unexpected(error)


def _unexpected(error: Exception) -> int:
    """A fault of newsbell itself: the trace for whoever mends it, through the redactor where one is in force."""
    sys.excepthook(type(error), error, error.__traceback__)
    kind = type(error).__name__
    say(f"newsbell: stopped by a fault of its own ({kind}); please report it with the lines above")
    return EXIT_WRONG
