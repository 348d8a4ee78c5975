"""Queries that are legal and probably not meant so."""

import pytest

from fakes.articles import names
from newsbell.core.rules.lint import lint_query
from newsbell.core.rules.model import Entity, EventType
from newsbell.core.rules.parser import parse_query

NAMES = names(Entity("honda", "Honda"), EventType("merger", "Mergers", ("merger",)), EventType("void", "Nothing", ()))
CONTRADICTION = "this never holds: it wants the same words in the title and in the body"
COMMON = "all words of this rule are very common: it matches nearly every article"
PROPERTIES = "this rule looks at properties of the article only: it matches every article that has them"
ADD = "add a term that must be there, joined by AND"
RARER = "add a rarer word; for a name in capitals write =US"
BRACKETS = "put brackets where you mean them"
NEARLY_ALL = "this rule can hold without any of its words: it matches nearly every article"


@pytest.mark.parametrize(
    ("query", "marked", "message", "advice"),
    [
        ("a1 AND b1 OR c1", "a1 AND b1 OR c1", "AND binds before OR: this reads as (a1 AND b1) OR c1", BRACKETS),
        (
            "x1 AND (a1 OR b1 AND c1)",
            "a1 OR b1 AND c1",
            "AND binds before OR: this reads as a1 OR (b1 AND c1)",
            BRACKETS,
        ),
        (
            "(a1) AND (b1) OR c1",
            "(a1) AND (b1) OR c1",
            "AND binds before OR: this reads as ((a1) AND (b1)) OR c1",
            BRACKETS,
        ),
        ("NOT honda", "NOT honda", NEARLY_ALL, ADD),
        ("honda OR NOT nissan", "honda OR NOT nissan", NEARLY_ALL, ADD),
        ("1 OF (honda, NOT nissan)", "1 OF (honda, NOT nissan)", NEARLY_ALL, ADD),
        ("lang:en AND source:x", "lang:en AND source:x", PROPERTIES, ADD),
        ("honda OR lang:en", "honda OR lang:en", NEARLY_ALL, ADD),
        ('"the who"', '"the who"', COMMON, RARER),
        ("the OR of", "the OR of", COMMON, RARER),
        ("honda AND US", "US", "`US` also matches the word `us`", "write =US to keep the capitals"),
        (
            "McDonald’s AND burger",
            "McDonald’s",
            "`McDonald’s` also matches `McDonald`",
            'write "McDonald’s" if it is a name',
        ),
        ("honda AND ATLEAST/0 (x)", "ATLEAST/0 (x)", "ATLEAST/0 always holds", "write 1 or more"),
        ("3 OF (honda, nissan)", "3 OF (honda, nissan)", "3 OF a list of 2 never holds", "write 2 OF for all of them"),
        ("title:honda NEAR/5 body:nissan", "title:honda NEAR/5 body:nissan", CONTRADICTION, "join the two with AND"),
        ("title:(honda OR body:nissan)", "body:nissan", "", ""),
        ("title:body:nissan", "title:body:nissan", CONTRADICTION, "join the two with AND"),
        (
            "title:honda OR nissan",
            "title:honda",
            "`title:` belongs to `honda` alone",
            "for all of them write title:(honda OR nissan)",
        ),
        ("honda AND event:void", "event:void", "event type `void` has no triggers", "list its words"),
    ],
)
def test_a_doubt_is_named_where_it_stands(query: str, marked: str, message: str, advice: str) -> None:
    found = lint_query(parse_query(query, NAMES), query, NAMES)
    if not message:
        assert found == ()
        return
    warning = next(each for each in found if each.message == message)
    assert query[warning.start : warning.end] == marked
    assert warning.suggestion == advice


@pytest.mark.parametrize(
    "query",
    [
        "@honda AND (event:merger OR tariff)",
        "(a1 AND b1) OR c1",
        "(a1 AND b1 AND NOT d1) OR (c1)",
        "honda AND NOT nissan",
        "2 OF (honda, NOT nissan)",
        "title:honda NEAR/5 title:nissan",
        "title:honda OR body:nissan",
        "title:(honda OR nissan)",
        "=US",
        "the AND honda",
        "ATLEAST/2 (honda)",
    ],
)
def test_good_queries_raise_no_doubt(query: str) -> None:
    assert lint_query(parse_query(query, NAMES), query, NAMES) == ()
