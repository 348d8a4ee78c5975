"""The set of words of a text, as fast as plain Python can: one `str.translate`, one `split`, one `set`.

It holds exactly the words that `core.text.tokens.tokenise` finds, without their places. A regular expression that finds
the words costs some twenty times as much, and few articles are ever asked where a word stands.
"""

import re
import unicodedata
from enum import Enum

from newsbell.core.text.folding import fold, folded
from newsbell.core.text.references import may_hold_references
from newsbell.core.text.tokens import is_single, tokenise

_HARD = "\0"
"""Stands for a character that can not be told apart from its neighbours; the text then takes a longer way."""

_COMMON = tuple(
    (sign, " ") for sign in "\u2019\u2018\u201c\u201d\u2013\u2014\u2026\u00a0\u2022\u00a3\u20ac\u00ab\u00bb"
)
"""The signs that make most English text more than ASCII; all of them separate words."""
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_FEW = 24
"""Up to so many different characters beyond ASCII are replaced one by one, for `translate` is some thirty times as fast
on text that is all ASCII."""


class _Kind(Enum):
    """What a table makes of a character that is a word by itself, or folds to none or several characters."""

    WORDS = 0
    PLACES = 1


class _Table(dict[int, str]):
    """What `str.translate` makes of a character, worked out at its first use."""

    def __init__(self, kind: _Kind) -> None:
        super().__init__()
        self._kind = kind

    def __missing__(self, code: int) -> str:
        result = _spread(chr(code), self._kind)
        self[code] = result
        return result


def _spread(character: str, kind: _Kind) -> str:
    """A character folded, with blanks for all that is no part of a word."""
    if not character.isascii() and _depends(character):
        return _HARD
    plain = folded(character)
    if kind is _Kind.PLACES and (len(plain) != 1 or is_single(plain)):
        return _HARD
    return "".join(_separated(each) for each in plain)


def _depends(character: str) -> bool:
    """Whether a character changes what its neighbour is: marks, parts of Hangul syllables, half-width sound marks."""
    return unicodedata.category(character)[0] == "M" or "\u1100" <= character <= "\u11ff" or character in "\uff9e\uff9f"


def _separated(character: str) -> str:
    if unicodedata.category(character)[0] == "M":
        return _HARD
    if is_single(character):
        return f" {character} "
    return character if character.isalnum() else " "


class _SplitTable(dict[int, str]):
    """For a text that is folded already."""

    def __missing__(self, code: int) -> str:
        result = _separated(chr(code))
        self[code] = result
        return result


_WORDS = _Table(_Kind.WORDS)
_PLACES = _Table(_Kind.PLACES)
_SPLIT = _SplitTable()


def words_of(text: str) -> set[str]:
    """The distinct words of a text, folded; linear, never raises."""
    if not may_hold_references(text):
        spread = _translated(text, _WORDS)
        if _HARD not in spread:
            return set(spread.split())
    spread = fold(text).text.translate(_SPLIT)
    if _HARD not in spread:
        return set(spread.split())
    return {token.text for token in tokenise(text)}


def spaced(text: str) -> str | None:
    """The text folded, a blank for all that is no part of a word and one more at both ends.

    Character `i` of the text is character `i + 1` of the result. None if a character of the text folds to none or
    several, or is a word by itself (Chinese, Thai), or if the text holds a character reference; its words then have to
    be found by `tokenise`.
    """
    if may_hold_references(text):
        return None
    spread = _translated(text, _PLACES)
    return None if _HARD in spread else f" {spread} "


def _translated(text: str, table: _Table) -> str:
    """The text through the table; _HARD stands somewhere in it if one of its characters is hard."""
    if not text.isascii():
        for sign, plain in _COMMON:
            if sign in text:
                text = text.replace(sign, plain)
        if not text.isascii():
            return _less_common(text, table)
    return text.translate(table)


def _less_common(text: str, table: _Table) -> str:
    others = set(_NOT_ASCII.findall(text))
    if len(others) <= _FEW:
        for character in others:
            plain = table[ord(character)]
            if plain == _HARD:
                return _HARD
            text = text.replace(character, plain)
    return text.translate(table)
