"""`term:deal`: a part of a query with a name of its own."""

import pickle

import pytest

from fakes.articles import names
from newsbell.core.rules.errors import QueryError
from newsbell.core.rules.model import Entity, NamedQuery, Vocabulary
from newsbell.core.rules.names import entities_of, own, terms, walk
from newsbell.core.rules.ordering import in_order
from newsbell.core.rules.parser import MAX_DEPTH, MAX_TERMS, parse_query
from newsbell.core.rules.syntax import Named, Near

PLAIN = names(Entity("honda", "Honda"))


def with_terms(*texts: tuple[str, str]) -> Vocabulary:
    found: dict[str, NamedQuery] = {}
    known = Vocabulary(PLAIN.entities, PLAIN.event_types, found)
    for name, text in texts:
        found[name] = NamedQuery(name, text, parse_query(text, known))
    return known


NAMES = with_terms(
    ("deal", 'merger OR takeover OR "tie-up"'),
    ("both", "@honda AND term:deal"),
    ("near", "a NEAR/5 (b OR c)"),
    ("noisy", "merger OR NOT sport"),
)


def test_a_name_stands_for_its_query_and_shares_it() -> None:
    one, two = (parse_query("x AND term:deal", NAMES) for _ in range(2))
    (first,) = [node for node in walk(one) if isinstance(node, Named)]
    (second,) = [node for node in walk(two) if isinstance(node, Named)]

    assert (first.id, first.place.clause, first.place.start) == ("deal", "term:deal", 6)
    assert first.item is second.item is NAMES.terms["deal"].query


def test_terms_and_entities_are_found_through_names() -> None:
    node = parse_query("x OR term:both", NAMES)

    assert [term.place.clause for term in terms(node)] == ["x", "@honda", "merger", "takeover", '"tie-up"']
    assert entities_of(node) == ("honda",)
    assert [each.place.clause for each in own(node)] == ["x OR term:both", "x", "term:both"]


@pytest.mark.parametrize(
    "query", ["x NEAR/5 term:deal", "ATLEAST/3 (term:deal)", "term:near NEAR/s x", "title:term:deal"]
)
def test_a_name_can_stand_where_its_query_can(query: str) -> None:
    assert any(isinstance(node, Named) for node in walk(parse_query(query, NAMES)))


@pytest.mark.parametrize(
    ("query", "message", "advice"),
    [
        (
            "x NEAR/5 (y OR term:both)",
            "NEAR joins words; term:both holds AND, which can not stand in it",
            "put term:both outside, or give the words in it a term of their own",
        ),
        (
            "ATLEAST/2 (term:noisy)",
            "ATLEAST counts words; term:noisy holds NOT, which can not stand in it",
            "put term:noisy outside, or give the words in it a term of their own",
        ),
        ("term:dael", "there is no term `dael`", "did you mean term:deal?"),
        ("{deals}", "`{deals}` is not how a name is written", "write term:deal"),
        ("$deal AND x", "`$deal` is not how a name is written", "write term:deal"),
        ("@deal", "there is no entity `deal`", "did you mean term:deal?"),
        ("event:deal", "there is no event type `deal`", "did you mean term:deal?"),
    ],
)
def test_a_mistake_with_a_name_says_what_to_write(query: str, message: str, advice: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(query, NAMES)

    assert (caught.value.message, caught.value.suggestion) == (message, advice)
    assert "term:" in query[caught.value.start : caught.value.end] or query[caught.value.start] in "{$@e"


def test_the_limits_hold_through_names() -> None:
    known = with_terms(
        ("many", " OR ".join(["a"] * 1500)),
        ("twice", "x OR term:many"),
        ("deep", "(" * 30 + "NOT a AND b" + ")" * 30),
        *((f"chain{n}", f"NOT term:chain{n - 1}" if n else "a") for n in range(21)),
    )

    assert (known.terms["twice"].size, known.terms["deep"].height) == (1501, 3)
    for query, message in (
        ("term:many OR term:many", f"more than {MAX_TERMS} terms, those of term:many included"),
        ("term:twice OR term:many", f"more than {MAX_TERMS} terms, those of term:many included"),
        (f"{'NOT ' * 20}term:chain20", f"with term:chain20 this is nested deeper than {MAX_DEPTH}"),
    ):
        with pytest.raises(QueryError, match=message):
            parse_query(query, known)
    with pytest.raises(QueryError, match="nested deeper"):
        with_terms(*((f"chain{n}", f"NOT term:chain{n - 1}" if n else "a") for n in range(2 * MAX_DEPTH)))


def test_the_longest_legal_way_down_can_be_walked() -> None:
    """As deep as brackets, NEAR and names allow together, nothing runs out of stack."""
    known = with_terms(("t", "(" * 48 + "a" + " NEAR/1 b)" * 48))
    deep = "(" * 48 + "x OR c AND NOT term:u AND d" + ")" * 48
    query = parse_query(deep.replace("term:u", "b"), known)

    assert len(terms(query)) == 4
    assert isinstance(known.terms["t"].query, Near)
    assert hash(query) == hash(pickle.loads(pickle.dumps(query)))


def test_a_term_travels_between_processes() -> None:
    term = NAMES.terms["both"]
    copy = pickle.loads(pickle.dumps(term))

    assert (copy, copy.size, copy.height) == (term, term.size, term.height)


@pytest.mark.parametrize(
    ("uses", "circles"),
    [
        ({"a": ("b",), "b": ("c",), "c": ()}, ()),
        ({"a": ("b", "x"), "b": ()}, ()),
        ({"a": ("a",)}, (("a",),)),
        ({"a": ("b",), "b": ("a",)}, (("a", "b"),)),
        ({"x": ("b",), "b": ("c",), "c": ("b", "d"), "d": ()}, (("b", "c"),)),
        ({"a": ("b",), "b": ("a",), "c": ("d",), "d": ("c", "a")}, (("a", "b"), ("c", "d"))),
        ({"c": ("a",), "a": ("b",), "b": ("c", "a")}, (("c", "a", "b"),)),
    ],
)
def test_names_come_behind_what_they_use(
    uses: dict[str, tuple[str, ...]], circles: tuple[tuple[str, ...], ...]
) -> None:
    ordered, found = in_order(uses)
    inside = {name for circle in circles for name in circle}

    assert found == circles
    assert sorted(ordered) == sorted(uses)
    for name, wanted in uses.items():
        assert all(ordered.index(used) < ordered.index(name) for used in wanted if used in uses and name not in inside)
