"""NEAR: which intervals of a zone stand near each other, and the intervals that cover both."""

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from newsbell.core.match.hit import Span
from newsbell.core.match.occurrences import MAX_OCCURRENCES

Unit = Callable[["Interval"], Hashable | None]
"""The sentence or paragraph that holds a whole interval, or None if it runs over several."""


class Interval(NamedTuple):
    """An occurrence or the stretch from the first to the last word of a NEAR; `spans` are the terms' own words.

    `first` and `last` are the numbers of its first and last word in the zone number `zone`.
    """

    zone: int
    start: int
    end: int
    first: int
    last: int
    spans: tuple[Span, ...]


def join_by_words(left: Iterable[Interval], right: Iterable[Interval], words: int, *, ordered: bool) -> list[Interval]:
    """The pairs with at most that many words between them, each as its covering interval.

    An interval never pairs with itself or with one that it overlaps. No product: each looks only as far as the
    distance goes. Stops at MAX_OCCURRENCES pairs.
    """
    lefts, rights = sorted(left), sorted(right)
    pairs = list(islice(_followers(lefts, rights, words), MAX_OCCURRENCES))
    if not ordered:
        pairs.extend(islice(_followers(rights, lefts, words), MAX_OCCURRENCES))
    return sorted(set(pairs))[:MAX_OCCURRENCES]


def join_by_unit(left: Iterable[Interval], right: Iterable[Interval], unit: Unit, *, ordered: bool) -> list[Interval]:
    """The pairs inside one sentence or paragraph, each as its covering interval; stops at MAX_OCCURRENCES pairs."""
    by_unit: dict[Hashable, list[Interval]] = {}
    for each in sorted(right):
        by_unit.setdefault(unit(each), []).append(each)
    by_unit.pop(None, None)
    pairs = (
        _cover(one, two)
        for one in sorted(left)
        for two in by_unit.get(unit(one), ())
        if one.end <= two.start or (not ordered and two.end <= one.start)
    )
    return sorted(set(islice(pairs, MAX_OCCURRENCES)))


def _followers(lefts: list[Interval], rights: list[Interval], words: int) -> Iterator[Interval]:
    """Each left interval with all right ones that begin behind it and near enough."""
    starts = [(each.zone, each.start) for each in rights]
    for one in lefts:
        for at in range(bisect_left(starts, (one.zone, one.end)), len(rights)):
            two = rights[at]
            if two.zone != one.zone or _between(one, two) > words:
                break
            yield _cover(one, two)


def _between(one: Interval, two: Interval) -> int:
    """Words between an interval and one behind it; none if they are parts of one word."""
    return max(0, two.first - one.last - 1)


def _cover(one: Interval, two: Interval) -> Interval:
    first = min(one, two)
    spans = tuple(dict.fromkeys((*one.spans, *two.spans)))
    return Interval(
        first.zone, first.start, max(one.end, two.end), first.first, max(one.last, two.last), tuple(sorted(spans))
    )
