"""What terms look for, shared by all rules that use the same term."""

from collections.abc import Callable, Hashable
from weakref import WeakValueDictionary

from newsbell.core.match.hit import Judge
from newsbell.core.match.nodes import term_key, term_kind
from newsbell.core.match.terms import TermPattern, entity_pattern, event_pattern, term_pattern
from newsbell.core.rules.model import Entity, Vocabulary
from newsbell.core.rules.syntax import EntityRef, EventRef, Term


class Lookup:
    """A term to be looked for.

    `contested`: some of its occurrences may not count, so that its words alone decide nothing. `kind` and `name` are
    what its spans say; `entity` is set for an entity.
    """

    __slots__ = ("__weakref__", "_make", "_patterns", "contested", "entity", "kind", "name")

    def __init__(self, node: Term, names: Vocabulary, judge: Judge) -> None:
        self.kind, self.name = term_kind(node)
        self.entity: Entity | None = None
        self.contested = False
        self._patterns: dict[str, TermPattern] = {}
        self._make: Callable[[str], TermPattern]
        match node:
            case EntityRef():
                entity = self.entity = names.entities[node.id]
                self.contested = bool(entity.exclude) or judge.judges(entity)
                self._make = lambda _: entity_pattern(entity)
            case EventRef():
                event_type = names.event_types[node.id]
                self.contested = bool(event_type.exclude)
                self._make = lambda language: event_pattern(event_type, language)
            case _:
                self._make = lambda language: term_pattern(node, language)

    def pattern(self, language: str) -> TermPattern:
        """How the term is written in a language."""
        known = self._patterns.get(language)
        if known is None:
            known = self._patterns[language] = self._make(language)
        return known


class Lookups:
    """The lookups in use, each once. While rules are replaced one name may mean two things; both are kept apart."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._known: WeakValueDictionary[Hashable, Lookup] = WeakValueDictionary()

    def of(self, node: Term, names: Vocabulary) -> Lookup:
        """The lookup of a term."""
        key = _key(node, names)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = Lookup(node, names, self._judge)
        return known


def _key(node: Term, names: Vocabulary) -> Hashable:
    match node:
        case EntityRef():
            return names.entities[node.id]
        case EventRef():
            return names.event_types[node.id]
        case _:
            return term_key(node)
