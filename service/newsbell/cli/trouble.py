"""Errors in words for the person at the terminal, and the exit code that goes with them."""

import sys

from newsbell.app.errors import EXIT_CONFIGURATION, EXIT_WRONG, CannotStart

EXIT_USAGE = 2
EXIT_INTERRUPTED = 130

__all__ = ["EXIT_CONFIGURATION", "EXIT_INTERRUPTED", "EXIT_USAGE", "EXIT_WRONG", "report", "say"]


def say(text: str) -> None:
    """A line for the person, apart from the data: to standard error."""
    print(text, file=sys.stderr)  # noqa: T201


def report(error: Exception) -> int:
    """Tell the person what went wrong; gives the exit code. What nobody expected is raised again."""
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
    raise error
