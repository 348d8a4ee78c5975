"""What stands in the way of a match: the smallest set of parts of a query that would have to come out otherwise."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from newsbell.core.match.outcome import Outcome
from newsbell.core.rules.syntax import And, AtLeast, InZone, Metadata, Named, Near, Not, Or, SomeOf

MOST_TOLD = 4
"""Obstacles, or alternatives of one, that are told in a verdict; the others are counted."""

_LONGEST_CLAUSE = 60


class ObstacleKind(StrEnum):
    """How a part of the query stands in the way."""

    ABSENT = "absent"
    NONE_OF = "none_of"
    TOO_FEW = "too_few"
    APART = "apart"
    PROPERTY = "property"
    PRESENT = "present"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A part of the query that stands in the way: its words as written, how, and a short clause that says so."""

    clause: str
    kind: ObstacleKind
    sentence: str


def obstacles(outcome: Outcome) -> tuple[Obstacle, ...]:
    """The parts that would have to come out otherwise for the query to hold, in its order; none if it holds.

    All failing parts of an AND, an OR as a whole, what a NOT forbids and is there.
    """
    return () if outcome.held else tuple(dict.fromkeys(_unmet(outcome, "")))


def verdict(found: Sequence[Obstacle]) -> str:
    """The obstacles in one line: `nothing for event:merger; only 1 of 2 occurrences of tariff`."""
    absent = [each.sentence.removeprefix(_NOTHING) for each in found if each.sentence.startswith(_NOTHING)]
    parts = [f"{_NOTHING}{_listed(absent)}"] if absent else []
    parts += [each.sentence for each in found if not each.sentence.startswith(_NOTHING)]
    more = f"; and {len(parts) - MOST_TOLD} more" if len(parts) > MOST_TOLD else ""
    return "; ".join(parts[:MOST_TOLD]) + more


_NOTHING = "nothing for "


def _unmet(outcome: Outcome, zone: str) -> Iterator[Obstacle]:
    """What keeps a part from holding that has to."""
    match outcome.node:
        case And():
            yield from _of_all(outcome.children, zone)
        case Or():
            yield _none_of(outcome, zone)
        case Not():
            yield from _unwanted(outcome.children[0])
        case InZone(zone=inner):
            yield from _unmet(outcome.children[0], inner)
        case Named():
            yield from _named(outcome, zone)
        case Near() | AtLeast() | SomeOf():
            yield from _too_few(outcome, zone)
        case Metadata():
            yield Obstacle(outcome.clause, ObstacleKind.PROPERTY, outcome.note or f"not {outcome.clause}")
        case _:
            yield Obstacle(outcome.clause, ObstacleKind.ABSENT, f"{_NOTHING}{outcome.clause}{_in(zone)}")


def _of_all(children: Sequence[Outcome], zone: str) -> Iterator[Obstacle]:
    for child in children:
        if not child.held:
            yield from _unmet(child, zone)


def _named(outcome: Outcome, zone: str) -> Iterator[Obstacle]:
    """`term:deal` by its name where it is a list of words; else what is missing inside it."""
    inner = outcome.children[0]
    if isinstance(inner.node, And | Not | Named | InZone):
        yield from _unmet(inner, zone)
    else:
        yield Obstacle(outcome.clause, ObstacleKind.ABSENT, f"{_NOTHING}{outcome.clause}{_in(zone)}")


def _too_few(outcome: Outcome, zone: str) -> Iterator[Obstacle]:
    """A NEAR whose words are apart, an ATLEAST or OF that was not reached."""
    node, clause = outcome.node, outcome.clause
    if isinstance(node, SomeOf):
        names = _listed([_cut(child.clause) for child in outcome.children if not child.held], "or")
        yield Obstacle(clause, ObstacleKind.TOO_FEW, f"only {outcome.note}: {_NOTHING}{names}{_in(zone)}")
    elif not all(child.held for child in outcome.children):
        yield from _of_all(outcome.children, zone)
    elif isinstance(node, AtLeast):
        inner = outcome.children[0].clause
        yield Obstacle(clause, ObstacleKind.TOO_FEW, f"only {outcome.note} of {_cut(inner)}{_in(zone)}")
    elif isinstance(node, Near):
        sides = " and ".join(map(_side, outcome.children))
        unit = {"s": "never in one sentence, ", "p": "never in one paragraph, "}.get(str(node.within), "")
        yield Obstacle(clause, ObstacleKind.APART, f"{sides}{_in(zone)}: {unit}{outcome.note}")


def _none_of(outcome: Outcome, zone: str) -> Obstacle:
    names = [_cut(child.clause) for child in outcome.children]
    start = f"neither {' nor '.join(names)}" if len(names) == 2 else f"none of {_listed(names, ',')}"
    nearest = _nearest_way(outcome.children, zone)
    return Obstacle(outcome.clause, ObstacleKind.NONE_OF, f"{start}{_in(zone)}{nearest}")


def _nearest_way(ways: Sequence[Outcome], zone: str) -> str:
    """Which of several ways to hold lacks least, if one was begun at all."""
    begun = [way for way in ways if isinstance(way.node, And | Near | SomeOf) and any(part.held for part in way.walk())]
    if not begun:
        return ""
    best, lacks = min(((way, tuple(_unmet(way, zone))) for way in begun), key=lambda pair: len(pair[1]))
    return f" (nearest is {_cut(best.clause)}: {'; '.join(each.sentence for each in lacks[:MOST_TOLD])})"


def _unwanted(outcome: Outcome) -> Iterator[Obstacle]:
    """What makes a part hold that must not."""
    match outcome.node:
        case Not():
            yield from _unmet(outcome.children[0], "")
        case Or() | Named() | InZone():
            for child in outcome.children:
                if child.held:
                    yield from _unwanted(child)
        case And() | SomeOf() | Near() | AtLeast() | Metadata():
            yield Obstacle(outcome.clause, ObstacleKind.PRESENT, f"{_cut(outcome.clause)} holds and must not")
        case _:
            yield Obstacle(outcome.clause, ObstacleKind.PRESENT, f"{outcome.clause} occurs and must not")


def _in(zone: str) -> str:
    return f" in the {zone}" if zone else ""


def _listed(names: Sequence[str], joint: str = "and") -> str:
    """`a, b and c`; of many the first ones and a count."""
    shown = list(dict.fromkeys(names))
    if len(shown) > MOST_TOLD + 1:
        return f"{', '.join(shown[:MOST_TOLD])} and {len(shown) - MOST_TOLD} more"
    if joint == "," or len(shown) < 2:
        return ", ".join(shown)
    return f"{', '.join(shown[:-1])} {joint} {shown[-1]}"


def _side(outcome: Outcome) -> str:
    return f"({_cut(outcome.clause)})" if isinstance(outcome.node, Or) else _cut(outcome.clause)


def _cut(clause: str) -> str:
    """A long clause shortened: its place in the tree tells the rest."""
    flat = " ".join(clause.split())
    return flat if len(flat) <= _LONGEST_CLAUSE else f"{flat[: _LONGEST_CLAUSE - 1].rstrip()}…"
