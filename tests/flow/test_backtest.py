from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fakes.articles import an_article
from fakes.flow import MERGER, FlowWorld, article, engine
from newsbell import wire
from newsbell.core.story.story import Change, Reason
from newsbell.flow.backtest import Backtest, Judged
from newsbell_contracts import NewsArticle

NOW = datetime(2025, 7, 14, 8, 0, tzinfo=UTC)
HEADLINES = ("Honda plans a merger", "Honda pays a tariff", "Honda: a merger, and a tariff", "A bakery opens")


def judged(backtest: Backtest, number: int, headline: str, now: datetime = NOW) -> list[Judged]:
    model = NewsArticle.model_validate(article(number, headline))
    return list(backtest.judge(wire.document_of(model, now), now))


def test_a_match_is_raised_once_and_told_with_its_reason() -> None:
    backtest = Backtest(engine())
    (first,) = judged(backtest, 1, HEADLINES[0])
    (again,) = judged(backtest, 1, HEADLINES[0], NOW + timedelta(days=1))
    (edited,) = judged(backtest, 1, HEADLINES[1], NOW + timedelta(days=2))

    assert (first.raised, first.change.reason) == (True, Reason.FIRST_REPORT)
    assert (again.raised, again.change.change, again.change.reason) == (False, Change.REPEAT, None)
    assert (edited.raised, edited.change.reason) == (True, Reason.ARTICLE_EDITED)
    assert edited.change.after.first_seen == NOW


def test_an_article_that_matches_nothing_judges_nothing() -> None:
    assert list(Backtest(engine()).judge(an_article("Bread, mostly."), NOW)) == []


def test_rules_come_in_the_order_of_the_set() -> None:
    found = judged(Backtest(engine("merger", MERGER, "bakery", "honda")), 1, HEADLINES[0])
    assert [item.finding.hit.rule.id for item in found] == ["r0", "r1", "r3"]


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(HEADLINES)), max_size=12))
def test_the_same_articles_give_the_same_alerts_every_time(archive: list[tuple[int, str]]) -> None:
    once, twice = (
        [
            item
            for backtest in [Backtest(engine(MERGER, "tariff"))]
            for pair in archive
            for item in judged(backtest, *pair)
        ]
        for _ in range(2)
    )
    assert once == twice


async def test_a_backtest_raises_what_watch_raises(world: FlowWorld) -> None:
    """The same articles through the stage on a real store, in one batch and in order: the same alerts."""
    archive = [(number % 3, HEADLINES[(number * number + number // 3) % 4]) for number in range(24)]
    rules = engine(MERGER, "tariff")
    for number, headline in archive:
        await world.watched(article(number, headline), by=world.watch(rules))
    backtest = Backtest(rules)
    raised = [
        wire.alert_of(item.finding, item.change, world.clock.now())
        for pair in archive
        for item in judged(backtest, *pair, world.clock.now())
        if item.raised
    ]

    assert await world.alerts() == raised
    assert len(raised) > 10
