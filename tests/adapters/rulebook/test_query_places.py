"""A mistake in a query is shown where it stands in the file, however the rule is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yaml.nodes import ScalarNode

from newsbell.adapters.rulebook.configuration import ConfigurationError
from newsbell.adapters.rulebook.loading import load_text
from newsbell.adapters.rulebook.scalars import file_offset
from newsbell.adapters.rulebook.source import Source
from newsbell.adapters.rulebook.tree import read_tree
from newsbell.core.rules.problem import Level, Problem

HEAD = "version: 1\nentities:\n  honda: {name: Honda}\nrules:\n  r:\n    when: "


def problems_of(text: str) -> tuple[Problem, ...]:
    try:
        return load_text(text, "f.yaml", None).configuration.problems
    except ConfigurationError as error:
        return error.problems


def marked(problem: Problem) -> str:
    return problem.source[problem.column - 1 : problem.column - 1 + problem.width]


@pytest.mark.parametrize(
    ("written", "line", "column"),
    [
        ("plan AND @nisan\n", 6, 20),
        ("'@honda AND @nisan'\n", 6, 23),
        ("'honda''s AND @nisan'\n", 6, 25),
        ('"@honda AND @nisan"\n', 6, 23),
        ('"\\"tie up\\" AND \\x40nisan"\n', 6, 27),
        ('"@honda AND \\\n      @nisan"\n', 7, 7),
        ("|\n      @honda AND\n      @nisan\n", 8, 7),
        ("|-   # a comment\n      (@honda\n        AND @nisan)\n", 8, 13),
        (">\n      @honda\n      AND @nisan\n", 8, 11),
        (">-\n      @honda\n\n      AND @nisan\n", 9, 11),
        ("'@honda\n      AND @nisan'\n", 7, 11),
        ("plan\n      AND @nisan\n", 7, 11),
        ("'本田 AND é AND 𠮷 AND @nisan'\n", 6, 31),
    ],
)
def test_an_unknown_name_is_underlined_in_every_way_of_writing(written: str, line: int, column: int) -> None:
    (problem,) = [found for found in problems_of(HEAD + written) if found.level is Level.ERROR]

    assert (problem.line, problem.column) == (line, column)
    assert marked(problem) in ("@nisan", "\\x40nisan")
    assert problem.message == "there is no entity `nisan`"


def test_carriage_returns_and_a_byte_order_mark_do_not_move_the_place() -> None:
    text = "\ufeff" + (HEAD + "|\n      @honda AND\n      @nisan\n").replace("\n", "\r\n")
    (problem,) = problems_of(text)

    assert (problem.line, problem.column, marked(problem)) == (8, 7, "@nisan")


def test_a_comment_that_cuts_a_rule_off_is_an_error_that_says_so() -> None:
    (problem,) = problems_of(HEAD + "@honda AND #merger\n".replace("@honda", "honda"))

    assert problem.suggestion == "' #' begins a comment in YAML; put the whole rule in single quotes: '...'"


def test_a_comment_that_swallows_the_end_of_a_whole_rule_is_a_warning() -> None:
    found = [problem for problem in problems_of(HEAD + "honda AND plan #merger\n") if problem.column > 3]

    assert [problem.headline() for problem in found] == [
        "f.yaml:6:26: warning: the rule ends here, for ' #' begins a comment in YAML "
        "(put the whole rule in single quotes: '...')"
    ]


def test_a_comment_in_words_is_no_mistake() -> None:
    assert [problem.column for problem in problems_of(HEAD + "honda AND plan  # why not\n")] == [3]


def test_one_broken_rule_does_not_hide_the_mistakes_in_the_others() -> None:
    text = (
        "version: 1\nrules:\n  a:\n    when: @x AND y\n  b:\n    when: (x AND\n    severity: hihg\n"
        "  c: {when: 'x y'}\n  d:\n    when: *bank\n  e: {when: 'ATLEAST/2 (plan'}\n"
    )

    assert [(problem.line, problem.column) for problem in problems_of(text)] == [
        (4, 11),
        (6, 14),
        (7, 15),
        (8, 16),
        (10, 11),
        (11, 24),
    ]


def test_a_warning_of_the_rule_language_is_placed_in_the_file() -> None:
    found = problems_of(HEAD + "'@honda AND plan OR merger'\n")

    assert [(problem.level, problem.line) for problem in found] == [(Level.WARNING, 6)]


WORDS = st.text(alphabet=" abé本😀'\"\\|:#", min_size=1, max_size=20).map(str.strip).filter(bool)


@given(WORDS, st.sampled_from(["'", '"', "|"]))
def test_every_character_of_a_value_is_found_in_the_file(value: str, style: str) -> None:
    """The raw character at the place is the value's own, or the escape that makes it."""
    if style == "'":
        written = "'" + value.replace("'", "''") + "'"
    elif style == '"':
        written = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    else:
        written = "|-\n    " + value
    tree = read_tree(Source("f.yaml", f"key: {written}\nnext: x\n"))
    _, node = tree.find(("key",))

    assert isinstance(node, ScalarNode)
    assert node.value == value
    for number, character in enumerate(value):
        raw = tree.source.text[file_offset(tree.source, node, number) :]
        assert raw[0] == character or (style == '"' and raw[:2] == f"\\{character}")
