"""What the operations answer: the audit, the backlog, the trimming."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A sum that must add up: what came in, and where each piece is. No term is computed from the others."""

    name: str
    total: int
    terms: Mapping[str, int]

    @property
    def difference(self) -> int:
        """What is missing from the terms; negative when they hold too much. 0 is right."""
        return self.total - sum(self.terms.values())


@dataclass(frozen=True, slots=True)
class AuditReport:
    """The whole ledger at one instant."""

    articles: AuditLine
    alerts: AuditLine
    deliveries: AuditLine
    digests: AuditLine
    counters: Mapping[str, int] = field(default_factory=dict)

    @property
    def lines(self) -> tuple[AuditLine, ...]:
        """All sums, in the order of the way of an article."""
        return (self.articles, self.alerts, self.deliveries, self.digests)

    @property
    def difference(self) -> int:
        """The sum of all absolute differences: 0 when everything adds up."""
        return sum(abs(line.difference) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits for a group: entries in work, and seconds since the oldest of each came (None if there is none)."""

    pending: int
    oldest_pending: float | None
    oldest_unread: float | None


@dataclass(frozen=True, slots=True)
class TrimReport:
    """What was removed from a stream.

    `held_by` are groups that keep entries older than the age limit because they have not read or acknowledged them;
    `overruled` are groups of other services that lost such entries.
    """

    stream: str
    removed: int
    held_by: tuple[str, ...] = ()
    overruled: tuple[str, ...] = ()
