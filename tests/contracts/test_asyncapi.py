"""The AsyncAPI document of the bus, as it is committed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from newsbell.adapters.store.keys import WATCH, Keys

ROOT = Path(__file__).parents[2]
STREAMS = ("articles", "alerts", "deliveries", "dead")


@pytest.fixture(scope="module")
def document() -> Any:
    return yaml.safe_load((ROOT / "contracts" / "asyncapi.yaml").read_text(encoding="utf-8"))


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for item in value.values():
            yield from _references(item)
    elif isinstance(value, list):
        for item in value:
            yield from _references(item)


def _resolve(document: Any, reference: str) -> Any:
    assert reference.startswith("#/")
    for part in reference[2:].split("/"):
        document = document[part.replace("~1", "/").replace("~0", "~")]
    return document


def test_everything_generated_is_up_to_date_and_the_same_in_another_process() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "contracts.py"), "check"],
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_it_describes_the_four_streams_at_their_addresses(document: Any) -> None:
    assert document["asyncapi"].startswith("3.")
    assert {channel["address"] for channel in document["channels"].values()} == {f"{{newsbell}}:{s}" for s in STREAMS}


def test_every_reference_in_it_resolves(document: Any) -> None:
    references = set(_references(document))

    assert len(references) > 20
    assert all(_resolve(document, reference) is not None for reference in references)


@pytest.mark.parametrize(
    ("stream", "fields"), [("articles", {"specversion", "id", "type", "data"}), ("alerts", {"specversion", "data"})]
)
def test_a_message_is_one_cloudevent_and_not_a_batch(document: Any, stream: str, fields: set[str]) -> None:
    messages = document["channels"][stream]["messages"].values()
    payloads = [_resolve(document, _resolve(document, message["$ref"])["payload"]["$ref"]) for message in messages]

    assert payloads
    assert all(fields <= set(payload["properties"]) for payload in payloads)


def test_it_names_no_consumer_of_the_machine_that_wrote_it(document: Any) -> None:
    assert "consumerName" not in yaml.safe_dump(document)


def test_it_speaks_of_the_streams_and_the_group_of_the_running_service(document: Any) -> None:
    keys = Keys()
    addresses = {channel["address"] for channel in document["channels"].values()}
    groups = [channel["bindings"]["redis"].get("groupName") for channel in document["channels"].values()]

    assert addresses == {keys.articles, keys.alerts, keys.deliveries, keys.dead}
    assert WATCH in groups
