"""The bundled data does what it says."""

import pytest

from newsbell.adapters.rulebook.configuration import TypeExample
from newsbell.adapters.rulebook.loading import load_text
from newsbell.adapters.rulebook.packs import event_pack, example_configuration, sample_articles
from newsbell.adapters.rulebook.testing import example_document, run_rule_tests, run_type_examples
from newsbell.core.events.places import ContextJudge
from newsbell.core.match.oracle import SlowMatcher
from newsbell.core.rules.model import EventType, RuleTest, Vocabulary
from newsbell.core.text.reading import read_document
from newsbell_contracts import NewsArticle

EXAMPLE = load_text(example_configuration(), "example.yaml", {}).configuration


@pytest.mark.parametrize(
    "example", event_pack().examples, ids=lambda example: f"{example.event_type}-{example.test.line}"
)
def test_an_event_type_is_found_in_its_examples_only(example: TypeExample) -> None:
    (result,) = run_type_examples((example,), Vocabulary(event_types=event_pack().types))

    assert result.passed, result.sentence


def test_every_event_type_has_examples_of_both_kinds() -> None:
    kinds = {(example.event_type, example.test.expected) for example in event_pack().examples}

    assert kinds == {(name, expected) for name in event_pack().types for expected in (True, False)}
    assert set(event_pack().types) == {"merger", "partnership", "production", "tariff", "recall", "strike"}


@pytest.mark.parametrize("name", sorted(event_pack().types))
def test_every_phrase_that_masks_holds_a_trigger(name: str) -> None:
    """A phrase under `not` that holds no trigger could never mask anything."""
    kind = event_pack().types[name]
    bare = Vocabulary(event_types={name: EventType(name, name, kind.triggers)})
    for phrase in kind.exclude:
        text = phrase.strip('"').replace("*", "")
        variants = (
            text,
            text.replace("merg", "merge"),
            text.replace("produc ", "produce "),
            text.replace("dut", "duty"),
        )
        examples = [TypeExample(name, RuleTest(variant, expected=True)) for variant in variants]

        assert any(result.matched for result in run_type_examples(tuple(examples), bare)), phrase


def test_the_example_has_no_warnings_and_its_own_tests_pass() -> None:
    results = run_rule_tests(EXAMPLE)

    assert not EXAMPLE.problems
    assert len(results) == 7
    assert all(result.passed for result in results), [result.sentence for result in results if not result.passed]
    assert {(item.spec.name, item.spec.kind) for item in EXAMPLE.channels} == {
        ("console", "console"),
        ("morning", "console"),
    }


def test_the_samples_are_articles_and_match_as_they_should() -> None:
    matcher = SlowMatcher(EXAMPLE.rule_set, ContextJudge())
    matched = []
    for data in sample_articles():
        item = NewsArticle.model_validate(data)
        document = read_document(
            article_id=item.id or "",
            version=item.version or "",
            headline=item.headline,
            body_text=item.body_text,
            description=None,
        )
        matched.append((item.id, item.version, [hit.rule.id for hit in matcher.hits(document)]))

    assert matched == [
        ("sample-1", "1", ["honda-nissan"]),
        ("sample-2", "1", []),
        ("sample-1", "1", ["honda-nissan"]),
        ("sample-3", "1", []),
        ("sample-4", "1", []),
        ("sample-1", "2", ["honda-nissan"]),
        ("sample-5", "1", ["vehicle-recall"]),
        ("sample-6", "1", []),
        ("sample-7", "1", []),
        ("sample-8", "1", ["honda-nissan"]),
    ]


def test_samples_point_at_reserved_names_only() -> None:
    """RFC 2606 keeps `.example` for documentation, so no sample leads to a real outlet."""
    for item in sample_articles():
        assert item["url"].startswith("https://")
        assert item["url"].split("/")[2].endswith(".example")


def test_an_example_of_several_lines_has_a_headline() -> None:
    document = example_document("A title\nand a body\n")

    assert [(zone.name, zone.text.strip()) for zone in document.zones] == [("title", "A title"), ("body", "and a body")]
    assert [zone.name for zone in example_document("one line").zones] == ["body"]
