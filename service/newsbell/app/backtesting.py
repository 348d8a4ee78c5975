"""An archive through the rules, and the tally of it."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path

from newsbell import wire
from newsbell.adapters.feeds import Unreadable
from newsbell.app.articles import articles_of
from newsbell.app.clock import SystemClock
from newsbell.app.rules import engine_of
from newsbell.core.render.console import console_text
from newsbell.core.rules.model import RuleSet
from newsbell.flow.backtest import Backtest, Judged
from newsbell_contracts import Alert, NewsArticle

LIMIT = 67_108_864
"""Largest article in an archive, in bytes."""


@dataclass(slots=True)
class Tally:
    """What a backtest found so far. `keep` alerts are kept as samples."""

    keep: int = 3
    articles: int = 0
    matched_articles: int = 0
    matches: int = 0
    alerts: int = 0
    refused: int = 0
    by_rule: Counter[str] = field(default_factory=Counter)
    by_day: Counter[date] = field(default_factory=Counter)
    by_clause: Counter[tuple[str, str]] = field(default_factory=Counter)
    first: datetime | None = None
    last: datetime | None = None
    samples: list[Alert] = field(default_factory=list)

    def see(self, article: NewsArticle) -> None:
        """Count an article."""
        self.articles += 1
        if article.published_at is not None:
            self.first = min(self.first or article.published_at, article.published_at)
            self.last = max(self.last or article.published_at, article.published_at)

    def count(self, judged: Judged, alert: Callable[[], Alert]) -> None:
        """Count a match."""
        rule = judged.finding.hit.rule.id
        self.matches += 1
        self.by_clause.update((rule, clause.clause) for clause in judged.finding.matched)
        if not judged.raised:
            return
        self.alerts += 1
        self.by_rule[rule] += 1
        published = judged.finding.document.published_at
        if published is not None:
            self.by_day[published.date()] += 1
        if len(self.samples) < self.keep:
            self.samples.append(alert())

    def report(self, *, colour: bool) -> list[str]:
        """The tally in words, with the samples."""
        share = f" ({self.matched_articles / self.articles:.1%})" if self.articles else ""
        lines = [
            f"{self.matched_articles:,} of {self.articles:,} articles match{share}; {_alerts(self.alerts)}",
            *self._by_day(),
            *(f"  {rule}: {_alerts(alerts)}" for rule, alerts in self.by_rule.most_common()),
        ]
        if self.by_clause:
            lines += ["", "what held, by rule and term:"]
            lines += [f"  {rule}: {clause} in {count:,}" for (rule, clause), count in self.by_clause.most_common(20)]
        for alert in self.samples:
            lines += ["", console_text(wire.view_of(alert), colour=colour).rstrip("\n")]
        return lines

    def _by_day(self) -> list[str]:
        if not self.by_day or self.first is None or self.last is None:
            return []
        days = (self.last.date() - self.first.date()).days + 1
        busiest, count = max(self.by_day.items(), key=lambda item: (item[1], item[0]))
        dated = sum(self.by_day.values())
        return [f"{dated / days:.2g} alerts a day over {days:,} days; busiest day {busiest}: {count:,}"]


def run_backtest(
    rule_set: RuleSet,
    files: Sequence[Path],
    tally: Tally,
    complain: Callable[[str], None],
    seen: Callable[[], None] = lambda: None,
) -> Iterator[Callable[[], str]]:
    """Judge every article of the files; for each match, in order, yields a function that gives its JSON line.

    `seen` is called after each article, whether it matched or not.
    """
    backtest = Backtest(engine_of(rule_set))
    start = SystemClock().now()
    for found in articles_of(files, LIMIT):
        if isinstance(found, Unreadable):
            tally.refused += 1
            complain(str(found))
            continue
        tally.see(found)
        now = found.published_at or start
        document = wire.document_of(found, now)
        matches = tally.matches
        for judged in backtest.judge(document, now):
            make = partial(wire.alert_of, judged.finding, judged.change, now, backfill=True)
            tally.count(judged, make)
            yield partial(_line, judged, make)
        tally.matched_articles += tally.matches > matches
        seen()


def _alerts(number: int) -> str:
    return f"{number:,} {'alert' if number == 1 else 'alerts'}"


def _line(judged: Judged, alert: Callable[[], Alert]) -> str:
    return json.dumps(
        {
            "article_id": judged.finding.document.article_id,
            "rule": judged.finding.hit.rule.id,
            "raised": judged.raised,
            "reason": judged.change.reason.value if judged.change.reason else judged.change.change.value,
            "story_id": judged.change.after.id,
            "alert": alert().model_dump(mode="json", exclude_none=True),
        },
        ensure_ascii=False,
    )
