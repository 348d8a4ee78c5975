"""Writes or checks what is generated from the contract models: JSON Schemas and the AsyncAPI document.

    python tools/contracts.py write             write contracts/schemas/*.json and contracts/asyncapi.yaml
    python tools/contracts.py check             compare them with the models and validate the examples
    python tools/contracts.py release 0.1.0     freeze schemas and examples as a released version

The compatibility gate (tests/contracts) reads the frozen versions: what was released once stays readable for ever.
"""

import json
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ValidationError

from newsbell_contracts import (
    ALERT_TYPE,
    ARTICLE_TYPE,
    DELIVERY_TYPE,
    Alert,
    CloudEvent,
    Delivery,
    NewsArticle,
)

CONTRACTS = Path(__file__).resolve().parents[1] / "contracts"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
DEFAULT_PREFIX = "{newsbell}"

MODELS: Mapping[str, tuple[str, type[BaseModel]]] = {
    "news-article.v1": ("newsbell: a news article without an envelope", NewsArticle),
    ARTICLE_TYPE: ("newsbell: a news article on the bus", CloudEvent[NewsArticle]),
    ALERT_TYPE: ("newsbell: an alert on the bus", CloudEvent[Alert]),
    DELIVERY_TYPE: ("newsbell: what became of an alert in one channel", CloudEvent[Delivery]),
}
"""Schema name (an example's file name begins with it) to title and model."""

_WORDS = {"type": "string", "pattern": r"\S"}


def _has(name: str, kind: Mapping[str, Any]) -> dict[str, Any]:
    return {"required": [name], "properties": {name: dict(kind)}}


ARTICLE_NEEDS = [
    {"anyOf": [_has("headline", _WORDS), _has("body_text", _WORDS)]},
    {"anyOf": [_has("id", {"type": "string"}), _has("url", _WORDS)]},
]
"""What the model's validator asks for and its fields can not say: something to read, and something to know it by."""


def schema_of(name: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of one message, as a reader or a producer validates it."""
    title, model = MODELS[name]
    schema = model.model_json_schema(mode="validation")
    article = schema if model is NewsArticle else schema.get("$defs", {}).get("NewsArticle")
    if article is not None:
        article["allOf"] = ARTICLE_NEEDS
    if model is not NewsArticle:
        schema["properties"]["type"]["const"] = name
    return {"$schema": DIALECT, "$id": f"urn:newsbell:schema:{name}", **schema, "title": title}


def schema_text(name: str) -> str:
    """The schema as it stands in its file."""
    return json.dumps(schema_of(name), indent=2, ensure_ascii=False) + "\n"


def asyncapi_text() -> str:
    """The AsyncAPI document as it stands in its file; the order of its keys is the document's own."""
    # FastStream takes a second to import, and only this needs it.
    from newsbell.adapters.bus.specification import asyncapi_document  # noqa: PLC0415

    document = asyncapi_document(DEFAULT_PREFIX)
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)


def generated() -> dict[Path, Callable[[], str]]:
    """Every generated file and how its text is made."""
    files: dict[Path, Callable[[], str]] = {
        CONTRACTS / "schemas" / f"{name}.json": lambda name=name: schema_text(name)  # type: ignore[misc]
        for name in MODELS
    }
    files[CONTRACTS / "asyncapi.yaml"] = asyncapi_text
    return files


def model_name_of(example: Path) -> str:
    """The schema an example belongs to.

    Raises:
        ValueError: its file name begins with no known schema name.
    """
    for name in MODELS:
        if example.name.startswith(f"{name}."):
            return name
    raise ValueError(f"{example.name}: the name must begin with one of {', '.join(MODELS)}")


def example_problems(example: Path) -> list[str]:
    """What is wrong with an example, by its model and by its schema; empty when it is right."""
    name = model_name_of(example)
    text = example.read_text(encoding="utf-8")
    try:
        MODELS[name][1].model_validate_json(text)
    except ValidationError as error:
        return [f"{example.name}: the model refuses it: {error}"]
    errors = Draft202012Validator(schema_of(name)).iter_errors(json.loads(text))
    return [f"{example.name}: the schema refuses {error.json_path}: {error.message}" for error in errors]


def write() -> int:
    """Write every generated file."""
    for path, text in generated().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text(), encoding="utf-8")
        print(f"wrote {path.relative_to(CONTRACTS.parent)}")
    return 0


def check() -> int:
    """Compare every generated file with the models, and validate every example."""
    problems = []
    for path, text in generated().items():
        if not path.is_file() or path.read_text(encoding="utf-8") != text():
            problems.append(f"{path.relative_to(CONTRACTS.parent)} is not up to date; run `make contracts`")
    for example in sorted((CONTRACTS / "examples").glob("*.json")):
        problems += example_problems(example)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def release(version: str) -> int:
    """Freeze today's schemas and examples under contracts/schemas/released; a frozen version is never written again."""
    target = CONTRACTS / "schemas" / "released" / "v1" / version
    if target.exists():
        print(f"{version} is released already; a released contract does not change", file=sys.stderr)
        return 1
    (target / "examples").mkdir(parents=True)
    for name in MODELS:
        (target / f"{name}.json").write_text(schema_text(name), encoding="utf-8")
    for example in sorted((CONTRACTS / "examples").glob("*.json")):
        shutil.copyfile(example, target / "examples" / example.name)
    print(f"froze contracts {version}")
    return 0


def main(arguments: list[str]) -> int:
    """Run one command; the exit code says whether all is well."""
    match arguments:
        case ["write"]:
            return write()
        case ["check"]:
            return check()
        case ["release", version]:
            return release(version)
        case _:
            print(__doc__, file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
