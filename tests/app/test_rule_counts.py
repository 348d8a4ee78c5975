"""A worker tells what its rules cost: all of it once, in small pages, however often the server fails."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from fakes.articles import an_article
from newsbell.adapters.store import StoreError
from newsbell.adapters.store.counting import MOST_RULES
from newsbell.app.rule_counts import TELL_ALL, CountedRules
from newsbell.core.match.hit import RuleIndex
from newsbell.core.match.matcher import FastMatcher
from newsbell.core.match.oracle import AcceptAll
from newsbell.core.rules.model import Rule, Vocabulary
from newsbell.core.rules.parser import parse_query
from newsbell.flow.ports import CountPage

NO_NAMES = Vocabulary()


@dataclass
class Ledger:
    """A store that remembers pages by their numbers; it may fail before it takes one, or after."""

    pages: dict[int, CountPage] = field(default_factory=dict)
    calls: int = 0
    fail_before: int = 0
    fail_after: int = 0

    async def add_counts(self, page: CountPage) -> bool:
        self.calls += 1
        if self.fail_before:
            self.fail_before -= 1
            raise StoreError("away")
        new = self.pages.setdefault(page.number, page) is page
        if self.fail_after:
            self.fail_after -= 1
            raise StoreError("the answer was lost")
        return new

    def total(self, rule: str, version: str = "v1") -> tuple[int, int]:
        """Candidates and matches of a rule in all pages."""
        found = [
            each for page in self.pages.values() for each in page.rules if (each.rule, each.version) == (rule, version)
        ]
        return sum(each.candidates for each in found), sum(each.matches for each in found)

    @property
    def articles(self) -> int:
        return sum(page.articles for page in self.pages.values())


@dataclass
class Clock:
    time: datetime = datetime(2025, 7, 14, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time


def a_rule(name: str, query: str, version: str = "v1") -> Rule:
    return Rule(name, name, query, parse_query(query, NO_NAMES), version)


def counted(ledger: Ledger, *rules: Rule, clock: Clock | None = None) -> CountedRules:
    index = FastMatcher(AcceptAll())
    for rule in rules:
        index.add(rule, NO_NAMES)
    return CountedRules(index, rules, store=ledger, worker="w1", clock=clock or Clock())


def see(rules: RuleIndex, text: str, times: int = 1) -> None:
    for _ in range(times):
        rules.hits(an_article(text))


async def test_all_is_told_once_and_an_idle_worker_says_nothing() -> None:
    ledger = Ledger()
    rules = counted(ledger, a_rule("a", "merger"), a_rule("b", "merger AND tariff"), a_rule("c", "zebra"))
    see(rules, "a merger", 3)
    see(rules, "a merger about tariffs", 2)
    await rules.tell()
    calls = ledger.calls
    await rules.tell()

    assert ledger.total("a") == (5, 5)
    assert ledger.total("b")[1] == 2
    assert [each.rule for each in ledger.pages[1].rules if not each.candidates] == ["c"]
    assert (ledger.articles, ledger.calls) == (5, calls)


@pytest.mark.parametrize("lost", ["request", "answer"])
async def test_a_page_that_failed_is_told_again_and_counts_once(lost: str) -> None:
    ledger = Ledger(fail_before=2) if lost == "request" else Ledger(fail_after=2)
    rules = counted(ledger, a_rule("a", "merger"))
    for _ in range(3):
        see(rules, "a merger", 4)
        try:
            await rules.tell()
        except StoreError:
            continue
    await rules.tell()

    assert ledger.total("a") == (12, 12)
    assert ledger.articles == 12


async def test_many_rules_are_told_of_in_small_pages_and_the_articles_last() -> None:
    ledger = Ledger(fail_after=1)
    names = [f"r{number:03}" for number in range(2 * MOST_RULES + 50)]
    rules = counted(ledger, *(a_rule(name, "merger") for name in names))
    see(rules, "a merger")
    with pytest.raises(StoreError):
        await rules.tell()
    await rules.tell()

    pages = [ledger.pages[number] for number in sorted(ledger.pages)]
    assert [len(page.rules) for page in pages] == [MOST_RULES, MOST_RULES, 50]
    assert [page.articles for page in pages] == [0, 0, 1]
    assert sorted(each.rule for page in pages for each in page.rules) == names


async def test_rules_that_come_and_go_are_told_of_under_their_versions() -> None:
    ledger = Ledger()
    rules = counted(ledger, a_rule("a", "merger"), a_rule("b", "tariff"))
    await rules.tell()
    rules.add(a_rule("a", "merger OR takeover", "v2"), NO_NAMES)
    rules.add(a_rule("d", "strike"), NO_NAMES)
    rules.remove("b")
    see(rules, "a takeover, not a tariff")
    await rules.tell()

    last = ledger.pages[max(ledger.pages)]
    assert {(each.rule, each.version, each.matches) for each in last.rules} == {("a", "v2", 1), ("d", "v1", 0)}


async def test_what_an_exchanged_rule_did_is_told_and_the_new_one_has_not_seen_those_articles() -> None:
    ledger = Ledger()
    rules = counted(ledger, a_rule("a", "merger"), a_rule("b", "tariff"))
    await rules.tell()
    see(rules, "a merger about tariffs", 3)
    rules.add(a_rule("a", "merger OR takeover", "v2"), NO_NAMES)
    rules.remove("b")
    see(rules, "a takeover", 2)
    await rules.tell()

    _, before, after = ledger.pages.values()
    assert (ledger.total("a"), ledger.total("b"), ledger.total("a", "v2")) == ((3, 3), (3, 3), (2, 2))
    assert {each.version for each in before.rules} == {"v1"}
    assert [(each.rule, each.version) for each in after.rules] == [("a", "v2")]
    assert (before.articles, after.articles) == (3, 2)


async def test_now_and_then_all_rules_in_force_are_named_again() -> None:
    clock, ledger = Clock(), Ledger()
    rules = counted(ledger, a_rule("a", "merger"), a_rule("b", "tariff"), clock=clock)
    await rules.tell()
    rules.remove("b")
    clock.time += TELL_ALL - timedelta(seconds=1)
    await rules.tell()
    assert len(ledger.pages) == 1
    clock.time += timedelta(seconds=1)
    await rules.tell()

    assert [[each.rule for each in page.rules] for page in ledger.pages.values()] == [["a", "b"], ["a"]]


async def test_the_last_word_of_a_worker_does_not_stop_it_from_stopping(caplog: pytest.LogCaptureFixture) -> None:
    ledger = Ledger(fail_before=1)
    rules = counted(ledger, a_rule("a", "merger"))
    see(rules, "a merger")
    await rules.tell_last()

    assert "the last counts of the rules were not kept: away" in caplog.text
    await rules.tell_last()
    assert ledger.total("a") == (1, 1)
