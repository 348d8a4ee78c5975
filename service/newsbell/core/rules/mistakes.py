"""What is wrong where a query stops making sense, in words: one function a situation, each giving a QueryError."""

import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Literal

from newsbell.core.rules.errors import QueryError
from newsbell.core.rules.lexemes import Kind, Lexeme
from newsbell.core.rules.model import Vocabulary

Sign = Literal["@", "event:", "term:"]
_SMALL = {
    "near": "NEAR/5",
    "onear": "ONEAR/5",
    "within": "NEAR/5",
    "atleast": "ATLEAST/3 (word)",
    "of": "2 OF (a, b, c)",
}
_ELSEWHERE = {
    **dict.fromkeys(("UND", "ET", "Y", "E", "EN", "PLUS", "WITH"), "AND"),
    **dict.fromkeys(("ODER", "OU", "O"), "OR"),
    **dict.fromkeys(
        ("NICHT", "OHNE", "PAS", "SAUF", "NON", "NIET", "ZONDER", "BUT", "WITHOUT", "EXCEPT", "MINUS"), "AND NOT"
    ),
    **dict.fromkeys(("ADJ", "NEXT"), "ONEAR/0"),
    **dict.fromkeys(("SAME", "WITHIN"), "NEAR/s"),
    "BEFORE": "ONEAR/5",
}
"""Operators of other languages and tools; in capitals they are hardly meant as words."""

_WORD_RUN = re.compile(r"[\w'\u2019.-]+(?:\s+(?!(?:AND|OR|NOT|OF|O?NEAR)\b)[\w'\u2019.-]+)+")
_SECTIONS = {
    "@": ("entity", "entities"),
    "event:": ("event type", "event_types"),
    "term:": ("term", "terms"),
}


def missing_term(text: str, piece: Lexeme, before: Lexeme | None) -> QueryError:
    """A term should stand at `piece`, and something else does."""
    if piece.kind is Kind.OF:
        return QueryError("OF does not say how many", piece.start, piece.end, "write 2 OF (a, b, c)")
    if before is None:
        message = f"the query starts with {_written(text, piece)}"
        return QueryError(message, piece.start, piece.end, "put a term before it, or quote it")
    if piece.kind is Kind.END:
        message = f"the query ends behind {_written(text, before)}"
        return QueryError(message, before.start, before.end, "put a term behind it")
    message = f"no term between {_written(text, before)} and {_written(text, piece)}"
    return QueryError(message, piece.start, piece.end, "put a term between them, or take one of them out")


def no_operator(text: str, piece: Lexeme, before: Lexeme) -> QueryError:
    """An operator or the end should stand at `piece`, and something else does."""
    if piece.value.lower() == "of" and before.value.lower() in _LISTING:
        return QueryError("OF does not say how many", piece.start, piece.end, _of_advice(before))
    for candidate in (before, piece):
        wrong = _wrong_operator(text, candidate)
        if wrong is not None:
            return wrong
    match piece.kind:
        case Kind.CLOSE:
            message, advice = "this bracket closes nothing", "remove it, or add a ( before"
        case Kind.COMMA:
            message, advice = "a comma only separates the items of `n OF (...)`", _comma_advice(text, piece)
        case Kind.NOT:
            message, advice = "NOT stands between two terms", "write AND NOT"
        case Kind.OF:
            message, advice = "OF does not say how many", _of_advice(before)
        case _:
            message, advice = "two terms without an operator between them", _joined(text, piece, before)
    return QueryError(message, piece.start, piece.end, advice)


def unknown_name(wanted: str, vocabulary: Vocabulary, sign: Sign, start: int, end: int) -> QueryError:
    """An id that is not defined; `sign` is how names of its kind are written."""
    what, section = _SECTIONS[sign]
    known = _names(vocabulary)
    other = _elsewhere(wanted, known, sign)
    close = None if other else _closest(wanted, tuple(known[sign]))
    if other or close:
        advice = f"did you mean {other or f'{sign}{close}'}?"
    elif known[sign]:
        shown = list(known[sign])
        advice = f"known: {', '.join(shown[:5])}{', ...' if len(shown) > 5 else ''}; or define it under `{section}:`"
    else:
        advice = f"define it under `{section}:`"
    return QueryError(f"there is no {what} `{wanted}`", start, end, advice)


def stray(piece: Lexeme, text: str, vocabulary: Vocabulary) -> QueryError:
    """`$deal`, `{deal}`, `#deal`: a name as others write it."""
    written, wanted = _written(text, piece), piece.value
    known = _names(vocabulary)
    sign: Sign = "term:"
    name = _elsewhere(wanted, known, None)
    if name is None and (close := _closest(wanted, tuple(known[sign]))):
        name = f"{sign}{close}"
    quoted = f'quote it if the sign belongs to it: "{written}"'
    advice = f"write {name}" if name else f"write {sign}{wanted} for one of the file's `terms:`; {quoted}"
    return QueryError(f"`{written}` is not how a name is written", piece.start, piece.end, advice)


def _names(vocabulary: Vocabulary) -> dict[Sign, Mapping[str, object]]:
    return {"@": vocabulary.entities, "event:": vocabulary.event_types, "term:": vocabulary.terms}


def _elsewhere(wanted: str, known: dict[Sign, Mapping[str, object]], sign: Sign | None) -> str | None:
    """The name as it is written if another kind of names has it; None also if its own kind has it in another case."""
    plain = _plain(wanted)
    found: list[str] = []
    for each, names in known.items():
        alike = [name for name in names if _plain(name) == plain]
        same = wanted if wanted in alike else next(iter(alike), None)
        if same is not None and each == sign:
            return None
        if same is not None:
            found.append(f"{each}{same}")
    return found[-1] if found else None


@lru_cache(maxsize=1_000)
def _closest(wanted: str, known: tuple[str, ...]) -> str | None:
    plain = {_plain(each): each for each in reversed(known)}
    close = get_close_matches(_plain(wanted), plain, n=1, cutoff=0.6)
    return plain[close[0]] if close else None


def _wrong_operator(text: str, piece: Lexeme) -> QueryError | None:
    """A lower-case operator, or one of another language."""
    if piece.kind is not Kind.WORD:
        return None
    small, advice = piece.value.lower(), None
    message = "operators are written in capitals"
    if small in {"and", "or", "not"}:
        advice = f'write {small.upper()}, or "{piece.value}" in quotes if the word is meant'
    elif small in _SMALL and piece.value != small.upper():
        message = "operators are written in capitals" if small != "within" else f"`{piece.value}` is not an operator"
        number = re.compile(r"\s+([0-9]{1,4})\b").match(text, piece.end)
        advice = f"write NEAR/{number[1]}" if number and small in {"near", "within"} else f"write {_SMALL[small]}"
    elif re.fullmatch(r"w[0-9]{1,2}", small):
        message, advice = f"`{piece.value}` is not an operator", f"write NEAR/{small[1:]}"
    elif piece.value in _ELSEWHERE:
        message = f"`{piece.value}` is not an operator"
        advice = f'write {_ELSEWHERE[piece.value]}, or "{piece.value}" in quotes if the word is meant'
    return QueryError(message, piece.start, piece.end, advice) if advice else None


def _joined(text: str, piece: Lexeme, before: Lexeme) -> str:
    left, right = _written(text, before), _written(text, piece)
    if before.kind is Kind.WORD and piece.kind is Kind.WORD:
        run = _WORD_RUN.match(text, before.start)
        phrase = " ".join(run[0].split()) if run else f"{left} {right}"
        return f'write "{phrase}" for the phrase, or {left} AND {right}'
    if piece.kind is Kind.OPEN and before.kind is Kind.WORD and before.value.lower() in _LISTING:
        return _of_advice(before)
    return f"write AND, OR or NEAR/5 before {right}"


def _comma_advice(text: str, piece: Lexeme) -> str:
    left = re.search(r"[^\s(),]{1,40}$", text[: piece.start].rstrip())
    right = re.compile(r"\s*([^\s(),]{1,40})").match(text, piece.end)
    pair = f"{left[0]} OR {right[1]}" if left and right else "OR between the words"
    return f"write {pair}; quote the words if the comma belongs to them"


_LISTING = {
    **dict.fromkeys(("any", "one", "either"), "write (a OR b OR c), or 1 OF (a, b, c)"),
    **dict.fromkeys(("all", "both", "every"), "write (a AND b AND c)"),
    "none": "write NOT (a OR b OR c)",
}


def _of_advice(before: Lexeme) -> str:
    return _LISTING.get(before.value.lower(), "write 2 OF (a, b, c)")


def _written(text: str, piece: Lexeme) -> str:
    return " ".join(text[piece.start : piece.end].split())


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
