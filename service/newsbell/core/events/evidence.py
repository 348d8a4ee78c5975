"""Evidence: the sentences with matched words, as they stand in the article."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from newsbell.core.events.finding import EvidenceFound
from newsbell.core.match.hit import Span
from newsbell.core.text.document import Document, FieldName, Zone

MAX_EVIDENCE = 20
LONGEST_SENTENCE = 1000
"""Code points; a longer `sentence` (text without full stops) is quoted in pieces of this length."""


class _Place(NamedTuple):
    zone: int
    start: int
    end: int
    field: FieldName


def evidence_of(document: Document, spans: Iterable[Span]) -> tuple[EvidenceFound, ...]:
    """The evidence sentences in reading order, headline first, numbered e1, e2 ...

    At most MAX_EVIDENCE: first one for every clause, then those with the most distinct clauses, earlier ones first.
    """
    places = _places(document, spans)
    kept = sorted(places if len(places) <= MAX_EVIDENCE else _strongest(places))
    return tuple(
        EvidenceFound(
            id=f"e{number}",
            field=place.field,
            sentence=document.zones[place.zone].text[place.start : place.end],
            start=place.start,
            end=place.end,
            spans=tuple(sorted(places[place], key=_order) if len(places[place]) > 1 else places[place]),
        )
        for number, place in enumerate(kept, start=1)
    )


def _order(span: Span) -> tuple[object, ...]:
    """What spans are ordered by among themselves, made once for each and not at each comparison."""
    return span.zone, span.start, span.end, span.kind, span.clause, span.name


def _places(document: Document, spans: Iterable[Span]) -> dict[_Place, set[Span]]:
    zones = {zone.name: (number, zone) for number, zone in enumerate(document.zones)}
    by_start: dict[tuple[int, int], tuple[_Place, set[Span]]] = {}
    for span in spans:
        number, zone = zones[span.zone]
        start, end = _bounds(zone, span)
        place, found = by_start.setdefault((number, start), (_Place(number, start, end, zone.field), set()))
        found.add(span)
        if end > place.end:
            by_start[number, start] = (place._replace(end=end), found)
    return dict(by_start.values())


def _bounds(zone: Zone, span: Span) -> tuple[int, int]:
    """The sentence round a span; words that run over its end, or stand in none, are taken as they are."""
    first = zone.sentence_at(span.start)
    if first is None:
        return span.start, span.end
    if span.end <= first.end <= first.start + LONGEST_SENTENCE:
        return first.start, first.end
    last = zone.sentence_at(span.end - 1)
    end = max(first.end, last.end if last is not None else span.end)
    if end - first.start <= LONGEST_SENTENCE:
        return first.start, end
    piece = first.start + (span.start - first.start) // LONGEST_SENTENCE * LONGEST_SENTENCE
    return piece, max(min(piece + LONGEST_SENTENCE, end), span.end)


def _strongest(places: dict[_Place, set[Span]]) -> Sequence[_Place]:
    clauses = {place: {span.clause for span in spans} for place, spans in places.items()}
    ranked = sorted(places, key=lambda place: (-len(clauses[place]), place))
    chosen: dict[_Place, None] = {}
    covered: set[str] = set()
    for place in ranked:
        if clauses[place] - covered:
            chosen[place] = None
            covered |= clauses[place]
    for place in ranked:
        chosen[place] = None
    return list(chosen)[:MAX_EVIDENCE]


def ids_with(evidence: Iterable[EvidenceFound], spans: Iterable[Span]) -> tuple[str, ...]:
    """The ids of the evidence that holds one of the spans, in reading order."""
    wanted = {(span.zone, span.start, span.end) for span in spans}
    return tuple(
        item.id for item in evidence if any((span.zone, span.start, span.end) in wanted for span in item.spans)
    )
