"""Where terms stand in one article, found by `str.find` in its folded text; the places are those of `occurrences.find`.

A zone with characters that are words by themselves, or that fold to none or several, goes the plain way.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from newsbell.core.match.hit import Span, SpanKind
from newsbell.core.match.inflection import language_of
from newsbell.core.match.occurrences import (
    MAX_OCCURRENCES,
    Found,
    Occurrence,
    all_forms,
    contest,
    index_text,
    longest,
    written_as,
)
from newsbell.core.match.terms import Form, TermPattern, WordForms, event_pattern
from newsbell.core.match.wordset import spaced, words_and_line
from newsbell.core.rules.model import EventType
from newsbell.core.text.document import Document

_BLANKS = re.compile(" *")
_MANY = 16
"""A text is searched through for one word after the other; for more words than this it is taken apart once instead."""


class Finder:
    """One article, ready to be asked where terms stand. `words` are its distinct words, of all zones together."""

    __slots__ = ("_line", "_spaced", "_starts", "document", "language", "words")

    def __init__(self, document: Document) -> None:
        self.document = document
        self.language = language_of(document.language)
        self.words, self._line = words_and_line("\n".join([zone.visible for zone in document.zones]))
        self._spaced: dict[int, str | None] = {}
        self._starts: dict[int, tuple[list[int], list[int]]] = {}

    def find(self, pattern: TermPattern) -> Found:
        """The occurrences of a term in all zones; those of plain zones have 0 as numbers of their words."""
        wanted = self._in_zones(pattern.forms)
        if pattern.excluded:
            return contest(wanted, self._in_zones(pattern.excluded))
        accepted = [each for found in wanted if found for each in longest(found)[:MAX_OCCURRENCES]]
        return Found(tuple(accepted), ())

    def occurs(self, pattern: TermPattern, zones: Sequence[int]) -> bool:
        """Whether a term has an occurrence in the zones of these numbers, `not:` phrases left aside."""
        for form in pattern.forms:
            if _may_occur(form, self.words):
                for zone in zones:
                    if self._has(form, zone):
                        return True
        return False

    def numbered(self, occurrence: Occurrence) -> Occurrence:
        """The occurrence with the numbers of its first and last word."""
        zone = occurrence.zone
        places = self._starts.get(zone)
        tokens = index_text(self.document.zones[zone].visible).tokens
        if places is None:
            places = self._starts[zone] = ([token.start for token in tokens], [token.end for token in tokens])
        first = bisect_left(places[0], occurrence.start)
        last = bisect_right(places[1], occurrence.end) - 1
        return occurrence._replace(first=tokens[first].ordinal, last=tokens[last].ordinal)

    def _in_zones(self, forms: Sequence[Form]) -> list[set[Occurrence]]:
        """Where a term stands in each zone, in any of its forms."""
        present = [form for form in forms if _may_occur(form, self.words)]
        return [self._in_zone(present, zone) if present else set() for zone in range(len(self.document.zones))]

    def _in_zone(self, present: Sequence[Form], zone: int) -> set[Occurrence]:
        text = self._spaced_text(zone)
        visible = self.document.zones[zone].visible
        if text is None:
            return all_forms(present, index_text(visible), zone)
        return {each for form in present for each in self._of_form(form, text, visible, zone)}

    def _has(self, form: Form, zone: int) -> bool:
        text = self._spaced_text(zone)
        visible = self.document.zones[zone].visible
        if text is None:
            return bool(all_forms([form], index_text(visible), zone))
        return any(True for _ in self._of_form(form, text, visible, zone))

    def _of_form(self, form: Form, text: str, visible: str, zone: int) -> Iterable[Occurrence]:
        first = _forms_of(form.words[0], self.words)
        if len(first) <= _MANY:
            return _occurrences(form, first, text, visible, zone)
        placed = all_forms([form], index_text(visible), zone)
        return (each._replace(first=0, last=0) for each in placed)

    def _spaced_text(self, zone: int) -> str | None:
        if zone not in self._spaced:
            visible = self.document.zones[zone].visible
            self._spaced[zone] = spaced(visible) if self._line is None else self._part_of_line(zone, len(visible))
        return self._spaced[zone]

    def _part_of_line(self, zone: int, length: int) -> str:
        line = self._line or ""
        start = sum(len(each.visible) + 1 for each in self.document.zones[:zone])
        return f" {line[start : start + length]} "


@lru_cache(maxsize=4)
def finder_of(document: Document) -> Finder:
    """The finder of an article, kept for the next stages that look at the same one."""
    return Finder(document)


def find_triggers(event_type: EventType, document: Document) -> tuple[Span, ...]:
    """The triggers of an event type in an article, in reading order; those inside its `not:` phrases do not count.

    Raises QueryError if a trigger of the type is no term of the rule language.
    """
    finder = finder_of(document)
    found = finder.find(event_pattern(event_type, finder.language))
    clause = f"event:{event_type.id}"
    return tuple(
        Span(document.zones[each.zone].name, each.start, each.end, SpanKind.EVENT, clause, event_type.id)
        for each in found.accepted
    )


def _may_occur(form: Form, words: set[str]) -> bool:
    """Whether all words of a form are among those of a text."""
    for word in form.words:
        if isinstance(word, frozenset):
            if words.isdisjoint(word):
                return False
        elif not any(word.fits(each) for each in words):
            return False
    return True


def _occurrences(form: Form, first: Sequence[str], text: str, visible: str, zone: int) -> Iterator[Occurrence]:
    """The occurrences of a form that begin with one of the words `first`."""
    for word in first:
        for start in _starts_of(word, text):
            places = _places(form, text, start, start + len(word))
            place = written_as(form, visible, places) if places is not None else None
            if place is not None:
                yield Occurrence(zone, *place, 0, 0)


def _forms_of(word: WordForms, words: set[str]) -> list[str]:
    if isinstance(word, frozenset):
        return [each for each in word if each in words]
    return [each for each in words if word.fits(each)]


def _starts_of(word: str, text: str) -> Iterator[int]:
    needle = f" {word} "
    at = text.find(needle)
    while at >= 0:
        yield at
        at = text.find(needle, at + len(needle) - 1)


def _places(form: Form, text: str, start: int, end: int) -> list[tuple[int, int]] | None:
    """Where the words of a form stand if its first one stands at `start`; None if others follow."""
    places = [(start, end)]
    for word in form.words[1:]:
        at = end + 2
        if text.startswith(" ", at):
            at = _BLANKS.match(text, at).end()  # type: ignore[union-attr]  # it matches everywhere
        stop = text.find(" ", at)
        if stop < 0 or not _is(word, text[at:stop]):
            return None
        start, end = at - 1, stop - 1
        places.append((start, end))
    return places


def _is(word: WordForms, found: str) -> bool:
    """Whether a word of a text is that word of a term; at the end of a text there is none."""
    if isinstance(word, frozenset):
        return found in word
    return found != "" and word.fits(found)
