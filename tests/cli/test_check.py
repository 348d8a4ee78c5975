"""`newsbell check` with articles at hand."""

from pathlib import Path

from fakes.newsbell import write

from .conftest import Typed

RULES = """\
version: 1
entities:
  honda: {name: Honda, aliases: [=HMC]}
rules:
  r: {when: '@honda AND (pickups OR zeppelin*)', tests: [{match: Honda pickups}]}
"""


def test_words_that_no_article_has_are_warned_of(typed: Typed, folder: Path) -> None:
    write(folder, "words.yaml", RULES)
    ended = typed("check", "words.yaml", "--articles", "article.txt")

    assert ended.code == 0
    assert ended.out == ("words.yaml: 1 rule, 0 channels, 1 of 1 test passed, 2 warnings, compared with 1 article\n")
    assert ended.err == (
        "words.yaml:3:34: warning: `=HMC` is not in the one article (check how it is written there)\n"
        "    3 |   honda: {name: Honda, aliases: [=HMC]}\n"
        "      |                                  ^^^^\n"
        "words.yaml:5:37: warning: no word of the one article fits `zeppelin*` (check how it is written there)\n"
        "    5 |   r: {when: '@honda AND (pickups OR zeppelin*)', tests: [{match: Honda pickups}]}\n"
        "      |                                     ^^^^^^^^^\n"
    )


def test_several_files_of_articles_may_be_named(typed: Typed, folder: Path) -> None:
    write(folder, "words.yaml", RULES)
    write(folder, "more.jsonl", '{"id": "1", "headline": "HMC builds zeppelins"}\nno article\n')
    ended = typed("check", "words.yaml", "--articles", "article.txt", "more.jsonl", "--strict")

    assert (ended.code, ended.out.split("passed, ")[1]) == (0, "0 warnings, compared with 2 articles\n")
    assert "more.jsonl" in ended.err
    assert "warning" not in ended.err


def test_no_article_at_all_is_an_error(typed: Typed, folder: Path) -> None:
    write(folder, "empty.jsonl", "")
    ended = typed("check", "rules.yaml", "--articles", "empty.jsonl")

    assert ended.code == 1
    assert ended.err.endswith("there is no article in what --articles names, so no word was compared\n")


def test_two_rulebooks_are_wrong_usage(typed: Typed) -> None:
    ended = typed("check", "rules.yaml", "rules.yaml")

    assert ended.code == 2
    assert "check takes one PATH, a file or a folder; name articles behind --articles" in ended.err
