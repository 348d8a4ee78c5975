"""The words of a query as its author typed them: quotes, brackets, operators, fields and terms, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum, auto
from typing import NoReturn

from newsbell.core.rules.errors import QueryError
from newsbell.core.rules.foreign import complain_of_foreign
from newsbell.core.text.tokens import tokenise

QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02'
_BRACKETS = "()\uff08\uff09"
_COMMAS = ",\uff0c\u3001"
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_CHUNK = re.compile(rf"[^\s{QUOTES}{_BRACKETS}{_COMMAS}]+")
_BLANKS = re.compile(rf"[\s{_INVISIBLE}]+")
_FIELD = re.compile(r"([^\W\d][\w-]*):")
_DISTANCE = re.compile(r"(O?NEAR)(?:/(.*))?", re.DOTALL)
_COUNT = re.compile(r"(ATLEAST)(?:/(.*))?", re.DOTALL)
_NUMBER = re.compile(r"[0-9]{1,4}")
FIELDS = ("title", "body", "source", "lang", "event")
_OTHER_NAMES = {
    "headline": "title",
    "subject": "title",
    "text": "body",
    "content": "body",
    "publisher": "source",
    "site": "source",
    "language": "lang",
    "events": "event",
}


class Kind(Enum):
    """What sort of lexeme it is."""

    OPEN = auto()
    CLOSE = auto()
    COMMA = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    OF = auto()
    NEAR = auto()
    ONEAR = auto()
    ATLEAST = auto()
    FIELD = auto()
    ENTITY = auto()
    WORD = auto()
    STRING = auto()
    CASED = auto()
    END = auto()


_PLAIN_OPERATORS = {"AND": Kind.AND, "OR": Kind.OR, "NOT": Kind.NOT, "OF": Kind.OF}
_MARKS = {"(": Kind.OPEN, "\uff08": Kind.OPEN, ")": Kind.CLOSE, "\uff09": Kind.CLOSE}


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A piece of the query: code points `start` to `end` (excluded).

    `value` is what matters of it: the words inside the quotes, the id, the field's name, the number or `s` or `p`.
    """

    kind: Kind
    value: str
    start: int
    end: int


def lex(text: str) -> tuple[Lexeme, ...]:
    """The pieces of a query, with an END behind the last one; raises QueryError."""
    return tuple(_Lexer(text).run())


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def run(self) -> Iterator[Lexeme]:
        self._skip_blanks()
        while self.at < len(self.text):
            yield self._next()
            self._skip_blanks()
        yield Lexeme(Kind.END, "", len(self.text.rstrip()), len(self.text))

    def _skip_blanks(self) -> None:
        match = _BLANKS.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _next(self) -> Lexeme:
        start, character = self.at, self.text[self.at]
        if character in QUOTES:
            return self._string(Kind.STRING, start)
        if character in _BRACKETS or character in _COMMAS:
            self.at += 1
            return Lexeme(_MARKS.get(character, Kind.COMMA), character, start, self.at)
        return self._chunk(start)

    def _string(self, kind: Kind, start: int) -> Lexeme:
        """Words in quotes of any shape; `self.at` stands on the opening one."""
        opening = self.at
        closing = next((i for i in range(opening + 1, len(self.text)) if self.text[i] in QUOTES), None)
        if closing is None:
            raise QueryError("this quote is never closed", opening, opening + 1, 'put a " behind the phrase')
        self.at = closing + 1
        words = self.text[opening + 1 : closing]
        _check_words(words, opening, self.at)
        return Lexeme(kind, words, start, self.at)

    def _chunk(self, start: int) -> Lexeme:
        match = _CHUNK.match(self.text, start)
        if match is None:
            raise QueryError("this character can not be read", start, start + 1, "remove it")
        chunk = match[0].strip(_INVISIBLE)
        field = _FIELD.match(self.text, start, match.end())
        if field is not None:
            return self._field(field, chunk)
        if chunk == "=" and match.end() < len(self.text) and self.text[match.end()] in QUOTES:
            self.at = match.end()
            return self._string(Kind.CASED, start)
        self.at = match.end()
        return _classify(chunk, self.text, start, self.at)

    def _field(self, match: re.Match[str], chunk: str) -> Lexeme:
        name = match[1]
        if name not in FIELDS:
            _complain_of_field(name, chunk, match.start(), match.end())
        self.at = match.end()
        if self.at == len(self.text) or self.text[self.at].isspace():
            raise QueryError(
                f"nothing follows `{name}:`", match.start(), match.end(), f"no blank after the colon: write {name}:word"
            )
        return Lexeme(Kind.FIELD, name, match.start(), match.end())


def _classify(chunk: str, text: str, start: int, end: int) -> Lexeme:
    """What an unquoted piece is."""
    if chunk in _PLAIN_OPERATORS:
        return Lexeme(_PLAIN_OPERATORS[chunk], chunk, start, end)
    near = _DISTANCE.fullmatch(chunk)
    if near is not None:
        return _near(near, start, end)
    count = _COUNT.fullmatch(chunk)
    if count is not None:
        return _at_least(count[2], start, end)
    if chunk.startswith("@"):
        return _entity(chunk, text, start, end)
    complain_of_foreign(chunk, text, start, end)
    if chunk.startswith("="):
        _check_words(chunk[1:], start, end)
        return Lexeme(Kind.CASED, chunk[1:], start, end)
    _check_words(chunk, start, end)
    return Lexeme(Kind.WORD, chunk, start, end)


def _near(match: re.Match[str], start: int, end: int) -> Lexeme:
    name, within = match[1], match[2]
    if within is None:
        raise QueryError(f"{name} does not say how near", start, end, f"write {name}/5, {name}/s or {name}/p")
    if within not in {"s", "p"} and not _NUMBER.fullmatch(within):
        message = f"{name}/ takes a number of words up to 9999, or s (sentence) or p (paragraph)"
        raise QueryError(message, start, end, f"write {name}/5")
    return Lexeme(Kind[name], within, start, end)


def _at_least(count: str | None, start: int, end: int) -> Lexeme:
    if count is None or not _NUMBER.fullmatch(count):
        raise QueryError("ATLEAST does not say how often", start, end, "write ATLEAST/3 (word)")
    return Lexeme(Kind.ATLEAST, count, start, end)


def _entity(chunk: str, text: str, start: int, end: int) -> Lexeme:
    if len(chunk) > 1:
        return Lexeme(Kind.ENTITY, chunk[1:], start, end)
    quoted = end < len(text) and text[end] in QUOTES
    advice = "write the id without quotes: @honda" if quoted else "write the id directly behind it: @honda"
    raise QueryError("`@` is not followed by the id of an entity", start, end, advice)


def _check_words(words: str, start: int, end: int) -> None:
    """Refuse a term without a letter or a figure, and a `*` that stands alone."""
    if not words.strip():
        raise QueryError("there is no word in this term", start, end, "write a word")
    for part in words.split():
        if not part.strip("*?"):
            advice = "put letters beside it, or write NEAR/1 for a gap"
            raise QueryError(f"a lone `{part}` would match any word", start, end, advice)
    if not tokenise(words):
        raise QueryError(f"`{words}` has no letter and no figure", start, end, "write a word")


def _complain_of_field(name: str, chunk: str, start: int, end: int) -> NoReturn:
    quoted = f'quote it if the colon belongs to the name: "{chunk}"'
    lower = name.lower()
    if lower in {"entity", "entities"}:
        raise QueryError(f"there is no field `{name}:`", start, end, "write @id for an entity")
    known = lower if lower in FIELDS else _OTHER_NAMES.get(lower)
    close = [known] if known else get_close_matches(lower, FIELDS, n=1, cutoff=0.7)
    advice = f"did you mean {close[0]}: ? {quoted}" if close else quoted
    raise QueryError(f"there is no field `{name}:`", start, end, advice)
