"""Translation at the border: the flow reads and writes contracts through these, and knows no contract type."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from newsbell.core.events.finding import Finding
from newsbell.core.render.view import AlertView
from newsbell.core.route.model import Routable
from newsbell.core.story.story import StoryChange
from newsbell.core.text.document import Document
from newsbell.flow.ports.bus import Unreadable
from newsbell.flow.ports.store import AlertWrite


@dataclass(frozen=True, slots=True)
class DeliveryFact:
    """What became of a delivery, to be told on the bus. `status` is `sent`, `retrying`, `dead` or `suppressed`."""

    id: str
    alert_ids: Sequence[str]
    channel: str
    kind: str
    status: str
    attempt: int
    at: datetime
    detected_at: datetime
    queued_at: datetime
    digest: datetime | None = None
    maybe_repeat: bool = False
    suppressed_by: str | None = None
    error_code: str | None = None
    error: str | None = None
    receipt: Mapping[str, str] = field(default_factory=dict)


class ReadDocument(Protocol):
    """Reads the article in a stream entry."""

    def __call__(self, raw: bytes, now: datetime, /) -> Document | Unreadable:
        """The article made ready for matching, or why it can not be read."""
        ...


class WriteAlert(Protocol):
    """Writes a raised change as an alert for the bus."""

    def __call__(self, finding: Finding, change: StoryChange, now: datetime, /) -> AlertWrite:
        """The alert with its id and its CloudEvent."""
        ...


@dataclass(frozen=True, slots=True)
class AlertToRoute:
    """What *notify* needs of an alert."""

    id: str
    detected_at: datetime
    routable: Routable


class ReadAlert(Protocol):
    """Reads the alert in a stream entry."""

    def __call__(self, raw: bytes, /) -> AlertToRoute | Unreadable:
        """What routing needs of it, or why it can not be read."""
        ...


class ReadViews(Protocol):
    """Reads stored alerts for the writers of messages."""

    def __call__(self, events: Sequence[bytes], /) -> tuple[AlertView, ...]:
        """The readable ones, in the same order."""
        ...


class WriteFact(Protocol):
    """Writes an outcome as a Delivery CloudEvent."""

    def __call__(self, fact: DeliveryFact, /) -> bytes:
        """The CloudEvent as JSON."""
        ...
