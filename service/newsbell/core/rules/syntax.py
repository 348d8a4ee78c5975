"""The syntax tree of a query: one small frozen type per construct of the language.

Every node carries `start` and `end`, code points of the query text, and `clause` gives its words as written, so that
evidence, `explain` and errors can all point at the author's own text.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands in the query text, and its words as written."""

    start: int
    end: int
    clause: str


@dataclass(frozen=True, slots=True)
class Word:
    """`tariff`: the word and its inflections."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Exact:
    """`"general motors"`, or `="Business Objects"` and `=US` with `case`: exactly these words, no inflection.

    A word of it may hold wildcards.
    """

    text: str
    case: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Wildcard:
    """`merg*`, `*bank`, `colo?r`: one word by its pattern."""

    pattern: str
    place: Place


@dataclass(frozen=True, slots=True)
class EntityRef:
    """`@honda`: an accepted mention of the entity."""

    id: str
    place: Place


@dataclass(frozen=True, slots=True)
class EventRef:
    """`event:merger`: a trigger of the event type."""

    id: str
    place: Place


@dataclass(frozen=True, slots=True)
class Metadata:
    """`source:reuters*`, `lang:en`: a property of the article."""

    field: Literal["source", "lang"]
    pattern: str
    place: Place


@dataclass(frozen=True, slots=True)
class And:
    """All of them hold."""

    items: tuple["Node", ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of them holds."""

    items: tuple["Node", ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Not:
    """It does not hold."""

    item: "Node"
    place: Place


@dataclass(frozen=True, slots=True)
class Near:
    """`a NEAR/5 b`, `a ONEAR/5 b`, `a NEAR/s b`, `a NEAR/p b`: `within` is a number of words, `s` or `p`."""

    left: "Node"
    right: "Node"
    within: int | Literal["s", "p"]
    ordered: bool
    place: Place


@dataclass(frozen=True, slots=True)
class AtLeast:
    """`ATLEAST/3 (x)`: at least `count` occurrences."""

    count: int
    item: "Node"
    place: Place


@dataclass(frozen=True, slots=True)
class SomeOf:
    """`2 OF (a, b, c)`: at least `count` of the items hold."""

    count: int
    items: tuple["Node", ...]
    place: Place


@dataclass(frozen=True, slots=True)
class InZone:
    """`title:x`, `body:(x OR y)`: only in that zone."""

    zone: Literal["title", "body"]
    item: "Node"
    place: Place


@dataclass(frozen=True, slots=True)
class Named:
    """`term:deal`: the query that the file's `terms:` give this name.

    `item` was parsed from the text there, so the places in it belong to that text and not to the rule's.
    """

    id: str
    item: "Node"
    place: Place


Term = Word | Exact | Wildcard | EntityRef | EventRef
Node = Term | Metadata | And | Or | Not | Near | AtLeast | SomeOf | InZone | Named
