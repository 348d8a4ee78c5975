"""Other search languages' syntax: recognised, so that the error can say what to write here."""

import re
from dataclasses import dataclass

from newsbell.core.rules.errors import QueryError


@dataclass(frozen=True, slots=True)
class _Foreign:
    """A pattern of a whole piece of a query; message and advice may use its groups as `{0}` (all), `{1}` ..."""

    pattern: re.Pattern[str]
    message: str
    advice: str


def _foreign(pattern: str, message: str, advice: str) -> _Foreign:
    return _Foreign(re.compile(pattern, re.DOTALL), message, advice)


_FOREIGN = (
    _foreign(r"&&?", "`{0}` is not an operator", "write AND"),
    _foreign(r"\|\|?", "`{0}` is not an operator", "write OR"),
    _foreign(r"!+", "`{0}` is not an operator", "write NOT"),
    _foreign(r"!+(\w.*)", "`!` is not an operator", "write NOT {1}"),
    _foreign(r"\+(\w.*)", "`+` is not an operator; nothing is optional without OR", "write AND {1}"),
    _foreign(r"[-\u2212\u2013](\w.*)", "`-` is not an operator", "write AND NOT {1}"),
    _foreign(r"[-\u2212\u2013+]", "`{0}` is not an operator", "write AND or AND NOT, or quote the words"),
    _foreign(r"~([0-9]+)", "`{0}` is not an operator", "write a NEAR/{1} b, with a word on each side"),
    _foreign(r"(\w+)~[0-9.]*", "words are not matched by similarity", "list the spellings with OR, or write {1}*"),
    _foreign(r"(.+)\^[0-9.]+", "terms have no weights", "write {1}"),
    _foreign(r"(?:w|W)/?([0-9]+|[sp])", "`{0}` is not an operator", "write NEAR/{1}"),
    _foreign(r"(?:pre|PRE|onear|Onear)[/:]?([0-9]+|[sp])", "`{0}` is not an operator", "write ONEAR/{1}"),
    _foreign(r"/([0-9]+|[sp])", "`{0}` is not an operator", "write NEAR/{1}"),
    _foreign(r"(?:near|Near|within|WITHIN)[/:~]?([0-9]+|[sp])", "`{0}` is not an operator", "write NEAR/{1}"),
    _foreign(r"NEAR[:~]?([0-9]+)", "`{0}` lacks a stroke", "write NEAR/{1}"),
    _foreign(r"ONEAR[:~]?([0-9]+)", "`{0}` lacks a stroke", "write ONEAR/{1}"),
    _foreign(r"(?i:atleast)[/:]?([0-9]+)", "`{0}` is not an operator", "write ATLEAST/{1} (word)"),
    _foreign(r"(?i:and[-_]?not|butnot)", "`{0}` is not an operator", "write AND NOT"),
    _foreign(r"XOR", "`{0}` is not an operator", "write (a OR b) AND NOT (a AND b)"),
    _foreign(r"#(\w.*)", "`{0}` is not a term", "write event:{1} for an event type, or quote it"),
    _foreign(r"/.+/[a-z]*", "there are no regular expressions", "use wildcards: merg*, colo?r"),
    _foreign(r"[\[\]{}].*|.*[\[\]{}]", "`{0}` has a bracket that means nothing here", "write ( and )"),
    _foreign(r"'.*|\u2018.*", "single quotes do not make a phrase", 'put the words in double quotes: "general motors"'),
)


def complain_of_foreign(piece: str, text: str, start: int, end: int) -> None:
    """Raise QueryError if the piece (`start` to `end` of the query) is written in another language's syntax."""
    for foreign in _FOREIGN:
        match = foreign.pattern.fullmatch(piece)
        if match is not None:
            values = (piece, *match.groups())
            message, advice = foreign.message.format(*values), foreign.advice.format(*values)
            raise QueryError(message, start, end, _phrase_advice(piece, text, start) or advice)


def _phrase_advice(piece: str, text: str, start: int) -> str | None:
    """`"a b"~5` with its own words in the advice."""
    match = re.fullmatch(r"~([0-9]+)", piece)
    phrase = re.search(r"[\"\u201c](\w+)\s+(\w+)[\"\u201d]$", text[max(0, start - 200) : start]) if match else None
    return f"write {phrase[1]} NEAR/{match[1]} {phrase[2]}" if match and phrase else None
