"""What to write instead where the shape of the file is wrong, in the author's own words as far as they are known."""

import re
from difflib import get_close_matches

from pydantic import BaseModel
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from newsbell.adapters.rulebook.schema import (
    ChannelPart,
    EntityPart,
    EventTypePart,
    ExamplePart,
    FilePart,
    RulePart,
)
from newsbell.adapters.rulebook.tree import Loc

_MEANT: dict[type[BaseModel], dict[str, str]] = {
    FilePart: {
        "entities": "entity names people companies",
        "event_types": "event events types event_type",
        "terms": "term lists list sets macros variables defs definitions",
        "rules": "rule alert alerts queries searches monitors",
        "channels": "channel notify outputs",
        "routes": "route routing",
    },
    EntityPart: {
        "name": "title label",
        "aliases": "alias synonyms names aka keywords also",
        "not": "exclude excludes exclusions except without",
        "type": "kind category",
        "region": "state location place country",
    },
    EventTypePart: {
        "title": "name label description",
        "triggers": "trigger words keywords terms aliases when",
        "not": "exclude excludes exclusions except without",
        "examples": "example tests test",
    },
    RulePart: {
        "title": "name label description",
        "when": "query q search condition conditions match expression expr filter if where pattern rule keywords text",
        "severity": "priority level urgency importance",
        "status": "statuses state states",
        "labels": "tags tag",
        "tests": "test examples example",
    },
    ExamplePart: {
        "match": "matches should_match yes positive text true hit",
        "no": "not nomatch no_match should_not_match negative false miss",
    },
    ChannelPart: {"url": "address uri target link", "digest": "schedule"},
}
_SYNONYMS = {
    model: {word: key for key, words in table.items() for word in words.split()} for model, table in _MEANT.items()
}
_VALUES = {
    "severity": {
        **dict.fromkeys(("urgent", "severe", "highest", "emergency", "p1", "blocker"), "critical"),
        **dict.fromkeys(("medium", "default", "middle", "moderate"), "normal"),
        **dict.fromkeys(("info", "minor", "lowest", "debug"), "low"),
        **dict.fromkeys(("important", "major", "warning", "error"), "high"),
    },
    "status": {
        **dict.fromkeys(("rumor", "rumour", "unconfirmed"), "rumoured"),
        **dict.fromkeys(("cancelled", "canceled", "ended", "off"), "called_off"),
        **dict.fromkeys(("talks", "negotiating"), "in_talks"),
        **dict.fromkeys(("done", "official", "closed", "completed"), "confirmed"),
    },
}
_TELLTALE = {
    "when": "rules",
    "aliases": "entities",
    "triggers": "event_types",
    "url": "channels",
    "webhook": "channels",
}
_ALL_KEYS = {
    field.alias or key for model in (EntityPart, EventTypePart, RulePart) for key, field in model.model_fields.items()
}
_STUCK_COLON = re.compile(r"[\"'\u201c\u201d]?(\w[\w-]*)[\"'\u201c\u201d]?\s*(?:\uff1a\s*|:)(?=\S)")


def meant_key(model: type[BaseModel] | None, name: str) -> str | None:
    """The key that people mean by a misspelling or by another common word for it, or None."""
    word = name.strip("\"'\u201c\u201d\u2018\u2019 ").casefold()
    if model is None:
        return None
    keys = [field.alias or key for key, field in model.model_fields.items()]
    if word in keys:
        return word
    near = get_close_matches(word, keys, n=1, cutoff=0.8)
    return near[0] if near else _SYNONYMS.get(model, {}).get(word)


def meant_value(name: str, written: str) -> str | None:
    """The value of `severity` or `status` that people mean by another word for it, or None."""
    return _VALUES.get(name, {}).get(written.casefold().replace(" ", "_"))


def misplaced(loc: Loc, name: str, value: Node | None) -> str | None:
    """What to do with a key that belongs somewhere else; None if it is not known to."""
    if len(loc) == 1 and isinstance(value, MappingNode):
        inside = {key.value for key, _ in value.value if isinstance(key, ScalarNode)}
        section = next((_TELLTALE[key] for key in _TELLTALE if key in inside), None)
        return f"indent it below '{section}:'" if section else None
    if loc[0] == "rules" and len(loc) == 3 and name in {"channel", "channels", "route", "routes", "notify"}:
        return f"routes choose the channels: routes: [{{match: {{rule: {loc[1]}}}, channels: [name]}}]"
    return None


def cure_of_type(loc: Loc, kind: str, node: Node | None) -> str | None:
    """What to write instead of a value of the wrong kind, or None if there is nothing better than a general word.

    Nothing of a channel is repeated, for it may be an address or a secret.
    """
    if loc[0] == "channels" and len(loc) > 1:
        return None
    name = next((str(step) for step in reversed(loc) if isinstance(step, str)), "")
    if isinstance(node, ScalarNode):
        return _instead_of_text(loc, kind, name, node)
    if isinstance(node, SequenceNode) and len(loc) == 1:
        return _instead_of_section_list(loc, node)
    if isinstance(node, SequenceNode):
        return _instead_of_list(loc, name, node)
    return _instead_of_mapping(loc, name, node) if isinstance(node, MappingNode) else None


def _instead_of_text(loc: Loc, kind: str, name: str, node: ScalarNode) -> str | None:
    stuck = None if node.style else _STUCK_COLON.match(node.value)
    if stuck is not None and kind != "list_type":
        return f"write '{stuck[1]}: ...', with a plain colon and a blank behind it"
    first = node.value.split(" ")[0]
    if len(loc) == 2 and first in _ALL_KEYS and " " in node.value:
        return f"the colon is missing: write '{first}: ...'"
    if kind == "list_type":
        return "write '- match: a text' lines" if name in {"tests", "examples"} else f"write {name}: [{_flow(node)}]"
    if loc[0] == "rules" and len(loc) == 2:
        if name in RulePart.model_fields:
            return "it belongs to a rule: indent it further than the rule's name"
        return f"write {name}: {{when: '...'}}"
    if loc[0] == "entities" and len(loc) == 2:
        return f"write {name}: {{name: {_flow(node)}}}"
    return "write '- match: a text' or '- no: a text'" if name in {"tests", "examples"} else None


def _instead_of_section_list(loc: Loc, node: SequenceNode) -> str | None:
    """A section written as a list: its entries have names as keys here."""
    first = node.value[0] if node.value else None
    parts = {key.value: value.value for key, value in first.value} if isinstance(first, MappingNode) else {}
    told = next((parts[key] for key in ("id", "name", "title") if isinstance(parts.get(key), str)), None)
    if isinstance(first, ScalarNode):
        told = first.value
    name = told or next((key for key in parts if key not in _ALL_KEYS), "name")
    return f"no list here: write '{_as_name(name)}:' with its lines indented below it"


def _instead_of_list(loc: Loc, name: str, node: SequenceNode) -> str | None:
    words = [item.value for item in node.value if isinstance(item, ScalarNode)]
    if name == "when" and words:
        return f"write one text, e.g. '{' OR '.join(words[:3])}'"
    if loc[0] == "entities" and len(loc) == 2 and words:
        return f"write {name}: {{name: {words[0]}, aliases: [{', '.join(words[1:4])}]}}"
    if len(loc) == 2 and node.value:
        return "take the dash away, and indent its lines below the name"
    return "write labels: {desk: autos}" if name == "labels" else None


def _instead_of_mapping(loc: Loc, name: str, node: MappingNode) -> str | None:
    pair = node.value[0] if len(node.value) == 1 else None
    if isinstance(loc[-1], int) and pair and all(isinstance(part, ScalarNode) for part in pair):
        return f'quote it, because of its colon: "{pair[0].value}: {pair[1].value}"'
    if name in {"tests", "examples"}:
        return "write a list: a line '- match: a text' for each"
    if name == "when":
        return "write one text, e.g. '@honda AND (merger OR tariff)'"
    return f"write {name}: 'merger OR takeover'" if loc[0] == "terms" else None


def as_name(text: str) -> str | None:
    """A name that is allowed, made of one that is not; None if nothing is left of it."""
    return _as_name(text) or None


def _as_name(text: str) -> str:
    return re.sub(r"[^\w]+", "-", text).strip("-_")[:60]


def _flow(node: ScalarNode) -> str:
    """A text as it can stand inside [ ]; commas in it are taken to stand between the items."""
    text = str(node.value)
    return f'"{text}"' if re.search(r"[:#\[\]{}]", text) else text
