"""`explain` mirrors the query and says what was missing."""

import pytest

from fakes.articles import a_rule, an_article, names
from newsbell.core.match.oracle import AcceptAll, SlowMatcher, explain_rule
from newsbell.core.match.outcome import Outcome
from newsbell.core.rules.model import Entity, EventType, RuleSet

NAMES = names(
    Entity("honda", "Honda", exclude=("Soichiro Honda",)),
    EventType("merger", "Mergers", ("merger",), ("merger of equals",)),
)


def explain(query: str, text: str, language: str | None = None) -> Outcome:
    return explain_rule(a_rule(query, NAMES), an_article(text, "Headline", language=language), NAMES, AcceptAll())


def test_the_tree_has_the_shape_of_the_query() -> None:
    outcome = explain("@honda AND (tariff OR NOT zzz)", "Honda and others")
    assert [(part.clause, part.held) for part in outcome.walk()] == [
        ("@honda AND (tariff OR NOT zzz)", True),
        ("@honda", True),
        ("tariff OR NOT zzz", True),
        ("tariff", False),
        ("NOT zzz", True),
        ("zzz", False),
    ]


@pytest.mark.parametrize(
    ("query", "text", "note"),
    [
        ("a NEAR/2 b", "a x x x x x x x x x b", "the closest pair is 9 words apart"),
        ("a NEAR/0 b", "a x b", "the closest pair is 1 word apart"),
        ("a ONEAR/2 b", "b a", "in the other order only"),
        ("a NEAR/2 zzz", "a", "zzz does not occur"),
        ("a NEAR/2 a", "a", "it occurs only once"),
        ("up NEAR/s fell", "It went up. It fell.", "the closest pair is 1 word apart"),
        ("up NEAR/p fell", "It went up.\nIt fell.", "the closest pair is 1 word apart"),
        ("headline NEAR/5 x", "x", "one in the title only, the other in the body"),
        ("ATLEAST/3 (x)", "x y x", "2 of 3 occurrences"),
        ("2 OF (x, zzz)", "x", "1 of 2 hold"),
        ("NOT x", "x", "it occurs"),
        ("@honda", "Soichiro Honda", "1 mention rejected: part of a phrase listed under `not:`"),
        ("event:merger", "a merger of equals", "1 trigger in a phrase listed under `not:`"),
        ("merg*", "x", "no word fits merg*"),
        ("source:bbc", "x", "the article's source is Reuters UK (news.example)"),
        ("source:reuters", "x", "the article's source is Reuters UK (news.example), which source:*reuters* takes"),
        ("lang:de", "x", "the article has no language"),
        ('"general motors"', "the general of them", "motors does not occur"),
        ("zzz", "x", ""),
    ],
)
def test_a_note_says_what_was_missing(query: str, text: str, note: str) -> None:
    outcome = explain(query, text)
    assert not outcome.held
    assert outcome.note == note


def test_a_part_that_failed_shows_no_spans_and_its_children_do() -> None:
    outcome = explain("honda AND zzz", "Honda")
    assert outcome.spans == ()
    assert [(span.start, span.end) for span in outcome.children[0].spans] == [(0, 5)]


def test_the_explanation_and_the_hit_agree() -> None:
    article = an_article("Honda and a merger.")
    rules = tuple(
        a_rule(query, NAMES) for query in ("@honda NEAR/3 event:merger", "@honda NEAR/1 event:merger", "x OR honda")
    )
    matcher = SlowMatcher(RuleSet(rules, NAMES, "v"), AcceptAll())
    hits = {hit.rule.text: set(hit.spans) for hit in matcher.hits(article)}
    for rule in rules:
        outcome = matcher.explain(rule, article)
        assert outcome.held is (rule.text in hits)
        assert set(outcome.spans) == hits.get(rule.text, set())
