"""Times that a busy machine can not spoil.

What is counted is processor time, engines take turns, and of each bundle of articles the quickest turn counts.
"""

import gc
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from time import process_time

from bench.engine import Engine

BUNDLE = 5
"""Articles timed in one go."""
Bundles = dict[int, float]
"""Of each bundle, by its number, the seconds of its quickest turn."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to measure: `rounds` turns of each engine, each of about `seconds` at the most.

    An engine whose single bundle takes longer than `seconds` still gets one bundle, and `least` turns.
    """

    rounds: int
    seconds: float
    least: int = 3


def take_turns(engines: Sequence[Engine], effort: Effort) -> dict[str, Bundles]:
    """The quickest times of each engine, by its name; it must have been run before, so that it is warm."""
    gc.collect()
    gc.freeze()
    times: dict[str, Bundles] = {engine.name: {} for engine in engines}
    for number in range(effort.rounds):
        for engine in engines:
            spent = sum(times[engine.name].values())
            if number < effort.least or spent < 2 * effort.seconds:
                _turn(engine, times[engine.name], effort.seconds, first=number == 0)
    gc.unfreeze()
    return times


def _turn(engine: Engine, quickest: Bundles, seconds: float, *, first: bool) -> None:
    """One turn; the first decides how many bundles fit."""
    spent = 0.0
    for number in range(len(engine.inputs) // BUNDLE or 1) if first else list(quickest):
        if first and number and spent >= seconds:
            return
        bundle = list(islice(engine.inputs, number * BUNDLE, (number + 1) * BUNDLE))
        took = _time(engine, bundle)
        quickest[number] = min(took, quickest.get(number, took))
        spent += took


def _time(engine: Engine, bundle: list[object]) -> float:
    run = engine.run
    begun = process_time()
    for each in bundle:
        run(each)
    return process_time() - begun


def seconds_an_article(bundles: Bundles) -> float:
    """The mean time of one article."""
    return sum(bundles.values()) / (len(bundles) * BUNDLE)


def ratio(bundles: Bundles, base: Bundles) -> float:
    """The time as a multiple of another engine's over the same articles."""
    shared = bundles.keys() & base.keys()
    return sum(bundles[number] for number in shared) / sum(base[number] for number in shared)
