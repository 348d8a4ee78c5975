"""A hit understood: who it is about, what happened, and the sentences that say so."""

from collections.abc import Iterable, Mapping, Sequence

from newsbell.core.events.evidence import evidence_of, ids_with
from newsbell.core.events.finding import ClauseFound, EntityFound, EventFound, EvidenceFound, Finding
from newsbell.core.events.triggers import may_trigger, words_within
from newsbell.core.match.finder import find_triggers
from newsbell.core.match.hit import Hit, Span, SpanKind
from newsbell.core.match.inflection import language_of
from newsbell.core.rules.model import EventType, Status, Vocabulary
from newsbell.core.text.document import Document

OPENING_SENTENCES = 4
_TITLE_WEIGHT, _OPENING_WEIGHT, _REST_WEIGHT = 3, 2, 1
_HALF = 3
"""The weight at which salience is one half: one mention in the title."""


def understand(document: Document, hit: Hit) -> Finding:
    """What the article says under this rule. Pure: the same article and rule give the same finding."""
    vocabulary = hit.vocabulary
    evidence = evidence_of(document, hit.spans)
    return Finding(
        document=document,
        hit=hit,
        entities=_entities(document, hit.spans, vocabulary),
        events=_events(document, hit.spans, vocabulary, evidence),
        evidence=evidence,
        matched=_matched(hit, evidence),
    )


def salience(document: Document, spans: Iterable[Span]) -> float:
    """How much the article is about what the spans name, above 0 and below 1.

    Each mention weighs 3 in the title, 2 in the first four sentences, 1 elsewhere; the sum w becomes w / (w + 3),
    rounded to two digits. So one mention in passing is 0.25, one in the opening 0.4, one in the title 0.5, and from
    0.4 on it is worth calling salient. The weights are those of newspaper summarising: what matters comes first.
    """
    return _salience(spans, _opening_ends(document))


def _salience(spans: Iterable[Span], opening_ends: Mapping[str, int]) -> float:
    places = {(span.zone, span.start, span.end) for span in spans}
    weight = sum(
        _TITLE_WEIGHT if zone == "title" else _OPENING_WEIGHT if start < opening_ends[zone] else _REST_WEIGHT
        for zone, start, _ in places
    )
    return round(weight / (weight + _HALF), 2)


def _opening_ends(document: Document) -> dict[str, int]:
    """Where the opening of each zone ends."""
    openings = ((zone.name, zone.first_sentences(OPENING_SENTENCES)) for zone in document.zones)
    return {name: opening[-1].end if opening else 0 for name, opening in openings}


def _entities(document: Document, spans: Sequence[Span], vocabulary: Vocabulary) -> tuple[EntityFound, ...]:
    mentions: dict[str, list[Span]] = {}
    for span in spans:
        if span.kind is SpanKind.ENTITY:
            mentions.setdefault(span.name, []).append(span)
    opening_ends = _opening_ends(document) if mentions else {}
    found = [
        EntityFound(
            id=id_,
            name=vocabulary.entities[id_].name,
            type=vocabulary.entities[id_].type,
            salience=_salience(own, opening_ends),
            mentions=len({(span.zone, span.start, span.end) for span in own}),
        )
        for id_, own in mentions.items()
        if id_ in vocabulary.entities
    ]
    return tuple(sorted(found, key=lambda entity: (-entity.salience, -entity.mentions, entity.id)))


def _events(
    document: Document, spans: Sequence[Span], vocabulary: Vocabulary, evidence: Sequence[EvidenceFound]
) -> tuple[EventFound, ...]:
    """The event types that the rule names by `event:`, and those of which a matched word is a trigger."""
    words = [span for span in spans if span.kind in (SpanKind.WORD, SpanKind.PHRASE)]
    language = language_of(document.language)
    written = frozenset[str]().union(*(words_within(text) for text in _texts(words, document)))
    found: list[EventFound] = []
    for id_, event_type in vocabulary.event_types.items():
        own = [span for span in spans if span.kind is SpanKind.EVENT and span.name == id_]
        if may_trigger(event_type, language, written):
            own += _triggering(words, event_type, document)
        if own:
            found.append(EventFound(id_, decide_status(own), ids_with(evidence, own)))
    return tuple(found)


def _texts(spans: Iterable[Span], document: Document) -> set[str]:
    """What stands at the spans."""
    visible = {zone.name: zone.visible for zone in document.zones}
    return {visible[span.zone][span.start : span.end] for span in spans}


def _triggering(words: Sequence[Span], event_type: EventType, document: Document) -> list[Span]:
    """The matched words that overlap a trigger of the type."""
    triggers = find_triggers(event_type, document)
    return [
        word
        for word in words
        if any(word.zone == hit.zone and word.start < hit.end and hit.start < word.end for hit in triggers)
    ]


READ_STATUSES = frozenset({Status.REPORTED})
"""The statuses that `decide_status` can find; a rule or route that waits for others alone waits in vain."""


def decide_status(spans: Sequence[Span]) -> Status:
    """Where the event stands, by the sentences round the spans that name it.

    The one place where a status is decided. It abstains: no cue words are read, so nothing is claimed but that the
    event is reported.
    """
    del spans
    return Status.REPORTED


def _matched(hit: Hit, evidence: Sequence[EvidenceFound]) -> tuple[ClauseFound, ...]:
    """The terms that held, in the order of the rule's text, each with the sentences where it did."""
    clauses = {span.clause for span in hit.spans}
    ids: dict[str, list[str]] = {clause: [] for clause in clauses}
    for item in evidence:
        for clause in {span.clause for span in item.spans}:
            ids[clause].append(item.id)
    text = hit.rule.text
    ordered = sorted(clauses, key=lambda clause: (text.find(clause) % (len(text) + 1), clause))
    return tuple(ClauseFound(clause, tuple(ids[clause])) for clause in ordered)
