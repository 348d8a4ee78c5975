"""The words of a query as its author typed them: quotes, brackets, operators, fields and terms, each with its place."""

import re
import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches
from enum import Enum, auto
from typing import NamedTuple, NoReturn

from newsbell.core.rules.errors import QueryError
from newsbell.core.rules.foreign import complain_of_foreign, count_advice, distance_advice, equals_advice, stray_name
from newsbell.core.text.tokens import tokenise

QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02'
_COMMAS = ",\u3001"
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_CHUNK = re.compile(rf"[^\s{QUOTES}(){_COMMAS}]+")
_EASY = re.compile(rf"[\s{_INVISIBLE}]*(?:([A-Za-z]+)(?=[\s(),]|$)|([(),])|(?=(.)))?", re.DOTALL)
"""Blanks, and behind them a plain word, a bracket or a comma: most of what people write. Group 3: something else."""
_QUOTE = re.compile(f"[{QUOTES}]")
_FIELD = re.compile(r"([^\W\d][\w-]*):")
_DISTANCE = re.compile(r"(O?NEAR)(?:/(.*))?", re.DOTALL)
_COUNT = re.compile(r"(ATLEAST)(?:/(.*))?", re.DOTALL)
_SURE_WORD = re.compile(r"[A-Za-z0-9]")
_NUMBER = re.compile(r"[0-9]{1,4}")
_WIDE = {0xFEE0 + code: code for code in range(0x21, 0x7F) if not chr(code).isalnum()}
"""Signs as an input method for Chinese or Japanese types them, one to one with the plain ones."""

FIELDS = ("title", "body", "source", "lang", "event", "term")
_OTHER_NAMES = {
    "headline": "title",
    "subject": "title",
    "text": "body",
    "content": "body",
    "publisher": "source",
    "site": "source",
    "domain": "source",
    "language": "lang",
    "events": "event",
    "event_type": "event",
    "terms": "term",
}


class Kind(Enum):
    """What sort of lexeme it is. STRAY is a name written as other tools write names: `$deal`, `{deal}`."""

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
    STRAY = auto()
    END = auto()


_PLAIN_OPERATORS = {"AND": Kind.AND, "OR": Kind.OR, "NOT": Kind.NOT, "OF": Kind.OF}
_MARKS = {"(": Kind.OPEN, ")": Kind.CLOSE, ",": Kind.COMMA}


class Lexeme(NamedTuple):
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
    """`text` has plain signs where `original` has full-width ones; their places are the same."""

    def __init__(self, text: str) -> None:
        self.original = text
        self.text = text if text.isascii() else text.translate(_WIDE)
        self.at = 0

    def run(self) -> Iterator[Lexeme]:
        text = self.text
        while (found := _EASY.match(text, self.at)) is not None:
            self.at = found.end()
            word, mark, other = found.groups()
            if mark is not None:
                yield Lexeme(_MARKS[mark], mark, self.at - 1, self.at)
            elif word is not None and not word.isupper():
                yield Lexeme(Kind.WORD, word, self.at - len(word), self.at)
            elif word is not None:
                yield self._capitals(word, self.at - len(word))
            elif other is None:
                break
            elif other in QUOTES:
                yield self._string(Kind.STRING, self.at)
            else:
                yield self._chunk(self.at)
        yield Lexeme(Kind.END, "", len(text.rstrip()), len(text))

    def _capitals(self, word: str, start: int) -> Lexeme:
        kind = _PLAIN_OPERATORS.get(word)
        return _classify(word, self.text, start, self.at) if kind is None else Lexeme(kind, word, start, self.at)

    def _string(self, kind: Kind, start: int) -> Lexeme:
        """Words in quotes of any shape; `self.at` stands on the opening one."""
        opening = self.at
        closing = _QUOTE.search(self.text, opening + 1)
        if closing is None:
            raise QueryError("this quote is never closed", opening, opening + 1, 'put a " behind the phrase')
        self.at = closing.end()
        words = self.original[opening + 1 : closing.start()]
        _check_words(words, opening, self.at)
        return Lexeme(kind, words, start, self.at)

    def _chunk(self, start: int) -> Lexeme:
        match = _CHUNK.match(self.text, start)
        if match is None:
            self.at = start + 1  # the one comma that is not plain
            return Lexeme(Kind.COMMA, self.text[start], start, self.at)
        end = match.end()
        chunk = match[0] if match[0].isascii() else match[0].strip(_INVISIBLE)
        if chunk[0] == "@":
            self.at = end
            return _entity(chunk, self.text, start, end)
        field = _FIELD.match(self.text, start, end) if ":" in chunk else None
        if field is not None:
            return self._field(field, chunk)
        if chunk == "=" and end < len(self.text) and self.text[end] in QUOTES:
            self.at = end
            return self._string(Kind.CASED, start)
        self.at = end
        return _classify(chunk, self.text, start, end)

    def _field(self, match: re.Match[str], chunk: str) -> Lexeme:
        name = match[1]
        if name not in FIELDS:
            _complain_of_field(name, chunk, match.start(), match.end())
        self.at = match.end()
        if self.at == len(self.text) or self.text[self.at].isspace():
            behind = re.compile(r"\s+([\w@=\"(].*)", re.DOTALL).match(self.text, self.at)
            word = behind[1].split()[0] if behind else "word"
            advice = f"no blank after the colon: write {name}:{word}"
            raise QueryError(f"nothing follows `{name}:`", match.start(), match.end(), advice)
        return Lexeme(Kind.FIELD, name, match.start(), match.end())


def _classify(chunk: str, text: str, start: int, end: int) -> Lexeme:
    """What an unquoted piece is."""
    operator = _operator(chunk if chunk.isascii() else unicodedata.normalize("NFKC", chunk), text, start, end)
    if operator is not None:
        return operator
    name = stray_name(chunk)
    if name is not None:
        return Lexeme(Kind.STRAY, name, start, end)
    complain_of_foreign(chunk, text, start, end)
    if chunk.startswith("="):
        if not chunk.strip("="):
            raise QueryError("`=` stands before no word", start, end, equals_advice(text, start, end))
        _check_words(chunk[1:], start, end)
        return Lexeme(Kind.CASED, chunk[1:], start, end)
    _check_words(chunk, start, end)
    return Lexeme(Kind.WORD, chunk, start, end)


def _operator(plain: str, text: str, start: int, end: int) -> Lexeme | None:
    kind = _PLAIN_OPERATORS.get(plain)
    if kind is not None:
        return Lexeme(kind, plain, start, end)
    if plain[0] not in "NOA":
        return None
    near = _DISTANCE.fullmatch(plain)
    if near is not None:
        return _near(near, text, start, end)
    count = _COUNT.fullmatch(plain)
    return _at_least(count[2], text, start, end) if count is not None else None


def _near(match: re.Match[str], text: str, start: int, end: int) -> Lexeme:
    name, within = match[1], match[2]
    if within is None:
        raise QueryError(f"{name} does not say how near", start, end, distance_advice(name, None, text, start, end))
    if within not in {"s", "p"} and not _NUMBER.fullmatch(within):
        message = f"{name}/ takes a number of words up to 9999, or s (sentence) or p (paragraph)"
        raise QueryError(message, start, end, distance_advice(name, within, text, start, end))
    return Lexeme(Kind[name], within, start, end)


def _at_least(count: str | None, text: str, start: int, end: int) -> Lexeme:
    if count is None or not _NUMBER.fullmatch(count):
        raise QueryError("ATLEAST does not say how often", start, end, count_advice(text, end))
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
    if "*" in words or "?" in words:
        for part in words.split():
            if not part.strip("*?"):
                advice = "put letters beside it, or write NEAR/1 for a gap"
                raise QueryError(f"a lone `{part}` would match any word", start, end, advice)
    if _SURE_WORD.search(words) is None and not tokenise(words):
        advice = "write a word; signs and emoji are not searched for"
        raise QueryError(f"`{words}` has no letter and no figure", start, end, advice)


def _complain_of_field(name: str, chunk: str, start: int, end: int) -> NoReturn:
    rest = chunk[len(name) + 1 :]
    lower = name.lower()
    message = f"there is no field `{name}:`"
    if lower in {"entity", "entities"}:
        raise QueryError(message, start, end, f"write @{rest or 'id'} for an entity")
    if lower in {"http", "https"}:
        raise QueryError("addresses are not searched for", start, end, "write source:reuters.com for an outlet")
    quoted = f'quote it if the colon belongs to the name: "{chunk}"'
    known = lower if lower in FIELDS else _OTHER_NAMES.get(lower)
    close = [known] if known else get_close_matches(lower, FIELDS, n=1, cutoff=0.7)
    advice = f"did you mean {close[0]}:{rest}? {quoted}" if close else quoted
    raise QueryError(message, start, end, advice)
