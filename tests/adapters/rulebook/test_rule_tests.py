"""A rule's own tests run, and say what failed and where."""

from newsbell.adapters.rulebook.loading import load_text
from newsbell.adapters.rulebook.testing import run_rule_tests

TEXT = """\
version: 1
event_types:
  ipo:
    triggers: [ipo, '"goes public"']
    examples:
      - match: The bank goes public in May
      - no: The records were made public, says the ipo office
rules:
  a:
    when: 'title:honda AND event:ipo'
    tests:
      - match: |
          Honda unit plans a step
          The unit goes public in May.
      - match: Honda goes public
      - no: Honda waits
  quiet: {when: honda}
"""


def test_each_example_is_run_and_named_with_its_line() -> None:
    results = run_rule_tests(load_text(TEXT, "f.yaml", {}).configuration)

    assert [(result.rule, result.passed, result.line) for result in results] == [
        ("a", True, 12),
        ("a", False, 15),
        ("a", True, 16),
        ("event:ipo", True, 6),
        ("event:ipo", False, 7),
    ]
    assert [result.sentence for result in results if not result.passed] == [
        "f.yaml:15: a: should match, does not: Honda goes public",
        "f.yaml:7: event:ipo: should not match, does: The records were made public, says the ipo office",
    ]


def test_a_files_own_event_type_replaces_the_packs() -> None:
    text = "version: 1\nevent_types: {merger: {triggers: [wedding]}}\nrules: {r: {when: 'event:merger', tests: [%s]}}\n"
    for test, passed in (("{match: a wedding}", True), ("{match: a merger}", False)):
        (result,) = run_rule_tests(load_text(text % test, "f.yaml", {}).configuration)

        assert result.passed is passed
