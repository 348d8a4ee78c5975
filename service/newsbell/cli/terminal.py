"""What a person at a terminal sees: colour, and how far long work has come."""

import os
import shutil
import sys
import time
from collections.abc import Callable

from newsbell.cli.trouble import say

_PAUSE = 0.1
"""Seconds between two looks of a progress line; faster than that, nobody reads."""

_BAR = 20
_NARROWEST = 20
_FIRST_GUESS = 2.0
"""Seconds until a rate says anything about the time left."""


def colour() -> bool:
    """Whether standard output takes colour: a terminal that can, and no wish against it (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class Progress:
    """A line on standard error that is written over while work goes on. Nothing is written where nobody watches.

    `beside_data` says that data lines come on standard output meanwhile: on the same terminal they would mix.
    """

    def __init__(self, *, beside_data: bool = False) -> None:
        self.watched = sys.stderr.isatty() and not (beside_data and sys.stdout.isatty())
        self._width = 0
        self._next = time.monotonic() + _PAUSE

    def show(self, text: str | Callable[[], str]) -> None:
        """Say how far it is, now and then; a text that costs something to make is made only then."""
        if not self.watched or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _PAUSE
        line = text if isinstance(text, str) else text()
        # A line that wraps could not be written over.
        line = line[: max(_NARROWEST, shutil.get_terminal_size().columns - 1)]
        self._write(f"\r{line:<{self._width}}")
        self._width = len(line)

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


class Meter:
    """Long work over articles as a progress line: a bar, counts, the rate, the time left."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._start = time.monotonic()

    def show(self, fraction: Callable[[], float | None], articles: int, words: Callable[[], str]) -> None:
        """Say how far it is, now and then. `fraction` is 0 to 1, None if nobody knows; `words` say what was found."""
        self._progress.show(
            lambda: meter_line(fraction(), articles, time.monotonic() - self._start, words()),
        )


def meter_line(fraction: float | None, articles: int, seconds: float, words: str) -> str:
    """`[#####---------------]  25%  1,000 articles, 3 matches  500/s  0:06 left`."""
    parts = []
    if fraction is not None:
        done = int(fraction * _BAR)
        parts.append(f"[{'#' * done}{'-' * (_BAR - done)}] {fraction:4.0%}")
    parts.append(f"{articles:,} {'article' if articles == 1 else 'articles'}, {words}")
    if seconds > 0:
        parts.append(f"{articles / seconds:,.0f}/s")
    if fraction and seconds >= _FIRST_GUESS:
        parts.append(f"{_duration(seconds * (1 - fraction) / fraction)} left")
    return "  ".join(parts)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
