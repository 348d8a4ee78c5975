"""What the models refuse, in plain words and with its place."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from yaml.nodes import ScalarNode

from newsbell.adapters.rulebook.cures import as_name, cure_of_type, meant_key, meant_value, misplaced
from newsbell.adapters.rulebook.plain_words import QUOTE_VALUE
from newsbell.adapters.rulebook.scalars import comment_behind
from newsbell.adapters.rulebook.schema import (
    ChannelPart,
    DigestPart,
    EntityPart,
    EventTypePart,
    ExamplePart,
    FilePart,
    RoutePart,
    RulePart,
    TermPart,
    WebhookPart,
)
from newsbell.adapters.rulebook.tree import Loc, Tree, misreading
from newsbell.core.rules.problem import Problem

SECTIONS: dict[str, type[BaseModel]] = {
    "entities": EntityPart,
    "event_types": EventTypePart,
    "terms": TermPart,
    "rules": RulePart,
    "channels": ChannelPart,
}
_LISTS: dict[str, type[BaseModel]] = {"routes": RoutePart, "tests": ExamplePart, "examples": ExamplePart}
_WITHIN: dict[str, type[BaseModel]] = {"webhook": WebhookPart, "digest": DigestPart}
_HINTS = {
    "when": "add when: '...'",
    "version": "write version: 1 as its first line",
    "triggers": "add triggers: [word, ...]",
    "name": "add name: ...",
    "schedule": 'add schedule: "30 7 * * 1-5"',
    "url": "add url: ...",
    "secret": 'add secret: "${NAME}"',
}
_CUT = f"# begins a comment in YAML: {QUOTE_VALUE}"
_ONE_OF = {
    "a test is either `match: text` or `no: text`": "write '- match: a text' or '- no: a text'",
    "a channel has either `url` or `webhook`": 'add url: "${NAME}", or a webhook with url and secret',
    "`via` goes with `url` only": "remove via",
}


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """The known word closest to `word`, as advice; None if none is near."""
    words = sorted(known)
    near = get_close_matches(word, words, n=1, cutoff=0.6) or get_close_matches(word.lower(), words, n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else None


def one_of(words: Sequence[str]) -> str:
    """`a, b or c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def shape_problems(tree: Tree) -> list[Problem]:
    """Everything about the file's shape that is wrong: keys, types, sizes, empty values."""
    found = _empty_values(tree)
    known = {(problem.line, problem.column) for problem in found} | {(p.line, p.column) for p in tree.problems}
    try:
        FilePart.model_validate(without_empty(tree.data))
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True)
        meant = _keys_meant(tree, details)
        for detail in details:
            if detail["type"] == "missing" and detail["loc"] in meant:
                continue
            problem = _problem(tree, detail)
            if (problem.line, problem.column) not in known and problem.line not in tree.broken_lines:
                known.add((problem.line, problem.column))
                found.append(problem)
    return found


def _keys_meant(tree: Tree, details: Iterable[ErrorDetails]) -> set[Loc]:
    """Where keys are that stand there under another name or without a value: nobody needs to hear of them twice."""
    meant: set[Loc] = set()
    for detail in details:
        loc: Loc = detail["loc"]
        key = meant_key(model_at(loc[:-1]), str(loc[-1])) if detail["type"] == "extra_forbidden" else None
        if key is not None:
            meant.add((*loc[:-1], key))
        if detail["type"] == "missing" and tree.has(loc):
            meant.add(loc)
    return meant


def without_empty(data: object) -> object:
    """The data without keys that have no value."""
    if isinstance(data, dict):
        return {key: without_empty(value) for key, value in data.items() if value is not None}
    if isinstance(data, list):
        return [without_empty(item) for item in data]
    return data


def _empty_values(tree: Tree) -> list[Problem]:
    """Keys without a value inside the sections; a section itself may be empty."""
    found: list[Problem] = []
    pending: list[tuple[Loc, object]] = [((), tree.data)]
    while pending:
        loc, data = pending.pop()
        empty = [key for key, value in _items(data) if value is None and (loc or key not in FilePart.model_fields)]
        unknown = [key for key in empty if _is_strange(loc, key)]
        # A comma inside { } makes a key of everything behind it: one word about it is enough.
        found.extend(_empty(tree, (*loc, key)) for key in empty if key not in unknown[1:])
        pending.extend(((*loc, key), value) for key, value in _items(data))
    return found


def _items(data: object) -> Iterable[tuple[int | str, object]]:
    if isinstance(data, dict):
        return data.items()
    return enumerate(data) if isinstance(data, list) else ()


def _is_strange(loc: Loc, key: int | str) -> bool:
    """A key that the mapping at `loc` does not have."""
    model = model_at(loc)
    return bool(loc) and isinstance(key, str) and model is not None and key not in _keys(model)


def _empty(tree: Tree, loc: Loc) -> Problem:
    key, value = tree.find(loc)
    name = str(loc[-1])
    comment = comment_behind(tree.source, value, spaced=True) if isinstance(value, ScalarNode) else None
    if isinstance(loc[-1], int):
        advice = "give it a value, or remove its line"
        return tree.problem_at("an item of this list is empty", value, _CUT if comment is not None else advice)
    if comment is not None and name in _keys(model_at(loc[:-1])):
        return tree.problem_at(f"'{name}' has no value, because # begins a comment in YAML", key, QUOTE_VALUE)
    if _is_strange(loc[:-1], name):
        return _unknown_key(tree, loc, name)
    named = len(loc) == 2 and loc[0] in SECTIONS and loc[0] != "terms"
    advice = "indent its lines further than its name" if named else "give it one, or remove the key"
    return tree.problem_at(f"'{name}' has no value", key, advice)


def model_at(loc: Loc) -> type[BaseModel] | None:
    """The model of the mapping at `loc`, or None where keys are free."""
    if not loc:
        return FilePart
    if isinstance(loc[-1], int):
        return _LISTS.get(str(loc[-2])) if len(loc) > 1 else None
    if len(loc) == 2 and loc[0] in SECTIONS:
        return SECTIONS[str(loc[0])] if loc[0] != "terms" else None
    return _WITHIN.get(loc[-1]) if len(loc) == 3 else None


def _keys(model: type[BaseModel] | None) -> list[str]:
    if model is None:
        return []
    return [field.alias or name for name, field in model.model_fields.items()]


def _problem(tree: Tree, detail: ErrorDetails) -> Problem:
    loc: Loc = detail["loc"]
    if loc and loc[-1] == "[key]":
        return _bad_name(tree, loc[:-1])
    match detail["type"]:
        case "missing":
            return _missing(tree, loc)
        case "extra_forbidden":
            return _unknown_key(tree, loc, str(loc[-1]))
        case "literal_error":
            return _unknown_value(tree, loc, detail)
        case "too_long" | "too_short":
            return _size(tree, loc, detail)
        case "value_error":
            message = detail["msg"].removeprefix("Value error, ")
            return tree.problem(message, loc, suggestion=_ONE_OF.get(message), on_key=isinstance(loc[-1], str))
        case "string_pattern_mismatch" | "string_too_short" | "string_too_long":
            return _pattern(tree, loc)
    return _wrong_type(tree, loc, detail["type"])


def _missing(tree: Tree, loc: Loc) -> Problem:
    name = str(loc[-1])
    if len(loc) == 1:
        return Problem(f"'{name}' is missing", tree.source.path, 1, 1, tree.source.line(1), 1, _HINTS.get(name))
    return tree.problem(f"'{name}' is missing here", loc[:-1], suggestion=_HINTS.get(name), on_key=True)


def _unknown_key(tree: Tree, loc: Loc, name: str) -> Problem:
    key, value = tree.find(loc)
    model = model_at(loc[:-1])
    keys = _keys(model)
    meant = meant_key(model, name)
    advice = misplaced(loc, name, value)
    advice = advice or (f"did you mean '{meant}'?" if meant in keys else did_you_mean(name, keys))
    if isinstance(value, ScalarNode) and value.value == "" and not value.style and " " not in name.strip():
        advice = advice or "a comma ends a value inside { }: put the value in quotes"
        return tree.problem_at(f"unknown key '{name}' without a value", key, advice)
    advice = advice or (f"the keys here are {', '.join(keys)}" if keys else None)
    return tree.problem_at(f"unknown key '{name}'", key, advice)


def _unknown_value(tree: Tree, loc: Loc, detail: ErrorDetails) -> Problem:
    _, node = tree.find(loc)
    if loc == ("version",):
        return tree.problem_at("this version of the format is not known", node, "write version: 1")
    written = node.value if isinstance(node, ScalarNode) else ""
    name = next((str(step) for step in reversed(loc) if isinstance(step, str)), "value")
    words = list(_choices(loc))
    meant = meant_value(name, str(written))
    advice = f"did you mean '{meant}'?" if meant in words else did_you_mean(str(written), words)
    choice = f"choose {one_of(words)}" if words else None
    return tree.problem_at(f"unknown {name} '{written}'", node, advice or choice)


def _choices(loc: Loc) -> tuple[str, ...]:
    """The words that may stand at `loc`, read from the model's own field."""
    names = [step for step in loc if isinstance(step, str)]
    model = model_at(loc[:2]) if len(loc) > 2 else None
    field = model.model_fields.get(names[2]) if model and len(names) > 2 else None
    if field is None:
        return ()
    found: list[str] = []
    pending: list[object] = [field.annotation]
    while pending:
        part = pending.pop()
        if isinstance(part, str):
            found.append(part)
        pending.extend(reversed(get_args(part)))
    return tuple(found)


def _size(tree: Tree, loc: Loc, detail: ErrorDetails) -> Problem:
    context = detail.get("ctx", {})
    name = str(loc[-1])
    if detail["type"] == "too_short":
        return tree.problem(f"'{name}' is empty", loc, suggestion="give it at least one item", on_key=True)
    message = f"'{name}' has {context.get('actual_length')} items, and {context.get('max_length')} are allowed"
    return tree.problem(message, loc, suggestion="split it", on_key=True)


def _pattern(tree: Tree, loc: Loc) -> Problem:
    _, node = tree.find(loc)
    text = node.value if isinstance(node, ScalarNode) else ""
    if not str(text).strip():
        return tree.problem_at("this text is empty", node, "write something, or remove it")
    if loc[-1] == "media_topic":
        return tree.problem_at(f"'{text}' is no media topic", node, "it is a number of eight digits, in quotes")
    return tree.problem_at(f"'{text}' is no name", node, "use letters, digits, - and _ only")


def _bad_name(tree: Tree, loc: Loc) -> Problem:
    key, _ = tree.find(loc)
    name = as_name(str(loc[-1])) if loc[0] != "channels" else None  # it may be an address
    advice = "use letters, digits, - and _ only" + (f": {name}" if name else "")
    return tree.problem_at(f"'{loc[-1]}' can not be a name", key, advice)


_NAMES = {
    "string_type": ("text", "write it as text"),
    "list_type": ("a list", "write it as [one, two]"),
    "dict_type": ("keys with values", "write it as 'key: value' lines, indented"),
    "model_type": ("keys with values", "write it as 'key: value' lines, indented"),
    "model_attributes_type": ("keys with values", "write it as 'key: value' lines, indented"),
    "bool_type": ("true or false", "write true or false"),
}


def _wrong_type(tree: Tree, loc: Loc, kind: str) -> Problem:
    _, node = tree.find(loc)
    wanted, advice = _NAMES.get(kind, ("something else", None))
    misread = misreading(node)
    if kind == "string_type" and misread is not None:
        return tree.problem_at(
            f"YAML reads {misread.text} as {misread.reading}", node, f"quote this word: '{misread.text}'"
        )
    if not loc:
        colon = "\uff1a" in tree.source.line(1)
        advice = "write a plain colon and a blank: version: 1" if colon else "begin with version: 1"
        return tree.problem_at("the file is not made of keys with values", node, advice)
    name = next((str(step) for step in reversed(loc) if isinstance(step, str)), "this")
    inside = "an item of " if isinstance(loc[-1], int) else ""
    if loc[0] == "terms" and len(loc) == 2:
        wanted, advice = "a query or a list of queries", None
    advice = cure_of_type(loc, kind, node) or advice
    return tree.problem_at(f"{inside}'{name}' must be {wanted}", node, advice)
