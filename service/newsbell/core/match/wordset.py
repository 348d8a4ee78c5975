"""The set of words of a text, as fast as plain Python can: one `str.translate`, one `split`, one `set`.

It holds exactly the words that `core.text.tokens.tokenise` finds, without their places. A regular expression that finds
the words costs some twenty times as much, and few articles are ever asked where a word stands.
"""

import re
import unicodedata
from enum import Flag, auto

from newsbell.core.text.folding import fold, folded
from newsbell.core.text.references import may_hold_references
from newsbell.core.text.tokens import is_single, words_in

_HARD = "\0"
"""Stands for a character that can not be folded by itself to one character; see `spaced`."""

_COMMON = "\u2019\u2018\u201c\u201d\u2013\u2014\u2026\u00a0\u2022\u00a3\u20ac\u00ab\u00bb"
"""The signs that make most English text more than ASCII; all of them separate words."""
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_MARKS = "".join(chr(code) for code in range(0x300, 0x20000) if unicodedata.category(chr(code))[0] == "M")
_FEW = 24
"""Up to so many different characters beyond ASCII are replaced one by one, for `translate` is some thirty times as fast
on text that is all ASCII."""


class _Kind(Flag):
    """What a character beyond ASCII may do to its neighbours."""

    PLAIN = 0
    MARK = auto()  # belongs to the character before it
    SINGLE = auto()  # is a word by itself
    ODD = auto()  # folds otherwise with a mark behind it
    JOINING = auto()  # parts of Hangul syllables, half-width sound marks: fold together


class _Kinds(dict[str, _Kind]):
    """The kind of a character, worked out at its first use."""

    def __missing__(self, character: str) -> _Kind:
        result = _kind(character)
        self[character] = result
        return result


class _Table(dict[int, str]):
    """What `str.translate` makes of a character: folded, with blanks for all that is no part of a word."""

    def __missing__(self, code: int) -> str:
        result = "".join(map(_separated, folded(chr(code))))
        self[code] = result
        return result


class _PlacesTable(dict[int, str]):
    """The same, but one character for each; _HARD where that can not be."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        plain = folded(character)
        hard = len(plain) != 1 or _is_mark(plain) or bool(_KINDS[character] & ~_Kind.ODD)
        result = self[code] = _HARD if hard else _separated(plain)
        return result


def _kind(character: str) -> _Kind:
    plain = folded(character)
    marks, singles = _is_mark(character) or any(map(_is_mark, plain)), any(map(is_single, character + plain))
    if (marks and singles) or "\u1100" <= character <= "\u11ff" or character in "\uff9e\uff9f":
        return _Kind.JOINING
    if marks:
        return _Kind.MARK
    if singles:
        return _Kind.SINGLE
    odd = len(plain) > 1 or unicodedata.category(character) in {"No", "So"} or character.isalnum() != plain.isalnum()
    return _Kind.ODD if odd else _Kind.PLAIN


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


def _separated(character: str) -> str:
    if is_single(character):
        return f" {character} "
    return character if character.isalnum() or _is_mark(character) else " "


_KINDS = _Kinds()
_WORDS = _Table()
_PLACES = _PlacesTable()


def words_of(text: str) -> set[str]:
    """The distinct words of a text, folded; linear, never raises."""
    return words_and_line(text)[0]


def words_and_line(text: str) -> tuple[set[str], str | None]:
    """The distinct words, and where it costs nothing the text with each character folded and signs blanked."""
    if may_hold_references(text):
        return words_in(fold(text).text), None
    plain = _with_plain_signs(text)
    if plain.isascii():
        line = plain.translate(_WORDS)
        return set(line.split()), line
    return _words_beyond_ascii(plain), None


def spaced(text: str) -> str | None:
    """The text folded, a blank for all that is no part of a word and one more at both ends.

    Character `i` of the text is character `i + 1` of the result. None if a character of the text folds to none or
    several, or is a word by itself (Chinese, Thai), or if the text holds a character reference; its words then have to
    be found by `tokenise`.
    """
    if may_hold_references(text):
        return None
    plain = _with_plain_signs(text)
    spread = plain.translate(_PLACES)
    return None if _HARD in spread else f" {spread} "


def _with_plain_signs(text: str) -> str:
    if not text.isascii():
        for sign in _COMMON:
            if sign in text:
                text = text.replace(sign, " ")
    return text


def _words_beyond_ascii(text: str) -> set[str]:
    others = set(_NOT_ASCII.findall(text))
    kinds = _Kind.PLAIN
    for character in others:
        kinds |= _KINDS[character]
    if kinds & (_Kind.MARK | _Kind.JOINING) and not _fold_apart(text, kinds):
        return words_in(fold(text).text)
    if len(others) <= _FEW:
        for character in others:
            plain = _WORDS[ord(character)]
            if plain.isascii():
                text = text.replace(character, plain)
    words = set(text.translate(_WORDS).split())
    return {word.lstrip(_MARKS) for word in words} - {""} if kinds & _Kind.MARK else words


def _fold_apart(text: str, kinds: _Kind) -> bool:
    """Whether the characters of a text with marks fold one by one to what they fold to together."""
    return kinds & ~_Kind.MARK == _Kind.PLAIN and unicodedata.is_normalized("NFC", text)
