"""Where each word that the rules look for stands in the files, so that a doubt about a word can be shown there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from yaml.nodes import Node as YamlNode
from yaml.nodes import ScalarNode

from newsbell.adapters.rulebook.merging import Entry
from newsbell.adapters.rulebook.scalars import scalar_problem
from newsbell.adapters.rulebook.secrets import hide
from newsbell.core.rules.model import Vocabulary
from newsbell.core.rules.names import children
from newsbell.core.rules.parser import parse_query, parse_term
from newsbell.core.rules.problem import Level, Problem
from newsbell.core.rules.syntax import Exact, Named, Node, Not, Wildcard, Word


@dataclass(frozen=True, slots=True)
class Site:
    """A term of a rule, of `terms:` or of an event type, or a name of an entity, as it is written in a file.

    `name` is empty for a term, and `term` is None for a name.
    """

    entry: Entry
    node: YamlNode | None
    term: Word | Exact | Wildcard | None = None
    name: str = ""

    @property
    def written(self) -> str:
        """The words as the author wrote them."""
        return self.term.place.clause if self.term is not None else self.name

    def warning(self, message: str, suggestion: str) -> Problem:
        """A warning at this place."""
        tree = self.entry.tree
        if self.term is not None and isinstance(self.node, ScalarNode):
            place = self.term.place
            problem = scalar_problem(tree.source, self.node, message, place.start, place.end, suggestion=suggestion)
        else:
            problem = tree.problem_at(message, self.node, suggestion)
        return hide(replace(problem, level=Level.WARNING), tree)


def all_sites(sections: Mapping[str, Iterable[Entry]], vocabulary: Vocabulary) -> tuple[Site, ...]:
    """The words of files that are right, in the order of entities, event types, terms and rules.

    Words that must not occur are left out, and so are the event types of the packs.
    """
    return (
        *(site for entry in sections["entities"] for site in _names(entry)),
        *(site for entry in sections["event_types"] for site in _triggers(entry)),
        *(site for entry in sections["terms"] for site in _texts(entry, entry.data, (), vocabulary)),
        *(site for entry in sections["rules"] for site in _texts(entry, entry.field("when"), ("when",), vocabulary)),
    )


def _names(entry: Entry) -> Iterator[Site]:
    yield Site(entry, entry.node("name"), name=str(entry.field("name")))
    aliases = entry.field("aliases")
    for number, alias in enumerate(aliases if isinstance(aliases, list) else ()):
        yield Site(entry, entry.node("aliases", number), name=alias)


def _triggers(entry: Entry) -> Iterator[Site]:
    triggers = entry.field("triggers")
    for number, trigger in enumerate(triggers if isinstance(triggers, list) else ()):
        yield Site(entry, entry.node("triggers", number), parse_term(trigger))


def _texts(entry: Entry, data: object, steps: tuple[str, ...], vocabulary: Vocabulary) -> Iterator[Site]:
    listed = isinstance(data, list)
    for number, text in enumerate(data if isinstance(data, list) else [data]):
        node = entry.node(*steps, number) if listed else entry.node(*steps)
        for term in _wanted(parse_query(str(text), vocabulary)):
            yield Site(entry, node, term)


def _wanted(node: Node) -> Iterator[Word | Exact | Wildcard]:
    """The plain terms of a query's own text that can make it hold."""
    if isinstance(node, Word | Exact | Wildcard):
        yield node
    elif not isinstance(node, Not | Named):
        for child in children(node):
            yield from _wanted(child)
