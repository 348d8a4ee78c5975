"""The one splitter: sentences and paragraphs of a zone, the same for NEAR/s, evidence and status.

Sentences are sentencex's, asked line by line (on a whole article it glues list items together), with its known wrong
splits joined again: before a lower-case letter, between `a.m.` and a day, behind abbreviations that never end a
sentence. Paragraphs: empty lines separate them if there are any between lines of prose, otherwise every line is one.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from sentencex import get_sentence_boundaries

_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_RARE_LINE_ENDS = "\r\u2028\u2029"
_LIST_ITEM = re.compile(r"[-*•·‣▪–]\s|\d{1,3}[.)]\s|#{1,6}\s")
_BULLETS = "-*•·‣▪–#"
_BULLET = re.compile(r"(?:[-*•·‣▪–]|#{1,6})\s+(?=\S)")
_SURROGATES = re.compile("[\ud800-\udfff]")
_WRAPPED_LENGTH = 50
"""A line shorter than this without a full stop is a heading, not the first part of a wrapped sentence."""
_DAYS = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:day|sday|nesday|rsday|urday)?"
_MONTHS = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_HOUR = re.compile(r"\b[ap]\.m\.$", re.IGNORECASE)
_DATE = re.compile(rf"(?:{_DAYS}|{_MONTHS})\b")
_ABBREVIATION = re.compile(
    r"(?<![\w.])(?:approx|assn|avg|ca|cf|dept|ed|eds|eq|est|excl|fig|figs|gov|govt|incl|max|min|pp|resp|viz|vol|vs)\.$",
    re.IGNORECASE,
)
_ENDS_OF_ABBREVIATIONS = frozenset(
    {".m", "ox", "sn", "vg", "ca", "cf", "pt", "ed", "ds", "eq", "st", "cl", "ig", "gs", "ov", "vt", "ax", "in", "pp"}
    | {"sp", "iz", "ol", "vs"}
)
"""The two characters before the full stop of what the two patterns above find."""
_LONGEST_UNIT = 5_000
"""sentencex is quadratic on text full of stops without blanks; a longer unit is cut at the end of a sentence."""
_SENTENCE_END = re.compile(r"[.!?…]\s")
_MAY_END = re.compile(r"[.!?…]|[^\x00-\x7f]")


class Sentence(NamedTuple):
    """A sentence of a zone: code points `start` to `end` (excluded), and the number of its paragraph from 0."""

    start: int
    end: int
    paragraph: int


class _Line(NamedTuple):
    """A line of prose: its place, trimmed, whether it stands alone, and how many empty or blanked lines precede it."""

    start: int
    end: int
    alone: bool
    after_empty: bool


class Sentences:
    """The sentences of a zone, in order and without blanks and bullets round them; lines that are blanked have none.

    Each line is split when one of its sentences is first asked for: evidence needs few of them, and splitting costs
    several times what matching does. Linear in the text, never raises.
    """

    __slots__ = ("_code", "_done", "_starts", "_text", "_units")

    def __init__(self, text: str, visible: str, language: str | None = None) -> None:
        """`language` is a BCP 47 tag; English is assumed without one."""
        self._text = text
        self._code = _language_code(language)
        self._units = list(_units(text, visible))
        self._starts = [start for _, (start, _) in self._units]
        self._done: dict[int, tuple[Sentence, ...]] = {}

    def at(self, offset: int) -> Sentence | None:
        """The sentence that holds the code point `offset`, or None between sentences."""
        number = bisect_right(self._starts, offset) - 1
        if number < 0:
            return None
        unit = self._unit(number)
        found = bisect_right(unit, offset, key=_start) - 1
        return unit[found] if found >= 0 and offset < unit[found].end else None

    def first(self, count: int) -> tuple[Sentence, ...]:
        """The first sentences, at most `count`."""
        found: list[Sentence] = []
        for number in range(len(self._units)):
            found += self._unit(number)
            if len(found) >= count:
                break
        return tuple(found[:count])

    def all(self) -> tuple[Sentence, ...]:
        """Every sentence."""
        return tuple(sentence for number in range(len(self._units)) for sentence in self._unit(number))

    def _unit(self, number: int) -> tuple[Sentence, ...]:
        known = self._done.get(number)
        if known is None:
            paragraph, (start, end) = self._units[number]
            known = self._done[number] = tuple(
                Sentence(*piece, paragraph)
                for part in _cut(self._text, start, end)
                for piece in _pieces(self._text, *part, self._code)
            )
        return known


def _start(sentence: Sentence) -> int:
    return sentence.start


def _language_code(language: str | None) -> str:
    code = (language or "en").replace("_", "-").split("-")[0].lower()
    return code if code.isascii() and code.isalpha() else "en"


def _units(text: str, visible: str) -> Iterator[tuple[int, tuple[int, int]]]:
    """What is split by itself: (number of the paragraph, place of a line or of several that one sentence runs over)."""
    lines, empty_lines = _lines(text, visible)
    paragraph = -1
    unit: tuple[int, int] | None = None
    before: _Line | None = None
    for line in lines:
        if before is not None and unit is not None and _goes_on(text, before, line, empty_lines):
            unit = (unit[0], line.end)
        else:
            if unit is not None:
                yield paragraph, unit
            if before is None or not empty_lines or line.after_empty or line.alone or before.alone:
                paragraph += 1
            unit = (line.start, line.end)
        before = line
    if unit is not None:
        yield paragraph, unit


def _lines(text: str, visible: str) -> tuple[list[_Line], bool]:
    """The lines of prose, and whether empty lines separate paragraphs (one beside a blanked line does not tell)."""
    lines: list[_Line] = []
    empty_lines = False
    done, blanked = 0, False
    for first, last in _lines_of(text):
        start, end = _trimmed(text, first, last)
        if start == end:
            continue
        if visible is not text and not visible[start:end].strip():
            blanked = True
            continue
        after_empty = len(lines) > 0 and _breaks(text, done, start) > 1
        sign = text[start]
        alone = (sign in _BULLETS or sign.isdecimal()) and _LIST_ITEM.match(text, start, end) is not None
        bullet = _BULLET.match(text, start, end) if sign in _BULLETS else None
        lines.append(_Line(bullet.end() if bullet else start, end, alone, after_empty))
        empty_lines = empty_lines or (after_empty and not blanked)
        done, blanked = end, False
    return lines, empty_lines


def _lines_of(text: str) -> Iterator[tuple[int, int]]:
    """The places of all lines with something in them, blanks included."""
    if any(mark in text for mark in _RARE_LINE_ENDS):
        yield from (match.span() for match in _LINE.finditer(text))
        return
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = end if end >= 0 else len(text)
        if start < end:
            yield start, end
        start = end + 1


def _breaks(text: str, start: int, end: int) -> int:
    """How many line ends there are between two lines."""
    gap = text[start:end]
    if gap.isspace() and gap.isascii() and "\r" not in gap:
        return gap.count("\n")
    gap = gap.replace("\r\n", "\n")
    return sum(gap.count(mark) for mark in "\n\r\u2028\u2029")


def _goes_on(text: str, before: _Line, line: _Line, empty_lines: bool) -> bool:
    """Whether a sentence runs from one line into the next: text that was wrapped at a fixed width."""
    if line.after_empty or line.alone or text[before.end - 1] in '.!?:;…"”':
        return False
    if _starts_small(text, line.start):
        return True
    return empty_lines and not before.alone and before.end - before.start >= _WRAPPED_LENGTH


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A unit in parts of bounded length, without the blanks round them."""
    while end - start > _LONGEST_UNIT:
        limit = start + _LONGEST_UNIT
        stops = [match.start() + 1 for match in _SENTENCE_END.finditer(text, start, limit)]
        cut = stops[-1] if stops else text.rfind(" ", start + 1, limit)
        cut = cut if cut > start else limit
        yield from (part for part in (_trimmed(text, start, cut),) if part[0] < part[1])
        start = cut
    first, last = _trimmed(text, start, end)
    if first < last:
        yield first, last


def _pieces(text: str, start: int, end: int, code: str) -> Iterator[tuple[int, int]]:
    """The sentences of one unit, wrong splits joined."""
    unit = text[start:end]
    if "." not in unit and _MAY_END.search(unit) is None:
        yield start, end
        return
    readable = _readable(unit).replace("\n", " ").replace("\r", " ")
    open_start: int | None = None
    open_end = start
    for piece in get_sentence_boundaries(code, readable):
        first, last = _trimmed(text, start + piece["start_index"], start + piece["end_index"])
        if first == last:
            continue
        if open_start is None:
            open_start = first
        elif not _wrong_split(text, open_start, open_end, first):
            yield open_start, open_end
            open_start = first
        open_end = last
    if open_start is not None:
        yield open_start, open_end


def _wrong_split(text: str, start: int, end: int, following: int) -> bool:
    """Whether the sentence `start` to `end` goes on at `following`."""
    if _starts_small(text, following):
        return True
    if text[end - 1] != "." or text[end - 3 : end - 1].lower() not in _ENDS_OF_ABBREVIATIONS:
        return False
    tail = text[max(start, end - 16) : end]
    if _HOUR.search(tail):
        return _DATE.match(text, following) is not None
    return _ABBREVIATION.search(tail) is not None


def _starts_small(text: str, start: int) -> bool:
    """Whether a lower-case word starts there; `iPhone` is none."""
    return text[start].islower() and not text[start + 1 : start + 2].isupper()


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The place without the blanks at both ends; nothing at `start` if there is nothing else."""
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end


def _readable(text: str) -> str:
    """The text without halves of characters, which can not be written as UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATES.sub("\ufffd", text)
    return text
