"""Rules: from entries to parsed queries with a version."""

import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from hashlib import sha256

from yaml.nodes import ScalarNode

from newsbell.adapters.rulebook.merging import Entry
from newsbell.adapters.rulebook.names import query_problem, rule_tests
from newsbell.adapters.rulebook.plain_words import QUOTE_RULE
from newsbell.adapters.rulebook.scalars import comment_behind, scalar_problem
from newsbell.adapters.rulebook.schema import RESERVED, RulePart
from newsbell.adapters.rulebook.statuses import waits_in_vain
from newsbell.core.rules.errors import QueryError
from newsbell.core.rules.lint import lint_query
from newsbell.core.rules.model import Rule, RuleSet, Severity, Status, Vocabulary
from newsbell.core.rules.names import entities_of
from newsbell.core.rules.parser import parse_query
from newsbell.core.rules.problem import Level, Problem
from newsbell.core.rules.syntax import Node


def compile_rules(found: Iterable[Entry], vocabulary: Vocabulary, problems: list[Problem]) -> tuple[Rule, ...]:
    """The rules that can be used. A mistake in one is reported and does not hide those in the others."""
    rules: list[Rule] = []
    names = NameHashes(vocabulary)
    for entry in found:
        query = _query(entry, vocabulary, problems)
        part = entry.parse(RulePart)
        if part is None:
            continue
        for label in RESERVED:
            if label in part.labels:
                message = f"'{label}' can not be a label, because routes use the word for the alert itself"
                loc = (*entry.loc, "labels", label)
                problems.append(entry.tree.problem(message, loc, suggestion="choose another name", on_key=True))
        vain = waits_in_vain(entry.tree, (*entry.loc, "status"), part.status) if part.status else None
        problems.extend([vain] if vain else [])
        if query is not None:
            rules.append(_rule(entry, part, query, names))
    return tuple(rules)


def _query(entry: Entry, vocabulary: Vocabulary, problems: list[Problem]) -> Node | None:
    text = entry.field("when")
    node = entry.node("when")
    if not isinstance(text, str) or not text.strip() or entry.broken(node):
        return None
    source = entry.tree.source
    comment = comment_behind(source, node) if isinstance(node, ScalarNode) else None
    try:
        query = parse_query(text, vocabulary)
    except QueryError as error:
        advice = f"' #' begins a comment in YAML; {QUOTE_RULE}" if comment is not None else None
        problems.append(query_problem(entry, node, error, advice))
        return None
    if comment is not None:
        message = "the rule ends here, for ' #' begins a comment in YAML"
        problems.append(source.problem(message, comment, suggestion=QUOTE_RULE, level=Level.WARNING))
    if isinstance(node, ScalarNode):
        problems.extend(
            scalar_problem(
                source, node, found.message, found.start, found.end, suggestion=found.suggestion, level=Level.WARNING
            )
            for found in lint_query(query, text, vocabulary)
        )
    return query


def _rule(entry: Entry, part: RulePart, query: Node, names: "NameHashes") -> Rule:
    rule = Rule(
        id=entry.name,
        title=part.title or entry.name,
        text=part.when,
        query=query,
        version="",
        statuses=frozenset(Status(name) for name in part.status) if part.status is not None else None,
        severity=Severity(part.severity),
        labels=dict(part.labels),
        tests=rule_tests(entry, "tests", part.tests),
    )
    return replace(rule, version=rule_version(rule, names))


class NameHashes:
    """Hashes of what names mean, made once for all rules."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.entities = {id_: _hash(asdict(entity)) for id_, entity in vocabulary.entities.items()}
        self.types = _hash([asdict(kind) for _, kind in sorted(vocabulary.event_types.items())])


def rule_version(rule: Rule, names: NameHashes) -> str:
    """A short hash of all that can change the rule's alerts: its text, what its names mean, statuses, severity, labels.

    Every event type counts, because a word of the rule may be a trigger of any of them.
    """
    used = set(entities_of(rule.query))
    statuses = sorted(rule.statuses) if rule.statuses is not None else None
    entities = [names.entities[name] for name in sorted(used & names.entities.keys())]
    return _hash([rule.text, entities, names.types, statuses, rule.severity, sorted(rule.labels.items())])


def rule_set(rules: tuple[Rule, ...], vocabulary: Vocabulary) -> RuleSet:
    """The rules with their names; the version is a hash over all of them."""
    return RuleSet(rules, vocabulary, _hash([[rule.id, rule.title, rule.version] for rule in rules]))


def _hash(parts: object) -> str:
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def unused_entities(found: Iterable[Entry], rules: tuple[Rule, ...]) -> list[Problem]:
    """A warning for each entity that no rule names."""
    used = {name for rule in rules for name in entities_of(rule.query)}
    warnings: list[Problem] = []
    for entry in found:
        key, _ = entry.tree.find(entry.loc)
        if entry.name not in used and key is not None and key.start_mark is not None:
            message = f"no rule uses @{entry.name}"
            warnings.append(
                entry.tree.source.problem(
                    message,
                    key.start_mark.index,
                    width=len(entry.name),
                    level=Level.WARNING,
                    suggestion="use it in a rule, or remove it",
                )
            )
    return warnings
