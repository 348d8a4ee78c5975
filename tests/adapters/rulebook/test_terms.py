"""`terms:`: parts of queries with names, over all the files of a rulebook."""

from pathlib import Path

import pytest

from fakes.articles import an_article, words
from newsbell.adapters.rulebook.configuration import ConfigurationError
from newsbell.adapters.rulebook.loading import load_configuration, load_text
from newsbell.core.match.matcher import FastMatcher
from newsbell.core.match.oracle import AcceptAll, match_rule
from newsbell.core.rules.model import Rule, RuleSet
from newsbell.core.rules.problem import Problem

TEXT = """\
version: 1
entities:
  honda: {name: Honda, aliases: [Honda Motor]}
  nissan: {name: Nissan}
terms:
  deal: [merger, takeover, '"tie-up"']
  makers: '@honda OR @nissan'
  talks: term:makers NEAR/s term:deal
rules:
  direct: {when: '@honda AND (merger OR takeover)'}
  through: {when: 'term:talks AND NOT lawsuit'}
  other: {when: term:makers AND tariff}
"""


def rules_of(text: str) -> RuleSet:
    return load_text(text, "f.yaml", {}).configuration.rule_set


def rule(rules: RuleSet, name: str) -> Rule:
    found = rules.rule(name)
    assert found is not None
    return found


def test_a_rule_matches_through_terms_and_shows_the_inner_words() -> None:
    rules = rules_of(TEXT)
    document = an_article("Nissan and Honda plan a tie-up. The merger of two banks is off.")
    hit = match_rule(rule(rules, "through"), document, rules.vocabulary, AcceptAll())
    matcher = FastMatcher(AcceptAll())
    for each in rules.rules:
        matcher.add(each, rules.vocabulary)

    assert hit is not None
    assert words(hit, document) == ["Nissan", "Honda", "tie-up"]
    assert [span.clause for span in hit.spans] == ["@nissan", "@honda", '"tie-up"']
    assert hit in matcher.hits(document)


def test_a_list_means_any_of_its_texts() -> None:
    rules = rules_of(
        "version: 1\nterms:\n  deal:\n    - merger AND bid\n    - takeover\nrules:\n  r: {when: x AND term:deal}\n"
    )
    for text, matches in (("x takeover", True), ("x merger", False), ("x merger bid", True)):
        found = match_rule(rules.rules[0], an_article(text), rules.vocabulary, AcceptAll())
        assert (found is not None) is matches


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("takeover, '", "buyout, '", {"through"}),
        ("'@honda OR @nissan'", "'@nissan OR @honda'", {"through", "other"}),
        ("NEAR/s term:deal", "NEAR/p term:deal", {"through"}),
        ("[Honda Motor]", "[Honda Motors]", {"direct", "through", "other"}),
        ("{name: Nissan}", "{name: Nissan, not: [Nissan Stadium]}", {"through", "other"}),
        ("terms:\n", "terms:\n  more: x\n", set()),
        ("  talks: term", "  talks:  term", set()),
    ],
)
def test_a_rules_version_covers_what_its_terms_mean(old: str, new: str, changed: set[str]) -> None:
    before, after = rules_of(TEXT), rules_of(TEXT.replace(old, new))

    assert TEXT.count(old) == 1
    assert {one.id for one, two in zip(before.rules, after.rules, strict=True) if one.version != two.version} == changed


def test_terms_may_be_split_over_the_files_of_a_folder(tmp_path: Path) -> None:
    for name, text in (
        ("a", "version: 1\nrules: {r: {when: x AND term:outer}}\n"),
        ("b", "version: 1\nterms: {outer: y OR term:inner}\n"),
        ("c", "version: 1\nterms: {inner: '@honda'}\nentities: {honda: {name: Honda}}\n"),
    ):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    configuration = load_configuration(tmp_path, {}).configuration

    assert not configuration.problems
    assert set(configuration.rule_set.vocabulary.terms) == {"outer", "inner"}


def test_a_term_in_two_files_is_an_error_that_names_both(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text("version: 1\nterms: {deal: merger}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_configuration(tmp_path, {})

    (problem,) = caught.value.problems
    assert (problem.where(), problem.message) == (
        f"{tmp_path / 'b.yaml'}:2:9",
        f"'deal' is in {tmp_path / 'a.yaml'}:2 as well",
    )


def problems_of(text: str) -> tuple[Problem, ...]:
    try:
        return load_text(text, "f.yaml", None).configuration.problems
    except ConfigurationError as error:
        return error.problems


@pytest.mark.parametrize(
    ("written", "line", "column"),
    [
        ("'merger OR @hnda'", 3, 20),
        ("merger OR @hnda", 3, 19),
        ("[merger, 'takeover OR @hnda']", 3, 31),
        ("[merger, takeover OR @hnda]", 3, 30),
        ("\n    - merger\n    - takeover OR @hnda", 5, 19),
        ("|\n    merger\n    OR @hnda", 5, 8),
        (">-\n    merger\n    OR @hnda", 5, 8),
        ('"merger OR \\x40hnda"', 3, 20),
        ("\n    - >-\n      takeover\n      OR @hnda", 6, 10),
    ],
)
def test_a_mistake_in_a_term_is_shown_where_it_stands_and_once(written: str, line: int, column: int) -> None:
    text = f"version: 1\nterms:\n  deal: {written}\nrules:\n  r: {{when: x AND term:deal}}\n  s: {{when: term:deal}}\n"
    (problem,) = problems_of(text)

    assert (problem.message, problem.line, problem.column) == ("there is no entity `hnda`", line, column)
    assert problem.source[problem.column - 1 :].startswith(("@hnda", "\\x40hnda"))


def test_a_doubt_about_a_rule_with_a_term_points_into_the_rule() -> None:
    text = (
        "version: 1\nterms:\n  deal: merger OR takeover\nrules:\n"
        "  r: {when: 'honda AND term:deal AND NOT (takeover OR merger)'}\n"
    )
    (problem,) = problems_of(text)

    assert (problem.line, problem.source[problem.column - 1 : problem.column - 1 + problem.width]) == (5, "term:deal")


def test_a_thousand_terms_of_terms_are_read_in_no_time() -> None:
    chains = "\n".join(
        f"  a{n}: [x{n}, y{n} OR term:b{n}]\n  b{n}: z{n} OR term:c{n}\n  c{n}: w{n}" for n in range(300)
    )
    rules = "\n".join(f"  r{n}: {{when: v{n} AND term:a{n}}}" for n in range(300))
    configuration = load_text(f"version: 1\nterms:\n{chains}\nrules:\n{rules}\n", "f.yaml", {}).configuration

    assert not configuration.problems
    assert {named.size for name, named in configuration.rule_set.vocabulary.terms.items() if name[0] == "a"} == {4}


def test_a_name_may_be_written_in_either_unicode_form_and_before_its_definition() -> None:
    text = "version: 1\nterms:\n  a: x OR term:d\u00e9fi\n  de\u0301fi: y\nrules:\n  r: {when: term:a}\n"

    assert not problems_of(text)


def test_a_list_of_too_many_words_is_refused_at_its_name() -> None:
    many = ", ".join(["a OR b OR c"] * 700)
    found = problems_of(f"version: 1\nterms:\n  deal: [{many}]\nrules:\n  r: {{when: term:deal}}\n")

    assert [problem.headline() for problem in found] == ["f.yaml:3:3: error: more than 2000 terms (split the rule)"]


def test_a_term_on_a_line_that_yaml_refuses_is_told_once() -> None:
    found = problems_of("version: 1\nterms:\n  deal: @honda OR x\nrules:\n  r: {when: x NEAR/5 term:deal}\n")

    assert [problem.headline() for problem in found] == [
        "f.yaml:3:9: error: a value can not begin with '@' (put the whole value in single quotes: '...')"
    ]
