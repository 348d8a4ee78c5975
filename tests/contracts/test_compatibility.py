"""The gate: what was released once stays readable, by old readers and by new ones."""

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from jsonschema import Draft202012Validator

CONTRACTS = Path(__file__).parents[2] / "contracts"
RELEASED = CONTRACTS / "schemas" / "released" / "v1"
VERSIONS = sorted(path for path in RELEASED.iterdir() if path.is_dir())
EXAMPLES = sorted((CONTRACTS / "examples").glob("*.json"))
OLD_EXAMPLES = sorted(RELEASED.glob("*/examples/*.json"))
OLD_SCHEMAS = sorted(RELEASED.glob("*/*.json"))
WORDS = ("description", "title", "default", "const")


def _load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _id(path: Path) -> str:
    return "/".join(path.relative_to(CONTRACTS).parts[-3:])


def _shape(schema: Any) -> Any:
    """A schema without its words."""
    if isinstance(schema, dict):
        return {key: _shape(value) for key, value in schema.items() if key not in WORDS or isinstance(value, dict)}
    return [_shape(item) for item in schema] if isinstance(schema, list) else schema


def test_there_is_a_released_version() -> None:
    assert VERSIONS
    assert all((version / "examples").is_dir() for version in VERSIONS)


@pytest.mark.parametrize("path", OLD_EXAMPLES, ids=_id)
def test_what_was_written_then_is_read_now(path: Path, tool: ModuleType) -> None:
    tool.MODELS[tool.model_name_of(path)][1].model_validate_json(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_is_written_now_is_read_by_every_released_schema(path: Path, tool: ModuleType) -> None:
    for version in VERSIONS:
        schema = _load(version / f"{tool.model_name_of(path)}.json")
        Draft202012Validator(schema).validate(_load(path))


@pytest.mark.parametrize("path", OLD_SCHEMAS, ids=_id)
def test_a_released_field_keeps_its_name_and_its_shape(path: Path, tool: ModuleType) -> None:
    old, new = _load(path), tool.schema_of(path.stem)
    pairs = [(old, new), *((part, new["$defs"][name]) for name, part in old.get("$defs", {}).items())]

    for before, now in pairs:
        fields = {name: _shape(now.get("properties", {}).get(name)) for name in before.get("properties", {})}
        assert fields == _shape(before.get("properties", {}))


@pytest.mark.parametrize("path", OLD_SCHEMAS, ids=_id)
def test_producers_owe_no_more_than_then_and_readers_get_no_less(path: Path, tool: ModuleType) -> None:
    old, new = _load(path), tool.schema_of(path.stem)
    pairs = [(old, new), *((part, new["$defs"][name]) for name, part in old.get("$defs", {}).items())]

    for before, now in pairs:
        then, today = set(before.get("required", ())), set(now.get("required", ()))
        assert today <= then if "article" in path.stem else then <= today


def test_a_released_version_is_never_written_again(tool: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in VERSIONS[0].rglob("*.json")}

    assert tool.release(VERSIONS[0].name) == 1

    assert "released already" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in VERSIONS[0].rglob("*.json")} == before
