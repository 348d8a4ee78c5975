"""What a backtest found, counted."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from newsbell.core.rules.model import Rule
from newsbell.core.rules.names import wanted_terms
from newsbell.core.story.decide import wanted
from newsbell.flow.backtest import Judged
from newsbell_contracts import Alert


@dataclass(slots=True)
class Period:
    """The time that the articles' dates span."""

    first: datetime | None = None
    last: datetime | None = None

    def see(self, when: datetime | None) -> None:
        """Take in a date, if there is one."""
        if when is not None:
            self.first = min(self.first or when, when)
            self.last = max(self.last or when, when)

    @property
    def days(self) -> int:
        """How many days it is, the first and last included; 0 without dates."""
        if self.first is None or self.last is None:
            return 0
        return (self.last.date() - self.first.date()).days + 1


@dataclass(slots=True)
class RuleTally:
    """One rule: matches and alerts, and the same for each of its terms."""

    matches: int = 0
    alerts: int = 0
    clauses: Counter[str] = field(default_factory=Counter)
    clause_alerts: Counter[str] = field(default_factory=Counter)

    def count(self, clauses: Iterable[str], *, raised: bool) -> None:
        """Count a match in which these terms held."""
        held = tuple(clauses)
        self.matches += 1
        self.clauses.update(held)
        if raised:
            self.alerts += 1
            self.clause_alerts.update(held)

    def never_held(self, rule: Rule) -> tuple[str, ...]:
        """The terms of the rule, those under NOT left out, that held in no match."""
        terms = dict.fromkeys(term.place.clause for term in wanted_terms(rule.query))
        return tuple(clause for clause in terms if clause not in self.clauses)


@dataclass(slots=True)
class Tally:
    """What a backtest found so far. `keep` alerts are kept as samples, of as many different rules as can be."""

    keep: int = 3
    articles: int = 0
    matched_articles: int = 0
    matches: int = 0
    alerts: int = 0
    buried: int = 0
    period: Period = field(default_factory=Period)
    rules: dict[str, RuleTally] = field(default_factory=dict)
    by_day: Counter[date] = field(default_factory=Counter)
    silent: Counter[str] = field(default_factory=Counter)
    first_samples: dict[str, Alert] = field(default_factory=dict)
    more_samples: list[Alert] = field(default_factory=list)

    def see(self, when: datetime | None) -> None:
        """Count an article of that date."""
        self.articles += 1
        self.period.see(when)

    def count(self, judged: Judged, when: datetime | None, alert: Callable[[], Alert]) -> None:
        """Count a match."""
        rule = judged.finding.hit.rule.id
        self.matches += 1
        clauses = (clause.clause for clause in judged.finding.matched)
        self.rules.setdefault(rule, RuleTally()).count(clauses, raised=judged.raised)
        if not judged.raised:
            self.silent[judged.change.change.value if wanted(judged.finding) else "status"] += 1
            return
        self.alerts += 1
        if when is not None:
            self.by_day[when.date()] += 1
        self._sample(rule, alert)

    @property
    def samples(self) -> list[Alert]:
        """Alerts to show: the first of each rule, then others in the order they came."""
        return [*self.first_samples.values(), *self.more_samples][: self.keep]

    def _sample(self, rule: str, alert: Callable[[], Alert]) -> None:
        if rule not in self.first_samples and len(self.first_samples) < self.keep:
            self.first_samples[rule] = alert()
        elif len(self.more_samples) < self.keep:
            self.more_samples.append(alert())
