"""An alert or a digest as the writers of messages see it: plain values, nothing of the wire, no addresses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Quote:
    """An evidence sentence. `marks` are the matched words, code points of `text`, sorted and without overlap."""

    text: str
    marks: tuple[tuple[int, int], ...]
    in_headline: bool = False


@dataclass(frozen=True, slots=True)
class EventView:
    """An event with its status, e.g. merger: called off."""

    type: str
    status: str
    previous_status: str | None = None
    background: bool = False
    unconfirmed: bool = False
    cue: str | None = None


@dataclass(frozen=True, slots=True)
class AlertView:
    """One alert. `why` are the terms of the rule that held, as its author wrote them."""

    id: str
    reason: str
    rule_id: str
    rule_title: str
    severity: str
    headline: str
    summary: str
    detected_at: datetime
    story_id: str
    url: str | None = None
    source: str | None = None
    published_at: datetime | None = None
    sequence: int = 1
    story_articles: int = 1
    story_sources: int = 1
    entities: tuple[str, ...] = ()
    events: tuple[EventView, ...] = ()
    quotes: tuple[Quote, ...] = ()
    why: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    test: bool = False
    backfill: bool = False
    maybe_repeat: bool = False


@dataclass(frozen=True, slots=True)
class DigestView:
    """One edition of a digest. `due` is its slot, aware, in the digest's own time zone.

    `held_back` counts what was not sent since the last edition, by reason in words.
    """

    name: str
    due: datetime
    alerts: tuple[AlertView, ...]
    held_back: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EmailWords:
    """What an e-mail says: the subject line, the hand-made text part and the HTML part."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class PlainWords:
    """A message for a service that takes a title and a text."""

    title: str
    body: str
