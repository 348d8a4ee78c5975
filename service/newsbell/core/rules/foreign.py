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


_NOT_ONE = "`{0}` is not an operator"
_FOREIGN = (
    _foreign(r"&&?", _NOT_ONE, "write AND"),
    _foreign(r"\|\|?", _NOT_ONE, "write OR"),
    _foreign(r"!+", _NOT_ONE, "write NOT"),
    _foreign(r"&&?([^\W\d].*)", "`&` is not an operator", "write AND {1}"),
    _foreign(r"\|\|?(\w.*)", "`|` is not an operator", "write OR {1}"),
    _foreign(r"([^|]*\w)\|+(\w[^|]*)", "`|` is not an operator", "write {1} OR {2}"),
    _foreign(r"(.*\w)\|.*", "`|` is not an operator", "write OR between the words"),
    _foreign(r"(.*\w)&&(\w.*)", "`&&` is not an operator", "write {1} AND {2}"),
    _foreign(r"!+(\w.*)", "`!` is not an operator", "write NOT {1}"),
    _foreign(
        r"\+(\w.*)", "`+` is not an operator: terms joined by AND must be there", "write {1}, and AND between terms"
    ),
    _foreign(r"[-\u2212\u2013](\w.*)", "`-` is not an operator", "write AND NOT {1}"),
    _foreign(r"[-\u2212\u2013\u2014+]+", _NOT_ONE, "write AND or AND NOT, or quote the words"),
    _foreign(r"~([0-9]+)", _NOT_ONE, "write a NEAR/{1} b, with a word on each side"),
    _foreign(r"(\w+)~[0-9.]*", "words are not matched by similarity", "list the spellings with OR, or write {1}*"),
    _foreign(r"(.+)\^[0-9.]+", "terms have no weights", "write {1}"),
    _foreign(r"(?:w|W)/(?:([0-9]+)w?|(s|p)\w*)", _NOT_ONE, "write NEAR/{1}{2}"),
    _foreign(r"(?:pre|PRE|onear|Onear)[/:]?([0-9]+|[sp])", _NOT_ONE, "write ONEAR/{1}"),
    _foreign(r"/([0-9]+|[sp])", _NOT_ONE, "write NEAR/{1}"),
    _foreign(r"(?:near|Near|within|WITHIN|adj|ADJ)[/:~]?([0-9]+|[sp])w?", _NOT_ONE, "write NEAR/{1}"),
    _foreign(r"NEAR[:~]?([0-9]+)w?", "`{0}` lacks a stroke", "write NEAR/{1}"),
    _foreign(r"ONEAR[:~]?([0-9]+)w?", "`{0}` lacks a stroke", "write ONEAR/{1}"),
    _foreign(r"(?i:atleast)[/:]?([0-9]+)", _NOT_ONE, "write ATLEAST/{1} (word)"),
    _foreign(r"(?i:and[-_]?not|butnot)", _NOT_ONE, "write AND NOT"),
    _foreign(r"(?i:and/or)", _NOT_ONE, "write OR, which holds if both do"),
    _foreign(r"XOR", _NOT_ONE, "write (a OR b) AND NOT (a AND b)"),
    _foreign(r"(title|body|source|lang|event|term)==?(.+)", "`{1}=` lacks its colon", "write {1}:{2}"),
    _foreign(r"#+|//+", "a query holds no comments", "put the comment above the rule, with a # before it"),
    _foreign(r"#(\w.*)", "`{0}` is not a term", "quote it if the sign belongs to it"),
    _foreign(r"/.+/[a-z]*", "there are no regular expressions", "use wildcards: merg*, colo?r"),
    _foreign(r"(\w+)\.[*+]", "there are no regular expressions", "write {1}*"),
    _foreign(r"(.*\w)\\", "the backslash in `{0}` means nothing here", "write {1}"),
    _foreign(r".*\.[*+].*|.*\\.*|\^\w.*", "there are no regular expressions", "use wildcards: merg*, colo?r"),
    _foreign(r"[\[\]{}].*|.*[\[\]{}]", "`{0}` has a bracket that means nothing here", "use round brackets"),
    _foreign(r"'.*|\u2018.*", "single quotes do not make a phrase", 'put the words in double quotes: "general motors"'),
    _foreign(r"(.*\w);+", "`;` separates nothing here", "write {1} OR, or {1} AND"),
    _foreign(r";+", "`;` separates nothing here", "write OR or AND"),
)
_SUSPECT = re.compile(r"[^\w.\-'\u2019]|^[-']|XOR|(?i:^(?:o?near|within|adj|pre|atleast)[0-9sp]|and[-_]?not|butnot)")
"""What is in every foreign piece; other words need not be compared with all patterns."""

_STRAY = re.compile(r"(?:[$#%]|\$?\{\{?|\[\[|<)([^\W\d][\w-]*)(?:\}\}?|\]\]|>)?")
_CALL = re.compile(r"\s*\(\s*([^,()]{1,60}?)\s*,\s*([^,()]{1,60}?)\s*(?:,\s*([0-9]{1,4})\s*)?\)")
_BEHIND = re.compile(r"[\s/(]*([0-9]{1,4}|[sp])\b")


def complain_of_foreign(piece: str, text: str, start: int, end: int) -> None:
    """Raise QueryError if the piece (`start` to `end` of the query) is written in another language's syntax."""
    if _SUSPECT.search(piece) is None:
        return
    for foreign in _FOREIGN:
        match = foreign.pattern.fullmatch(piece)
        if match is not None:
            values = (piece, *(group or "" for group in match.groups()))
            message, advice = foreign.message.format(*values), foreign.advice.format(*values)
            raise QueryError(message, start, end, _phrase_advice(piece, text, start) or advice)


def stray_name(piece: str) -> str | None:
    """The name in `$deal`, `#deal`, `%deal`, `{deal}`, `<deal>`: how others write what is `term:deal` here."""
    match = _STRAY.fullmatch(piece)
    return match[1] if match is not None else None


def distance_advice(name: str, within: str | None, text: str, start: int, end: int) -> str:
    """What to write instead of a NEAR without its number, or with a wrong one."""
    call = _CALL.match(text, end)
    if call is not None and not text[:start].strip(" ("):
        return f"it stands between its words: write {call[1]} {name}/{call[3] or 5} {call[2]}"
    found = re.match(r"([0-9]{1,4}(?![0-9])|[sp])", within) if within else _BEHIND.match(text, end)
    if found is not None:
        return f"write {name}/{found[1]}"
    return f"write {name}/5" if within else f"write {name}/5, {name}/s or {name}/p"


def count_advice(text: str, end: int) -> str:
    """What to write instead of an ATLEAST without its number."""
    found = _BEHIND.match(text, end)
    return f"write ATLEAST/{found[1] if found and found[1].isdecimal() else 3} (word)"


def equals_advice(text: str, start: int, end: int) -> str:
    """What to write instead of `title = x`, or a `=` with nothing behind it."""
    before = re.search(r"(title|body|source|lang|event|term)\s*$", text[max(0, start - 20) : start])
    behind = re.compile(r"\s*([\w-]+)").match(text, end)
    if before is not None:
        return f"write {before[1]}:{behind[1] if behind else 'word'}"
    return f"write ={behind[1]} to keep the case of a word" if behind else "write =US to keep the case of a word"


def _phrase_advice(piece: str, text: str, start: int) -> str | None:
    """`"a b"~5` and `'a b'` with their own words in the advice."""
    match = re.fullmatch(r"~([0-9]+)", piece)
    if match is not None:
        phrase = re.search(r"[\"\u201c](\w+)\s+(\w+)[\"\u201d]$", text[max(0, start - 200) : start])
        return f"write {phrase[1]} NEAR/{match[1]} {phrase[2]}" if phrase else None
    quoted = re.compile(r"['\u2018]([^'\u2019\"]{1,80})['\u2019]").match(text, start)
    if quoted is not None and re.search(r"@|:|\b(?:AND|OR|NOT)\b", quoted[1]):
        return "take them away, or write them straight, which YAML takes away: '...'"
    return f'put the words in double quotes: "{quoted[1]}"' if quoted else None
