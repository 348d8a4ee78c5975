"""What a backtest counts and says."""

from datetime import UTC, datetime, timedelta

from fakes.flow import article, rules
from newsbell.app.backtest_report import rate
from newsbell.app.backtesting import PlainTrial
from newsbell.flow.watch import MAX_ALERTS
from newsbell_contracts import NewsArticle

DAY = datetime(2025, 7, 14, 8, 0, tzinfo=UTC)


def trial(*queries: str, samples: int = 0) -> PlainTrial:
    return PlainTrial(rules(*queries), samples)


def take(one: PlainTrial, number: int, headline: str, day: int | None = 0) -> None:
    when = None if day is None else DAY + timedelta(days=day)
    model = NewsArticle.model_validate(article(number, headline, **({} if when is None else {"published_at": when})))
    list(one.take(model, when or DAY, when))


def test_each_term_is_counted_in_matches_and_in_alerts_and_dead_ones_are_named() -> None:
    one = trial("honda AND (merger OR tariff OR recall) AND NOT bakery")
    take(one, 1, "Honda plans a merger")
    take(one, 1, "Honda plans a merger")
    take(one, 2, "Honda pays a tariff")
    shown = "\n".join(one.report(top=10, colour=False))

    assert "3 of 3 articles match (100.0%); 2 alerts" in shown
    assert "1 match raised nothing: 1 repeat" in shown
    rows = {line.split()[0]: line.split()[1:] for line in shown.splitlines() if line.startswith(("  ", "r0"))}
    assert rows["honda"] == ["3", "2"]
    assert rows["merger"] == ["2", "1"]
    assert rows["tariff"] == ["1", "1"]
    assert "  never held: recall" in shown


def test_days_are_counted_from_the_first_article_to_the_last_matching_or_not() -> None:
    one = trial("honda")
    take(one, 1, "A bakery opens", 0)
    take(one, 2, "Honda opens", 1)
    take(one, 3, "Honda grows", 1)
    take(one, 4, "A bakery closes", 9)
    take(one, 5, "Honda rests", None)
    shown = one.report(top=10, colour=False)

    assert shown[1:4] == [
        "0.2 alerts a day over 10 days (2025-07-14 to 2025-07-23)",
        "busiest day 2025-07-15: 2",
        "1 alert without a date",
    ]


def test_articles_without_any_date_give_no_rate() -> None:
    one = trial("honda")
    take(one, 1, "Honda opens", None)

    assert not any("day" in line for line in one.report(top=10, colour=False) if "a day" not in line)


def test_two_hundred_rules_give_a_short_summary_and_all_if_asked() -> None:
    one = trial(*(f"honda OR word{number}" for number in range(40)), *("absent" for _ in range(160)))
    take(one, 1, "Honda opens")
    short, long = one.report(top=5, colour=False), one.report(top=0, colour=False)

    assert "35 more rules: 35 matches, 35 alerts (--top 0 lists all)" in short
    assert any(line.startswith("no match: r40, r41") for line in short)
    assert any("and 140 more" in line for line in short)
    assert len(short) < 30
    assert sum(line.startswith("r") for line in long) == 40


def test_samples_are_of_different_rules_first() -> None:
    one = trial("honda", "bakery", samples=3)
    for number in range(5):
        take(one, number, "Honda opens")
    take(one, 9, "A bakery opens")

    assert [alert.rule.id for alert in one.tally.samples] == ["r0", "r1", "r0"]


def test_an_article_that_too_many_rules_match_raises_nothing_and_is_named() -> None:
    """As in the service, where it goes to the dead letters."""
    one = trial(*("honda" for _ in range(MAX_ALERTS + 1)))
    take(one, 1, "Honda opens")
    shown = " ".join(" ".join(one.report(top=10, colour=False)).split())

    assert "0 of 1 article match" in shown
    assert "1 more article would go to the dead letters: over 50 rules match one of them; narrow the rules" in shown


def test_an_empty_archive_is_called_one() -> None:
    assert trial("honda").report(top=10, colour=False) == ["no articles"]


def test_a_rate_is_short() -> None:
    assert [rate(number) for number in (0.0123, 0.5, 3.14159, 12.6, 4711.2)] == ["0.012", "0.5", "3.1", "13", "4,711"]
