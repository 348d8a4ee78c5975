"""An explanation as plain values, for other programs: lists, texts, numbers and booleans, ready for JSON."""

from collections.abc import Sequence
from typing import Any

from newsbell.core.match.hit import Rejection, Span
from newsbell.core.match.outcome import Outcome, Passage
from newsbell.core.render.explanation import Explanation
from newsbell.core.render.passages import sentence_at
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
from newsbell.core.text.document import Document

MOST_FOUND = 20
"""Occurrences listed of one term; `count` tells how many there are."""

_KINDS: dict[type[Node], str] = {
    And: "and",
    Or: "or",
    Not: "not",
    Near: "near",
    AtLeast: "at_least",
    SomeOf: "of",
    InZone: "zone",
    Named: "term",
    Metadata: "property",
    Word: "word",
    Exact: "exact",
    Wildcard: "wildcard",
    EntityRef: "entity",
    EventRef: "event",
}

Object = dict[str, Any]


def explanation_object(explanation: Explanation) -> Object:
    """The explanation as docs/rules.md describes it; every place is in code points of the article's own text."""
    finding = explanation.finding
    document = explanation.document
    return {
        "article_id": document.article_id,
        "headline": document.headline,
        "rule": explanation.rule.id,
        "version": explanation.rule.version,
        "matches": explanation.outcome.held,
        "raises": explanation.raised,
        "verdict": explanation.verdict,
        "obstacles": [
            {"clause": each.clause, "kind": each.kind.value, "text": each.sentence} for each in explanation.obstacles
        ],
        "tree": _part(explanation.outcome, document),
        "events": [
            {
                "type": event.type,
                "status": event.status.value,
                "background": event.background,
                "unconfirmed": event.unconfirmed,
                "cue": event.cue,
            }
            for event in (finding.events if finding is not None else ())
        ],
    }


def _part(outcome: Outcome, document: Document) -> Object:
    """A part of the query; `found` only where it has no parts of its own."""
    part: Object = {
        "clause": outcome.clause,
        "kind": _KINDS[type(outcome.node)],
        "held": outcome.held,
        "note": outcome.note,
    }
    if not outcome.children:
        part["count"] = len(outcome.spans)
        part["found"] = _places(outcome.spans[:MOST_FOUND], document)
    part["rejected"] = [
        {**_place(each, document), "entity": each.entity, "reason": each.reason.value, "text": each.reason.sentence}
        for each in outcome.rejections[:MOST_FOUND]
    ]
    part["nearest"] = [
        {"kind": miss.kind.value, "text": miss.sentence, "places": _places(miss.passages, document)}
        for miss in outcome.misses
    ]
    part["children"] = [_part(child, document) for child in outcome.children]
    return part


def _places(found: Sequence[Span | Passage], document: Document) -> list[Object]:
    return [_place(each, document) for each in found]


def _place(found: Span | Passage | Rejection, document: Document) -> Object:
    zone = document.zone(found.zone)
    return {
        "zone": found.zone,
        "field": zone.field if zone is not None else None,
        "start": found.start,
        "end": found.end,
        "words": zone.text[found.start : found.end] if zone is not None else "",
        "sentence": sentence_at(document, found.zone, found.start),
    }
