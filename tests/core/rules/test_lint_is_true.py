"""What the lint claims is so: rules that it calls dead match nothing, names that it calls useless change nothing."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from fakes.articles import a_rule, an_article, names
from newsbell.core.match.occurrences import find
from newsbell.core.match.oracle import AcceptAll, match_rule
from newsbell.core.match.terms import entity_pattern
from newsbell.core.rules.aliases import lint_entities
from newsbell.core.rules.model import Entity, NamedQuery, Vocabulary
from newsbell.core.rules.parser import parse_query
from newsbell.core.rules.possible import Possibility
from newsbell.core.rules.sameness import question_key

_NAMES = names(Entity("ab", "a b", aliases=("c", "=D")), Entity("dead", "a", exclude=("a",)))
NAMES = Vocabulary(
    _NAMES.entities,
    _NAMES.event_types,
    {"t": NamedQuery("t", "a OR c", parse_query("a OR c", _NAMES))},
)
WORDS = st.sampled_from(["a", "b", "c", "d", "A", "a-b"])
LEAVES = st.one_of(
    WORDS,
    st.builds('"{} {}"'.format, WORDS, WORDS),
    st.builds('"{}"'.format, WORDS),
    st.sampled_from(["=a", "=A", "@ab", "@dead", "term:t", "lang:en", "lang:de", "a*"]),
)


def larger(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} AND {})".format, part, part),
        st.builds("({} AND NOT {})".format, part, part),
        st.builds("({} OR {})".format, part, part),
        st.builds("2 OF ({}, {}, {})".format, part, part, part),
        st.builds("{}:{}".format, st.sampled_from(["title", "body"]), part.filter(lambda each: each[0] != "2")),
        st.builds("(NOT {})".format, part),
        st.builds("({} NEAR/1 {})".format, LEAVES.filter(lambda each: "lang" not in each), WORDS),
        st.builds("ATLEAST/{} ({})".format, st.integers(0, 2), WORDS),
    )


QUERIES = st.recursive(LEAVES, larger, max_leaves=6)
TEXTS = st.lists(st.sampled_from(["a", "b", "c", "d", "A", "D", "a-b", "x."]), min_size=1, max_size=6).map(" ".join)


def holds(query: str, title: str, body: str) -> bool:
    document = an_article(body, title, language="en")
    return match_rule(a_rule(query, NAMES), document, NAMES, AcceptAll()) is not None


@given(QUERIES, TEXTS, TEXTS)
def test_what_is_called_dead_never_matches(query: str, title: str, body: str) -> None:
    reason = Possibility(NAMES).why_never(parse_query(query, NAMES))

    assert reason is None or not holds(query, title, body), reason


@given(QUERIES, QUERIES, TEXTS, TEXTS)
def test_queries_of_the_same_key_match_the_same(one: str, two: str, title: str, body: str) -> None:
    pairs = [(one, two), (f"{one} AND {two}", f"{two} AND {one}"), (f"{one} OR {two}", f"({two}) OR ({one})")]
    for left, right in pairs:
        same = question_key(parse_query(left, NAMES)) == question_key(parse_query(right, NAMES))
        assert same or left == one
        assert not same or holds(left, title, body) == holds(right, title, body)


NAME = st.lists(st.sampled_from(["a", "b", "B", "c", "d"]), min_size=1, max_size=3).map(" ".join)
MARKED = st.builds("{}{}".format, st.sampled_from(["", "", "="]), NAME)


@given(MARKED, st.lists(MARKED, max_size=3), st.lists(MARKED, max_size=3), TEXTS)
def test_a_name_that_is_called_useless_changes_nothing(
    name: str, aliases: list[str], exclude: list[str], text: str
) -> None:
    entity = Entity("e", name, aliases=tuple(aliases), exclude=tuple(exclude))
    document = an_article(text)
    accepted = find(entity_pattern(entity), document).accepted

    for doubt in lint_entities({"e": entity}):
        without = list(entity.aliases if doubt.where == "aliases" else entity.exclude)
        useless = ("never counts", "is the same", "is listed twice", "shuts out nothing")
        if doubt.where != "name" and any(words in doubt.message for words in useless):
            del without[doubt.number]
            left = tuple(without)
            changed = replace(entity, aliases=left) if doubt.where == "aliases" else replace(entity, exclude=left)
            assert find(entity_pattern(changed), document).accepted == accepted, doubt
