"""A hit understood: who, what happened, where it stands, and the sentences that say so."""

from dataclasses import dataclass

from newsbell.core.match.hit import Hit, Span
from newsbell.core.rules.model import Status
from newsbell.core.text.document import Document, FieldName


@dataclass(frozen=True, slots=True)
class EntityFound:
    """An entity of the rule that the article names. `salience` is 0 (in passing) to 1 (the article is about it)."""

    id: str
    name: str
    type: str
    salience: float
    mentions: int


@dataclass(frozen=True, slots=True)
class EventFound:
    """An event of the rule, with its status and the words that decided it."""

    type: str
    status: Status
    evidence_ids: tuple[str, ...]
    background: bool = False
    unconfirmed: bool = False
    cue: str | None = None


@dataclass(frozen=True, slots=True)
class EvidenceFound:
    """A sentence with matched words. Offsets are code points of the article's field `field`, the end excluded."""

    id: str
    field: FieldName
    sentence: str
    start: int
    end: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ClauseFound:
    """A term of the rule that held, and the sentences where it did."""

    clause: str
    evidence_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """All that is known of one article under one rule."""

    document: Document
    hit: Hit
    entities: tuple[EntityFound, ...]
    events: tuple[EventFound, ...]
    evidence: tuple[EvidenceFound, ...]
    matched: tuple[ClauseFound, ...]
