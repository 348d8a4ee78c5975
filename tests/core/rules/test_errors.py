"""Every mistake gives one clear message under the right word, with what to write instead."""

from dataclasses import replace

import pytest

from fakes.articles import names
from newsbell.core.rules.errors import QueryError, locate, query_problem
from newsbell.core.rules.model import Entity, EventType
from newsbell.core.rules.parser import MAX_DEPTH, MAX_TERMS, parse_query
from newsbell.core.rules.problem import Problem

NAMES = names(Entity("honda", "Honda"), Entity("nissan", "Nissan"), EventType("merger", "Mergers", ("merger",)))

DISTANCE = "NEAR/ takes a number of words up to 9999, or s (sentence) or p (paragraph)"
TITLE = "did you mean title:x? quote it if the colon belongs to the name: "
BEHIND = "put a term behind it"
COMMA = "a comma only separates the items of `n OF (...)`"
NO_OPERATOR = "two terms without an operator between them"
REGEX = "there are no regular expressions"
WORD = "write a word; signs and emoji are not searched for"
DEAL = "write term:deal for one of the file's `terms:`; quote it if the sign belongs to it: "

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
    ("+a", "+a", "`+` is not an operator: terms joined by AND must be there", "write a, and AND between terms"),
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
    ("a AND", "AND", "the query ends behind AND", BEHIND),
    ("a AND NOT", "NOT", "the query ends behind NOT", BEHIND),
    ("a NEAR/5 ", "NEAR/5", "the query ends behind NEAR/5", BEHIND),
    ("AND a", "AND", "the query starts with AND", "put a term before it, or quote it"),
    (")", ")", "the query starts with )", "put a term before it, or quote it"),
    ("a OR OR b", "OR", "no term between OR and OR", "put a term between them, or take one of them out"),
    ("(a OR)", ")", "no term between OR and )", "put a term between them, or take one of them out"),
    ('a AND "b c', '"', "this quote is never closed", 'put a " behind the phrase'),
    ("a AND “b c", "“", "this quote is never closed", 'put a " behind the phrase'),
    ("(a AND (b)", "(", "this bracket is never closed", "put a ) behind the group"),
    ("a)", ")", "this bracket closes nothing", "remove it, or add a ( before"),
    ("()", "()", "nothing between the brackets", "write a term"),
    ("a, b", ",", COMMA, "write a OR b; quote the words if the comma belongs to them"),
    ("", "", "the query is empty", "write a term"),
    ("*", "*", "a lone `*` would match any word", "put letters beside it, or write NEAR/1 for a gap"),
    ('"a * b"', '"a * b"', "a lone `*` would match any word", "put letters beside it, or write NEAR/1 for a gap"),
    ('""', '""', "there is no word in this term", "write a word"),
    ('"..."', '"..."', "`...` has no letter and no figure", WORD),
    ("a NEAR/5 (b AND c)", "b AND c", "NEAR joins words; AND can not stand in it", "put the AND outside"),
    ("NOT a NEAR/5 b", "NOT a", "NEAR joins words; NOT can not stand in it", "put the NOT outside"),
    (
        "a NEAR/5 lang:en",
        "lang:en",
        "NEAR joins words; source: or lang: can not stand in it",
        "put the source: or lang: outside",
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
    ("entity:x", "entity:", "there is no field `entity:`", "write @x for an entity"),
    ("title: x", "title:", "nothing follows `title:`", "no blank after the colon: write title:x"),
    ("a AND #merger", "#merger", "`#merger` is not how a name is written", "write event:merger"),
    ("[a OR b]", "[a", "`[a` has a bracket that means nothing here", "use round brackets"),
    ("'a b'", "'a", "single quotes do not make a phrase", 'put the words in double quotes: "a b"'),
    ("/hond.*/", "/hond.*/", "there are no regular expressions", "use wildcards: merg*, colo?r"),
    ("a OF (b)", "OF", "OF does not say how many", "write 2 OF (a, b, c)"),
    ("all OF (a, b)", "OF", "OF does not say how many", "write (a AND b AND c)"),
    ("99999 OF (a, b)", "99999", "this number is too large", "write 2 OF (a, b, c)"),
    ("honda~2", "honda~2", "words are not matched by similarity", "list the spellings with OR, or write honda*"),
    ("honda^3", "honda^3", "terms have no weights", "write honda"),
    ("(" * 60 + "a" + ")" * 60, "(", f"nested deeper than {MAX_DEPTH}", "remove brackets, or split the rule"),
    (" NEAR/1 ".join("a" * 60), "NEAR/1", f"more than {MAX_DEPTH} NEAR hang on each other", "use several rules"),
    (
        f"{'(' * 30}a{' NEAR/1 b NEAR/1 c)' * 30}",
        "NEAR/1",
        f"more than {MAX_DEPTH} NEAR hang on each other",
        "use several rules",
    ),
    (" OR ".join("a" * (MAX_TERMS + 1)), "a", f"more than {MAX_TERMS} terms", "split the rule"),
    ("a||b", "a||b", "`|` is not an operator", "write a OR b"),
    ("a|b|c", "a|b|c", "`|` is not an operator", "write OR between the words"),
    ("a &b", "&b", "`&` is not an operator", "write AND b"),
    ("a and/or b", "and/or", "`and/or` is not an operator", "write OR, which holds if both do"),
    ("a -- b", "--", "`--` is not an operator", "write AND or AND NOT, or quote the words"),
    ("a NEAR/5w b", "NEAR/5w", DISTANCE, "write NEAR/5"),
    ("a NEAR/ 5 b", "NEAR/", DISTANCE, "write NEAR/5"),
    ("a NEAR /5 b", "NEAR", "NEAR does not say how near", "write NEAR/5"),
    ("a NEAR 7 b", "NEAR", "NEAR does not say how near", "write NEAR/7"),
    ("NEAR(a, b, 3)", "NEAR", "NEAR does not say how near", "it stands between its words: write a NEAR/3 b"),
    ("a adj3 b", "adj3", "`adj3` is not an operator", "write NEAR/3"),
    ("a w/s b", "w/s", "`w/s` is not an operator", "write NEAR/s"),
    ("a within 5 b", "within", "`within` is not an operator", "write NEAR/5"),
    ("ATLEAST 3 (a)", "ATLEAST", "ATLEAST does not say how often", "write ATLEAST/3 (word)"),
    ("any of (a, b)", "of", "OF does not say how many", "write (a OR b OR c), or 1 OF (a, b, c)"),
    ("all (a, b)", "(", NO_OPERATOR, "write (a AND b AND c)"),
    ("a UND b", "UND", "`UND` is not an operator", 'write AND, or "UND" in quotes if the word is meant'),
    ("a ODER b", "ODER", "`ODER` is not an operator", 'write OR, or "ODER" in quotes if the word is meant'),
    ("a ET b", "ET", "`ET` is not an operator", 'write AND, or "ET" in quotes if the word is meant'),
    ("a OU b", "OU", "`OU` is not an operator", 'write OR, or "OU" in quotes if the word is meant'),
    ("a SAUF b", "SAUF", "`SAUF` is not an operator", 'write AND NOT, or "SAUF" in quotes if the word is meant'),
    ("a b c", "b", NO_OPERATOR, 'write "a b c" for the phrase, or a AND b'),
    ("a; b", "a;", "`;` separates nothing here", "write a OR, or a AND"),
    ("a AND \U0001f680", "\U0001f680", "`\U0001f680` has no letter and no figure", WORD),
    ("title = x", "=", "`=` stands before no word", "write title:x"),
    ("title=x", "title=x", "`title=` lacks its colon", "write title:x"),
    ("a = b", "=", "`=` stands before no word", "write =b to keep the case of a word"),
    ("hond.*", "hond.*", REGEX, "write hond*"),
    ("^honda", "^honda", REGEX, "use wildcards: merg*, colo?r"),
    ("a AND\\ b", "AND\\", "the backslash in `AND\\` means nothing here", "write AND"),
    ("a # b", "#", "a query holds no comments", "put the comment above the rule, with a # before it"),
    (
        "\u2018@honda AND a\u2019",
        "\u2018@honda",
        "single quotes do not make a phrase",
        "take them away, or write them straight, which YAML takes away: '...'",
    ),
    ("source:https://x.example", "https:", "addresses are not searched for", "write source:reuters.com for an outlet"),
    ("@merger", "@merger", "there is no entity `merger`", "did you mean event:merger?"),
    ("event:honda", "event:honda", "there is no event type `honda`", "did you mean @honda?"),
    ("term:honda", "term:honda", "there is no term `honda`", "did you mean @honda?"),
    ("term:x", "term:x", "there is no term `x`", "define it under `terms:`"),
    ("term:(a OR b)", "term:(", "`term:` takes the id of one term", "write (term:a OR term:b) for several"),
    (
        "terms:x",
        "terms:",
        "there is no field `terms:`",
        'did you mean term:x? quote it if the colon belongs to the name: "terms:x"',
    ),
    *(
        (written, written, f"`{written}` is not how a name is written", f'{DEAL}"{written}"')
        for written in ("$deal", "#deal", "%deal", "{deal}", "{{deal}}", "${deal}", "<deal>", "[[deal]]")
    ),
    ("{honda}", "{honda}", "`{honda}` is not how a name is written", "write @honda"),
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


def test_a_problem_without_a_place_is_one_line() -> None:
    problem = Problem("the file is empty", suggestion="begin with version: 1").at("rules.yaml")

    assert problem.render() == "rules.yaml: error: the file is empty (begin with version: 1)"
    assert replace(problem, line=3).where() == "rules.yaml:3"


def test_wide_characters_and_tabs_keep_the_caret_in_place() -> None:
    problem = Problem("x", "f", 1, 4, "\t本e\u0301 zz", 2)

    assert problem.render() == "f:1:4: error: x\n    1 | \t本e\u0301 zz\n      | \t   ^"


@pytest.mark.parametrize(
    ("offset", "place"), [(0, (0, 0)), (2, (0, 2)), (3, (1, 0)), (5, (1, 2)), (6, (2, 0)), (99, (2, 1)), (-1, (0, 0))]
)
def test_locate_counts_lines_and_columns_from_zero(offset: int, place: tuple[int, int]) -> None:
    assert locate("ab\ncd\ne", offset) == place
