"""The JSON Schema for editors says what the loader says, and tells the author what each key is for."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from newsbell.adapters.rulebook.configuration import ConfigurationError
from newsbell.adapters.rulebook.loading import load_text
from newsbell.adapters.rulebook.packs import example_configuration, pack_text
from newsbell.adapters.rulebook.schema import configuration_schema

ROOT = Path(__file__).parents[3]
SCHEMA = configuration_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
ALL = """\
version: 1
entities:
  日産: {name: Nissan, type: organization, aliases: [日産, =NSANY], not: [Nissan Stadium]}
  canton: {name: "Canton, Mississippi", type: place, aliases: [Canton], region: Mississippi}
event_types:
  charging:
    title: Charging network
    triggers: [charger, '"charging station*"']
    not: ['"phone charger"']
    media_topic: "20000204"
    examples: [{match: a charging station}, {'no': a phone charger}]
terms:
  deal: [merger, takeover]
  noise: crossword OR horoscope
rules:
  r:
    title: All keys
    when: '@日産 AND @canton AND (event:charging OR term:deal) AND NOT term:noise'
    status: [reported, denied]
    severity: high
    labels: {desk: autos}
    tests: [{match: 'Nissan and Canton, a charger'}, {'no': x}]
channels:
  autos: {url: "console://", via: apprise, digest: {schedule: "30 7 * * 1-5", timezone: Europe/Paris}}
  crm: {webhook: {url: "https://a.example/hooks", secret: ["${ONE}", "${TWO}"]}}
routes:
  - match: {desk: autos, severity: [high, critical]}
    channels: [autos]
    continue: true
    routes: [{match: {entity: canton}, channels: [crm]}]
"""


def as_editors_read(text: str) -> Any:
    """YAML 1.1 reads the key `no` as false; editors read YAML 1.2, where it is text."""
    return yaml.safe_load(text.replace(" no:", " 'no':"))


@pytest.mark.parametrize(
    "text",
    [
        ALL,
        example_configuration(),
        pack_text("events.yaml"),
        (ROOT / "deploy/config/newsbell.yaml").read_text(encoding="utf-8"),
        *(part.partition("```")[0] for part in (ROOT / "docs/rules.md").read_text("utf-8").split("```yaml\n")[1:]),
    ],
    ids=lambda text: text.strip().splitlines()[-1],
)
def test_it_takes_what_the_loader_takes(text: str) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(as_editors_read(text))] == []
    load_text(text, "f.yaml", {"ONE": "x", "TWO": "y", "SLACK_AUTOS_URL": "console://"})


@pytest.mark.parametrize(
    "bad",
    [
        "version: 2\n",
        "rules: {}\n",
        "version: 1\nrule: {}\n",
        "version: 1\nrules: {r: {}}\n",
        "version: 1\nrules: {r: {when: ''}}\n",
        "version: 1\nrules: {my rule: {when: x}}\n",
        "version: 1\nrules: {r: {when: x, title: }}\n",
        "version: 1\nrules: {r: {when: x, status: done}}\n",
        "version: 1\nrules: {r: {when: x, tests: [{match: a, 'no': b}]}}\n",
        "version: 1\nterms: {deal: []}\n",
        "version: 1\nterms: {deal: {when: x}}\n",
        "version: 1\nentities: {honda: {name: Honda, aliases: Honda Motor}}\n",
        "version: 1\nchannels: {desk: {digest: {schedule: '30 7 * * *'}}}\n",
        "version: 1\nchannels: {desk: {webhook: {url: 'https://a.example', secret: x}, via: apprise}}\n",
    ],
)
def test_it_refuses_what_the_loader_refuses(bad: str) -> None:
    assert list(VALIDATOR.iter_errors(as_editors_read(bad)))
    with pytest.raises(ConfigurationError):
        load_text(bad, "f.yaml", {})


def keys(part: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key that a file may have, with its place in the schema and what is said of it."""
    if isinstance(part, dict):
        for name, value in part.get("properties", {}).items():
            yield f"{path}/{name}", value
        for name, value in part.items():
            yield from keys(value, f"{path}/{name}")


def test_every_key_is_described_and_has_an_example_or_its_choices() -> None:
    found = dict(keys(SCHEMA))

    assert len(found) > 30
    assert {"/terms", "/rules", "/$defs/RulePart/when", "/$defs/RoutePart/continue"} <= found.keys()
    assert [path for path, key in found.items() if len(key.get("description", "")) < 10] == []
    assert [path for path, key in found.items() if not {"examples", "enum", "const"} & key.keys()] == []


def test_every_example_is_valid_where_it_stands() -> None:
    for path, key in keys(SCHEMA):
        for example in key.get("examples", ()):
            alone = Draft202012Validator({**key, "$defs": SCHEMA["$defs"]})
            assert [error.message for error in alone.iter_errors(example)] == [], path


def test_it_is_a_valid_schema_that_any_editor_can_read() -> None:
    Draft202012Validator.check_schema(SCHEMA)

    assert json.loads(json.dumps(SCHEMA))["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert r"\\w" not in json.dumps(SCHEMA)
