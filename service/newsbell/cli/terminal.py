"""What a person at a terminal sees: colour, and how far long work has come."""

import os
import sys
import time

from newsbell.cli.trouble import say

_PAUSE = 0.1
"""Seconds between two looks of a progress line; faster than that, nobody reads."""


def colour() -> bool:
    """Whether standard output takes colour: a terminal that can, and no wish against it (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class Progress:
    """A line on standard error that is written over while work goes on. Nothing is written where nobody watches.

    `beside_data` says that data lines come on standard output meanwhile: on the same terminal they would mix.
    """

    def __init__(self, *, beside_data: bool = False) -> None:
        self._watched = sys.stderr.isatty() and not (beside_data and sys.stdout.isatty())
        self._width = 0
        self._next = time.monotonic() + _PAUSE

    def show(self, text: str) -> None:
        """Say how far it is, now and then."""
        if not self._watched or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _PAUSE
        self._write(f"\r{text:<{self._width}}")
        self._width = len(text)

    def say(self, text: str) -> None:
        """A line that stays."""
        self.clear()
        say(text)

    def clear(self) -> None:
        """Take the line away."""
        if self._width:
            self._write(f"\r{' ' * self._width}\r")
            self._width = 0

    def _write(self, text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()
