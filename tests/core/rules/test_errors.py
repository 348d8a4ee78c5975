"""Every mistake gives one clear message under the right word, with what to write instead."""

import pytest

from fakes.articles import names
from newsbell.core.rules.errors import QueryError, locate, query_problem
from newsbell.core.rules.model import Entity, EventType
from newsbell.core.rules.parser import MAX_DEPTH, MAX_TERMS, parse_query

NAMES = names(Entity("honda", "Honda"), Entity("nissan", "Nissan"), EventType("merger", "Mergers", ("merger",)))

DISTANCE = "NEAR/ takes a number of words up to 9999, or s (sentence) or p (paragraph)"
TITLE = "did you mean title: ? quote it if the colon belongs to the name: "
YAML = "a term is missing; in YAML put the whole rule in single quotes, for # starts a comment there"

# query, the words under the caret, message, advice
MISTAKES = [
    ('"a b"~5', "~5", "`~5` is not an operator", "write a NEAR/5 b"),
    ("a w/5 b", "w/5", "`w/5` is not an operator", "write NEAR/5"),
    ("a W5 b", "W5", "`W5` is not an operator", "write NEAR/5"),
    ("a /s b", "/s", "`/s` is not an operator", "write NEAR/s"),
    ("a pre/3 b", "pre/3", "`pre/3` is not an operator", "write ONEAR/3"),
    ("a near/5 b", "near/5", "`near/5` is not an operator", "write NEAR/5"),
    ("a NEAR5 b", "NEAR5", "`NEAR5` lacks a stroke", "write NEAR/5"),
    ("a NEAR b", "NEAR", "NEAR does not say how near", "write NEAR/5, NEAR/s or NEAR/p"),
    ("a NEAR/x b", "NEAR/x", DISTANCE, "write NEAR/5"),
    ("a NEAR/99999 b", "NEAR/99999", DISTANCE, "write NEAR/5"),
    ("+a", "+a", "`+` is not an operator; nothing is optional without OR", "write AND a"),
    ("a -b", "-b", "`-` is not an operator", "write AND NOT b"),
    ("a && b", "&&", "`&&` is not an operator", "write AND"),
    ("a & b", "&", "`&` is not an operator", "write AND"),
    ("a || b", "||", "`||` is not an operator", "write OR"),
    ("!a", "!a", "`!` is not an operator", "write NOT a"),
    ("a ANDNOT b", "ANDNOT", "`ANDNOT` is not an operator", "write AND NOT"),
    ("a XOR b", "XOR", "`XOR` is not an operator", "write (a OR b) AND NOT (a AND b)"),
    ("a b", "b", "two terms without an operator between them", 'write "a b" for the phrase, or a AND b'),
    ('"a" "b"', '"b"', "two terms without an operator between them", 'write AND, OR or NEAR/5 before "b"'),
    ("a (b)", "(", "two terms without an operator between them", "write AND, OR or NEAR/5 before ("),
    ("a NOT b", "NOT", "NOT stands between two terms", "write AND NOT"),
    ("a and b", "and", "operators are written in capitals", 'write AND, or "and" in quotes if the word is meant'),
    ("(a Or b)", "Or", "operators are written in capitals", 'write OR, or "Or" in quotes if the word is meant'),
    ("not a", "not", "operators are written in capitals", 'write NOT, or "not" in quotes if the word is meant'),
    ("a near b", "near", "operators are written in capitals", "write NEAR/5"),
    ("a AND", "AND", "the query ends behind AND", YAML),
    ("a AND NOT", "NOT", "the query ends behind NOT", YAML),
    ("a NEAR/5 ", "NEAR/5", "the query ends behind NEAR/5", YAML),
    ("AND a", "AND", "the query starts with AND", "put a term before it, or quote it"),
    (")", ")", "the query starts with )", "put a term before it, or quote it"),
    ("a OR OR b", "OR", "no term between OR and OR", "put a term between them"),
    ("(a OR)", ")", "no term between OR and )", "put a term between them"),
    ('a AND "b c', '"', "this quote is never closed", 'put a " behind the phrase'),
    ("a AND “b c", "“", "this quote is never closed", 'put a " behind the phrase'),
    ("(a AND (b)", "(", "this bracket is never closed", "put a ) behind the group"),
    ("a)", ")", "this bracket closes nothing", "remove it, or add a ( before"),
    ("()", "()", "nothing between the brackets", "write a term"),
    ("a, b", ",", "a comma only separates the items of `n OF (...)`", "quote the words if the comma belongs to them"),
    ("", "", "the query is empty", "write a term"),
    ("*", "*", "a lone `*` would match any word", "put letters beside it, or write NEAR/1 for a gap"),
    ('"a * b"', '"a * b"', "a lone `*` would match any word", "put letters beside it, or write NEAR/1 for a gap"),
    ('""', '""', "there is no word in this term", "write a word"),
    ('"..."', '"..."', "`...` has no letter and no figure", "write a word"),
    ("a NEAR/5 (b AND c)", "b AND c", "NEAR joins words; AND can not stand in it", "put the AND outside"),
    ("NOT a NEAR/5 b", "NOT a", "NEAR joins words; NOT can not stand in it", "put the NOT outside"),
    (
        "a NEAR/5 lang:en",
        "lang:en",
        "NEAR joins words; source: and lang: can not stand in it",
        "put the source: and lang: outside",
    ),
    ("ATLEAST/2 (a AND b)", "a AND b", "ATLEAST counts words; AND can not stand in it", "put the AND outside"),
    ("ATLEAST (a)", "ATLEAST", "ATLEAST does not say how often", "write ATLEAST/3 (word)"),
    ("ATLEAST/501 (a)", "ATLEAST/501", "ATLEAST counts to 500 only", "write a smaller number"),
    ("atleast3 (a)", "atleast3", "`atleast3` is not an operator", "write ATLEAST/3 (word)"),
    ("OF (a)", "OF", "OF does not say how many", "write 2 OF (a, b, c)"),
    ("2 OF a", "OF", "OF is not followed by a list", "write 2 OF (a, b, c)"),
    ("@hnda", "@hnda", "there is no entity `hnda`", "did you mean @honda?"),
    ("a AND @Honda", "@Honda", "there is no entity `Honda`", "did you mean @honda?"),
    ("@zzz", "@zzz", "there is no entity `zzz`", "known: honda, nissan; or define it under `entities:`"),
    ("event:mergr", "event:mergr", "there is no event type `mergr`", "did you mean event:merger?"),
    ("event:(a OR b)", "event:(", "`event:` takes the id of one event type", "write (event:a OR event:b) for several"),
    (
        "source:(a OR b)",
        "source:(",
        "`source:` takes one word or one quoted name",
        "write (source:a OR source:b) for several",
    ),
    ("@ honda", "@", "`@` is not followed by the id of an entity", "write the id directly behind it: @honda"),
    ('@"honda"', "@", "`@` is not followed by the id of an entity", "write the id without quotes: @honda"),
    ("Re:Nissan", "Re:", "there is no field `Re:`", 'quote it if the colon belongs to the name: "Re:Nissan"'),
    ("titel:x", "titel:", "there is no field `titel:`", f'{TITLE}"titel:x"'),
    ("headline:x", "headline:", "there is no field `headline:`", f'{TITLE}"headline:x"'),
    ("entity:x", "entity:", "there is no field `entity:`", "write @id for an entity"),
    ("title: x", "title:", "nothing follows `title:`", "no blank after the colon: write title:word"),
    ("a AND #merger", "#merger", "`#merger` is not a term", "write event:merger for an event type, or quote it"),
    ("[a OR b]", "[a", "`[a` has a bracket that means nothing here", "write ( and )"),
    ("'a b'", "'a", "single quotes do not make a phrase", 'put the words in double quotes: "general motors"'),
    ("/hond.*/", "/hond.*/", "there are no regular expressions", "use wildcards: merg*, colo?r"),
    ("honda~2", "honda~2", "words are not matched by similarity", "list the spellings with OR, or write honda*"),
    ("honda^3", "honda^3", "terms have no weights", "write honda"),
    ("(" * 60 + "a" + ")" * 60, "(", f"nested deeper than {MAX_DEPTH}", "remove brackets, or split the rule"),
    (" NEAR/1 ".join("a" * 60), "NEAR/1", f"more than {MAX_DEPTH} NEAR in a row", "use several rules"),
    (" OR ".join("a" * (MAX_TERMS + 1)), "a", f"more than {MAX_TERMS} terms", "split the rule"),
]


@pytest.mark.parametrize(("query", "marked", "message", "advice"), MISTAKES)
def test_a_mistake_is_named_where_it_stands(query: str, marked: str, message: str, advice: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(query, NAMES)
    error = caught.value
    assert (error.message, error.suggestion) == (message, advice)
    assert query[error.start : error.end] == marked
    assert str(error) == f"{message} ({advice})"


def test_a_problem_shows_the_line_with_a_caret() -> None:
    query = "@honda\n  AND (merger\n  OR tarif"
    with pytest.raises(QueryError) as caught:
        parse_query(query, NAMES)
    assert query_problem(query, caught.value).render() == (
        "rule:2:7: error: this bracket is never closed (put a ) behind the group)\n"
        "    2 |   AND (merger\n"
        "      |       ^"
    )


@pytest.mark.parametrize(
    ("offset", "place"), [(0, (0, 0)), (2, (0, 2)), (3, (1, 0)), (5, (1, 2)), (6, (2, 0)), (99, (2, 1)), (-1, (0, 0))]
)
def test_locate_counts_lines_and_columns_from_zero(offset: int, place: tuple[int, int]) -> None:
    assert locate("ab\ncd\ne", offset) == place
