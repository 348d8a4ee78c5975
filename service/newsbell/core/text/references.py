"""Character references of HTML that were left in a text: `&amp;`, `&#8217;`, `&nbsp;`.

They are read as the characters they stand for, also where they were escaped more than once (`&amp;#8217;`). A name that
HTML does not know, a reference without its semicolon and a bare `&` stay what they are.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html.entities import html5

_AGAIN = "(?:amp|AMP|#0{0,5}38|#[xX]0{0,5}26);"
"""What is behind the `&` of a reference that was escaped once more."""
REFERENCE = re.compile(
    rf"&((?:{_AGAIN})*)(?:#[0-9]{{1,7}}|#[xX][0-9A-Fa-f]{{1,6}}|[A-Za-z][0-9A-Za-z]{{1,31}});", re.ASCII
)
"""What may be a reference; linear in the text, however often it was escaped."""


@dataclass(frozen=True, slots=True)
class Unescaped:
    """A text without references, and where each of its characters comes from (the end excluded)."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def may_hold_references(text: str) -> bool:
    """Whether there is something in the text that looks like a reference; cheap where there is none."""
    return "&" in text and REFERENCE.search(text) is not None


def unescaped(text: str) -> str:
    """The text with each reference replaced by what it stands for; linear, never raises."""
    return REFERENCE.sub(_replaced, text) if "&" in text else text


def unescape(text: str) -> Unescaped:
    """The same as `unescaped`, with the places."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for match in REFERENCE.finditer(text):
        start, end = match.span()
        characters, end = _read(match[0], match[1], start, end)
        if characters is None:
            continue
        pieces += (text[done:start], characters)
        starts.extend(range(done, start))
        ends.extend(range(done + 1, start + 1))
        starts.extend([start] * len(characters))
        ends.extend([end] * len(characters))
        done = end
    pieces.append(text[done:])
    starts.extend(range(done, len(text)))
    ends.extend(range(done + 1, len(text) + 1))
    return Unescaped("".join(pieces), starts, ends)


def _replaced(match: re.Match[str]) -> str:
    characters, end = _read(match[0], match[1], *match.span())
    return match[0] if characters is None else characters + match[0][end - match.start() :]


def _read(reference: str, again: str, start: int, end: int) -> tuple[str | None, int]:
    """What stands at `start` to `end`, None for nothing known, and where it ends.

    Of `&amp;Foo;`, where `Foo` is no name, the first part is a reference all the same.
    """
    characters = _stands_for(f"&{reference[1 + len(again) :]}")
    if characters is None and again:
        return "&", start + 1 + len(again)
    return characters, end


@lru_cache(maxsize=5_000)
def _stands_for(reference: str) -> str | None:
    """The characters of one reference; None if HTML does not know its name. Names in capitals are known as well."""
    if reference[1] == "#":
        return html.unescape(reference)
    name = reference[1:]
    return html5.get(name) or html5.get(name.lower())
