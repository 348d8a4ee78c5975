"""What is wrong where a query stops making sense, in words: one function a situation, each giving a QueryError."""

import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches

from newsbell.core.rules.errors import QueryError
from newsbell.core.rules.lexemes import Kind, Lexeme

_YAML = "a term is missing; in YAML put the whole rule in single quotes, for # starts a comment there"
_SMALL = {"near": "NEAR/5", "onear": "ONEAR/5", "atleast": "ATLEAST/3 (word)", "of": "2 OF (a, b, c)"}


def missing_term(text: str, piece: Lexeme, before: Lexeme | None) -> QueryError:
    """A term should stand at `piece`, and something else does."""
    if piece.kind is Kind.OF:
        return QueryError("OF does not say how many", piece.start, piece.end, "write 2 OF (a, b, c)")
    if before is None:
        message = f"the query starts with {_written(text, piece)}"
        return QueryError(message, piece.start, piece.end, "put a term before it, or quote it")
    if piece.kind is Kind.END:
        return QueryError(f"the query ends behind {_written(text, before)}", before.start, before.end, _YAML)
    message = f"no term between {_written(text, before)} and {_written(text, piece)}"
    return QueryError(message, piece.start, piece.end, "put a term between them")


def no_operator(text: str, piece: Lexeme, before: Lexeme) -> QueryError:
    """An operator or the end should stand at `piece`, and something else does."""
    for candidate in (before, piece):
        small = _small_operator(candidate)
        if small is not None:
            return QueryError("operators are written in capitals", candidate.start, candidate.end, small)
    match piece.kind:
        case Kind.CLOSE:
            message, advice = "this bracket closes nothing", "remove it, or add a ( before"
        case Kind.COMMA:
            message = "a comma only separates the items of `n OF (...)`"
            advice = "quote the words if the comma belongs to them"
        case Kind.NOT:
            message, advice = "NOT stands between two terms", "write AND NOT"
        case Kind.OF:
            message, advice = "OF does not say how many", "write 2 OF (a, b, c)"
        case _:
            message, advice = "two terms without an operator between them", _joined(text, piece, before)
    return QueryError(message, piece.start, piece.end, advice)


def unknown_name(wanted: str, known: Sequence[str], sign: str, start: int, end: int) -> QueryError:
    """An id that is not defined; `sign` is `@` or `event:`."""
    what, section = ("entity", "entities") if sign == "@" else ("event type", "event_types")
    plain = {_plain(each): each for each in reversed(known)}
    close = get_close_matches(_plain(wanted), plain, n=1, cutoff=0.6)
    if close:
        advice = f"did you mean {sign}{plain[close[0]]}?"
    elif known:
        advice = f"known: {', '.join(known[:5])}{', ...' if len(known) > 5 else ''}; or define it under `{section}:`"
    else:
        advice = f"define it under `{section}:`"
    return QueryError(f"there is no {what} `{wanted}`", start, end, advice)


def _small_operator(piece: Lexeme) -> str | None:
    """What to write instead of a lower-case operator, or None if the piece is none."""
    small = piece.value.lower() if piece.kind is Kind.WORD else ""
    if small in {"and", "or", "not"}:
        return f'write {small.upper()}, or "{piece.value}" in quotes if the word is meant'
    return f"write {_SMALL[small]}" if small in _SMALL else None


def _joined(text: str, piece: Lexeme, before: Lexeme) -> str:
    left, right = _written(text, before), _written(text, piece)
    if before.kind is Kind.WORD and piece.kind is Kind.WORD:
        return f'write "{left} {right}" for the phrase, or {left} AND {right}'
    return f"write AND, OR or NEAR/5 before {right}"


def _written(text: str, piece: Lexeme) -> str:
    return " ".join(text[piece.start : piece.end].split())


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
