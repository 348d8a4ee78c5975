"""Where a term occurs in a zone, checked against the article's own characters."""

import re
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from newsbell.core.match.hit import Span, SpanKind
from newsbell.core.match.inflection import language_of
from newsbell.core.match.terms import Form, TermPattern, event_pattern, normalised, required_signs
from newsbell.core.rules.model import EventType
from newsbell.core.text.document import Document
from newsbell.core.text.folding import folded
from newsbell.core.text.tokens import Token, tokenise

MAX_OCCURRENCES = 500
"""Occurrences looked at of one term in one article; those behind the last one do not count."""

_PHRASE_END = re.compile("[,;:.!?\u2026][\"'\u201d\u2019\u00bb)\\]]*\\s|[\u3001\u3002\uff0c\uff1b\uff1a\uff01\uff1f]")
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n|\r\n[^\S\n]*\r\n|\u2029")


class Occurrence(NamedTuple):
    """Words of a zone: its number in the document, code points of its text, numbers of the first and last word."""

    zone: int
    start: int
    end: int
    first: int
    last: int


class Found(NamedTuple):
    """What a term's pattern found: occurrences that count, and those inside a phrase listed under `not:`."""

    accepted: tuple[Occurrence, ...]
    masked: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True)
class IndexedText:
    """The visible text of a zone with its words, and where each word stands."""

    text: str
    tokens: tuple[Token, ...]
    positions: dict[str, list[int]]


@lru_cache(maxsize=8)
def index_text(visible: str) -> IndexedText:
    """The words of a visible text, kept for the next stages that look at the same article."""
    tokens = tokenise(visible)
    positions: dict[str, list[int]] = {}
    for number, token in enumerate(tokens):
        positions.setdefault(token.text, []).append(number)
    return IndexedText(visible, tokens, positions)


def find(pattern: TermPattern, document: Document) -> Found:
    """The occurrences of a term in all zones; of overlapping ones the longest wins, `not:` phrases included."""
    accepted: list[Occurrence] = []
    masked: list[Occurrence] = []
    for number, zone in enumerate(document.zones):
        indexed = index_text(zone.visible)
        excluded = _all_forms(pattern.excluded, indexed, number)
        wanted = _all_forms(pattern.forms, indexed, number) - excluded
        winners = longest(excluded | wanted)
        accepted.extend(each for each in winners if each not in excluded)
        blocking = [each for each in winners if each in excluded]
        if blocking:
            masked.extend(longest(each for each in wanted if _overlaps(each, blocking)))
    return Found(tuple(accepted[:MAX_OCCURRENCES]), tuple(masked[:MAX_OCCURRENCES]))


def find_triggers(event_type: EventType, document: Document) -> tuple[Span, ...]:
    """The triggers of an event type in an article, in reading order; those inside its `not:` phrases do not count.

    Raises QueryError if a trigger of the type is no term of the rule language.
    """
    found = find(event_pattern(event_type, language_of(document.language)), document)
    return tuple(
        Span(
            document.zones[each.zone].name,
            each.start,
            each.end,
            SpanKind.EVENT,
            f"event:{event_type.id}",
            event_type.id,
        )
        for each in found.accepted
    )


def longest(occurrences: Iterable[Occurrence]) -> list[Occurrence]:
    """The occurrences of one zone without those that overlap a longer one (of equals: an earlier one), in order."""
    ordered = sorted(set(occurrences))
    if all(one.end <= two.start for one, two in pairwise(ordered)):
        return ordered
    kept: list[Occurrence] = []
    for each in sorted(ordered, key=lambda one: (one.start - one.end, one.start)):
        if not _overlaps(each, kept):
            insort(kept, each)
    return kept


def _overlaps(occurrence: Occurrence, others: list[Occurrence]) -> bool:
    """Whether it shares characters with one of `others`, which are sorted and disjoint."""
    at = bisect_left(others, occurrence.end, key=lambda one: one.start)
    return at > 0 and others[at - 1].end > occurrence.start


def _all_forms(forms: tuple[Form, ...], indexed: IndexedText, zone: int) -> set[Occurrence]:
    return {each for form in forms for each in _occurrences(form, indexed, zone)}


def _occurrences(form: Form, indexed: IndexedText, zone: int) -> Iterator[Occurrence]:
    tokens, more = indexed.tokens, len(form.words) - 1
    for first in _positions(form.words[0], indexed):
        last = first + more
        if last < len(tokens) and _words_follow(form, tokens, first) and _gaps_hold(form, indexed, first):
            start, end = tokens[first].start - len(form.lead), tokens[last].end + len(form.trail)
            if _edges_hold(form, indexed.text, start, end):
                yield Occurrence(zone, start, end, tokens[first].ordinal, tokens[last].ordinal)


def _positions(word: frozenset[str] | re.Pattern[str], indexed: IndexedText) -> Iterator[int]:
    """Where a word's forms stand, form by form."""
    positions = indexed.positions
    if isinstance(word, frozenset):
        fitting: Iterable[str] = (form for form in word if form in positions)
    else:
        fitting = (text for text in positions if word.fullmatch(text))
    for text in fitting:
        yield from positions[text]


def _words_follow(form: Form, tokens: tuple[Token, ...], first: int) -> bool:
    return all(_is_word(word, tokens[first + number].text) for number, word in enumerate(form.words[1:], 1))


def _is_word(word: frozenset[str] | re.Pattern[str], text: str) -> bool:
    return text in word if isinstance(word, frozenset) else word.fullmatch(text) is not None


def _gaps_hold(form: Form, indexed: IndexedText, first: int) -> bool:
    """Between the words stand the signs of the term; where it has none, no end of a phrase."""
    for number, signs in enumerate(form.gaps, first):
        gap = indexed.text[indexed.tokens[number].end : indexed.tokens[number + 1].start]
        if _EMPTY_LINE.search(gap):
            return False
        if signs != required_signs(gap) if signs else _PHRASE_END.search(gap) is not None:
            return False
    return True


def _edges_hold(form: Form, text: str, start: int, end: int) -> bool:
    """The signs before the first and behind the last word, and the case where it counts."""
    if start < 0 or end > len(text):
        return False
    if form.lead and folded(text[start : start + len(form.lead)]) != form.lead:
        return False
    if form.trail and folded(text[end - len(form.trail) : end]) != form.trail:
        return False
    return form.exact is None or form.exact.fullmatch(normalised(text[start:end])) is not None
