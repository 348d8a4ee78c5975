"""One article under examination: every node of every query, each term looked for once."""

from collections.abc import Hashable
from dataclasses import replace
from typing import NamedTuple

from newsbell.core.match.hit import Judge, Rejection, RejectReason, Span
from newsbell.core.match.inflection import language_of
from newsbell.core.match.near import Interval, join_by_unit, join_by_words
from newsbell.core.match.nodes import count_occurrences, property_holds, term_key, term_kind, unit_of
from newsbell.core.match.notes import Notes, count_note, metadata_note
from newsbell.core.match.occurrences import Found, Occurrence, find
from newsbell.core.match.outcome import Outcome, merged_spans
from newsbell.core.match.terms import TermPattern, entity_pattern, event_pattern, term_pattern
from newsbell.core.rules.model import Entity, Vocabulary
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
from newsbell.core.text.document import Document

Zones = frozenset[str]
ALL_ZONES: Zones = frozenset({"title", "body"})


class _Judged(NamedTuple):
    """A term's occurrences that count, and mentions that do not."""

    accepted: tuple[Occurrence, ...]
    rejections: tuple[Rejection, ...]
    masked: tuple[Occurrence, ...]


class Examination:
    """Evaluates queries on one document. With `notes` the outcomes say what was missing, which costs more."""

    def __init__(self, document: Document, vocabulary: Vocabulary, judge: Judge, *, notes: bool = False) -> None:
        self._document = document
        self._vocabulary = vocabulary
        self._judge = judge
        self._language = language_of(document.language)
        self._notes = Notes(document, vocabulary, self._language) if notes else None
        self._judged: dict[Hashable, _Judged] = {}
        self._terms: dict[tuple[Hashable, str, Zones], Outcome] = {}

    def examine(self, node: Node, zones: Zones = ALL_ZONES) -> Outcome:
        """Whether a node holds in these zones, with the words that make it hold; all parts are looked at."""
        match node:
            case And() | Or() | SomeOf():
                return self._several(node, zones)
            case Not():
                return self._not(node, zones)
            case InZone():
                inner = self.examine(node.item, zones & {node.zone})
                return Outcome(node, inner.held, inner.spans, children=(inner,))
            case Named():
                inner = self.examine(node.item, zones)
                return Outcome(node, inner.held, inner.spans, children=(inner,))
            case Near():
                return self._near(node, zones)
            case AtLeast():
                return self._at_least(node, zones)
            case Metadata():
                return self._metadata(node)
            case _:
                return self._term(node, zones)

    def _several(self, node: And | Or | SomeOf, zones: Zones) -> Outcome:
        parts = tuple(self.examine(item, zones) for item in node.items)
        holding = sum(part.held for part in parts)
        needed = {And: len(parts), Or: 1}.get(type(node), 0)
        if isinstance(node, SomeOf):
            needed = node.count
        held = holding >= needed
        note = count_note(holding, needed, "hold") if isinstance(node, SomeOf) and not held else ""
        return Outcome(node, held, merged_spans(parts) if held else (), note=note, children=parts)

    def _not(self, node: Not, zones: Zones) -> Outcome:
        inner = self.examine(node.item, zones)
        note = "" if not inner.held else "it occurs"
        return Outcome(node, not inner.held, note=note, children=(inner,))

    def _near(self, node: Near, zones: Zones) -> Outcome:
        parts = (self.examine(node.left, zones), self.examine(node.right, zones))
        pairs = self._intervals(node, zones)
        spans = tuple(dict.fromkeys(span for pair in pairs for span in pair.spans))
        if self._notes is None or pairs:
            return Outcome(node, bool(pairs), spans, children=parts)
        sides = (self._intervals(node.left, zones), self._intervals(node.right, zones))
        note, misses = self._notes.near(node, *sides)
        return Outcome(node, False, note=note, children=parts, misses=misses)

    def _at_least(self, node: AtLeast, zones: Zones) -> Outcome:
        inner = self.examine(node.item, zones)
        intervals = self._intervals(node.item, zones)
        counted = count_occurrences(intervals)
        held = counted >= node.count
        note = "" if held else count_note(counted, node.count, "occurrences")
        return Outcome(node, held, inner.spans if held else (), note=note, children=(inner,))

    def _metadata(self, node: Metadata) -> Outcome:
        held = property_holds(node, self._document)
        return Outcome(node, held, note="" if held or self._notes is None else metadata_note(node, self._document))

    def _term(self, node: Term, zones: Zones) -> Outcome:
        key = (term_key(node), node.place.clause, zones)
        known = self._terms.get(key)
        if known is not None:
            return known if known.node is node else replace(known, node=node)
        judged = self._look_up(node)
        spans = tuple(self._span(node, each) for each in judged.accepted if self._zone_name(each) in zones)
        rejections = tuple(each for each in judged.rejections if each.zone in zones)
        outcome = Outcome(node, bool(spans), spans, rejections)
        if self._notes is not None and not spans:
            masked = [each for each in judged.masked if self._zone_name(each) in zones]
            note, misses = self._notes.term(node, zones, judged.accepted, rejections, masked)
            outcome = replace(outcome, note=note, misses=misses)
        self._terms[key] = outcome
        return outcome

    def _zone_name(self, occurrence: Occurrence) -> str:
        return self._document.zones[occurrence.zone].name

    def _span(self, node: Term, occurrence: Occurrence) -> Span:
        zone = self._document.zones[occurrence.zone].name
        kind, name = term_kind(node)
        return Span(zone, occurrence.start, occurrence.end, kind, node.place.clause, name)

    def _look_up(self, node: Term) -> _Judged:
        key = term_key(node)
        known = self._judged.get(key)
        if known is None:
            found = find(self._pattern(node), self._document)
            if isinstance(node, EntityRef):
                known = self._judge_all(self._vocabulary.entities[node.id], found)
            else:
                known = _Judged(found.accepted, (), found.masked)
            self._judged[key] = known
        return known

    def _pattern(self, node: Term) -> TermPattern:
        match node:
            case EntityRef():
                return entity_pattern(self._vocabulary.entities[node.id])
            case EventRef():
                return event_pattern(self._vocabulary.event_types[node.id], self._language)
            case _:
                return term_pattern(node, self._language)

    def _judge_all(self, entity: Entity, found: Found) -> _Judged:
        accepted: list[Occurrence] = []
        rejected = [(each, RejectReason.NOT_PHRASE) for each in found.masked]
        for each in found.accepted:
            zone = self._document.zones[each.zone]
            reason = self._judge.reject(entity, self._document, zone, each.start, each.end)
            if reason is None:
                accepted.append(each)
            else:
                rejected.append((each, reason))
        rejections = tuple(
            Rejection(self._document.zones[each.zone].name, each.start, each.end, entity.id, reason)
            for each, reason in sorted(rejected)
        )
        return _Judged(tuple(accepted), rejections, found.masked)

    def _intervals(self, node: Node, zones: Zones) -> list[Interval]:
        """Where the operand of a NEAR or ATLEAST stands; a list in reading order."""
        match node:
            case InZone():
                return self._intervals(node.item, zones & {node.zone})
            case Named():
                return self._intervals(node.item, zones)
            case Or():
                return sorted({each for item in node.items for each in self._intervals(item, zones)})
            case Near():
                return self._joined(node, zones)
            case Word() | Exact() | Wildcard() | EntityRef() | EventRef():
                judged = self._look_up(node)
                inside = (each for each in judged.accepted if self._zone_name(each) in zones)
                return [Interval(*each, (self._span(node, each),)) for each in inside]
            case _:
                return []

    def _joined(self, node: Near, zones: Zones) -> list[Interval]:
        left, right = self._intervals(node.left, zones), self._intervals(node.right, zones)
        if isinstance(node.within, int):
            return join_by_words(left, right, node.within, ordered=node.ordered)
        return join_by_unit(left, right, unit_of(self._document, node.within), ordered=node.ordered)
