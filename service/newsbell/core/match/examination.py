"""One article under examination: every node of every query, each term looked for once."""

from collections.abc import Hashable
from typing import NamedTuple

from newsbell.core.match.hit import Judge, Rejection, RejectReason, Span, SpanKind
from newsbell.core.match.inflection import language_of
from newsbell.core.match.near import Interval, Unit, join_by_unit, join_by_words
from newsbell.core.match.notes import count_note, metadata_note, near_note, term_note
from newsbell.core.match.occurrences import Found, Occurrence, find, longest
from newsbell.core.match.outcome import Outcome, merged_spans
from newsbell.core.match.terms import TermPattern, entity_pattern, event_pattern, glob_pattern, term_pattern
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
from newsbell.core.text.folding import folded
from newsbell.core.text.tokens import tokenise

Zones = frozenset[str]
ALL_ZONES: Zones = frozenset({"title", "body"})


class _Judged(NamedTuple):
    """A term's occurrences that count, and mentions that do not."""

    accepted: tuple[Occurrence, ...]
    rejections: tuple[Rejection, ...]
    masked: int


class Examination:
    """Evaluates queries on one document. With `notes` the outcomes say what was missing, which costs more."""

    def __init__(self, document: Document, vocabulary: Vocabulary, judge: Judge, *, notes: bool = False) -> None:
        self._document = document
        self._vocabulary = vocabulary
        self._judge = judge
        self._notes = notes
        self._language = language_of(document.language)
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
        note = ""
        if self._notes and not pairs:
            note = near_note(node, self._intervals(node.left, zones), self._intervals(node.right, zones))
        return Outcome(node, bool(pairs), spans, note=note, children=parts)

    def _at_least(self, node: AtLeast, zones: Zones) -> Outcome:
        inner = self.examine(node.item, zones)
        intervals = self._intervals(node.item, zones)
        counted = _count(intervals)
        held = counted >= node.count
        note = "" if held else count_note(counted, node.count, "occurrences")
        return Outcome(node, held, inner.spans if held else (), note=note, children=(inner,))

    def _metadata(self, node: Metadata) -> Outcome:
        values = self._values(node)
        wanted = glob_pattern(" ".join(folded(node.pattern).split()))
        held = any(wanted.fullmatch(value) for value in values)
        return Outcome(node, held, note="" if held or not self._notes else metadata_note(node, self._document))

    def _values(self, node: Metadata) -> list[str]:
        """What the pattern may equal: the source's name or domain; the language with and without its region."""
        if node.field == "source":
            values = [self._document.source, self._document.domain]
        else:
            language = (self._document.language or "").replace("_", "-")
            values = [language, language.split("-")[0]]
        return [" ".join(folded(value).split()) for value in values if value]

    def _term(self, node: Term, zones: Zones) -> Outcome:
        key = (_key(node), node.place.clause, zones)
        known = self._terms.get(key)
        if known is not None:
            return known if known.node is node else Outcome(node, known.held, known.spans, known.rejections, known.note)
        judged = self._look_up(node)
        spans = tuple(self._span(node, each) for each in judged.accepted if self._zone_name(each) in zones)
        rejections = tuple(each for each in judged.rejections if each.zone in zones)
        note = ""
        if self._notes and not spans:
            note = term_note(node, self._document, rejections, judged.masked)
        outcome = self._terms[key] = Outcome(node, bool(spans), spans, rejections, note)
        return outcome

    def _zone_name(self, occurrence: Occurrence) -> str:
        return self._document.zones[occurrence.zone].name

    def _span(self, node: Term, occurrence: Occurrence) -> Span:
        zone = self._document.zones[occurrence.zone].name
        kind, name = _kind(node)
        return Span(zone, occurrence.start, occurrence.end, kind, node.place.clause, name)

    def _look_up(self, node: Term) -> _Judged:
        key = _key(node)
        known = self._judged.get(key)
        if known is None:
            found = find(self._pattern(node), self._document)
            if isinstance(node, EntityRef):
                known = self._judge_all(self._vocabulary.entities[node.id], found)
            else:
                known = _Judged(found.accepted, (), len(found.masked))
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
        return _Judged(tuple(accepted), rejections, len(found.masked))

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
        return join_by_unit(left, right, self._unit(node.within == "p"), ordered=node.ordered)

    def _unit(self, paragraphs: bool) -> Unit:
        """Tells the sentence or paragraph in which all words of an interval stand."""

        def unit(interval: Interval) -> Hashable | None:
            zone = self._document.zones[interval.zone]
            sentences = [zone.sentence_at(span.start) for span in interval.spans]
            places = {(s.paragraph if paragraphs else s.start) if s else None for s in sentences}
            place = places.pop() if len(places) == 1 else None
            return None if place is None else (interval.zone, place)

        return unit


def _count(intervals: list[Interval]) -> int:
    """How many occurrences there are, overlapping ones counted once."""
    by_zone: dict[int, list[Occurrence]] = {}
    for each in intervals:
        by_zone.setdefault(each.zone, []).append(Occurrence(*each[:5]))
    return sum(len(longest(occurrences)) for occurrences in by_zone.values())


def _key(node: Term) -> Hashable:
    """What a term looks for, wherever it is written."""
    match node:
        case Word():
            return ("word", node.text)
        case Exact():
            return ("exact", node.text, node.case)
        case Wildcard():
            return ("wildcard", node.pattern)
        case EntityRef():
            return ("entity", node.id)
        case EventRef():
            return ("event", node.id)


def _kind(node: Term) -> tuple[SpanKind, str]:
    match node:
        case EntityRef():
            return SpanKind.ENTITY, node.id
        case EventRef():
            return SpanKind.EVENT, node.id
        case Exact() if len(tokenise(node.text)) > 1:
            return SpanKind.PHRASE, ""
        case _:
            return SpanKind.WORD, ""
