"""An archive through the rules: the articles of files, or what the bus remembers."""

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from newsbell import wire
from newsbell.adapters.feeds import Unreadable
from newsbell.app.archive import FileArchive
from newsbell.app.backtest_report import counted, report
from newsbell.app.clock import SystemClock
from newsbell.app.comparing import Differences, difference_report, edit_of
from newsbell.app.errors import EXIT_USAGE, CannotStart, unknown
from newsbell.app.rules import engine_of
from newsbell.app.tally import Tally
from newsbell.core.rules.model import RuleSet
from newsbell.flow.backtest import Backtest, Comparison, Judged, Side
from newsbell_contracts import Alert, NewsArticle

LIMIT = 67_108_864
"""Largest article in an archive, in bytes."""

Line = Callable[[], str]
"""Gives a line of JSON, made when it is asked for."""


class Trial(Protocol):
    """Takes articles one by one, in order, and counts what they give."""

    @property
    def articles(self) -> int:
        """Articles taken so far."""
        ...

    refused: int
    """What was no article."""

    def take(self, article: NewsArticle, now: datetime, when: datetime | None) -> Iterator[Line]:
        """Judge an article as if it came at `now`; it counts for the day of `when`. Gives a line for each result."""
        ...

    def progress(self) -> str:
        """What was found so far, in a few words."""
        ...

    def report(self, *, top: int, colour: bool) -> list[str]:
        """What was found so far, as lines."""
        ...


class PlainTrial:
    """What the rules would have told. `samples` alerts are kept to be shown."""

    def __init__(self, rules: RuleSet, samples: int = 3) -> None:
        self._rules = rules
        self._backtest = Backtest(engine_of(rules))
        self.tally = Tally(keep=samples)
        self.refused = 0

    @property
    def articles(self) -> int:
        """Articles taken so far."""
        return self.tally.articles

    def take(self, article: NewsArticle, now: datetime, when: datetime | None) -> Iterator[Line]:
        """Judge an article; gives the line of each rule that matched, raised or not, in the order of the rules' ids."""
        tally = self.tally
        tally.see(when)
        matches = tally.matches
        for judged in self._backtest.judge(wire.document_of(article, now), now):
            alert = partial(wire.alert_of, judged.finding, judged.change, now, backfill=True)
            tally.count(judged, when, alert)
            yield partial(_line, judged, alert)
        tally.matched_articles += tally.matches > matches
        tally.buried = self._backtest.buried

    def progress(self) -> str:
        """Matches so far."""
        return counted(self.tally.matches, "match", "matches")

    def report(self, *, top: int, colour: bool) -> list[str]:
        """See `backtest_report.report`."""
        return report(self.tally, self._rules, self.refused, top=top, colour=colour)


class DiffTrial:
    """What an edit changes: alerts gained and lost against an older set of rules."""

    def __init__(self, before: RuleSet, after: RuleSet, samples: int = 3) -> None:
        edit = edit_of(before, after)
        self._comparison = Comparison(engine_of(edit.only_before()), engine_of(after), frozenset(edit.same))
        self.found = Differences(edit, keep=samples)
        self.refused = 0

    @property
    def articles(self) -> int:
        """Articles taken so far."""
        return self.found.articles

    def take(self, article: NewsArticle, now: datetime, when: datetime | None) -> Iterator[Line]:
        """Judge an article by both; gives the line of each alert that only one of them raises."""
        self.found.articles += 1
        for compared in self._comparison.judge(wire.document_of(article, now), now):
            self.found.count(compared)
            if compared.side is not Side.KEPT:
                judged = compared.judged
                alert = partial(wire.alert_of, judged.finding, judged.change, now, backfill=True)
                yield partial(_line, judged, alert, compared.side)

    def progress(self) -> str:
        """Differences so far."""
        return f"{self.found.total(Side.GAINED):,} gained, {self.found.total(Side.LOST):,} lost"

    def report(self, *, top: int, colour: bool) -> list[str]:
        """See `comparing.difference_report`."""
        del colour
        return difference_report(self.found, self.refused, top=top)


def only(rules: RuleSet, wanted: Sequence[str], *, anywhere: RuleSet | None = None) -> RuleSet:
    """The set with these rules alone; with no names, the set itself.

    Args:
        rules: The set.
        wanted: Ids of rules.
        anywhere: A second set; a rule that is only there is no mistake.

    Raises:
        CannotStart: there is no such rule.
    """
    if not wanted:
        return rules
    known = [rule.id for each in (rules, anywhere) if each is not None for rule in each.rules]
    for name in wanted:
        if name not in known:
            raise CannotStart(unknown("rule", name, known), code=EXIT_USAGE)
    return replace(rules, rules=tuple(rule for rule in rules.rules if rule.id in wanted))


def run_backtest(
    trial: Trial,
    archive: FileArchive,
    complain: Callable[[str], None],
    *,
    seen: Callable[[], None] = lambda: None,
    limit: int | None = None,
) -> Iterator[Line]:
    """Put the articles of files through a trial, at most `limit` of them; gives its lines in order.

    An article is judged as if it came when it was published; one without a date, as if it came now. `seen` is called
    after each article.
    """
    start = SystemClock().now()
    for found in archive:
        if isinstance(found, Unreadable):
            trial.refused += 1
            complain(str(found))
            continue
        yield from trial.take(found, found.published_at or start, found.published_at)
        seen()
        if trial.articles == limit:
            return


async def run_entry(
    trial: Trial, entry_id: str, raw: bytes | None, limit: int, complain: Callable[[str], None]
) -> Sequence[Line]:
    """Put an entry of the bus through a trial, as if it came when it did; what is no article is named and left out."""
    await asyncio.sleep(0)  # so that Ctrl-C is heard between two articles
    found = wire.read_article(raw, limit) if raw is not None else None
    if not isinstance(found, NewsArticle):
        trial.refused += 1
        complain(f"articles {entry_id}: {found.error if found else 'the entry holds no document'}")
        return ()
    came = datetime.fromtimestamp(int(entry_id.partition("-")[0]) / 1000, UTC)
    return tuple(trial.take(found, came, found.published_at or came))


def _line(judged: Judged, alert: Callable[[], Alert], side: Side | None = None) -> str:
    fields = {
        "article_id": judged.finding.document.article_id,
        "rule": judged.finding.hit.rule.id,
        "raised": judged.raised,
        "reason": judged.change.reason.value if judged.change.reason else judged.change.change.value,
        "story_id": judged.change.after.id,
        "alert": alert().model_dump(mode="json", exclude_none=True),
    }
    return json.dumps(fields if side is None else {"diff": side.value, **fields}, ensure_ascii=False)
