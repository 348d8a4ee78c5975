"""Long work in short slices, so that articles are not kept waiting."""

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

SLICE = 0.001
"""Seconds of work in one go."""

REST = 0.006
"""Seconds that belong to the others between two slices.

Between its arrival and its commit an article lets others run some five times. With no rest each of these turns would
meet a slice; with this one, one or two do.
"""


class Work(Protocol):
    """Is told when work begins and when it stops, so that it may see to the memory meanwhile."""

    def begin(self) -> None:
        """Work goes on now, and lets nobody else run until it stops."""
        ...

    def stop(self) -> None:
        """Others run now."""
        ...


class _Idle:
    """Work that nobody minds."""

    def begin(self) -> None:
        """Nothing to be done."""

    def stop(self) -> None:
        """Nothing to be done."""


class Pacer:
    """Counts the time that work takes, and rests when a slice is used up.

    `begin` and `stop` stand around work; between two pieces of it `breathe` may rest. All may be called at any time.
    """

    def __init__(
        self,
        work: Work | None = None,
        *,
        slice_: float = SLICE,
        rest: float = REST,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._work = work or _Idle()
        self._slice = slice_
        self._rest = rest
        self._clock = clock
        self._began: float | None = None
        self._spent = 0.0
        self.worked = 0.0
        """Seconds of work so far."""

    def begin(self, slice_: float | None = None) -> None:
        """Work begins, or goes on. With `slice_` seconds a fresh slice of that length begins."""
        if slice_ is not None:
            self._spent = self._slice - slice_
        if self._began is None:
            self._began = self._clock()
            self._work.begin()

    def stop(self) -> None:
        """Work stops, at its end or to wait for something."""
        if self._began is not None:
            self._work.stop()
            took = self._clock() - self._began
            self._spent += took
            self.worked += took
            self._began = None

    async def breathe(self) -> None:
        """Between two pieces of work: let others run if the slice is used up."""
        if self._began is not None and self._spent + self._clock() - self._began < self._slice:
            return
        working = self._began is not None
        self.stop()
        if self._spent >= self._slice:
            await asyncio.sleep(self._rest)
            self._spent = 0.0
        if working:
            self.begin()
