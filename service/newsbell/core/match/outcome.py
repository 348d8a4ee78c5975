"""What became of each part of a query: a tree in the shape of the syntax tree, for hits and for `explain`."""

from collections.abc import Iterator
from dataclasses import dataclass

from newsbell.core.match.hit import Rejection, Span
from newsbell.core.rules.syntax import Node


@dataclass(frozen=True, slots=True)
class Outcome:
    """A node of the query, and whether it held.

    `spans` are the words that made it hold, none if it did not; `rejections` are mentions found and not counted at this
    node. `note` says in a few words why it did not hold, where there is more to say than "not found".
    """

    node: Node
    held: bool
    spans: tuple[Span, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    note: str = ""
    children: tuple["Outcome", ...] = ()

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
