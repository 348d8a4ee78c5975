"""Where a term occurs in a zone, checked against the article's own characters."""

import re
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from newsbell.core.match.terms import Form, TermPattern, WordForms, normalised, required_signs
from newsbell.core.text.document import Document
from newsbell.core.text.folding import fold
from newsbell.core.text.references import unescaped
from newsbell.core.text.tokens import Token, tokenise

MAX_OCCURRENCES = 500
"""Occurrences looked at of one term in one zone; those behind the last one do not count."""

_PHRASE_END = re.compile("[,;:.!?\u2026][\"'\u201d\u2019\u00bb)\\]]*\\s|[\u3001\u3002\uff0c\uff1b\uff1a\uff01\uff1f]")
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n|\r\n[^\S\n]*\r\n|\u2029")

_PLAIN_GAPS = frozenset({" ", "-", ""})
"""What stands between nearly all words of phrases; looked up before anything is searched for."""

_SIGN = 12
"""Characters that one sign takes in a text, at most: that of a character reference (`&#0000043;`)."""


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
    texts = [index_text(zone.visible) for zone in document.zones]
    return contest(
        [all_forms(pattern.forms, text, zone) for zone, text in enumerate(texts)],
        [all_forms(pattern.excluded, text, zone) for zone, text in enumerate(texts)],
    )


def contest(wanted: Sequence[set[Occurrence]], excluded: Sequence[set[Occurrence]]) -> Found:
    """Which occurrences count, zone by zone: of overlapping ones the longest, if it is not an excluded phrase."""
    accepted: list[Occurrence] = []
    masked: list[Occurrence] = []
    for own, others in zip(wanted, excluded, strict=True):
        mine = own - others
        winners = longest(mine | others)
        accepted.extend([each for each in winners if each not in others][:MAX_OCCURRENCES])
        blocking = [each for each in winners if each in others]
        if blocking:
            masked.extend(longest(each for each in mine if _overlaps(each, blocking))[:MAX_OCCURRENCES])
    return Found(tuple(accepted), tuple(masked))


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


def all_forms(forms: Sequence[Form], indexed: IndexedText, zone: int) -> set[Occurrence]:
    """Where a term stands in the zone of that number, in any of its forms."""
    return {each for form in forms for each in _occurrences(form, indexed, zone)}


def _occurrences(form: Form, indexed: IndexedText, zone: int) -> Iterator[Occurrence]:
    tokens, more = indexed.tokens, len(form.words) - 1
    for first in _positions(form.words[0], indexed):
        last = first + more
        if last < len(tokens) and _words_follow(form, tokens, first):
            found = tokens[first : last + 1]
            place = written_as(form, indexed.text, [(token.start, token.end) for token in found])
            if place is not None:
                yield Occurrence(zone, *place, found[0].ordinal, found[-1].ordinal)


def _positions(word: WordForms, indexed: IndexedText) -> Iterator[int]:
    """Where a word's forms stand, form by form."""
    positions = indexed.positions
    if isinstance(word, frozenset):
        fitting: Iterable[str] = (form for form in word if form in positions)
    else:
        fitting = (text for text in positions if word.fits(text))
    for text in fitting:
        yield from positions[text]


def _words_follow(form: Form, tokens: tuple[Token, ...], first: int) -> bool:
    return all(_is_word(word, tokens[first + number].text) for number, word in enumerate(form.words[1:], 1))


def _is_word(word: WordForms, text: str) -> bool:
    return text in word if isinstance(word, frozenset) else word.fits(text)


def written_as(form: Form, text: str, words: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """The place of a term whose words stand at `words` of the text; None if signs or case are not the term's.

    The place includes the signs that belong to the term (`C++`).
    """
    if len(words) > 1 and not _gaps_hold(form, text, words):
        return None
    start, end = _lead_start(form.lead, text, words[0][0]), _trail_end(form.trail, text, words[-1][1])
    if start is None or end is None:
        return None
    if form.exact is not None and form.exact.fullmatch(normalised(text[start:end])) is None:
        return None
    return start, end


def _gaps_hold(form: Form, text: str, words: Sequence[tuple[int, int]]) -> bool:
    """Between the words stand the signs of the term; where it has none, no end of a phrase."""
    for signs, (one, two) in zip(form.gaps, pairwise(words), strict=True):
        gap = text[one[1] : two[0]]
        if gap in _PLAIN_GAPS and not signs:
            continue
        gap = unescaped(gap)
        if _EMPTY_LINE.search(gap):
            return False
        if signs != required_signs(gap) if signs else _PHRASE_END.search(gap) is not None:
            return False
    return True


def _lead_start(signs: str, text: str, end: int) -> int | None:
    """Where the signs begin that stand right before `end`; None if others stand there."""
    if not signs:
        return end
    first = max(0, end - _SIGN * len(signs))
    stretch = fold(text[first:end])
    return first + stretch.starts[-len(signs)] if stretch.text.endswith(signs) else None


def _trail_end(signs: str, text: str, start: int) -> int | None:
    """Where the signs end that stand right behind `start`; None if others stand there."""
    if not signs:
        return start
    stretch = fold(text[start : start + _SIGN * len(signs)])
    return start + stretch.ends[len(signs) - 1] if stretch.text.startswith(signs) else None
