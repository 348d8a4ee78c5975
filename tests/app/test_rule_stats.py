"""The table of what rules cost, and the words about rules that are odd."""

from datetime import UTC, datetime

import pytest

from newsbell.app.rule_stats import Order, RuleCost, as_object, hints, ordered, table

SINCE = datetime(2025, 7, 14, 6, 5, tzinfo=UTC)
BUSY = RuleCost("busy", "0a1b", 40_000, 40_000, 35_000, 3, 90_000_000, SINCE)
COMMON = RuleCost("common", "0a1c", 40_000, 20_000, 100, 90, 1_000_000, SINCE)
GOOD = RuleCost("good", "0a1d", 40_000, 1_200, 300, 240, 4_000_000, SINCE)
DEAF = RuleCost("deaf", "0a1e", 40_000, since=SINCE)
YOUNG = RuleCost("young", "0a1f", 3, since=SINCE)
ALL = [GOOD, YOUNG, DEAF, COMMON, BUSY]


@pytest.mark.parametrize(
    ("cost", "hint"),
    [
        (
            BUSY,
            "40,000 times a candidate, matched 3: its words are often there, and seldom as it wants them; "
            "add a rarer word that must be there, joined by AND",
        ),
        (
            COMMON,
            "20,000 times a candidate, matched 90: it is anchored on a common word; "
            "add a rarer word that must be there, joined by AND",
        ),
        (GOOD, None),
        (DEAF, "never a candidate in 40,000 articles: a word that it can not do without was never seen"),
        (YOUNG, None),
    ],
    ids=lambda value: value.rule if isinstance(value, RuleCost) else "",
)
def test_a_hint_says_what_its_author_might_do(cost: RuleCost, hint: str | None) -> None:
    assert cost.hint == hint


@pytest.mark.parametrize(
    ("order", "names"),
    [
        (Order.COST, "busy good common deaf young"),
        (Order.CANDIDATES, "busy common good deaf young"),
        (Order.MATCHES, "good common busy deaf young"),
        (Order.SHARE, "good common busy deaf young"),
        (Order.RULE, "busy common deaf good young"),
    ],
)
def test_the_table_can_be_sorted(order: Order, names: str) -> None:
    assert [cost.rule for cost in ordered(ALL, order)] == names.split()


def test_the_table_has_a_column_for_each_figure() -> None:
    assert table([BUSY, DEAF]) == [
        "rule  articles  candidates  matched  share  µs/article  total ms  since             version",
        "busy    40,000      40,000        3   0.0%        2.25      90.0  2025-07-14 06:05  0a1b",
        "deaf    40,000           0        0      -        0.00       0.0  2025-07-14 06:05  0a1e",
    ]


def test_a_name_can_not_upset_the_table() -> None:
    wide = RuleCost("本田\x1b[31m", "0a", 1)
    head, line = table([wide])
    assert "since" not in head
    assert "\x1b" not in line
    assert line.startswith("本田")


def test_of_many_odd_rules_the_first_are_told() -> None:
    many = [RuleCost(f"r{number:02}", "0a", 100) for number in range(13)]
    lines = list(hints([GOOD, *many]))
    assert lines[0].startswith("r00: never a candidate in 100 articles")
    assert len(lines) == 11
    assert lines[-1] == "and 3 more; --json shows all of them"


def test_as_json_all_figures_have_their_units() -> None:
    assert as_object(GOOD) == {
        "rule": "good",
        "version": "0a1d",
        "articles": 40_000,
        "candidates": 1_200,
        "checks": 300,
        "matches": 240,
        "share": 0.2,
        "us_per_article": 0.1,
        "total_ms": 4.0,
        "since": "2025-07-14T06:05:00+00:00",
        "hint": None,
    }
    assert as_object(RuleCost("r", "v", 0))["share"] is None
