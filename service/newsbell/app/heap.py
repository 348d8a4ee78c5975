"""Keeping the collector of reference cycles away from what stays.

It would walk through all rules now and then, in one go: half a second at 10,000, four at 100,000 (measured), and
articles wait. What is taken for permanent (`gc.freeze`) is not walked through any more. It is freed as ever when
nothing refers to it; only cycles within it would stay for good, so rubbish is collected before.
"""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

OTHERS = 0.001
"""Seconds after which others have run, and may have left rubbish of theirs."""


YOUNG = 10_000
"""Objects after which the young ones are looked through, half a millisecond. With Python's 700 that takes 3 % of the
time of an article (measured): a batch in hand is more than that, and is freed without the collector."""


def settle() -> None:
    """Take all that lives now for permanent; a pause, so only before work begins."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])


@contextmanager
def loading() -> Iterator[None]:
    """Read much that stays: looking for rubbish meanwhile would be two fifths of the time (measured)."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class Lasting:
    """Work whose objects stay: made without the collector, and taken for permanent when it stops.

    Left alone, the collector would look at each new rule several times, and in the end at all of them at once.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._stopped = float("-inf")

    def begin(self) -> None:
        """From now on nothing is collected; what others have just left behind was."""
        if self._clock() - self._stopped > OTHERS:
            gc.collect(1)  # the young ones; there are few, for the work before took its own along
        gc.disable()

    def stop(self) -> None:
        """What was made stays; the collector works again."""
        gc.freeze()
        gc.enable()
        self._stopped = self._clock()
