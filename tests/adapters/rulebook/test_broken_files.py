"""Every mistake in a file is named in one line, with its place and what to do: the pairs are in broken_files.txt.

Those in doubtful_files.txt can be used, and get warnings or none.
"""

from pathlib import Path

import pytest

from newsbell.adapters.rulebook.configuration import ConfigurationError
from newsbell.adapters.rulebook.loading import load_text

ENVIRON = {"S": "one", "HOOK_SECRET": "two", "EMPTY": ""}


def pairs(name: str) -> dict[str, tuple[str, list[str]]]:
    """Name to file text and the lines expected, from `=== name`, the text, `>>>`, the lines."""
    found = {}
    golden = Path(__file__).with_name(name).read_text(encoding="utf-8")
    for part in golden.split("=== ")[1:]:
        name, _, rest = part.partition("\n")
        text, _, lines = rest.partition(">>>\n")
        found[name] = (text, lines.splitlines())
    return found


BROKEN = pairs("broken_files.txt")
DOUBTFUL = pairs("doubtful_files.txt")


def complaints(text: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        load_text(text, "f.yaml", ENVIRON)
    return [problem.headline() for problem in caught.value.problems]


@pytest.mark.parametrize("name", BROKEN)
def test_a_mistake_is_named_with_its_place_and_a_cure(name: str) -> None:
    text, expected = BROKEN[name]

    assert complaints(text) == expected


@pytest.mark.parametrize("name", DOUBTFUL)
def test_a_doubt_is_told_with_its_place_and_its_consequence(name: str) -> None:
    text, expected = DOUBTFUL[name]
    problems = load_text(text, "f.yaml", ENVIRON).configuration.problems

    assert [problem.headline() for problem in problems] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "f.yaml: error: the file is empty (begin with version: 1)"),
        ("version: 1\nrules:\n\tr: {when: a}\n", "f.yaml:3:1: error: a tab indents this line (use blanks)"),
        (
            "version: 1\nrules: {r: {when: a\x07b}}\n",
            "f.yaml:2:20: error: the character U+0007 can not stand in a YAML file (delete it)",
        ),
        (
            "version: 1\nentities: {h: {name: H, aliases: [" + "x, " * 201 + "]}}\n",
            "f.yaml:2:25: error: 'aliases' has 201 items, and 200 are allowed (split it)",
        ),
        (
            "version: 1\nrules: {r: {when: " + "(" * 60 + "a" + ")" * 60 + "}}\n",
            "f.yaml:2:69: error: nested deeper than 50 (remove brackets, or split the rule)",
        ),
        (
            "version: 1\nentities: " + "[" * 1200 + "\n",
            "f.yaml: error: values are nested too deeply (flatten them)",
        ),
    ],
    ids=["empty", "tab", "control", "aliases", "depth of a query", "depth of the file"],
)
def test_a_file_beyond_the_limits_is_refused_in_words(text: str, expected: str) -> None:
    assert complaints(text)[0] == expected


def test_a_query_of_more_than_two_thousand_terms_is_refused() -> None:
    (line,) = complaints("version: 1\nrules: {r: {when: '" + " OR ".join(["a"] * 2001) + "'}}\n")

    assert line.endswith("error: more than 2000 terms (split the rule)")


def test_a_reference_that_grows_without_end_is_refused() -> None:
    """Ten levels of ten references make ten thousand million values."""
    text = "version: 1\nentities:\n  a0: &a0 {name: x}\n"
    for level in range(1, 11):
        text += f"  a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]\n"

    assert complaints(text) == ["f.yaml: error: the references in this file repeat too much (write the values out)"]
