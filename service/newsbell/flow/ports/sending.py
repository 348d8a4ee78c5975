"""Channels: what goes out, and how an attempt can end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from newsbell.core.render.view import AlertView, DigestView


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
