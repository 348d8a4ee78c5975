"""The examples in docs/ are true."""

import os
import re
from pathlib import Path

import pytest

from newsbell.adapters.rulebook.loading import load_text
from newsbell.adapters.rulebook.testing import run_rule_tests
from newsbell.core.rules.parser import parse_query
from newsbell.settings import Settings

ROOT = Path(__file__).parents[2]
RULES = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
OPERATING = (ROOT / "docs/operating.md").read_text(encoding="utf-8")


def test_the_example_rulebook_loads_and_passes_its_tests() -> None:
    text = re.findall(r"^```yaml\n(.*?)^```", RULES, re.DOTALL | re.MULTILINE)[0]
    configuration = load_text(text, "docs/rules.md", dict(os.environ)).configuration

    results = run_rule_tests(configuration)
    assert not configuration.problems
    assert len(results) == 4
    assert all(result.passed for result in results), [result.sentence for result in results if not result.passed]


ROWS = re.findall(r"^\| (`.*?`) \|", RULES, re.MULTILINE)
EXAMPLES = [query for row in ROWS for query in re.findall(r"`([^`]+)`", row)]


@pytest.mark.parametrize("query", EXAMPLES)
def test_every_construct_of_the_table_parses(query: str) -> None:
    vocabulary = load_text(
        "version: 1\nentities: {honda: {name: Honda}}\nterms: {growth: x}\nrules: {r: {when: '@honda'}}\n", "t", {}
    ).configuration.rule_set.vocabulary

    assert parse_query(query, vocabulary)


def test_every_variable_named_is_a_setting() -> None:
    known = {f"NEWSBELL_{name.upper()}" for name in Settings.model_fields} | {"NEWSBELL_SECRETS_DIR"}

    assert set(re.findall(r"NEWSBELL_[A-Z_]+[A-Z]", OPERATING)) <= known
