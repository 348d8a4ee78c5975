"""Entities and event types: from entries to the vocabulary that rules use."""

from collections.abc import Iterable, Mapping

from yaml.nodes import ScalarNode

from newsbell.adapters.rulebook.configuration import TypeExample
from newsbell.adapters.rulebook.merging import Entry
from newsbell.adapters.rulebook.scalars import scalar_problem
from newsbell.adapters.rulebook.schema import EntityPart, EventTypePart, ExamplePart
from newsbell.adapters.rulebook.validation import did_you_mean
from newsbell.core.rules.errors import QueryError
from newsbell.core.rules.model import Entity, EventType, RuleTest
from newsbell.core.rules.parser import parse_term
from newsbell.core.rules.problem import Level, Problem

_TYPES = ("organization", "place", "person", "product")


def compile_entities(found: Iterable[Entry], problems: list[Problem]) -> dict[str, Entity]:
    """The entities by id; one whose shape is wrong stays as a bare name, so that rules may refer to it."""
    entities: dict[str, Entity] = {}
    owners: dict[str, str] = {}
    for entry in found:
        part = entry.parse(EntityPart)
        if part is None:
            entities[entry.name] = Entity(entry.name, entry.name)
            continue
        _lint_entity(entry, part, owners, problems)
        entities[entry.name] = Entity(
            entry.name, part.name, part.type, tuple(part.aliases), tuple(part.exclude), part.region
        )
    return entities


def _lint_entity(entry: Entry, part: EntityPart, owners: dict[str, str], problems: list[Problem]) -> None:
    near = did_you_mean(part.type, list(_TYPES)) if part.type not in _TYPES else None
    if near is not None:
        problems.append(_warning(entry, f"unusual type '{part.type}'", near, "type"))
    for number, alias in enumerate(part.aliases):
        steps = ("aliases", number)
        if alias.strip("=\"' ") == "":
            message = f"'{alias}' is no alias"
            problems.append(entry.tree.problem(message, (*entry.loc, *steps), suggestion="write a name"))
        elif alias.isascii() and alias.isalpha() and alias.isupper() and len(alias) <= 3:
            message = f"'{alias}' also matches '{alias.lower()}'"
            problems.append(_warning(entry, message, f"write ={alias} to keep the case", *steps))
        owner = owners.setdefault(alias.casefold(), entry.name)
        if owner != entry.name:
            message = f"'{alias}' is an alias of '{owner}' too, so it names both"
            problems.append(_warning(entry, message, "keep it in one of them", *steps))


def _warning(entry: Entry, message: str, suggestion: str, *steps: int | str) -> Problem:
    problem = entry.tree.problem_at(message, entry.node(*steps), suggestion)
    return Problem(
        problem.message,
        problem.path,
        problem.line,
        problem.column,
        problem.source,
        problem.width,
        suggestion,
        Level.WARNING,
    )


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
    for number, term in enumerate(terms):
        node = entry.node(key, number)
        if entry.broken(node):
            continue
        try:
            parse_term(term)
        except QueryError as error:
            problems.append(query_problem(entry, node, error))
        else:
            good.append(term)
    return tuple(good)


def query_problem(entry: Entry, node: object, error: QueryError, suggestion: str | None = None) -> Problem:
    """A mistake in a query, at its place in the file."""
    advice = suggestion or error.suggestion
    source = entry.tree.source
    if isinstance(node, ScalarNode):
        return scalar_problem(source, node, error.message, error.start, error.end, suggestion=advice)
    return entry.tree.problem(error.message, entry.loc, suggestion=advice, on_key=True)


def rule_tests(entry: Entry, key: str, parts: Iterable[ExamplePart]) -> tuple[RuleTest, ...]:
    """The examples under an entry, each with the line it stands in."""
    tests: list[RuleTest] = []
    for number, part in enumerate(parts):
        node = entry.node(key, number)
        line = entry.tree.source.place(node.start_mark.index)[0] if node is not None and node.start_mark else 0
        text = part.match if part.match is not None else part.no or ""
        tests.append(RuleTest(text, part.match is not None, line))
    return tuple(tests)
