"""The bundled data: event types, the example configuration, the sample articles."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from newsbell.adapters.rulebook.configuration import ConfigurationError, TypeExample
from newsbell.adapters.rulebook.merging import entries
from newsbell.adapters.rulebook.names import compile_event_types
from newsbell.adapters.rulebook.source import Source
from newsbell.adapters.rulebook.tree import read_tree
from newsbell.adapters.rulebook.validation import shape_problems
from newsbell.core.rules.model import EventType

EXAMPLE_NAME = "example.yaml"


@dataclass(frozen=True, slots=True)
class EventPack:
    """The event types that come with newsbell, and the texts that test them."""

    types: MappingProxyType[str, EventType]
    examples: tuple[TypeExample, ...]


def pack_text(name: str) -> str:
    """The text of a bundled file."""
    return (files("newsbell") / "packs" / name).read_text(encoding="utf-8")


@cache
def event_pack() -> EventPack:
    """The bundled event types. Raises ConfigurationError if the pack itself is wrong, which a test rules out."""
    tree = read_tree(Source("packs/events.yaml", pack_text("events.yaml")))
    problems = [*tree.problems, *shape_problems(tree)]
    found, _ = entries([tree], "event_types")
    types, examples = compile_event_types(found, {}, problems)
    if problems:
        raise ConfigurationError(tuple(problems))
    return EventPack(MappingProxyType(types), examples)


def example_configuration() -> str:
    """The bundled example as YAML: what `newsbell run` uses when there is no configuration, and a start for one."""
    return pack_text(EXAMPLE_NAME)


def sample_articles() -> tuple[dict[str, Any], ...]:
    """The bundled sample articles, as JSON objects of the article contract, in the order to play them."""
    return tuple(json.loads(line) for line in pack_text("sample_articles.jsonl").splitlines() if line.strip())
