"""Errors in words for the person at the terminal, and the exit code that goes with them."""

import sys

EXIT_WRONG = 1
"""Something is wrong: a test of a rule failed, a file is missing, the server can not be reached."""
EXIT_USAGE = 2
EXIT_CONFIGURATION = 78
"""The configuration is bad (EX_CONFIG of sysexits.h)."""
EXIT_INTERRUPTED = 130


class Trouble(Exception):
    """Something a person has to mend. `lines` say where and what to do; `code` is the exit code."""

    def __init__(self, *lines: str, code: int = EXIT_WRONG) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines
        self.code = code


def say(text: str) -> None:
    """A line for the person, apart from the data: to standard error."""
    print(text, file=sys.stderr)


def report(error: Exception) -> int:
    """Tell the person what went wrong; gives the exit code. What nobody expected is raised again."""
    if isinstance(error, Trouble):
        for line in error.lines:
            say(f"newsbell: {line}" if not line.startswith((" ", "\t")) and ": error:" not in line else line)
        return error.code
    raise error
