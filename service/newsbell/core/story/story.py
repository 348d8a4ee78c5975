"""One event as a thread of articles, and what an article changes in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Reason(StrEnum):
    """Why an alert was raised."""

    FIRST_REPORT = "first_report"
    STATUS_CHANGED = "status_changed"
    FACT_CHANGED = "fact_changed"
    NEW_EVENT = "new_event"
    CONFIRMED_BY_SOURCE = "confirmed_by_source"
    ARTICLE_EDITED = "article_edited"
    RETRACTED = "retracted"

    @property
    def sentence(self) -> str:
        """The reason in words, for people."""
        return _REASON_SENTENCES[self]


_REASON_SENTENCES = {
    Reason.FIRST_REPORT: "the first report of this story",
    Reason.STATUS_CHANGED: "the event's status changed",
    Reason.FACT_CHANGED: "a figure changed",
    Reason.NEW_EVENT: "something new happened in this story",
    Reason.CONFIRMED_BY_SOURCE: "what was unconfirmed is now confirmed",
    Reason.ARTICLE_EDITED: "the article was edited, and what it says changed",
    Reason.RETRACTED: "the article was withdrawn",
}


class Change(StrEnum):
    """What an article is to its story."""

    NEW = "new"
    UPDATE = "update"
    COPY = "copy"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class StoryState:
    """What is remembered of a story. `version` rises with each write; 0 means not stored yet.

    `articles` maps article id to the version last seen, `events` maps event type to status, `clauses` are the terms of
    the rule that held, sorted.
    """

    id: str
    rule_id: str
    version: int
    first_seen: datetime
    sequence: int = 0
    alert_ids: tuple[str, ...] = ()
    articles: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    events: Mapping[str, str] = field(default_factory=dict)
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryChange:
    """The decision: what the article is to the story, whether and why it rings, and the story afterwards.

    `reason` is None when nothing is raised (a copy or a repeat). `before` is the state it was decided from.
    """

    change: Change
    reason: Reason | None
    before: StoryState | None
    after: StoryState
