"""Small questions about single nodes of a query, on which the oracle and the fast matcher agree by definition."""

from collections.abc import Hashable, Iterable
from typing import Literal

from newsbell.core.match.clauses import PropertyField
from newsbell.core.match.hit import SpanKind
from newsbell.core.match.near import Interval, Unit
from newsbell.core.match.occurrences import Occurrence, longest
from newsbell.core.match.terms import glob_pattern
from newsbell.core.rules.syntax import EntityRef, EventRef, Exact, Metadata, Term, Wildcard, Word
from newsbell.core.text.document import Document
from newsbell.core.text.folding import folded
from newsbell.core.text.tokens import tokenise


def term_key(node: Term) -> Hashable:
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


def term_kind(node: Term) -> tuple[SpanKind, str]:
    """The sort of a term, and the name that it uses."""
    match node:
        case EntityRef():
            return SpanKind.ENTITY, node.id
        case EventRef():
            return SpanKind.EVENT, node.id
        case Exact() if len(tokenise(node.text)) > 1:
            return SpanKind.PHRASE, ""
        case _:
            return SpanKind.WORD, ""


def property_holds(node: Metadata, document: Document) -> bool:
    """Whether one of the article's values of that property has the pattern."""
    wanted = glob_pattern(" ".join(folded(node.pattern).split()))
    return any(wanted.fullmatch(value) for value in property_values(node.field, document))


def property_values(field: PropertyField, document: Document) -> list[str]:
    """What a pattern may equal: the source's name or domain; the language with and without its region; all folded."""
    if field == "source":
        values = [document.source, document.domain]
    else:
        language = (document.language or "").replace("_", "-")
        values = [language, language.split("-")[0]]
    return [" ".join(folded(value).split()) for value in values if value]


def unit_of(document: Document, within: Literal["s", "p"]) -> Unit:
    """Tells the sentence or paragraph in which all words of an interval stand."""

    def unit(interval: Interval) -> Hashable | None:
        zone = document.zones[interval.zone]
        sentences = [zone.sentence_at(span.start) for span in interval.spans]
        places = {(s.paragraph if within == "p" else s.start) if s else None for s in sentences}
        place = places.pop() if len(places) == 1 else None
        return None if place is None else (interval.zone, place)

    return unit


def count_occurrences(intervals: Iterable[Interval]) -> int:
    """How many occurrences there are, overlapping ones counted once."""
    by_zone: dict[int, list[Occurrence]] = {}
    for each in intervals:
        by_zone.setdefault(each.zone, []).append(Occurrence(*each[:5]))
    return sum(len(longest(occurrences)) for occurrences in by_zone.values())
