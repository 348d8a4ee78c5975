"""Names that are made of other names: in which order they can be worked out, and where they go round in circles."""

from collections.abc import Mapping


def in_order(uses: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """All names, each behind those it uses, and the circles among them.

    `uses` gives the names that each name uses; what it does not hold itself is passed over. A circle is told once, from
    the name that comes first in `uses`; its names stand in the order as if they used nothing of each other.
    """
    waiting = {name: {used for used in wanted if used in uses} for name, wanted in uses.items()}
    users: dict[str, list[str]] = {name: [] for name in uses}
    for name, wanted in waiting.items():
        for used in wanted:
            users[used].append(name)
    ready = [name for name, wanted in waiting.items() if not wanted]
    ordered: dict[str, None] = {}
    circles: list[tuple[str, ...]] = []
    places = {name: number for number, name in enumerate(uses)}
    unseen = iter(uses)
    while len(ordered) < len(uses):
        if not ready:
            circle = _circle(uses, waiting, next(name for name in unseen if name not in ordered))
            first = circle.index(min(circle, key=places.__getitem__))
            circles.append((*circle[first:], *circle[:first]))
            ready.extend(circle)
        name = ready.pop()
        if name in ordered:
            continue
        ordered[name] = None
        for user in users[name]:
            waiting[user].discard(name)
            if not waiting[user] and user not in ordered:
                ready.append(user)
    return tuple(ordered), tuple(circles)


def _circle(uses: Mapping[str, tuple[str, ...]], waiting: Mapping[str, set[str]], start: str) -> tuple[str, ...]:
    """A circle that can be reached from a name that waits; each name that waits has one more that it waits for."""
    way: dict[str, int] = {}
    name = start
    while name not in way:
        way[name] = len(way)
        name = next(used for used in uses[name] if used in waiting[name])
    return tuple(way)[way[name] :]
