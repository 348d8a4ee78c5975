"""Folding: text as it is compared, with a map from every folded character back to the original.

Case, accents, ligatures, widths and the shapes of quotes and dashes do not count; letters and their order do. The base
letters are those of Unicode's NFKD; a few letters that Unicode does not take apart (o with stroke, dotless i) are in
`_LETTERS`. A character reference left in a text (`&amp;`) folds as the character it stands for.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from newsbell.core.text.references import may_hold_references, unescape

_SINGLE_QUOTES = "'`\u00b4\u2018\u2019\u201a\u201b\u2032\u02bb\u02bc\u02b9\uff07"
_DOUBLE_QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02'
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
STRAIGHT = {
    **dict.fromkeys(_SINGLE_QUOTES, "'"),
    **dict.fromkeys(_DOUBLE_QUOTES, '"'),
    **dict.fromkeys(_DASHES, "-"),
}
"""Quotes and dashes in all their shapes, each with its plain character."""

_SPECIAL = {**STRAIGHT, "\u2026": ".", "\u2122": "\u2122", "\u2120": "\u2120"}
_LETTERS = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th", "ŋ": "n"}
)
_DROPPED_RANGES = (
    (0x00AD, 0x00AD),  # soft hyphen
    (0x0300, 0x036F),  # combining accents
    (0x0591, 0x05BD),  # Hebrew points
    (0x05BF, 0x05BF),
    (0x05C1, 0x05C2),
    (0x05C4, 0x05C5),
    (0x05C7, 0x05C7),
    (0x0640, 0x0640),  # Arabic tatweel and vowel signs
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x180B, 0x180E),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x200B, 0x200F),  # zero width, direction marks
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x20D0, 0x20FF),
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFE20, 0xFE2F),
    (0xFEFF, 0xFEFF),
    (0xE0000, 0xE01EF),
)
_DROPPED = frozenset(code for first, last in _DROPPED_RANGES for code in range(first, last + 1))
_JAMO = "[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"
_LONGEST_CLUSTER = 32
"""More marks on one letter than this are folded apart: Unicode's reordering is quadratic in their number."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and where each of its characters comes from."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The code points of the original behind the folded characters `start` to `end` (excluded, not empty)."""
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """The text as it is compared, with its offset map; linear in the text, never raises."""
    if not may_hold_references(text):
        return _fold(text)
    plain = unescape(text)
    result = _fold(plain.text)
    starts = [plain.starts[start] for start in result.starts]
    return Folded(result.text, starts, [plain.ends[end - 1] for end in result.ends])


def _fold(text: str) -> Folded:
    """Fold a text without references."""
    if text.isascii():
        return Folded(text.translate(_TABLE), range(len(text)), range(1, len(text) + 1))
    hard = {character for character in set(text) if _is_hard(character)}
    if not hard:
        return Folded(text.translate(_TABLE), range(len(text)), range(1, len(text) + 1))
    return _fold_apart(text, hard)


def folded(text: str) -> str:
    """The text as it is compared, without the map."""
    return fold(text).text


class _Table(dict[int, str]):
    """What `str.translate` maps a character to, worked out at its first use."""

    def __missing__(self, code: int) -> str:
        result = _fold_cluster(chr(code))
        self[code] = result
        return result


def _fold_cluster(cluster: str) -> str:
    """A character with its marks, folded to none, one or several characters."""
    known = _SPECIAL.get(cluster)
    if known is not None:
        return known
    if len(cluster) == 1 and unicodedata.category(cluster) == "No":
        return _fold_number(cluster)
    base = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", cluster).casefold())
    kept = "".join(character for character in base if ord(character) not in _DROPPED)
    return unicodedata.normalize("NFC", kept.translate(_LETTERS))


def _fold_number(character: str) -> str:
    """A raised figure or a fraction is a sign (a footnote mark is no part of a word); others are plain figures."""
    kind = unicodedata.decomposition(character).split(" ")[0]
    if kind in {"<super>", "<fraction>", ""}:
        return " "
    return "".join(c for c in unicodedata.normalize("NFKD", character) if c.isalnum()) or " "


_TABLE = _Table()


def _is_mark(character: str) -> bool:
    """A character that belongs to the one before it."""
    return unicodedata.category(character)[0] == "M" or character in "\uff9e\uff9f"


def _is_hard(character: str) -> bool:
    """A character that can not be folded by itself to exactly one character."""
    if character.isascii():
        return False
    return len(_TABLE[ord(character)]) != 1 or _is_mark(character) or "\u1100" <= character <= "\u11ff"


def _fold_apart(text: str, hard: set[str]) -> Folded:
    """Fold a text with hard characters: cluster by cluster there, in one go between them."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for match in _clusters(hard).finditer(text):
        start, end = match.span()
        if done < start:
            pieces.append(text[done:start].translate(_TABLE))
            starts.extend(range(done, start))
            ends.extend(range(done + 1, start + 1))
        piece = _fold_cluster(match[0])
        pieces.append(piece)
        starts.extend([start] * len(piece))
        ends.extend([end] * len(piece))
        done = end
    pieces.append(text[done:].translate(_TABLE))
    starts.extend(range(done, len(text)))
    ends.extend(range(done + 1, len(text) + 1))
    return Folded("".join(pieces), starts, ends)


def _clusters(hard: set[str]) -> re.Pattern[str]:
    """Finds the hard characters of a text, marks together with the letter they stand on."""
    alternatives = [_JAMO]
    marks = sorted(character for character in hard if _is_mark(character))
    if marks:
        alternatives.append(f"(?s:.)[{re.escape(''.join(marks))}]{{1,{_LONGEST_CLUSTER}}}")
    alternatives.append(f"[{re.escape(''.join(sorted(hard)))}]")
    return re.compile("|".join(alternatives))
