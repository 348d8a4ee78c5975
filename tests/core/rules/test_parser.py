"""What queries mean: the tree behind each construct of the language."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.articles import names
from newsbell.core.rules.errors import QueryError
from newsbell.core.rules.lint import lint_query
from newsbell.core.rules.model import Entity, EventType
from newsbell.core.rules.names import children, entities_of, terms, walk, wanted_terms
from newsbell.core.rules.parser import parse_query, parse_term
from newsbell.core.rules.syntax import (
    And,
    AtLeast,
    EntityRef,
    EventRef,
    Exact,
    InZone,
    Metadata,
    Near,
    Node,
    Not,
    Or,
    SomeOf,
    Wildcard,
    Word,
)

NAMES = names(
    Entity("honda", "Honda"),
    Entity("citroën", "Citroën"),
    Entity("日産", "Nissan"),
    EventType("merger", "M", ("merger",)),
)


def shape(node: Node) -> str:
    """The tree in brackets, without places."""
    match node:
        case Word():
            return node.text
        case Exact():
            return f'{"=" if node.case else ""}"{node.text}"'
        case Wildcard():
            return f"~{node.pattern}"
        case EntityRef():
            return f"@{node.id}"
        case EventRef():
            return f"event:{node.id}"
        case Metadata():
            return f"{node.field}:{node.pattern}"
        case _:
            inside = " ".join(shape(child) for child in children(node))
            return f"({_operator(node)} {inside})"


def _operator(node: Node) -> str:
    match node:
        case Near():
            return f"{'O' if node.ordered else ''}NEAR/{node.within}"
        case AtLeast():
            return f"ATLEAST/{node.count}"
        case SomeOf():
            return f"{node.count}OF"
        case InZone():
            return node.zone
        case And() | Or() | Not():
            return type(node).__name__
        case _:
            return "?"


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("tariff", "tariff"),
        ('"general  motors"', '"general  motors"'),
        ("=US", '="US"'),
        ('="Business Objects"', '="Business Objects"'),
        ("merg* OR *bank OR colo?r", "(Or ~merg* ~*bank ~colo?r)"),
        ('"gener* motors"', '"gener* motors"'),
        ("@honda AND event:merger", "(And @honda event:merger)"),
        ("a AND b OR c", "(Or (And a b) c)"),
        ("a AND (b OR c)", "(And a (Or b c))"),
        ("a AND NOT b", "(And a (Not b))"),
        ("NOT a AND b", "(And (Not a) b)"),
        ("a AND b NEAR/5 c", "(And a (NEAR/5 b c))"),
        ("a NEAR/3 b NEAR/s c", "(NEAR/s (NEAR/3 a b) c)"),
        ("a ONEAR/0 (b OR c)", "(ONEAR/0 a (Or b c))"),
        ("a NEAR/p title:b", "(NEAR/p a (title b))"),
        ("ATLEAST/3 (x)", "(ATLEAST/3 x)"),
        ("ATLEAST/3 x AND y", "(And (ATLEAST/3 x) y)"),
        ("2 OF (a, b AND c, NOT d)", "(2OF a (And b c) (Not d))"),
        ("2 AND 3", "(And 2 3)"),
        ("title:x AND body:(x OR y)", "(And (title x) (body (Or x y)))"),
        ("title:a OR b", "(Or (title a) b)"),
        ('title:"a b" OR title:=US OR title:@honda', '(Or (title "a b") (title ="US") (title @honda))'),
        ("title:NOT a", "(title (Not a))"),
        ("source:reuters* AND lang:en", "(And source:reuters* lang:en)"),
        ('source:"Reuters UK"', "source:Reuters UK"),
        ("“general motors” OR „x y“ OR «z»", '(Or "general motors" "x y" "z")'),
        ("C++ OR AT&T OR U.S. OR 7267.T OR McDonald’s", "(Or C++ AT&T U.S. 7267.T McDonald’s)"),
        ("tie-up AND 3.5% AND $80", "(And tie-up 3.5% $80)"),
        ("W12 OR F-150 OR 737 OR x*1", "(Or W12 F-150 737 ~x*1)"),
        ("（a　ＯＲ　b） ＡＮＤ title：c", "(And (Or a b) (title c))"),
        ("＂a b＂ ＮＥＡＲ／５ ＠honda", '(NEAR/5 "a b" @honda)'),
        ("2 OF （a、b，merg＊）", "(2OF a b ~merg*)"),
        ("a\n  AND b\n\tAND c\n", "(And a b c)"),
        ("((((a))))", "a"),
        ("@日産 OR ホンダ", "(Or @日産 ホンダ)"),
        ('"AND" OR "or"', '(Or "AND" "or")'),
        ("a\u00a0AND\u200b b", "(And a b)"),
        ("（a OR b） AND c", "(And (Or a b) c)"),
    ],
)
def test_the_tree_of_a_query(query: str, tree: str) -> None:
    assert shape(parse_query(query, NAMES)) == tree


def test_names_may_be_written_in_either_unicode_form() -> None:
    assert shape(parse_query(unicodedata.normalize("NFD", "@citroën"), NAMES)) == "@citroën"


def test_every_node_knows_its_place_and_its_words() -> None:
    query = "(@honda  AND\n (a OR b)) OR 2 OF (c, d)"
    for node in walk(parse_query(query, NAMES)):
        assert " ".join(query[node.place.start : node.place.end].split()) == node.place.clause
    assert [node.place.clause for node in walk(parse_query(query, NAMES))] == [
        "(@honda AND (a OR b)) OR 2 OF (c, d)",
        "@honda AND (a OR b)",
        "@honda",
        "a OR b",
        "a",
        "b",
        "2 OF (c, d)",
        "c",
        "d",
    ]


def test_helpers_list_the_terms_and_names() -> None:
    node = parse_query("@honda AND event:merger AND NOT (a OR @日産) AND @honda AND lang:en", NAMES)
    assert [term.place.clause for term in terms(node)] == ["@honda", "event:merger", "a", "@日産", "@honda"]
    assert [term.place.clause for term in wanted_terms(node)] == ["@honda", "event:merger", "@honda"]
    assert entities_of(node) == ("honda", "日産")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("merge", "merge"),
        ('"takeover bid"', '"takeover bid"'),
        ("acqui*", "~acqui*"),
        ("=M&A", '="M&A"'),
        ('="A b"', '="A b"'),
    ],
)
def test_a_term_of_an_event_type(text: str, tree: str) -> None:
    assert shape(parse_term(text)) == tree


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the term is empty"),
        ("take over", "several terms.*'\"take over\"'"),
        ("@honda", "only a word or a phrase"),
        ("(a)", "only a word or a phrase"),
        ("a OR b", "several terms"),
        ("*", "a lone"),
        ('"a', "never closed"),
    ],
)
def test_what_is_no_term(text: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        parse_term(text)


_PIECES = (
    'a b AND OR NOT NEAR/5 NEAR/s ONEAR/1 ATLEAST/2 2 OF ( ) , " = @honda @ event:merger event: title: source:x lang: '
    "* ? “ ” ' ~5 w/5 -a #x the s* Target a/b lang:xx =US { } term: $x （ ： ＠ é "
    "\u0301 \u200b \ud800 日 ٣ ² { [ / : \\ + & | !"
)
PIECES = _PIECES.split(" ")
TEXTS = st.one_of(st.lists(st.sampled_from([*PIECES, " ", " ", "\n"]), max_size=14).map("".join), st.text(max_size=30))


def parsed(text: str, *, as_term: bool) -> Node | QueryError:
    try:
        return parse_term(text) if as_term else parse_query(text, NAMES)
    except QueryError as error:
        return error


@given(TEXTS, st.booleans())
def test_any_text_parses_or_gives_an_error_inside_the_text(text: str, as_term: bool) -> None:
    result = parsed(text, as_term=as_term)
    if isinstance(result, QueryError):
        assert result.message
        assert 0 <= result.start <= len(text)
        assert result.start < result.end <= len(text) + 1
    else:
        assert 0 <= result.place.start < result.place.end <= len(text)
        doubts = lint_query(result, text, NAMES)
        assert all(0 <= doubt.start < doubt.end <= len(text) for doubt in doubts)
