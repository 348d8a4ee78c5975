"""Queries that are legal and probably not meant so: each doubt says what will happen, and is true."""

import pytest

from fakes.articles import names
from newsbell.core.rules.errors import QueryWarning
from newsbell.core.rules.lint import MOST_DOUBTS, Linter, lint_query
from newsbell.core.rules.model import Entity, EventType, NamedQuery, Vocabulary
from newsbell.core.rules.parser import parse_query

PLAIN = names(
    Entity("honda", "Honda", aliases=("Honda Motor", "=HMC")),
    Entity("gone", "Gone", exclude=("gone",)),
    EventType("merger", "Mergers", ("merger",)),
)


def with_terms(**texts: str) -> Vocabulary:
    """The vocabulary with these terms, each of which may use those before it."""
    terms: dict[str, NamedQuery] = {}
    known = Vocabulary(PLAIN.entities, PLAIN.event_types, terms)
    for name, text in texts.items():
        terms[name] = NamedQuery(name, text, parse_query(text, known))
    return known


NAMES = with_terms(deal="merger OR takeover", never="a1 AND NOT a1", quiet="NOT sport", common="the OR of")
TWO_ZONES = "this rule can never match: it wants the same words in the title and in the body"
COMMON = "all words of this rule are very common: it matches nearly every article"
PROPERTIES = "this rule looks at properties of the article only: it matches every article that has them"
ADD = "add a term that must be there, joined by AND"
RARER = "add a rarer word; for a name in capitals write =US"
BRACKETS = "put brackets where you mean them"
OTHER = f"{BRACKETS}; the other reading is "
NEARLY_ALL = "this rule can hold without any of its words: it matches nearly every article"
NEVER = "this rule can never match: "
OUT = "take one of the two out"

# query, the words under the caret, message, advice
DOUBTS = [
    (
        "a1 AND b1 OR c1",
        "a1 AND b1 OR c1",
        "AND binds before OR: this reads as (a1 AND b1) OR c1",
        f"{OTHER}a1 AND (b1 OR c1)",
    ),
    (
        "x1 AND (a1 OR b1 AND c1)",
        "a1 OR b1 AND c1",
        "AND binds before OR: this reads as a1 OR (b1 AND c1)",
        f"{OTHER}(a1 OR b1) AND c1",
    ),
    (
        "(a1) AND (b1) OR c1",
        "(a1) AND (b1) OR c1",
        "AND binds before OR: this reads as ((a1) AND (b1)) OR c1",
        f"{OTHER}a1 AND (b1 OR c1)",
    ),
    (
        "a1 AND (b1 OR c1) OR d1",
        "a1 AND (b1 OR c1) OR d1",
        "AND binds before OR: this reads as (a1 AND (b1 OR c1)) OR d1",
        f"{OTHER}a1 AND ((b1 OR c1) OR d1)",
    ),
    (
        "a1 AND b1 OR c1 AND d1",
        "a1 AND b1 OR c1 AND d1",
        "AND binds before OR: this reads as (a1 AND b1) OR (c1 AND d1)",
        BRACKETS,
    ),
    ("a1 OR b1 NEAR/5 c1", "a1 OR b1 NEAR/5 c1", "NEAR binds before OR: this reads as a1 OR (b1 NEAR/5 c1)", BRACKETS),
    ("NOT honda", "NOT honda", NEARLY_ALL, ADD),
    ("honda OR NOT nissan", "honda OR NOT nissan", NEARLY_ALL, ADD),
    ("1 OF (honda, NOT nissan)", "1 OF (honda, NOT nissan)", NEARLY_ALL, ADD),
    ("lang:en AND source:x", "lang:en AND source:x", PROPERTIES, ADD),
    ("honda OR lang:en", "honda OR lang:en", NEARLY_ALL, ADD),
    ("term:quiet", "term:quiet", NEARLY_ALL, ADD),
    ("the OR of", "the OR of", COMMON, RARER),
    ("*a* OR s*", "*a* OR s*", COMMON, RARER),
    ("term:common", "term:common", COMMON, RARER),
    (
        '"The Who" AND honda',
        '"The Who"',
        "all words of `The Who` are very common, and their capitals do not count here",
        'write ="The Who" to keep the capitals',
    ),
    ("honda AND US", "US", "`US` also matches the word `us`", "write =US to keep the capitals"),
    ("Target AND recall", "Target", "`Target` also matches the word `target`", "write =Target to keep the capital"),
    (
        "McDonald’s AND burger",
        "McDonald’s",
        "`McDonald’s` also matches `McDonald`",
        'write "McDonald’s" if it is a name',
    ),
    (
        "honda AND the",
        "the",
        "`the` is in nearly every article, so this part holds nearly always",
        "leave it out, or make it part of a phrase",
    ),
    (
        "honda OR the",
        "the",
        "`the` is in nearly every article, so the whole OR holds nearly always",
        "leave it out, or make it part of a phrase",
    ),
    (
        "honda AND NOT the",
        "the",
        "`the` is in nearly every article, so NOT leaves hardly any article",
        "leave it out, or make it part of a phrase",
    ),
    (
        "honda AND can*",
        "can*",
        "`can*` takes in `can`, which is in nearly every article, so this part holds nearly always",
        "write more letters",
    ),
    ("honda AND ATLEAST/0 (x)", "ATLEAST/0 (x)", "ATLEAST/0 always holds", "write 1 or more"),
    ("honda AND 0 OF (x, y)", "0 OF (x, y)", "0 OF always holds", "write 1 or more"),
    ("2 OF (honda, nissan, Honda)", "Honda", "`Honda` is in this list twice, so it counts twice", "remove one of them"),
    (
        "3 OF (honda, nissan)",
        "3 OF (honda, nissan)",
        f"{NEVER}3 OF a list of 2 never holds",
        "write 2 OF for all of them",
    ),
    ("title:honda NEAR/5 body:nissan", "title:honda NEAR/5 body:nissan", TWO_ZONES, "join the two with AND"),
    ("title:body:nissan", "body:nissan", TWO_ZONES, "join the two with AND"),
    (
        "title:(honda OR body:nissan)",
        "body:nissan",
        "this part never holds: it wants the same words in the title and in the body",
        "join the two with AND",
    ),
    ("a1 AND NOT a1", "a1", f"{NEVER}`a1` must occur and must not occur", OUT),
    ("title:a1 AND NOT a1", "a1", f"{NEVER}`a1` must occur and must not occur", OUT),
    ("a1 AND NOT title:a1 AND NOT body:a1", "a1", f"{NEVER}`a1` must occur and must not occur", OUT),
    (
        '"general motors" AND NOT motors',
        '"general motors"',
        f'{NEVER}`"general motors"` must occur and must not occur',
        OUT,
    ),
    ("term:deal AND NOT (merger OR takeover)", "term:deal", f"{NEVER}`merger` must occur and must not occur", OUT),
    ("@honda AND NOT @honda", "@honda", f"{NEVER}`@honda` must occur and must not occur", OUT),
    (
        "@honda AND NOT (honda OR hmc)",
        "@honda",
        f"{NEVER}each name of @honda holds a word that must not occur",
        "to leave out some mentions only, use the entity's `not:`",
    ),
    ("@gone NEAR/5 honda", "@gone", f"{NEVER}all names of @gone are under its own `not:`", "take one out of `not:`"),
    ("event:merger AND NOT event:merger", "event:merger", f"{NEVER}`event:merger` must occur and must not occur", OUT),
    ('"a1*" AND NOT "a1*"', '"a1*"', f'{NEVER}`"a1*"` must occur and must not occur', OUT),
    ("@gone AND honda", "@gone", f"{NEVER}all names of @gone are under its own `not:`", "take one out of `not:`"),
    (
        "b1 AND (c1 OR (a1 AND NOT a1))",
        "a1",
        "this part never holds: `a1` must occur and must not occur",
        OUT,
    ),
    (
        "2 OF (b1, a1 AND NOT a1, c1 AND NOT c1)",
        "2 OF (b1, a1 AND NOT a1, c1 AND NOT c1)",
        f"{NEVER}only 1 of its 3 parts can hold (`a1` must occur and must not occur)",
        OUT,
    ),
    ("b1 AND NOT ATLEAST/0 (x)", "NOT ATLEAST/0 (x)", f"{NEVER}what NOT excludes always holds", "take it out"),
    ("lang:en AND b1 AND NOT lang:en", "lang:en", f"{NEVER}`lang:en` must hold and must not hold", OUT),
    (
        "b1 AND NOT (ATLEAST/0 (x) AND (0 OF (y, z) OR c1))",
        "NOT (ATLEAST/0 (x) AND (0 OF (y, z) OR c1))",
        f"{NEVER}what NOT excludes always holds",
        "take it out",
    ),
    (
        "title:a1 NEAR/5 (body:b1 OR body:c1)",
        "title:a1 NEAR/5 (body:b1 OR body:c1)",
        TWO_ZONES,
        "join the two with AND",
    ),
    ("b1 AND lang:english", "lang:english", f"{NEVER}`english` is no code of a language", "write lang:en"),
    (
        "b1 AND lang:klingon",
        "lang:klingon",
        f"{NEVER}`klingon` is no code of a language",
        "write a code of two letters, e.g. lang:en",
    ),
    ("b1 AND lang:en_US", "lang:en_US", f"{NEVER}`en_US` is no tag of a language", "write lang:en-US"),
    ("b1 AND NOT lang:jp", "lang:jp", "this part never holds: `jp` is no code of a language", "write lang:ja"),
    ("b1 AND lang:en AND lang:de", "lang:de", f"{NEVER}an article has one language", "write (lang:en OR lang:de)"),
    (
        "title:honda OR nissan",
        "title:honda",
        "`title:` belongs to `honda` alone",
        "for all of them write title:(honda OR nissan)",
    ),
    (
        "Honda/Nissan",
        "Honda/Nissan",
        "`Honda/Nissan` finds only these words with a / between them",
        'write (Honda OR Nissan), or quote it if it is written so: "Honda/Nissan"',
    ),
    (
        "honda*nissan",
        "honda*nissan",
        "`honda*nissan` is one word that begins with honda and ends with nissan",
        "for two words write honda NEAR/5 nissan, or honda AND nissan",
    ),
    (
        "“@honda AND merger”",
        "“@honda AND merger”",
        "`@honda` is only a word here, because these quotes make one phrase of the whole rule",
        "take the quotes away",
    ),
    (
        'honda AND "nissan OR toyota"',
        '"nissan OR toyota"',
        "`OR` is only a word here, because it stands inside the quotes of a phrase",
        "quote each phrase by itself",
    ),
]


@pytest.mark.parametrize(("query", "marked", "message", "advice"), DOUBTS, ids=[doubt[0] for doubt in DOUBTS])
def test_a_doubt_is_named_where_it_stands(query: str, marked: str, message: str, advice: str) -> None:
    (warning,) = lint_query(parse_query(query, NAMES), query, NAMES)

    assert (query[warning.start : warning.end], warning.message, warning.suggestion) == (marked, message, advice)


@pytest.mark.parametrize(
    "query",
    [
        "@honda AND (event:merger OR tariff)",
        "(a1 AND b1) OR c1",
        "(a1 AND b1 AND NOT d1) OR (c1)",
        "honda AND NOT nissan",
        "2 OF (honda, NOT nissan)",
        "NOT NOT honda",
        "title:honda NEAR/5 title:nissan",
        "title:honda OR body:nissan",
        "title:(honda OR nissan)",
        "title:honda OR title:nissan OR nissan",
        "=US",
        "ATLEAST/2 (honda)",
        "honda AND NOT title:honda",
        "(title:honda OR body:nissan) AND NOT body:honda",
        "@honda AND NOT honda",
        "@honda AND NOT title:@honda",
        "2 OF (2 OF (a1, b1, c1), 2 OF (a1, b1, d1), title:a1)",
        "2 OF (a1, a1 NEAR/5 b1, a1 ONEAR/5 b1, ATLEAST/2 (a1))",
        "@honda AND NOT (honda AND nissan)",
        "honda AND NOT honda*",
        "tariffs AND NOT tariff",
        '"general motors" AND NOT general*',
        "said NEAR/5 merger",
        "title:no",
        "merg* OR colo?r OR organi*ation",
        "a1 NEAR/5 b1 OR c1 NEAR/5 d1 OR e1",
        "lang:en AND lang:en-GB AND honda",
        "(lang:en OR lang:de OR lang:fil OR lang:zh-Hant) AND honda",
        '24/7 OR AC/DC OR "Honda/Nissan"',
        "term:deal AND NOT merger",
        "honda AND term:quiet",
        "honda AND term:never",
        "honda AND term:common",
    ],
)
def test_good_queries_raise_no_doubt(query: str) -> None:
    assert lint_query(parse_query(query, NAMES), query, NAMES) == ()


def test_a_long_reading_is_left_out() -> None:
    query = " OR ".join([f"word{n} AND other{n}" for n in range(12)])
    (warning,) = lint_query(parse_query(query, NAMES), query, NAMES)

    assert (warning.message, warning.suggestion) == ("AND binds before OR", BRACKETS)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a1 AND b1 OR c1", "AND binds before OR: this reads as (a1 AND b1) OR c1"),
        ("a1 AND NOT a1", "this term can never hold: `a1` must occur and must not occur"),
        ("b1 OR (a1 AND NOT a1)", "this part never holds: `a1` must occur and must not occur"),
        ("NOT sport", None),
        ("the OR of", None),
        ("lang:en", None),
    ],
)
def test_a_term_is_no_whole_rule_and_is_judged_so(text: str, message: str | None) -> None:
    found = Linter(NAMES).term(parse_query(text, NAMES), text)

    assert [warning.message for warning in found] == ([message] if message else [])


def test_a_word_that_is_wrong_a_hundred_times_is_not_told_a_hundred_times() -> None:
    query = " OR ".join(["Target"] * 100)
    found = lint_query(parse_query(query, NAMES), query, NAMES)

    assert len(found) == MOST_DOUBTS
    assert found[-1] == QueryWarning(
        "`Target` also matches the word `target`; and 90 more doubts",
        90,
        96,
        "write =Target to keep the capital",
    )
