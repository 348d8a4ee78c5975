"""What each rule costs, as a table and in words: from the counts of the running service, or over an archive."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from newsbell import wire
from newsbell.adapters.feeds import Unreadable
from newsbell.app.archive import FileArchive
from newsbell.app.clock import SystemClock
from newsbell.app.rules import index_of
from newsbell.core.match.statistics import RuleStats
from newsbell.core.render.clean import clean
from newsbell.core.render.columns import width_of
from newsbell.core.rules.model import RuleSet

OFTEN = 1_000
"""A rule that was a candidate so often, and hardly matched, hangs on a common word."""

HARDLY = 0.01
"""The share of its candidates that such a rule matches at most."""

ENOUGH = 100
"""Articles after which a rule that none of them met is worth a word."""

_MOST_HINTS = 10
_HEAD = ("rule", "articles", "candidates", "matched", "share", "µs/article", "total ms", "since", "version")
_GAP = "  "


class Order(StrEnum):
    """What the table is sorted by; the largest comes first, but for names."""

    COST = "cost"
    CANDIDATES = "candidates"
    MATCHES = "matches"
    SHARE = "share"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class RuleCost:
    """The counts of one version of a rule over the `articles` seen; see `RuleStats` for what is counted.

    `since` is when the counting began; None over an archive, which has no such moment.
    """

    rule: str
    version: str
    articles: int
    candidates: int = 0
    checks: int = 0
    matches: int = 0
    cost_ns: int = 0
    since: datetime | None = None

    @property
    def share(self) -> float | None:
        """The share of its candidates that it matched, None without a candidate."""
        return self.matches / self.candidates if self.candidates else None

    @property
    def cost_us(self) -> float:
        """Microseconds that it costs in an article on average."""
        return self.cost_ns / 1000 / self.articles if self.articles else 0.0

    @property
    def hint(self) -> str | None:
        """What its author might do about it, in words; None if nothing is odd."""
        if self.candidates >= OFTEN and self.matches <= HARDLY * self.candidates:
            often = f"{self.candidates:,} times a candidate, matched {self.matches:,}"
            if self.checks > self.candidates / 2:
                why = "its words are often there, and seldom as it wants them"
            else:
                why = "it is anchored on a common word"
            return f"{often}: {why}; add a rarer word that must be there, joined by AND"
        if not self.candidates and self.articles >= ENOUGH:
            return f"never a candidate in {self.articles:,} articles: a word that it can not do without was never seen"
        return None


def ordered(costs: Sequence[RuleCost], order: Order) -> list[RuleCost]:
    """The rules in this order; equals by their names."""
    keys: dict[Order, Callable[[RuleCost], float]] = {
        Order.COST: lambda each: each.cost_us,
        Order.CANDIDATES: lambda each: each.candidates,
        Order.MATCHES: lambda each: each.matches,
        Order.SHARE: lambda each: -1.0 if each.share is None else each.share,
        Order.RULE: lambda each: 0.0,
    }
    return sorted(costs, key=lambda each: (-keys[order](each), each.rule))


class ArchiveCount:
    """What rules cost over the articles of an archive; nothing is decided, nothing sent.

    `articles` is how many were seen, `refused` how many were none.
    """

    def __init__(self, rule_set: RuleSet) -> None:
        self._rules = rule_set.rules
        self._index = index_of(rule_set, time.perf_counter_ns)
        self.articles = self.refused = 0

    def read(self, archive: FileArchive, complain: Callable[[str], None], seen: Callable[[], None]) -> None:
        """Match all articles. `complain` is told of each that is none, `seen` is called after each that is one."""
        now = SystemClock().now()
        for found in archive:
            if isinstance(found, Unreadable):
                self.refused += 1
                complain(str(found))
                continue
            self._index.matches(wire.document_of(found, found.published_at or now))
            self.articles += 1
            seen()

    def costs(self) -> list[RuleCost]:
        """What every rule cost so far, to be asked for once: the counts begin anew."""
        counted = self._index.take_stats().rules
        return [_cost(each.id, counted.get(each.id, RuleStats(each.version)), self.articles) for each in self._rules]


def _cost(rule: str, stats: RuleStats, articles: int) -> RuleCost:
    return RuleCost(rule, stats.version, articles, stats.candidates, stats.checks, stats.matches, stats.cost_ns)


def as_object(cost: RuleCost) -> dict[str, object]:
    """A rule as a JSON object; `total_ms` and `us_per_article` are times of evaluation."""
    return {
        "rule": cost.rule,
        "version": cost.version,
        "articles": cost.articles,
        "candidates": cost.candidates,
        "checks": cost.checks,
        "matches": cost.matches,
        "share": cost.share,
        "us_per_article": round(cost.cost_us, 3),
        "total_ms": round(cost.cost_ns / 1e6, 3),
        "since": cost.since.isoformat() if cost.since else None,
        "hint": cost.hint,
    }


def table(costs: Sequence[RuleCost]) -> list[str]:
    """The rules in columns, with a head; columns that nothing is in are left out."""
    rows = [_HEAD, *(_cells(cost) for cost in costs)]
    used = [number for number in range(len(_HEAD)) if any(row[number] for row in rows[1:])]
    widths = {number: max(width_of(row[number]) for row in rows) for number in used}
    return [_GAP.join(_padded(row[number], widths[number], number) for number in used).rstrip() for row in rows]


def _cells(cost: RuleCost) -> tuple[str, ...]:
    share = "-" if cost.share is None else f"{cost.share:.1%}"
    numbers = (f"{cost.articles:,}", f"{cost.candidates:,}", f"{cost.matches:,}", share)
    times = (f"{cost.cost_us:,.2f}", f"{cost.cost_ns / 1e6:,.1f}")
    return (clean(cost.rule), *numbers, *times, f"{cost.since:%Y-%m-%d %H:%M}" if cost.since else "", cost.version)


def _padded(text: str, width: int, column: int) -> str:
    """Names and dates to the left, numbers to the right."""
    space = " " * (width - width_of(text))
    return text + space if column in {0, 7, 8} else space + text


def hints(costs: Sequence[RuleCost]) -> Iterator[str]:
    """What the authors of odd rules might do, one line each; of many only the first."""
    found = [f"{clean(cost.rule)}: {cost.hint}" for cost in costs if cost.hint]
    yield from found[:_MOST_HINTS]
    if len(found) > _MOST_HINTS:
        yield f"and {len(found) - _MOST_HINTS:,} more; --json shows all of them"
