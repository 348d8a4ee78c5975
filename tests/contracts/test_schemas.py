"""The generated schemas and the examples beside them."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import ValidationError

from newsbell_contracts import Alert, CloudEvent, NewsArticle

CONTRACTS = Path(__file__).parents[2] / "contracts"
SCHEMAS = sorted((CONTRACTS / "schemas").glob("*.json"))
EXAMPLES = sorted((CONTRACTS / "examples").glob("*.json"))
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")

formats = FormatChecker(formats=())


@formats.checks("date-time")
def _is_rfc3339(value: object) -> bool:
    """The package that jsonschema would use for this is not among our tools."""
    if not isinstance(value, str):
        return True
    return bool(RFC3339.fullmatch(value)) and datetime.fromisoformat(value).tzinfo is not None


def _load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _schema_for(example: Path) -> Any:
    return _load(next(path for path in SCHEMAS if example.name.startswith(f"{path.stem}.")))


def _parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every object inside a schema."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _parts(item)


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_a_schema_file_says_what_the_models_say(path: Path, tool: ModuleType) -> None:
    assert path.read_text(encoding="utf-8") == tool.schema_text(path.stem), "run `make contracts`"


def test_every_message_has_its_schema_file(tool: ModuleType) -> None:
    assert {path.stem for path in SCHEMAS} == set(tool.MODELS)


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_a_schema_is_valid_named_and_open_to_new_fields(path: Path) -> None:
    schema = _load(path)
    Draft202012Validator.check_schema(schema)

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:newsbell:schema:{path.stem}"
    assert schema["title"].startswith("newsbell: ")
    assert not [part for part in _parts(schema) if part.get("additionalProperties") is False]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_valid_by_its_model_and_by_its_schema_formats_included(path: Path, tool: ModuleType) -> None:
    assert tool.example_problems(path) == []
    Draft202012Validator(_schema_for(path), format_checker=formats).validate(_load(path))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_with_fields_of_the_future_stays_valid(path: Path, tool: ModuleType) -> None:
    example = _load(path)
    for part in _parts(example):
        if part is not example.get("data", example).get("labels") and "status" not in part.get("receipt", {}):
            part["a_field_of_the_future"] = "news"
    model = tool.MODELS[tool.model_name_of(path)][1]

    model.model_validate(example)
    Draft202012Validator(_schema_for(path)).validate(example)


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_every_schema_has_at_least_two_examples(path: Path) -> None:
    assert len([example for example in EXAMPLES if example.name.startswith(f"{path.stem}.")]) >= 2


def test_the_evidence_of_the_examples_is_a_slice_of_their_articles() -> None:
    events = [CloudEvent[NewsArticle].model_validate(_load(path)) for path in EXAMPLES if ".article." in path.name]
    articles = {event.data.id: event.data for event in sorted(events, key=lambda event: event.id, reverse=True)}
    alerts = [CloudEvent[Alert].model_validate(_load(path)).data for path in EXAMPLES if ".alert." in path.name]
    pieces = [(piece, getattr(articles[piece.article_id], piece.field)) for a in alerts for piece in a.evidence]

    assert len(pieces) >= 6
    assert all(text[piece.start : piece.end] == piece.sentence for piece, text in pieces)
    assert all(piece.start <= span.start < span.end <= piece.end for piece, _ in pieces for span in piece.spans)


def test_the_examples_name_only_evidence_they_hold() -> None:
    for path in EXAMPLES:
        if ".alert." in path.name:
            alert = CloudEvent[Alert].model_validate(_load(path)).data
            known = {piece.id for piece in alert.evidence}
            named = {name for event in alert.events for name in event.evidence_ids}
            named |= {name for clause in alert.matched for name in clause.evidence_ids}
            named |= {fact.evidence_id for fact in alert.facts if fact.evidence_id}

            assert named <= known, path.name


_texts = st.sampled_from([None, "", "  ", "Nissan recalls vans"])
_names = st.sampled_from([None, "", "x1", "https://a.example/1"])


@given(st.fixed_dictionaries({}, optional={"headline": _texts, "body_text": _texts, "id": _names, "url": _names}))
def test_schema_and_model_agree_on_what_an_article_needs(article: dict[str, str | None]) -> None:
    schema = Draft202012Validator(_load(CONTRACTS / "schemas" / "news-article.v1.json"))
    try:
        NewsArticle.model_validate(article)
    except ValidationError:
        accepted = False
    else:
        accepted = True

    assert schema.is_valid(article) == accepted


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"specversion": "2.0"}, "specversion"),
        ({"type": "newsbell.alert.v2"}, "type"),
        ({"time": "yesterday"}, "time"),
        ({"data": {"headline": "no address, no id"}}, "data"),
    ],
)
def test_the_schema_refuses_what_it_should(change: dict[str, Any], complaint: str) -> None:
    path = CONTRACTS / "examples" / "newsbell.article.v1.full.json"
    validator = Draft202012Validator(_schema_for(path), format_checker=formats)
    errors = list(validator.iter_errors({**_load(path), **change}))

    assert [error.json_path.split(".")[1] for error in errors] == [complaint]


def test_a_wrong_example_is_reported_with_its_place(tool: ModuleType, tmp_path: Path) -> None:
    example = _load(CONTRACTS / "examples" / "newsbell.delivery.v1.sent.json")
    example["data"]["attempt"] = -1
    path = tmp_path / "newsbell.delivery.v1.wrong.json"
    path.write_text(json.dumps(example), encoding="utf-8")

    [problem] = tool.example_problems(path)

    assert "data.attempt" in problem
