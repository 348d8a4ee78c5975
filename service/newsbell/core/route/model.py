"""Where alerts go: routes, channels as the router sees them, and the plan that comes out."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class SuppressedBy(StrEnum):
    """Why nothing was sent."""

    ROUTE = "route"
    SILENCE = "silence"
    QUIET_HOURS = "quiet_hours"
    RATE_LIMIT = "rate_limit"
    EXPIRED = "expired"
    BACKFILL = "backfill"

    @property
    def sentence(self) -> str:
        """The reason in words."""
        return _SUPPRESSED_SENTENCES[self]


_SUPPRESSED_SENTENCES = {
    SuppressedBy.ROUTE: "no route sends it anywhere",
    SuppressedBy.SILENCE: "a silence holds it back",
    SuppressedBy.QUIET_HOURS: "it is quiet time in this channel",
    SuppressedBy.RATE_LIMIT: "the channel's rate is used up",
    SuppressedBy.EXPIRED: "it became too old to send",
    SuppressedBy.BACKFILL: "it comes from replayed history",
}


@dataclass(frozen=True, slots=True)
class DigestSchedule:
    """When a digest goes out: a five-field cron expression in an IANA time zone."""

    schedule: str
    timezone: str


@dataclass(frozen=True, slots=True)
class ChannelSpec:
    """A channel without its address: what routing and the ledger need to know of it."""

    name: str
    kind: str
    digest: DigestSchedule | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """A branch of the routing tree. `match` maps a matcher (a label's name, `severity`, `rule`, `status`, `entity`,
    `event`, `source`, `language`) to the accepted values; all matchers must hold, each by one of its values.
    """

    match: Mapping[str, tuple[str, ...]]
    channels: tuple[str, ...]
    go_on: bool = False
    routes: tuple["Route", ...] = ()


@dataclass(frozen=True, slots=True)
class Routable:
    """What a route can look at in an alert: matcher name to the alert's values."""

    values: Mapping[str, tuple[str, ...]]
    backfill: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """One channel's share of an alert: send it now, put it into the digest, or hold it back for a named reason.

    `route` says which branch decided, e.g. `routes[0]`.
    """

    channel: str
    kind: str
    route: str
    digest: bool = False
    suppressed_by: SuppressedBy | None = None
