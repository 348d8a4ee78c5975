"""The AsyncAPI document tells other services what is on the bus, and nothing about this machine."""

import json
import os
import socket
from typing import Any

import jsonschema
import pytest

from newsbell.adapters.bus.specification import asyncapi_document


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return asyncapi_document("{t}")


def references(value: Any) -> set[str]:
    """Every `$ref` of a document."""
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*(references(item) for item in value.values()))
    return set().union(*(references(item) for item in value)) if isinstance(value, list) else set()


def resolve(document: Any, reference: str) -> Any:
    for part in reference.removeprefix("#/").split("/"):
        document = document[part.replace("~1", "/").replace("~0", "~")]
    return document


def test_it_names_the_four_streams_and_the_way_of_each(made: dict[str, Any]) -> None:
    assert made["asyncapi"] == "3.0.0"
    assert {name: channel["address"] for name, channel in made["channels"].items()} == {
        "alerts": "{t}:alerts",
        "articles": "{t}:articles",
        "dead": "{t}:dead",
        "deliveries": "{t}:deliveries",
    }
    assert {name: operation["action"] for name, operation in made["operations"].items()} == {
        "alerts": "send",
        "articles": "receive",
        "dead": "send",
        "deliveries": "send",
    }


def test_every_reference_leads_somewhere(made: dict[str, Any]) -> None:
    found = references(made)
    assert len(found) > 20
    for reference in found:
        assert resolve(made, reference)


def test_an_entry_is_one_event_and_no_array(made: dict[str, Any]) -> None:
    article = made["components"]["messages"]["articles:SubscribeMessage"]
    assert article["payload"] == {"$ref": "#/components/schemas/ArticleEvent"}
    schema = {**made["components"]["schemas"]["ArticleEvent"], "components": made["components"]}
    good = {"id": "a", "source": "/x", "type": "newsbell.article.v1", "data": {"headline": "x", "url": "y"}}
    validator = jsonschema.Draft202012Validator(schema)
    assert validator.is_valid(good)
    assert not validator.is_valid({**good, "data": "a text"})


def test_nothing_of_this_process_is_in_it_and_it_is_always_the_same(made: dict[str, Any]) -> None:
    text = json.dumps(made)
    assert "consumerName" not in text
    assert socket.gethostname() not in text
    assert str(os.getpid()) not in text
    assert json.dumps(asyncapi_document("{t}")) == text


def test_the_order_does_not_hang_on_hashes(made: dict[str, Any]) -> None:
    for part in (made["channels"], made["operations"], *made["components"].values()):
        assert list(part) == sorted(part)
