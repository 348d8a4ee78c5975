"""Article text made harmless: nothing in it moves a cursor, turns the direction of reading, or breaks a line.

This is the one place that does it; markup (HTML, Slack's mrkdwn) is the business of each writer.
"""

import re
import unicodedata

ELLIPSIS = "…"

_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]{0,500}(?:\x07|\x1b\\|\x9c)"  # OSC: titles, links
)
_BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]")
_HARMFUL = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # control characters
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # marks, embeddings, overrides and isolates of direction
    r"\ufeff\ufff9-\ufffb]"
)
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_JOINERS = "\u200d\ufe0e\ufe0f"
_SENTENCE_END = re.compile(r"[.!?。！？]['\"”’»)\]]*(?=\s|$)|[。！？]")


def clean(text: str) -> str:
    """The text without terminal escapes, control characters and marks of direction; line breaks become spaces.

    Half of a surrogate pair, which no encoding can carry, becomes U+FFFD.
    """
    plain = _BREAKS.sub(" ", _ESCAPES.sub("", text))
    return _SURROGATES.sub("\ufffd", _HARMFUL.sub("", plain))


def one_line(text: str) -> str:
    """The clean text in one line, each run of blanks a single space."""
    return _SPACES.sub(" ", clean(text)).strip()


def cut(text: str, limit: int) -> str:
    """The text in at most `limit` code points, ended between words where that costs little, with an ellipsis."""
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    end = _whole_character(text, limit - 1)
    blank = text.rfind(" ", limit * 2 // 3, end + 1)
    return (text[: blank if blank > 0 else end]).rstrip() + ELLIPSIS


def cut_sentence(text: str, limit: int) -> str:
    """The text in at most `limit` code points, ended after a sentence if one ends in the second half."""
    if len(text) <= limit:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text, limit // 2, limit)]
    return text[: ends[-1]] if ends else cut(text, limit)


def _whole_character(text: str, end: int) -> int:
    """The last place at or before `end` that does not split what a reader sees as one character."""
    low = max(0, end - 32)
    while end > low and (
        unicodedata.combining(text[end]) or text[end] in _JOINERS or text[end - 1] == "\u200d" or _modifier(text[end])
    ):
        end -= 1
    return end


def _modifier(character: str) -> bool:
    return "\U0001f3fb" <= character <= "\U0001f3ff"
