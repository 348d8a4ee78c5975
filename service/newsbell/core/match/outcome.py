"""What became of each part of a query: a tree in the shape of the syntax tree, for hits and for `explain`."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from newsbell.core.match.hit import Rejection, Span
from newsbell.core.rules.syntax import Node
from newsbell.core.text.document import ZoneName


class MissKind(StrEnum):
    """In what the article's words differ from those that a part of the query asks for; the closest come first."""

    MASKED = "masked"
    OTHER_ZONE = "other_zone"
    OTHER_CASE = "other_case"
    OTHER_SIGNS = "other_signs"
    INTERRUPTED = "interrupted"
    JOINED = "joined"
    OTHER_FORM = "other_form"
    OTHER_LANGUAGE = "other_language"
    OTHER_ORDER = "other_order"
    TOO_FAR = "too_far"
    ONCE = "once"
    SPELLING = "spelling"
    RELATED = "related"
    APART = "apart"
    PART_OF_WORD = "part_of_word"


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of the article: code points `start` to `end` (excluded) of the zone's text."""

    zone: ZoneName
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NearMiss:
    """What comes nearest to a part of the query that did not hold: in what it differs, and where it stands."""

    kind: MissKind
    sentence: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A node of the query, and whether it held.

    `spans` are the words that made it hold, none if it did not; `rejections` are mentions found and not counted at this
    node. `note` says in a few words why it did not hold, where there is more to say than "not found"; `misses` are the
    words of the article that come nearest, the nearest first.
    """

    node: Node
    held: bool
    spans: tuple[Span, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    note: str = ""
    children: tuple["Outcome", ...] = ()
    misses: tuple[NearMiss, ...] = ()

    @property
    def clause(self) -> str:
        """The node's words as written in the query."""
        return self.node.place.clause

    def walk(self) -> Iterator["Outcome"]:
        """This outcome and all below it, each before its children."""
        yield self
        for child in self.children:
            yield from child.walk()


def all_rejections(outcome: Outcome) -> tuple[Rejection, ...]:
    """The rejected mentions of the whole tree, each once, sorted."""
    return tuple(sorted({each for part in outcome.walk() for each in part.rejections}))


def merged_spans(outcomes: tuple[Outcome, ...]) -> tuple[Span, ...]:
    """The spans of the outcomes that held, each once, in the order of the query."""
    return tuple(dict.fromkeys(span for outcome in outcomes if outcome.held for span in outcome.spans))
