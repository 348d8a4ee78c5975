"""Entities and event types: from entries to the vocabulary that rules use."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace

from newsbell.adapters.rulebook.configuration import TypeExample
from newsbell.adapters.rulebook.merging import Entry
from newsbell.adapters.rulebook.queries import query_problem
from newsbell.adapters.rulebook.schema import EntityPart, EventTypePart, ExamplePart
from newsbell.adapters.rulebook.validation import did_you_mean
from newsbell.core.rules.aliases import lint_entities
from newsbell.core.rules.errors import QueryError
from newsbell.core.rules.lint import common_word
from newsbell.core.rules.model import Entity, EventType, RuleTest
from newsbell.core.rules.parser import parse_term
from newsbell.core.rules.problem import Level, Problem
from newsbell.core.rules.sameness import term_key
from newsbell.core.text.tokens import tokenise

_TYPES = ("organization", "place", "person", "product")


def compile_entities(found: Iterable[Entry], problems: list[Problem]) -> dict[str, Entity]:
    """The entities by id; one whose shape is wrong stays as a bare name, so that rules may refer to it."""
    entities: dict[str, Entity] = {}
    good: dict[str, Entry] = {}
    for entry in found:
        part = entry.parse(EntityPart)
        if part is None:
            entities[entry.name] = Entity(entry.name, entry.name)
            continue
        good[entry.name] = entry
        problems.extend(_entity_problems(entry, part))
        entities[entry.name] = Entity(
            entry.name, part.name, part.type, tuple(part.aliases), tuple(part.exclude), part.region
        )
    for doubt in lint_entities({name: entities[name] for name in good}):
        steps = (doubt.where,) if doubt.where == "name" else (doubt.where, doubt.number)
        problems.append(_warning(good[doubt.entity], doubt.message, doubt.suggestion, *steps))
    return entities


def _entity_problems(entry: Entry, part: EntityPart) -> list[Problem]:
    """An unusual type, and names in which there is nothing to find."""
    near = did_you_mean(part.type, list(_TYPES)) if part.type not in _TYPES else None
    problems = [_warning(entry, f"unusual type '{part.type}'", near, "type")] if near is not None else []
    listed = [("name", part.name)], [("aliases", n, a) for n, a in enumerate(part.aliases)]
    for *steps, name in (*listed[0], *listed[1], *(("not", n, p) for n, p in enumerate(part.exclude))):
        if not tokenise(str(name)):
            message, advice = f"'{name}' has no letter and no figure, so it is never found", "write a name"
            problems.append(entry.tree.problem(message, (*entry.loc, *steps), suggestion=advice))
    return problems


def _warning(entry: Entry, message: str, suggestion: str, *steps: int | str) -> Problem:
    problem = entry.tree.problem_at(message, entry.node(*steps), suggestion)
    return replace(problem, level=Level.WARNING)


def compile_event_types(
    found: Iterable[Entry], packs: Mapping[str, EventType], problems: list[Problem]
) -> tuple[dict[str, EventType], tuple[TypeExample, ...]]:
    """The event types by id: those of the packs, and the file's own, which replace a pack's of the same id."""
    types = dict(packs)
    examples: list[TypeExample] = []
    for entry in found:
        part = entry.parse(EventTypePart)
        if part is None:
            types[entry.name] = EventType(entry.name, entry.name, ())
            continue
        triggers = _terms(entry, "triggers", part.triggers, problems)
        exclude = _terms(entry, "not", part.exclude, problems)
        types[entry.name] = EventType(entry.name, part.title or entry.name, triggers, exclude, part.media_topic)
        tests = rule_tests(entry, "examples", part.examples)
        examples.extend(TypeExample(entry.name, test, entry.tree.source.path) for test in tests)
    return types, tuple(examples)


def _terms(entry: Entry, key: str, terms: list[str], problems: list[Problem]) -> tuple[str, ...]:
    """The terms that the rule language understands; each other one is a problem."""
    good: list[str] = []
    seen: dict[Hashable, str] = {}
    for number, term in enumerate(terms):
        node = entry.node(key, number)
        if entry.broken(node):
            continue
        try:
            parsed = parse_term(term)
        except QueryError as error:
            problems.append(query_problem(entry, node, error))
            continue
        good.append(term)
        first = seen.setdefault(term_key(parsed), term)
        common = common_word(parsed)
        if len(seen) < len(good):
            same = "is listed twice" if first == term else f"finds the same as {first}"
            problems.append(_warning(entry, f"{term} {same}", "remove one of them", key, number))
            seen[number] = term
        elif common is not None:
            message = f"{term} occurs in nearly every article, because `{common}` does"
            problems.append(_warning(entry, message, "make it part of a phrase, or remove it", key, number))
    return tuple(good)


def rule_tests(entry: Entry, key: str, parts: Iterable[ExamplePart]) -> tuple[RuleTest, ...]:
    """The examples under an entry, each with the line it stands in."""
    tests: list[RuleTest] = []
    for number, part in enumerate(parts):
        node = entry.node(key, number)
        line = entry.tree.source.place(node.start_mark.index)[0] if node is not None and node.start_mark else 0
        text = part.match if part.match is not None else part.no or ""
        tests.append(RuleTest(text, part.match is not None, line))
    return tuple(tests)
