"""What the stages keep: each method is one Lua script an item, gated by a fact that it returns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from newsbell.core.story.story import StoryState
from newsbell.flow.ports.bus import Bury, DeadReason


class Commit(StrEnum):
    """How a commit ended."""

    DONE = "done"
    """Written, all of it."""
    AGAIN = "again"
    """A story moved since the decision; nothing was written, decide again."""
    LOST = "lost"
    """The entry is no longer pending for the group: somebody else finished it; nothing was written."""


@dataclass(frozen=True, slots=True)
class Ingest:
    """An article for the bus: `event` is the whole CloudEvent as JSON; `key` is article id and version."""

    key: str
    event: bytes


@dataclass(frozen=True, slots=True)
class Ingested:
    """Where an article stands on the bus, and whether it was there before."""

    entry_id: str
    repeated: bool


@dataclass(frozen=True, slots=True)
class AlertWrite:
    """An alert for the bus: `event` is the whole CloudEvent as JSON."""

    id: str
    event: bytes


@dataclass(frozen=True, slots=True)
class StoryWrite:
    """A story's new state. It is written only if the stored version is still `seen_version` (0 = not stored)."""

    state: StoryState
    seen_version: int


class WatchCounter(StrEnum):
    """How an article ended in the audit."""

    MATCHED = "matched"
    UNMATCHED = "unmatched"
    REPEATED = "repeated"
    """A known version of a known article; part of unmatched in the audit's sum."""


@dataclass(frozen=True, slots=True)
class WatchCommit:
    """All that one article changes: its acknowledgement, alerts, stories and one counter, in one step."""

    entry_id: str
    counter: WatchCounter
    alerts: tuple[AlertWrite, ...] = ()
    stories: tuple[StoryWrite, ...] = ()


class WatchStore(Protocol):
    """What *watch* keeps."""

    async def stories(self, ids: Sequence[str]) -> Mapping[str, StoryState]:
        """The stored stories among `ids`."""
        ...

    async def commit_watch(self, commits: Sequence[WatchCommit]) -> Sequence[Commit]:
        """Commit articles, each in one step of its own; the answers are in the same order."""
        ...

    async def bury_articles(self, burials: Sequence[Bury]) -> Sequence[Commit]:
        """Acknowledge article entries and put them into the dead letters, each in one step."""
        ...


@dataclass(frozen=True, slots=True)
class DeliveryWrite:
    """A new row of the ledger: due at once, or suppressed from the start.

    `fact` is the Delivery CloudEvent to publish with it (suppressed rows only), as JSON.
    """

    id: str
    alert_id: str
    channel: str
    kind: str
    detected_at: datetime
    suppressed_by: str | None = None
    fact: bytes | None = None


@dataclass(frozen=True, slots=True)
class DigestItem:
    """An alert that waits for a digest channel's next slot."""

    channel: str
    alert_id: str


@dataclass(frozen=True, slots=True)
class NotifyCommit:
    """All that one alert changes in the ledger, with its acknowledgement, in one step."""

    entry_id: str
    alert_id: str
    deliveries: tuple[DeliveryWrite, ...] = ()
    digest_items: tuple[DigestItem, ...] = ()


class NotifyStore(Protocol):
    """What *notify* keeps."""

    async def commit_notify(self, commits: Sequence[NotifyCommit]) -> Sequence[Commit]:
        """Commit alerts, each in one step of its own; rows that exist already are left as they are."""
        ...

    async def bury_alerts(self, burials: Sequence[Bury]) -> Sequence[Commit]:
        """Acknowledge alert entries and put them into the dead letters, each in one step."""
        ...


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row of the ledger that this worker may send until the lease ends, and no later.

    `attempt` is the fencing token. `maybe_repeat` is true when an earlier attempt's outcome is not known.
    `alerts` are the Alert CloudEvents as JSON; one is missing when it was kept no longer.
    """

    id: str
    attempt: int
    channel: str
    kind: str
    alert_ids: tuple[str, ...]
    alerts: tuple[bytes, ...]
    detected_at: datetime
    queued_at: datetime
    first_attempt_at: datetime
    digest: datetime | None = None
    maybe_repeat: bool = False


class RowState(StrEnum):
    """The state of a row of the ledger."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class Finish:
    """How an attempt ended. `state` is SENT, DEAD, SUPPRESSED or, with `delay` seconds, DUE again.

    `fact` is the Delivery CloudEvent to publish with it, as JSON. `dead_reason` is set when the state is DEAD.
    """

    id: str
    channel: str
    attempt: int
    state: RowState
    fact: bytes
    delay: float = 0.0
    receipt: Mapping[str, str] = field(default_factory=dict)
    error_code: str | None = None
    error: str | None = None
    suppressed_by: str | None = None
    dead_reason: DeadReason | None = None
    maybe_repeat: bool = False


class DeliverStore(Protocol):
    """What *deliver* keeps."""

    async def claim(self, channel: str, count: int, lease: float) -> Sequence[Claimed]:
        """Take up to `count` due rows of a channel for `lease` seconds; each attempt number rises by one."""
        ...

    async def still_mine(self, delivery_id: str, attempt: int, margin: float) -> bool:
        """Whether the attempt is the row's last and at least `margin` seconds of its lease are left."""
        ...

    async def finish(self, finish: Finish) -> bool:
        """Write the outcome; False, and nothing written, when a later attempt has taken over."""
        ...

    async def seal(self, channel: str, kind: str, slot: datetime, delivery_id: str) -> bool:
        """Close the digest's open list into the edition of `slot` and make its delivery due.

        False, and nothing written, when that slot was sealed before or nothing waits.
        """
        ...

    async def last_slot(self, channel: str) -> datetime | None:
        """The newest slot that was sealed or passed over for want of items."""
        ...

    async def next_due(self, channel: str) -> float | None:
        """Seconds until the channel's next row is due (0 or less: now), None when none waits."""
        ...
