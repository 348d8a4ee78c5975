"""Words that occur, but not together: the shortest stretch of a text that holds them all, and the closest pair."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from heapq import merge

from newsbell.core.match.near import Interval


def smallest_window(places: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """One place of each list, all different, as close together as can be, ascending; empty if a list has none left.

    `places[i]` are the numbers of the words of a text that fit word `i` of a phrase, ascending. Linear in their number.
    """
    latest: list[int | None] = [None] * len(places)
    best: tuple[int, ...] = ()
    for at, word in merge(*([(at, number) for at in found] for number, found in enumerate(places))):
        latest[word] = at
        if None in latest:
            continue
        chosen = sorted({place for place in latest if place is not None})
        if len(chosen) == len(places) and (not best or chosen[-1] - chosen[0] < best[-1] - best[0]):
            best = tuple(chosen)
    return best


def closest_pair(
    left: Iterable[Interval], right: Iterable[Interval], *, ordered: bool
) -> tuple[Interval, Interval] | None:
    """An interval of each side in one zone, the earlier first, with the fewest words between them, or None.

    `ordered`: the left one must come first. Intervals that overlap are no pair.
    """
    lefts, rights = sorted(left), sorted(right)
    pairs = list(_next_pairs(lefts, rights))
    if not ordered:
        pairs += _next_pairs(rights, lefts)
    return min(pairs, key=lambda pair: (words_between(*pair), pair[0]), default=None)


def words_between(one: Interval, two: Interval) -> int:
    """Words between an interval and one behind it; none if they are parts of one word."""
    return max(0, two.first - one.last - 1)


def _next_pairs(firsts: Sequence[Interval], seconds: Sequence[Interval]) -> Iterable[tuple[Interval, Interval]]:
    """Each interval with the next one of the other side behind it."""
    starts = [(each.zone, each.start) for each in seconds]
    for one in firsts:
        at = bisect_left(starts, (one.zone, one.end))
        if at < len(seconds) and seconds[at].zone == one.zone:
            yield one, seconds[at]
