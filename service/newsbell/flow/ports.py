"""What the flow needs of the outside world, as Protocols and plain values. Adapters implement these; tests may too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from newsbell.core.render.view import AlertView, DigestView
from newsbell.core.story.story import StoryState


class Clock(Protocol):
    """Tells the time, so that the flow never asks the machine itself."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


# --- the bus ---------------------------------------------------------------------------------------------------------


class DeadReason(StrEnum):
    """Why something went to the dead letters."""

    NO_DATA_FIELD = "no_data_field"
    NOT_JSON = "not_json"
    NOT_VALID = "not_valid"
    UNKNOWN_MAJOR = "unknown_major"
    TOO_LARGE = "too_large"
    TOO_MANY_ALERTS = "too_many_alerts"
    TOO_MANY_DELIVERIES = "too_many_deliveries"
    KEPT_FAILING = "kept_failing"
    INTERNAL_ERROR = "internal_error"
    REJECTED = "rejected"
    EXPIRED = "expired"
    UNKNOWN_OUTCOME = "unknown_outcome"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a stream as a worker of a group got it.

    `raw` is the JSON document, None when the entry has no field for it; `fields` then shows what was there.
    """

    id: str
    raw: bytes | None
    fields: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bury:
    """An entry that can not be worked on, for the dead letters. `error` says what is wrong and how to mend it."""

    entry_id: str
    reason: DeadReason
    error: str
    raw: bytes
    attempts: int = 1


class Stage(Protocol):
    """One stage of the way: handles a batch and commits each entry by itself; raises only when the store fails."""

    async def handle(self, entries: Sequence[Entry]) -> None:
        """Work on a batch. When it returns, each entry is committed, buried or owned by somebody else."""
        ...

    async def bury(self, burials: Sequence[Bury]) -> None:
        """Put entries into the dead letters without working on them."""
        ...


# --- the store: each method is one Lua script, gated by a fact it returns -------------------------------------------


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


# --- sending ---------------------------------------------------------------------------------------------------------


class ErrorCode(StrEnum):
    """What sort of failure it was; after Alertmanager's failure reasons."""

    AUTH = "auth"
    RATE_LIMITED = "rate_limited"
    CLIENT = "client"
    SERVER = "server"
    TIMEOUT = "timeout"
    NETWORK = "network"
    TOO_LONG = "too_long"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Sent:
    """The receiver accepted it."""

    receipt: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Retry:
    """Surely not accepted, may work later. `after`: seconds the receiver asked for, None if it did not say."""

    code: ErrorCode
    message: str
    after: float | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """Refused, and will be refused again."""

    code: ErrorCode
    message: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can tell whether it was accepted. `safe_to_resend`: the receiver drops or hides a repeat."""

    code: ErrorCode
    message: str
    safe_to_resend: bool = False


Outcome = Sent | Retry | Rejected | Unknown


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message for one channel: an alert (`digest` is None) or a digest.

    `events` are the Alert CloudEvents as JSON, for channels that forward them unchanged.
    """

    delivery_id: str
    attempt: int
    alerts: tuple[AlertView, ...]
    events: tuple[bytes, ...]
    first_attempt_at: datetime
    digest: DigestView | None = None
    maybe_repeat: bool = False


class Channel(Protocol):
    """A way to reach people or services. Expected failures are outcomes, never exceptions."""

    @property
    def name(self) -> str:
        """The name in the configuration."""
        ...

    @property
    def kind(self) -> str:
        """`slack`, `email`, `webhook`, `console` or `apprise`."""
        ...

    @property
    def send_timeout(self) -> float:
        """The longest that `send` takes, in seconds."""
        ...

    async def send(self, message: Outgoing) -> Outcome:
        """Send one message, within `send_timeout`."""
        ...

    def preview(self, message: Outgoing) -> str:
        """The payload as it would be sent, without secrets, for people to read."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
