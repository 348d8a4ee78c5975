"""What a rule can not hold without: clauses, of each of which the article must show at least one atom.

Worked out once a rule, linear in its size; a query is never multiplied out. A rule whose clauses are all met may still
not hold (a phrase is only its words here, NEAR only AND), but a rule that holds has all its clauses met. The method is
that of Boolean-expression indexing (S. Whang et al., VLDB 2009) and of Lucene Monitor's term presearcher.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from newsbell.core.match.hit import Judge
from newsbell.core.match.inflection import ANY
from newsbell.core.match.terms import Glob, TermPattern, WordForms, entity_pattern, event_pattern, term_pattern
from newsbell.core.rules.model import Entity, EventType, Vocabulary
from newsbell.core.rules.syntax import (
    And,
    AtLeast,
    EntityRef,
    EventRef,
    Exact,
    InZone,
    Metadata,
    Named,
    Near,
    Node,
    Not,
    Or,
    SomeOf,
    Term,
    Wildcard,
    Word,
)

PropertyField = Literal["source", "lang"]


@dataclass(frozen=True, slots=True)
class Property:
    """`source:reuters*`, `lang:en`: the article has it or not."""

    field: PropertyField
    pattern: str


Atom = str | frozenset[str] | Glob | Property
"""A word, the forms of a word, a word with wildcards, or a property of the article."""
Clause = tuple[Atom, ...]
"""At least one of these must be there. An empty clause can not be met."""
Weigh = Callable[[Clause], float]
"""In about how many articles a clause is met; only the order of the figures counts."""


def clauses_of(node: Node, vocabulary: Vocabulary, weigh: Weigh) -> list[Clause]:
    """The clauses of a query, each once. None at all: the query may hold without any of its words.

    Raises:
        QueryError: a trigger of an event type that the query names is no term.
    """
    return list(dict.fromkeys(_Clauses(vocabulary, weigh).of(node)))


@dataclass(frozen=True, slots=True)
class _Clauses:
    vocabulary: Vocabulary
    weigh: Weigh

    def of(self, node: Node) -> list[Clause]:
        match node:
            case And():
                return [clause for item in node.items for clause in self.of(item)]
            case Near():
                return [*self.of(node.left), *self.of(node.right)]
            case Or():
                return self._some(node.items, 1)
            case SomeOf():
                return self._some(node.items, node.count)
            case AtLeast():
                return self.of(node.item) if node.count > 0 else []
            case InZone() | Named():
                return self.of(node.item)
            case Not():
                return []
            case _:
                return self._leaf(node)

    def _leaf(self, node: Term | Metadata) -> list[Clause]:
        match node:
            case EntityRef():
                return [entity_clause(self.vocabulary.entities[node.id])]
            case EventRef():
                return [event_clause(self.vocabulary.event_types[node.id])]
            case Metadata():
                return [(Property(node.field, node.pattern),)]
            case _:
                return self._term(node)

    def _term(self, node: Word | Exact | Wildcard) -> list[Clause]:
        """Each word of a term must be there."""
        (form,) = term_pattern(node, ANY).forms
        return [(_atom(word),) for word in form.words]

    def _some(self, items: Sequence[Node], count: int) -> list[Clause]:
        """Of any n - count + 1 items at least one must hold; the rarest are taken."""
        if count <= 0:
            return []
        if count > len(items):
            return [()]
        parts = [self.of(item) for item in items]
        if count == len(items):
            return [clause for part in parts for clause in part]
        best = sorted((min(part, key=self.weigh) for part in parts if part), key=self.weigh)
        needed = len(items) - count + 1
        if len(best) < needed:
            return []
        return [tuple(dict.fromkeys(atom for clause in best[:needed] for atom in clause))]


@lru_cache(maxsize=50_000)
def entity_clause(entity: Entity) -> Clause:
    """One of these words stands in each text that names the entity."""
    return _forms_clause([form.words for form in entity_pattern(entity).forms])


@lru_cache(maxsize=10_000)
def event_clause(event_type: EventType) -> Clause:
    """One of these words stands in each text with a trigger of the type; raises QueryError if a trigger is no term."""
    return _forms_clause([form.words for form in event_pattern(event_type, ANY).forms])


def _forms_clause(forms: Sequence[tuple[WordForms, ...]]) -> Clause:
    """A word of each form. Forms that contain the single word of another add nothing: Honda Motor to Honda."""
    single = {_atom(words[0]) for words in forms if len(words) == 1}
    chosen = dict.fromkeys(single)
    for words in forms:
        atoms = [_atom(word) for word in words]
        if single.isdisjoint(atoms):
            chosen[max(atoms, key=_length)] = None
    return tuple(chosen)


def is_decided(node: Node, vocabulary: Vocabulary, judge: Judge) -> bool:
    """Whether a query holds wherever all its clauses are met, so that nothing is left to be evaluated."""
    match node:
        case And():
            return all(is_decided(item, vocabulary, judge) for item in node.items)
        case Or():
            return all(not isinstance(item, And) and is_decided(item, vocabulary, judge) for item in node.items)
        case EntityRef():
            entity = vocabulary.entities[node.id]
            return not entity.exclude and not judge.judges(entity) and _entity_is_decided(entity)
        case Word() | Exact():
            return _is_decided(term_pattern(node, ANY))
        case _:
            return False


@lru_cache(maxsize=50_000)
def _entity_is_decided(entity: Entity) -> bool:
    """Whether single words decide: its other names contain one of them."""
    pattern = entity_pattern(entity)
    return all(
        form.bare or any(pattern.single.issuperset(_as_set(word)) for word in form.words) for form in pattern.forms
    )


def _as_set(word: WordForms) -> Collection[str]:
    return word if isinstance(word, frozenset) else (word.text,)


def _is_decided(pattern: TermPattern) -> bool:
    """Whether a term is a single word that is the same in all languages."""
    return all(form.bare for form in pattern.forms) and len(pattern.single) == 1


def _length(atom: Atom) -> int:
    """A first guess at rarity, for nothing is known of a stream that has not begun: long words are rare."""
    match atom:
        case str():
            return len(atom)
        case frozenset():
            return min(len(word) for word in atom)
        case _:
            return 0


def _atom(word: WordForms) -> Atom:
    if isinstance(word, Glob):
        return word
    return next(iter(word)) if len(word) == 1 else word
