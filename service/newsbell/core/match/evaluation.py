"""The exact phase on one article: which terms occur, where, and which of their mentions count.

Each term is looked for once an article, however many rules use it, and nothing is placed that nobody asks for.
"""

from collections.abc import Iterable
from typing import NamedTuple

from newsbell.core.match.finder import Finder
from newsbell.core.match.hit import Judge, Rejection, RejectReason, Span
from newsbell.core.match.lookups import Lookup
from newsbell.core.match.near import Interval
from newsbell.core.match.nodes import property_holds
from newsbell.core.match.occurrences import Found, Occurrence
from newsbell.core.rules.model import Entity
from newsbell.core.rules.syntax import Metadata

ZONES = {"title": 1, "body": 2}
"""Zones as bits, for a set of zones is asked for in every step."""
ALL_ZONES = 3


class _Counted(NamedTuple):
    """A term's occurrences that count, and the mentions that do not."""

    accepted: tuple[Occurrence, ...]
    rejections: tuple[Rejection, ...]


class Evaluation:
    """Answers what compiled queries ask about one article."""

    __slots__ = ("_bits", "_counted", "_judge", "_names", "_occurs", "_properties", "_spans", "document", "finder")

    def __init__(self, finder: Finder, judge: Judge) -> None:
        self.finder = finder
        self.document = finder.document
        self._judge = judge
        self._names = [zone.name for zone in self.document.zones]
        self._bits = [ZONES[name] for name in self._names]
        self._occurs: dict[Lookup | tuple[Lookup, int], bool] = {}
        self._counted: dict[Lookup, _Counted] = {}
        self._spans: dict[tuple[Lookup, str, int], tuple[Span, ...]] = {}
        self._properties: dict[tuple[str, str], bool] = {}

    def occurs(self, lookup: Lookup, zones: int) -> bool:
        """Whether a term has an occurrence that counts in these zones."""
        key = lookup if zones == ALL_ZONES else (lookup, zones)
        known = self._occurs.get(key)
        if known is None:
            known = self._occurs[key] = self._look(lookup, zones)
        return known

    def spans(self, lookup: Lookup, clause: str, zones: int) -> tuple[Span, ...]:
        """A term's occurrences in these zones, marked as `clause`, in reading order."""
        key = (lookup, clause, zones)
        known = self._spans.get(key)
        if known is None:
            accepted = self._count(lookup).accepted
            inside = (each for each in accepted if self._bits[each.zone] & zones)
            known = self._spans[key] = tuple(self._span(each, lookup, clause) for each in inside)
        return known

    def intervals(self, lookup: Lookup, clause: str, zones: int) -> list[Interval]:
        """The same with the numbers of their words, for NEAR."""
        accepted = self._count(lookup).accepted
        inside = (self.finder.numbered(each) for each in accepted if self._bits[each.zone] & zones)
        return [Interval(*each, (self._span(each, lookup, clause),)) for each in inside]

    def rejections(self, lookup: Lookup, zones: int) -> Iterable[Rejection]:
        """The mentions in these zones that do not count."""
        return (each for each in self._count(lookup).rejections if ZONES[each.zone] & zones)

    def has(self, node: Metadata) -> bool:
        """Whether the article has a property."""
        key = (node.field, node.pattern)
        known = self._properties.get(key)
        if known is None:
            known = self._properties[key] = property_holds(node, self.document)
        return known

    def _look(self, lookup: Lookup, zones: int) -> bool:
        pattern = lookup.pattern(self.finder.language)
        if not lookup.contested:
            if zones == ALL_ZONES and not self.finder.words.isdisjoint(pattern.single):
                return True
            return self.finder.occurs(pattern, [at for at, bit in enumerate(self._bits) if bit & zones])
        return any(self._bits[each.zone] & zones for each in self._count(lookup).accepted)

    def _count(self, lookup: Lookup) -> _Counted:
        known = self._counted.get(lookup)
        if known is None:
            found = self.finder.find(lookup.pattern(self.finder.language))
            if lookup.entity is not None and lookup.contested:
                known = self._judged(lookup.entity, found)
            else:
                known = _Counted(found.accepted, ())
            self._counted[lookup] = known
        return known

    def _judged(self, entity: Entity, found: Found) -> _Counted:
        rejected = [(each, RejectReason.NOT_PHRASE) for each in found.masked]
        accepted: list[Occurrence] = []
        for each in found.accepted:
            zone = self.document.zones[each.zone]
            reason = self._judge.reject(entity, self.document, zone, each.start, each.end)
            accepted.append(each) if reason is None else rejected.append((each, reason))
        rejections = tuple(
            Rejection(self._names[each.zone], each.start, each.end, entity.id, reason)
            for each, reason in sorted(rejected)
        )
        return _Counted(tuple(accepted), rejections)

    def _span(self, occurrence: Occurrence, lookup: Lookup, clause: str) -> Span:
        zone = self._names[occurrence.zone]
        return Span(zone, occurrence.start, occurrence.end, lookup.kind, clause, lookup.name)
