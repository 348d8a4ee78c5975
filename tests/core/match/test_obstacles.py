"""What stands in the way of a match: the fewest parts that would have to come out otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.articles import a_rule, an_article, names
from newsbell.core.match.obstacles import obstacles, verdict
from newsbell.core.match.oracle import AcceptAll, explain_rule
from newsbell.core.match.outcome import Outcome
from newsbell.core.rules.model import Entity, EventType
from newsbell.core.rules.syntax import Named, Place

NAMES = names(Entity("honda", "Honda"), EventType("merger", "Mergers", ("merger",)))


def outcome_of(query: str, text: str, title: str | None = "T") -> Outcome:
    return explain_rule(a_rule(query, NAMES), an_article(text, title), NAMES, AcceptAll())


@pytest.mark.parametrize(
    ("query", "text", "said"),
    [
        ("@honda AND event:merger", "Honda", "nothing for event:merger"),
        ("a AND b AND c", "a", "nothing for b and c"),
        ("a AND (b OR c)", "a", "neither b nor c"),
        ("a AND (b OR c OR d)", "a", "none of b, c, d"),
        ("a OR b OR c OR d OR e OR f OR g", "x", "none of a, b, c, d and 3 more"),
        (
            "(a AND b) OR (c AND d AND e)",
            "a c",
            "neither a AND b nor c AND d AND e (nearest is a AND b: nothing for b)",
        ),
        ("a AND NOT b", "a b", "b occurs and must not"),
        ("NOT (a OR b OR c)", "a b", "a occurs and must not; b occurs and must not"),
        ("NOT (a AND b)", "a b", "a AND b holds and must not"),
        ("a AND NOT NOT b", "a", "nothing for b"),
        ("NOT NOT NOT a", "a", "a occurs and must not"),
        ("a NEAR/2 b", "a", "nothing for b"),
        ("a NEAR/2 b", "a x x x b", "a and b: the closest pair is 3 words apart"),
        ("a ONEAR/3 b", "b a", "a and b: in the other order only"),
        (
            "(a OR b) NEAR/s c",
            "Go a bit. And c",
            "(a OR b) and c: never in one sentence, the closest pair is 2 words apart",
        ),
        ("ATLEAST/3 (a)", "a a", "only 2 of 3 occurrences of a"),
        ("ATLEAST/3 (a)", "x", "nothing for a"),
        ("2 OF (a, b, c)", "a", "only 1 of 2 hold: nothing for b or c"),
        ("title:a AND b", "a b", "nothing for a in the title"),
        ("title:(a OR b)", "a", "neither a nor b in the title"),
        ("a AND source:bbc", "a", "the article's source is Reuters UK (news.example)"),
        ("a AND NOT source:reuters*", "a", "source:reuters* holds and must not"),
        ("a AND NOT title:t", "a", "t occurs and must not"),
    ],
)
def test_the_verdict_names_the_fewest_parts(query: str, text: str, said: str) -> None:
    assert verdict(obstacles(outcome_of(query, text))) == said


def test_what_holds_has_no_obstacle() -> None:
    assert obstacles(outcome_of("a OR b", "a")) == ()


def test_a_named_query_is_called_by_its_name() -> None:
    def named(query: str, text: str) -> str:
        inner = outcome_of(query, text)
        node = Named("deal", inner.node, Place(0, 9, "term:deal"))
        return verdict(obstacles(Outcome(node, inner.held, children=(inner,))))

    assert named("a OR b", "x") == "nothing for term:deal"
    assert named("a", "x") == "nothing for term:deal"
    assert named("a AND b", "a") == "nothing for b"


def test_many_obstacles_are_counted() -> None:
    query = " AND ".join(f"({name}1 OR {name}2)" for name in "abcdef")

    assert verdict(obstacles(outcome_of(query, "x"))).endswith("neither d1 nor d2; and 2 more")


QUERIES = st.recursive(
    st.sampled_from(["a", "b", "c", "d"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}) AND ({pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}) OR ({pair[1]})"),
        inner.map(lambda one: f"NOT ({one})"),
        st.tuples(inner, inner, inner).map(lambda three: f"2 OF ({three[0]}, {three[1]}, {three[2]})"),
    ),
    max_leaves=8,
)


@given(QUERIES, st.sets(st.sampled_from(["a", "b", "c", "d"])))
def test_there_is_an_obstacle_exactly_where_it_does_not_match(query: str, words: set[str]) -> None:
    outcome = outcome_of(query, " ".join(sorted(words)) or "x")
    found = obstacles(outcome)

    assert bool(found) is not outcome.held
    assert all(each.sentence for each in found)
