"""Words: the plain tokeniser that rules and articles share.

A word is a run of letters and figures; every other character separates. In scripts written without blanks (Chinese,
Japanese, Korean, Thai, Lao, Khmer, Burmese) each character is a word. `Honda's` is two tokens, `honda` and `s`, that
count as one word for distances.
"""

import re
import unicodedata
from typing import NamedTuple

from newsbell.core.text.folding import fold

_SINGLE = (
    "\u3005-\u3007\u3031-\u3035\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"  # Han
    "\u1100-\u11ff\uac00-\ud7a3"  # Hangul
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecd\u1000-\u103f\u1780-\u17d3"  # Thai, Lao, Burmese, Khmer
)
_WITH_MARKS = (
    *((0x0483, 0x1D00), (0x2CEF, 0x2CF2), (0x2D7F, 0x2E00), (0x302A, 0x3030), (0x3099, 0x309B), (0xA66F, 0xAC00)),
    *((0xFB1E, 0xFB1F), (0x101FD, 0x10400), (0x10A00, 0x12000), (0x13430, 0x13460), (0x16AF0, 0x16FF8)),
    *((0x1BC9D, 0x1BC9F), (0x1CF00, 0x1D250), (0x1DA00, 0x1DAB0), (0x1E000, 0x1E950)),
)
"""Where Unicode has marks that folding keeps; to look through all of it would cost a tenth of a second at the start."""
_MARKS = "".join(
    chr(code) for first, last in _WITH_MARKS for code in range(first, last) if unicodedata.category(chr(code))[0] == "M"
)
_ASCII_TOKEN = re.compile(r"[a-z0-9]+")
_TOKEN = re.compile(rf"[{_SINGLE}][{_MARKS}]*|[^\W_{_SINGLE}]+(?:[{_MARKS}]+[^\W_{_SINGLE}]*)*")
_PATTERN_TOKEN = re.compile(
    rf"[{_SINGLE}][{_MARKS}]*|(?:[^\W_{_SINGLE}]|[*?])+(?:[{_MARKS}]+(?:[^\W_{_SINGLE}]|[*?])*)*"
)


class Token(NamedTuple):
    """A word: its folded text, the code points `start` to `end` (excluded) of the original, and its number.

    Tokens joined by an apostrophe have the same `ordinal`, so that a possessive does not lengthen a distance.
    """

    text: str
    start: int
    end: int
    ordinal: int


_SINGLE_CHARACTER = re.compile(f"[{_SINGLE}]")


def is_single(character: str) -> bool:
    """Whether a character is a word by itself, as in Chinese, Japanese, Korean and Thai."""
    return _SINGLE_CHARACTER.match(character) is not None


def words_in(plain: str) -> set[str]:
    """The distinct words of a text that is folded already."""
    return set(_TOKEN.findall(plain))


def tokenise(text: str) -> tuple[Token, ...]:
    """The words of a text in order; linear, never raises."""
    return _tokens(text, None)


def tokenise_pattern(text: str) -> tuple[Token, ...]:
    """The words of a rule's term, where `*` and `?` are parts of words."""
    return _tokens(text, _PATTERN_TOKEN)


def _tokens(text: str, pattern: re.Pattern[str] | None) -> tuple[Token, ...]:
    source = fold(text)
    plain = source.text
    if pattern is None:
        pattern = _ASCII_TOKEN if plain.isascii() else _TOKEN
    starts, ends = source.starts, source.ends
    tokens: list[Token] = []
    ordinal, previous = -1, -1
    for match in pattern.finditer(plain):
        first, last = match.span()
        if first - previous != 1 or plain[previous] != "'" or not tokens:
            ordinal += 1
        tokens.append(Token(match[0], starts[first], ends[last - 1], ordinal))
        previous = last
    return tuple(tokens)
