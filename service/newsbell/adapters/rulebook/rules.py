"""Rules: from entries to parsed queries with a version."""

import json
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import asdict, replace
from hashlib import sha256

from newsbell.adapters.rulebook.merging import Entry
from newsbell.adapters.rulebook.names import rule_tests
from newsbell.adapters.rulebook.queries import query_warnings, read_query
from newsbell.adapters.rulebook.schema import RESERVED, RulePart
from newsbell.adapters.rulebook.statuses import waits_in_vain
from newsbell.core.rules.lint import Linter
from newsbell.core.rules.model import Rule, RuleSet, Severity, Status, Vocabulary
from newsbell.core.rules.names import own, walk
from newsbell.core.rules.problem import Level, Problem
from newsbell.core.rules.sameness import question_key
from newsbell.core.rules.syntax import EntityRef, Named, Node


def compile_rules(found: Iterable[Entry], vocabulary: Vocabulary, problems: list[Problem]) -> tuple[Rule, ...]:
    """The rules that can be used. A mistake in one is reported and does not hide those in the others."""
    rules: list[Rule] = []
    names = NameHashes(vocabulary)
    linter = Linter(vocabulary)
    asked: dict[Hashable, str] = {}
    for entry in found:
        query = _query(entry, vocabulary, linter, problems)
        part = entry.parse(RulePart)
        if part is None:
            continue
        problems.extend(_label_problems(entry, part))
        vain = waits_in_vain(entry.tree, (*entry.loc, "status"), part.status) if part.status else None
        problems.extend([vain] if vain else [])
        if query is not None:
            rules.append(_rule(entry, part, query, names))
            problems.extend(_asked_before(entry, rules[-1], asked))
    return tuple(rules)


def _label_problems(entry: Entry, part: RulePart) -> Iterator[Problem]:
    for label in RESERVED:
        if label in part.labels:
            message = f"'{label}' can not be a label, because routes use the word for the alert itself"
            loc = (*entry.loc, "labels", label)
            yield entry.tree.problem(message, loc, suggestion="choose another name", on_key=True)


def _query(entry: Entry, vocabulary: Vocabulary, linter: Linter, problems: list[Problem]) -> Node | None:
    text = entry.field("when")
    node = entry.node("when")
    if not isinstance(text, str) or not text.strip() or entry.broken(node):
        return None
    query = read_query(entry, text, node, vocabulary)
    if isinstance(query, Problem):
        problems.append(query)
        return None
    problems.extend(query_warnings(entry, node, linter.rule(query, text)))
    return query


def _asked_before(entry: Entry, rule: Rule, asked: dict[Hashable, str]) -> Iterator[Problem]:
    """A warning if an earlier rule asks the same for the same statuses, so that every alert comes twice."""
    first = asked.setdefault((question_key(rule.query), rule.statuses), rule.id)
    if first != rule.id:
        message = f"this rule asks the same as '{first}', so each article that matches raises two alerts"
        problem = entry.tree.problem_at(message, entry.node("when"), "remove one of them")
        yield replace(problem, level=Level.WARNING)


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


_NO_NAMES: tuple[set[str], set[str]] = (set(), set())


class NameHashes:
    """Hashes of what names mean, made once for all rules."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.entities = {id_: _hash(asdict(entity)) for id_, entity in vocabulary.entities.items()}
        self.types = _hash([asdict(kind) for _, kind in sorted(vocabulary.event_types.items())])
        self.terms = {id_: named.text for id_, named in vocabulary.terms.items()}
        self._used = {id_: names_of(named.query) for id_, named in vocabulary.terms.items()}

    def used(self, query: Node) -> tuple[set[str], set[str]]:
        """The entities and the terms that a query needs, through other terms as well."""
        entities, terms = names_of(query, deep=False)
        for term in tuple(terms):
            more, further = self._used.get(term, _NO_NAMES)
            entities |= more
            terms |= further
        return entities, terms


def rule_version(rule: Rule, names: NameHashes) -> str:
    """A short hash of all that can change the rule's alerts: its text, what its names mean, statuses, severity, labels.

    Every event type counts, because a word of the rule may be a trigger of any of them. The terms count by their texts,
    those that stand in other terms included.
    """
    used, terms = names.used(rule.query)
    statuses = sorted(rule.statuses) if rule.statuses is not None else None
    entities = [names.entities[name] for name in sorted(used & names.entities.keys())]
    parts: list[object] = [rule.text, entities, names.types, statuses, rule.severity, sorted(rule.labels.items())]
    if terms:
        parts.append([[name, names.terms.get(name)] for name in sorted(terms)])
    return _hash(parts)


def names_of(query: Node, *, deep: bool = True) -> tuple[set[str], set[str]]:
    """The entities and the terms that a query names; `deep` goes into the terms."""
    entities: set[str] = set()
    terms: set[str] = set()
    for node in walk(query) if deep else own(query):
        if isinstance(node, EntityRef):
            entities.add(node.id)
        elif isinstance(node, Named):
            terms.add(node.id)
    return entities, terms


def rule_set(rules: tuple[Rule, ...], vocabulary: Vocabulary) -> RuleSet:
    """The rules with their names; the version is a hash over all of them."""
    return RuleSet(rules, vocabulary, _hash([[rule.id, rule.title, rule.version] for rule in rules]))


def _hash(parts: object) -> str:
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def unused_names(
    entities: Iterable[Entry], terms: Iterable[Entry], rules: tuple[Rule, ...], vocabulary: Vocabulary
) -> list[Problem]:
    """A warning for each entity and each term that no rule and no other term names."""
    queries = [rule.query for rule in rules] + [named.query for named in vocabulary.terms.values()]
    used_entities: set[str] = set()
    used_terms: set[str] = set()
    for query in queries:
        more, further = names_of(query, deep=False)
        used_entities |= more
        used_terms |= further
    unused = [(entry, "@") for entry in entities if entry.name not in used_entities]
    unused += [(entry, "term:") for entry in terms if entry.name not in used_terms]
    return [_unused(entry, sign) for entry, sign in unused]


def _unused(entry: Entry, sign: str) -> Problem:
    message, advice = f"no rule uses {sign}{entry.name}", "use it in a rule, or remove it"
    return replace(
        entry.tree.problem(message, entry.loc, suggestion=advice, on_key=True),
        level=Level.WARNING,
    )
