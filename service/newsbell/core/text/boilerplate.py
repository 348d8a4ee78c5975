"""Lines that are no part of the story: links to other stories, advertisements, rights, credits of pictures."""

import re
from collections.abc import Iterator

MARKUP = " \t\r*_#>|•·–—-"
"""What may stand around the words of a line."""
_AROUND = f"[{re.escape(MARKUP)}]"
_AROUND_LINE = f"{MARKUP}\n"
_GAP = r"[^\S\n]*"
_OTHER_LINE_ENDS = "\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_TOPIC = "articles?|stor(?:y|ies)|links?|news|coverage|content|topics?|reading|posts?"
_HEADED = rf"(?: (?:{_TOPIC}))?{_GAP}(?::|(?={_AROUND}*(?:\n|\Z)))"
_PICTURED = rf"(?: credits?| by| courtesy)?{_GAP}:"
_LINE = re.compile(
    rf"\n{_AROUND}*+(?:"
    rf"[Rr](?i:ead (?:more|also)\b|elated{_HEADED})"
    r"|[Ss](?i:ee (?:more|also)\b|ign up\b|ubscribe\b|hare this\b)"
    rf"|[Mm](?i:ore on this{_HEADED})"
    r"|[Aa](?i:dvertisement\b|ll rights reserved\b)"
    rf"|(?:[Cc](?i:opyright)|©|\([Cc]\)){_GAP}(?:©|\([Cc]\)|\d{{4}}\b)"
    rf"|(?:[Pp](?i:hotos?|hotographs?|icture)|[Ii](?i:mage)|[Cc](?i:aption))(?i:{_PICTURED})"
    r"|[Ff](?i:ollow us\b)"
    r"|[Gg](?i:etty\b)"
    r")"
)
"""The beginning of such a line, with the line end before it. First letters in both cases: it is twice as fast."""
_CREDITS = (re.compile(r"G(?<=\bG)(?i:etty images)"), re.compile(r"A(?<=\bA)(?i:P photo|FP via)"))
"""Agencies, with a capital as they write themselves."""
_CREDIT_WITH_SLASH = re.compile(r"/(?<=(?i:\breuters)/)[A-Za-z]")
_LONGEST_CAPTION = 300
"""Code points; a credit in a longer line is a mention in the story."""


def boilerplate_lines(text: str) -> list[tuple[int, int]]:
    """The places of the lines that are boilerplate, without their ends, in order; linear."""
    lines = _with_plain_ends(text)
    starts = {match.start() for match in _LINE.finditer(lines)}
    starts.update(_lines_with_credits(lines))
    return [_bounds(text, lines, start) for start in sorted(starts)] if starts else []


def _with_plain_ends(text: str) -> str:
    """The text with a line end before each line, all line ends the same; one character longer."""
    lines = f"\n{text}"
    if "\r" in text:
        lines = lines.replace("\r\n", " \n").replace("\r", "\n")
    for end in _OTHER_LINE_ENDS:
        if end in lines:
            lines = lines.replace(end, "\n")
    return lines


def _lines_with_credits(lines: str) -> Iterator[int]:
    patterns = (*_CREDITS, _CREDIT_WITH_SLASH) if "/" in lines else _CREDITS
    end = 0
    for place in sorted(match.start() for pattern in patterns for match in pattern.finditer(lines)):
        if place >= end:
            start = lines.rindex("\n", max(0, end - 1), place)
            end = lines.find("\n", place) + 1 or len(lines)
            if len(lines[start:end].strip(_AROUND_LINE)) <= _LONGEST_CAPTION:
                yield start


def _bounds(text: str, lines: str, start: int) -> tuple[int, int]:
    """Where the line that begins behind the line end at `start` stands in the text."""
    end = lines.find("\n", start + 1)
    end = end - 1 if end >= 0 else len(text)
    return start, end - 1 if text[start:end].endswith("\r") else end
