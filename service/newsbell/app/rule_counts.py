"""What the rules of this process cost, told to the store now and then."""

import asyncio
import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import Protocol

from newsbell.adapters.store import StoreError
from newsbell.adapters.store.counting import MOST_RULES, SILENCE
from newsbell.app.operating import visit
from newsbell.app.rule_stats import RuleCost
from newsbell.app.session import Session
from newsbell.core.match.hit import Hit, RuleIndex
from newsbell.core.match.statistics import MatchStats
from newsbell.core.rules.model import Rule, Vocabulary
from newsbell.core.text.document import Document
from newsbell.flow.ports import Clock, CountPage, CountStore, RuleCount, RuleTotal

log = logging.getLogger(__name__)

TELL = 10.0
"""Seconds between two words to the store: what a crash loses of the counts."""

SAVE_PAUSE = timedelta(seconds=1)
"""Time between two savings of counts, however many rules are exchanged: each looks at all rules."""

LAST_WORD = 2.0
"""Seconds for the last word of a process that stops."""

TELL_ALL = timedelta(seconds=SILENCE / 2)
"""Time after which every rule in force is told of, also those that met no article, or they would pass for removed."""


class CountingIndex(RuleIndex, Protocol):
    """An index of rules that counts what they cost."""

    def take_stats(self) -> MatchStats:
        """What was counted since the last call."""
        ...


class CountedRules:
    """An index of rules that knows which of them are in force, and tells the store what they cost.

    An index forgets what it counted of a rule that is exchanged or removed. So the counts are set aside before, once in
    a while: those of the last second may be lost.

    Args:
        index: where the rules are.
        rules: those that are in it already.
        store: who is told.
        worker: a name of this process that no other one has.
        clock: tells when all rules are due.
    """

    def __init__(
        self, index: CountingIndex, rules: Iterable[Rule], *, store: CountStore, worker: str, clock: Clock
    ) -> None:
        self._index = index
        self._store = store
        self._worker = worker
        self._clock = clock
        self._versions = {rule.id: rule.version for rule in rules}
        self._untold: dict[str, str] = {}
        self._told_all: datetime | None = None
        self._aside: list[MatchStats] = []
        self._set_aside: datetime | None = None
        self._seen = False
        self._pages: Iterator[CountPage] = iter(())
        self._unsent: CountPage | None = None
        self._number = 0

    def add(self, rule: Rule, vocabulary: Vocabulary) -> None:
        """Take a rule in; see `RuleIndex`."""
        self._save_counts()
        self._index.add(rule, vocabulary)
        self._versions[rule.id] = self._untold[rule.id] = rule.version

    def remove(self, rule_id: str) -> None:
        """Forget a rule; see `RuleIndex`."""
        self._save_counts()
        self._index.remove(rule_id)
        self._versions.pop(rule_id, None)
        self._untold.pop(rule_id, None)

    def hits(self, document: Document) -> tuple[Hit, ...]:
        """All matching rules; see `Matcher`."""
        self._seen = True
        return self._index.hits(document)

    async def tell(self) -> None:
        """Tell the store what was counted since the last time.

        What could not be told is told first the next time, in the same pages, so that nothing counts twice; meanwhile
        the index counts on.

        Raises:
            StoreError: the server did not answer or refused.
        """
        if self._unsent is None:
            self._pages = self._new_pages()
        while (page := self._unsent or next(self._pages, None)) is not None:
            self._unsent = page
            await self._store.add_counts(page)
            self._unsent = None

    async def tell_last(self) -> None:
        """Tell what is left before the process ends; counts are not worth a wait, so it has little time."""
        try:
            async with asyncio.timeout(LAST_WORD):
                await self.tell()
        except (StoreError, TimeoutError) as error:
            log.warning("the last counts of the rules were not kept: %s", error or "no time left")

    def _save_counts(self) -> None:
        """Set aside what was counted so far; a rule that comes now has not seen these articles."""
        if not self._seen:
            return
        now = self._clock.now()
        if self._set_aside is None or now - self._set_aside >= SAVE_PAUSE:
            self._aside.append(self._index.take_stats())
            self._set_aside, self._seen = now, False

    def _new_pages(self) -> Iterator[CountPage]:
        """The pages of one telling, each made when it is asked for: articles do not wait for all of them."""
        now = self._clock.now()
        if self._told_all is None or now - self._told_all >= TELL_ALL:
            self._untold, self._told_all = self._versions.copy(), now
        untold, self._untold = self._untold, {}
        aside, self._aside = self._aside, []
        last = self._index.take_stats()
        self._seen = False
        for stats in aside:
            yield from self._pages_of(_counts(stats), stats.articles)
        yield from self._pages_of(chain(_counts(last), _in_vain(untold, last)), last.articles)

    def _pages_of(self, rows: Iterator[RuleCount], articles: int) -> Iterator[CountPage]:
        """The articles come with the last page: a rule that is new in it has not seen them, or not all of them."""
        part = tuple(islice(rows, MOST_RULES))
        while part or articles:
            following = tuple(islice(rows, MOST_RULES))
            self._number += 1
            yield CountPage(self._worker, self._number, 0 if following else articles, part)
            if not following:
                return
            part = following


def _counts(stats: MatchStats) -> Iterator[RuleCount]:
    for rule, each in stats.rules.items():
        yield RuleCount(rule, each.version, each.candidates, each.checks, each.matches, each.cost_ns)


def _in_vain(untold: Mapping[str, str], stats: MatchStats) -> Iterator[RuleCount]:
    """The rules to be told of that no article met."""
    for rule, version in untold.items():
        if rule not in stats.rules:
            yield RuleCount(rule, version)


async def counted(session: Session) -> list[RuleCost]:
    """What all workers counted of the rules in force; of several versions of a rule the one told of last.

    Raises:
        CannotStart: the server can not be had, or refuses.
    """
    totals = await visit(session, lambda operations: operations.rule_totals())
    latest: dict[str, RuleTotal] = {}
    for total in sorted(totals, key=lambda each: each.told):
        if total.in_force:
            latest[total.rule] = total
    return [
        RuleCost(
            rule=each.rule,
            version=each.version,
            articles=each.articles,
            candidates=each.candidates,
            checks=each.checks,
            matches=each.matches,
            cost_ns=each.cost_ns,
            since=each.since,
        )
        for each in latest.values()
    ]
