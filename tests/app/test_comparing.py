"""What an edit of the rules changes: by rule, with samples that say why."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from fakes.flow import article, rules
from newsbell.app.backtesting import DiffTrial, PlainTrial, only
from newsbell.app.comparing import edit_of
from newsbell.core.rules.model import RuleSet
from newsbell_contracts import NewsArticle

NOW = datetime(2025, 7, 14, 8, 0, tzinfo=UTC)
HEADLINES = ("Honda plans a merger", "Honda pays a tariff", "Nissan: a merger, and a tariff", "A bakery opens")


def versioned(queries: dict[str, str]) -> RuleSet:
    """Rules by id; the version is the text."""
    made = rules(*queries.values())
    named = tuple(replace(rule, id=name, version=rule.text) for name, rule in zip(queries, made.rules, strict=True))
    return RuleSet(named, made.vocabulary, "v")


def run(trial: DiffTrial | PlainTrial, archive: list[tuple[int, str]]) -> list[str]:
    found = []
    for number, headline in archive:
        model = NewsArticle.model_validate(article(number, headline))
        found += [line() for line in trial.take(model, NOW, NOW)]
    return found


def test_rules_are_added_removed_changed_or_the_same() -> None:
    edit = edit_of(
        versioned({"a": "honda", "b": "merger", "c": "tariff"}),
        versioned({"b": "merger OR deal", "c": "tariff", "d": "x"}),
    )

    assert (edit.added, edit.removed, edit.changed, edit.same) == (("d",), ("a",), ("b",), ("c",))
    assert list(edit.lines()) == [
        "rules: 1 added, 1 removed, 1 changed, 1 the same",
        "  added: d",
        "  removed: a",
        "  changed: b (when)",
    ]


def test_a_lost_alert_says_what_is_missing_now_and_a_gained_one_what_was() -> None:
    trial = DiffTrial(
        versioned({"r": "honda AND merger", "gone": "tariff"}), versioned({"r": "honda AND tariff", "new": "bakery"})
    )
    run(trial, list(enumerate(HEADLINES)))
    shown = trial.report(top=10, colour=False)

    assert "4 articles: 3 alerts before, 2 now: 2 gained, 3 lost, 0 unchanged" in shown
    assert "gained by r, 1 of 1:" in shown
    at = shown.index("lost by r, 1 of 1:")
    assert shown[at + 1 : at + 5] == [
        "  no date  Honda plans a merger",
        "    article a0",
        "    was by: honda · merger",
        "    now: nothing for tariff",
    ]
    assert "    before: no such rule" in shown
    assert "    now: no such rule" in shown


def test_top_and_samples_bound_what_is_shown() -> None:
    queries = {f"r{number:02}": "honda" for number in range(30)}
    trial = DiffTrial(versioned({}), versioned(queries), samples=2)
    run(trial, [(number, "Honda plans a merger") for number in range(5)])
    shown = trial.report(top=3, colour=False)

    assert sum(line.startswith("gained by") for line in shown) == 3
    assert "gained by r00, 2 of 5:" in shown
    assert "27 more rules with differences (--top 0 lists all)" in shown


def test_a_rule_that_only_one_side_has_may_be_named() -> None:
    before, after = versioned({"a": "honda"}), versioned({"b": "honda"})

    assert [rule.id for rule in only(before, ["a", "b"], anywhere=after).rules] == ["a"]
    assert only(before, []) is before


QUERIES = st.dictionaries(
    st.sampled_from("abc"), st.sampled_from(["honda", "merger AND honda", "tariff", "NOT honda", "bakery OR merger"])
)


@given(QUERIES, QUERIES, st.lists(st.tuples(st.integers(0, 2), st.sampled_from(HEADLINES)), max_size=8))
def test_one_pass_over_both_finds_what_two_backtests_find(
    before: dict[str, str], after: dict[str, str], archive: list[tuple[int, str]]
) -> None:
    """Rules that are the same are asked once only, and that changes nothing."""

    def raised(queries: dict[str, str]) -> list[tuple[int, str]]:
        trial = PlainTrial(versioned(queries))
        found = []
        for at, pair in enumerate(archive):
            found += [(at, rule) for rule, was_raised in _told(run(trial, [pair])) if was_raised]
        return found

    trial = DiffTrial(versioned(before), versioned(after))
    gained: list[tuple[int, str]] = []
    lost: list[tuple[int, str]] = []
    for at, pair in enumerate(archive):
        for line in run(trial, [pair]):
            (gained if line.startswith('{"diff": "gained"') else lost).append((at, _told([line])[0][0]))
    old, new = raised(before), raised(after)

    assert gained == [each for each in new if each not in old]
    assert lost == [each for each in old if each not in new]


def _told(lines: list[str]) -> list[tuple[str, bool]]:
    return [(told["rule"], told["raised"]) for told in map(json.loads, lines)]
