"""What a match is: the rule, and the words of the article that made it hold."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from newsbell.core.rules.model import Entity, Rule, Vocabulary
from newsbell.core.text.document import Document, Zone, ZoneName


class SpanKind(StrEnum):
    """What sort of term matched."""

    WORD = "word"
    PHRASE = "phrase"
    ENTITY = "entity"
    EVENT = "event"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Words that matched: code points `start` to `end` (excluded) of the zone's text.

    `clause` is the term as the rule's author wrote it; `name` is the entity id or event type, else empty.
    """

    zone: ZoneName
    start: int
    end: int
    kind: SpanKind
    clause: str
    name: str = ""


class RejectReason(StrEnum):
    """Why a mention of an entity does not count."""

    NOT_PHRASE = "not_phrase"
    OTHER_REGION = "other_region"

    @property
    def sentence(self) -> str:
        """The reason in words."""
        return _REJECT_SENTENCES[self]


_REJECT_SENTENCES = {
    RejectReason.NOT_PHRASE: "part of a phrase listed under `not:`",
    RejectReason.OTHER_REGION: "the text places it in another region",
}


@dataclass(frozen=True, slots=True, order=True)
class Rejection:
    """A mention that was found and does not count, with the reason; kept for `explain`."""

    zone: ZoneName
    start: int
    end: int
    entity: str
    reason: RejectReason


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that matched. `spans` are all occurrences of the terms that made it hold, in reading order.

    `vocabulary` is what the rule's names meant.
    """

    rule: Rule
    spans: tuple[Span, ...]
    rejected: tuple[Rejection, ...] = ()
    vocabulary: Vocabulary = field(default_factory=Vocabulary, repr=False, compare=False)


class Judge(Protocol):
    """Decides whether a mention found by its words is the entity meant."""

    def judges(self, entity: Entity) -> bool:
        """Whether `reject` may ever reject a mention of the entity."""
        ...

    def reject(self, entity: Entity, document: Document, zone: Zone, start: int, end: int) -> RejectReason | None:
        """The reason why the mention does not count, or None if it does."""
        ...


class Matcher(Protocol):
    """Finds the rules that an article matches."""

    def hits(self, document: Document) -> tuple[Hit, ...]:
        """All matching rules, in the order of their ids, each with its spans."""
        ...


class RuleIndex(Matcher, Protocol):
    """A matcher whose rules come and go one at a time, between two articles."""

    def add(self, rule: Rule, vocabulary: Vocabulary) -> None:
        """Take a rule in; one of the same id is replaced. `vocabulary` gives its names their meaning.

        Raises:
            QueryError: a trigger of an event type that the rule names is no term.
        """
        ...

    def remove(self, rule_id: str) -> None:
        """Forget a rule; nothing happens if there is none of that id."""
        ...
