"""A query compiled: the same tree, whose nodes know how to ask one article.

It means what `examination.Examination` says, and looks at nothing that does not decide.
"""

from collections.abc import Iterable, Iterator
from typing import Literal, Protocol

from newsbell.core.match.evaluation import ALL_ZONES, ZONES, Evaluation
from newsbell.core.match.hit import Rejection, Span
from newsbell.core.match.lookups import Lookup, Lookups
from newsbell.core.match.near import Interval, join_by_unit, join_by_words
from newsbell.core.match.nodes import count_occurrences, unit_of
from newsbell.core.rules.model import Vocabulary
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
    Wildcard,
    Word,
)

Spans = dict[Span, None]
"""A set of spans that keeps its order."""


class Step(Protocol):
    """A node of a compiled query; `zones` are the bits of the zones that it may look at."""

    def holds(self, article: Evaluation, zones: int) -> bool:
        """Whether it holds."""
        ...

    def collect(self, article: Evaluation, zones: int, found: Spans) -> None:
        """Add the words that make it hold; asked only where it holds."""
        ...

    def intervals(self, article: Evaluation, zones: int) -> list[Interval]:
        """Where it stands, as an operand of NEAR or ATLEAST; in reading order."""
        ...

    def lookups(self, zones: int) -> Iterator[tuple[Lookup, int]]:
        """The contested entities below, each with the zones that it is looked for in."""
        ...


class Program:
    """A rule's query, compiled. `names` is what its names mean."""

    __slots__ = ("_contested", "_root")

    def __init__(self, query: Node, names: Vocabulary, lookups: Lookups) -> None:
        self._root = _Compiler(names, lookups).step(query)
        self._contested = tuple(dict.fromkeys(self._root.lookups(ALL_ZONES)))

    def holds(self, article: Evaluation) -> bool:
        """Whether the article matches."""
        return self._root.holds(article, ALL_ZONES)

    def spans(self, article: Evaluation) -> tuple[Span, ...]:
        """The words that make it match, each once; asked only where it matches."""
        found: Spans = {}
        self._root.collect(article, ALL_ZONES, found)
        return tuple(found)

    def rejections(self, article: Evaluation) -> tuple[Rejection, ...]:
        """The mentions of its entities that do not count, sorted; those under NOT included."""
        return tuple(sorted({each for lookup, zones in self._contested for each in article.rejections(lookup, zones)}))


class _Compiler:
    def __init__(self, names: Vocabulary, lookups: Lookups) -> None:
        self._names = names
        self._lookups = lookups

    def step(self, node: Node) -> Step:
        match node:
            case Word() | Exact() | Wildcard() | EntityRef() | EventRef():
                return _Term(self._lookups.of(node, self._names), node.place.clause)
            case And():
                return _All(self._steps(node.items))
            case Or():
                return _Some(self._steps(node.items), 1)
            case SomeOf():
                return _Some(self._steps(node.items), node.count)
            case Near():
                return _Near(self.step(node.left), self.step(node.right), node.within, node.ordered)
            case _:
                return self._wrapper(node)

    def _wrapper(self, node: Not | InZone | Named | AtLeast | Metadata) -> Step:
        match node:
            case Not():
                return _Not(self.step(node.item))
            case InZone():
                return _InZone(self.step(node.item), ZONES[node.zone])
            case Named():
                return self.step(node.item)
            case AtLeast():
                return _AtLeast(self.step(node.item), node.count)
            case Metadata():
                return _Property(node)

    def _steps(self, nodes: Iterable[Node]) -> tuple[Step, ...]:
        return tuple(self.step(node) for node in nodes)


class _Term:
    __slots__ = ("_clause", "_lookup")

    def __init__(self, lookup: Lookup, clause: str) -> None:
        self._lookup = lookup
        self._clause = clause

    def holds(self, article: Evaluation, zones: int) -> bool:
        return article.occurs(self._lookup, zones)

    def collect(self, article: Evaluation, zones: int, found: Spans) -> None:
        found.update(dict.fromkeys(article.spans(self._lookup, self._clause, zones)))

    def intervals(self, article: Evaluation, zones: int) -> list[Interval]:
        return article.intervals(self._lookup, self._clause, zones)

    def lookups(self, zones: int) -> Iterator[tuple[Lookup, int]]:
        if self._lookup.entity is not None and self._lookup.contested:
            yield self._lookup, zones


class _Group:
    """What several nodes share: words come from those of them that hold, and no place is theirs alone."""

    __slots__ = ("_steps",)

    def __init__(self, steps: tuple[Step, ...]) -> None:
        self._steps = steps

    def collect(self, article: Evaluation, zones: int, found: Spans) -> None:
        for step in self._steps:
            if step.holds(article, zones):
                step.collect(article, zones, found)

    def intervals(self, article: Evaluation, zones: int) -> list[Interval]:
        return []

    def lookups(self, zones: int) -> Iterator[tuple[Lookup, int]]:
        for step in self._steps:
            yield from step.lookups(zones)


class _All(_Group):
    __slots__ = ()

    def holds(self, article: Evaluation, zones: int) -> bool:
        for step in self._steps:  # noqa: SIM110 - a third quicker than all() of a generator, and asked for every candidate
            if not step.holds(article, zones):
                return False
        return True

    def collect(self, article: Evaluation, zones: int, found: Spans) -> None:
        for step in self._steps:
            step.collect(article, zones, found)


class _Some(_Group):
    __slots__ = ("_count",)

    def __init__(self, steps: tuple[Step, ...], count: int) -> None:
        super().__init__(steps)
        self._count = count

    def holds(self, article: Evaluation, zones: int) -> bool:
        missing = self._count
        for step in self._steps:
            if missing <= 0:
                break
            missing -= step.holds(article, zones)
        return missing <= 0

    def intervals(self, article: Evaluation, zones: int) -> list[Interval]:
        """Of an OR; a list to count from is no operand."""
        return sorted({each for step in self._steps for each in step.intervals(article, zones)})


class _Near(_Group):
    __slots__ = ("_ordered", "_within")

    def __init__(self, left: Step, right: Step, within: int | Literal["s", "p"], ordered: bool) -> None:
        super().__init__((left, right))
        self._within = within
        self._ordered = ordered

    def holds(self, article: Evaluation, zones: int) -> bool:
        both = all(step.holds(article, zones) for step in self._steps)
        return both and bool(self.intervals(article, zones))

    def collect(self, article: Evaluation, zones: int, found: Spans) -> None:
        found.update(dict.fromkeys(span for pair in self.intervals(article, zones) for span in pair.spans))

    def intervals(self, article: Evaluation, zones: int) -> list[Interval]:
        left, right = (step.intervals(article, zones) for step in self._steps)
        if isinstance(self._within, int):
            return join_by_words(left, right, self._within, ordered=self._ordered)
        return join_by_unit(left, right, unit_of(article.document, self._within), ordered=self._ordered)


class _Wrapper(_Group):
    __slots__ = ()

    def __init__(self, step: Step) -> None:
        super().__init__((step,))


class _Not(_Wrapper):
    __slots__ = ()

    def holds(self, article: Evaluation, zones: int) -> bool:
        return not self._steps[0].holds(article, zones)

    def collect(self, article: Evaluation, zones: int, found: Spans) -> None:
        return


class _InZone(_Wrapper):
    __slots__ = ("_zone",)

    def __init__(self, step: Step, zone: int) -> None:
        super().__init__(step)
        self._zone = zone

    def holds(self, article: Evaluation, zones: int) -> bool:
        return self._steps[0].holds(article, zones & self._zone)

    def collect(self, article: Evaluation, zones: int, found: Spans) -> None:
        self._steps[0].collect(article, zones & self._zone, found)

    def intervals(self, article: Evaluation, zones: int) -> list[Interval]:
        return self._steps[0].intervals(article, zones & self._zone)

    def lookups(self, zones: int) -> Iterator[tuple[Lookup, int]]:
        return self._steps[0].lookups(zones & self._zone)


class _AtLeast(_Wrapper):
    __slots__ = ("_count",)

    def __init__(self, step: Step, count: int) -> None:
        super().__init__(step)
        self._count = count

    def holds(self, article: Evaluation, zones: int) -> bool:
        return self._count <= 0 or count_occurrences(self._steps[0].intervals(article, zones)) >= self._count


class _Property:
    __slots__ = ("_node",)

    def __init__(self, node: Metadata) -> None:
        self._node = node

    def holds(self, article: Evaluation, zones: int) -> bool:
        return article.has(self._node)

    def collect(self, article: Evaluation, zones: int, found: Spans) -> None:
        return

    def intervals(self, article: Evaluation, zones: int) -> list[Interval]:
        return []

    def lookups(self, zones: int) -> Iterator[tuple[Lookup, int]]:
        return iter(())
