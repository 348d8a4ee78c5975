"""When a librarian's query holds, worked out on plain texts: regular expressions and all pairs, no index.

And texts that are made for a query: with all of its words, with just enough of them, or with some by chance.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from random import Random
from typing import NamedTuple

from corpora.librarian_rules import natural
from corpora.librarian_tree import All, Any, English, Missing, Near, Part, Subject, Without, Words, Zone

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*")
_PARTS = re.compile(r"[a-z0-9*?#]+|[^a-z0-9*?#]+")
_CUTS = {"?": "[a-z0-9]?", "#": "[a-z0-9]"}
FILLERS = ("lorem", "ipsum", "dolor", "amet")

Texts = Mapping[str, str]
"""The text of each zone."""


class Place(NamedTuple):
    """Where words stand: characters, and the numbers of the first and last word."""

    zone: str
    start: int
    end: int
    first: int
    last: int


def holds(part: Part, texts: Texts) -> bool:
    """Whether an article of these texts, in English, is what the query asks for."""
    match part:
        case Any():
            return any(holds(item, texts) for item in part.items)
        case All():
            return all(holds(item, texts) for item in part.items)
        case Without():
            return holds(part.wanted, texts) and not holds(part.unwanted, texts)
        case Zone():
            return holds(part.item, {name: text for name, text in texts.items() if name == part.name})
        case English():
            return True
        case Words() | Subject() | Near():
            return any(places(part, name, text) for name, text in texts.items())
        case Missing():
            raise ValueError(part.construct)


def places(part: Part, zone: str, text: str) -> list[Place]:
    """Where the words of a part stand in a text."""
    match part:
        case Words():
            return list(_found(_expression(part.text), zone, text))
        case Subject():
            both = (_expression(part.name), _expression(natural(part.name)))
            return [place for expression in both for place in _found(expression, zone, text)]
        case Any():
            return [place for item in part.items for place in places(item, zone, text)]
        case Zone():
            return places(part.item, zone, text) if zone == part.name else []
        case Near():
            return _near(part, places(part.left, zone, text), places(part.right, zone, text))
        case _:
            raise ValueError("no words")


def _near(part: Near, left: list[Place], right: list[Place]) -> list[Place]:
    pairs = [(one, two) for one in left for two in right]
    if not part.ordered:
        pairs += [(two, one) for one, two in pairs]
    return [
        Place(one.zone, one.start, two.end, one.first, two.last)
        for one, two in pairs
        if one.end <= two.start and two.first - one.last - 1 <= part.between
    ]


@lru_cache(maxsize=100_000)
def _expression(text: str) -> re.Pattern[str]:
    """Words with cuts; between them blanks, hyphens and apostrophes do not count, other signs do."""
    pieces = _PARTS.findall(text.lower())
    made = (_word(piece) if re.match(r"[a-z0-9*?#]", piece) else _gap(piece) for piece in pieces)
    return re.compile(f"(?<![a-z0-9]){''.join(made)}(?![a-z0-9])")


def _word(piece: str) -> str:
    limited = re.sub(r"\*(\d+)", lambda match: "\0" * int(match[1]), piece)
    return "".join({"*": "[a-z0-9]*", "\0": "[a-z0-9]?", **_CUTS}.get(each, each) for each in limited)


def _gap(piece: str) -> str:
    signs = re.sub(r"[\s\-'*]", "", piece)
    return rf"[\s\-']*{re.escape(signs)}[\s\-']*" if signs else r"[\s\-']+"


def _found(expression: re.Pattern[str], zone: str, text: str) -> Iterator[Place]:
    lower = text.lower()
    words = _words(lower)
    for match in expression.finditer(lower):
        inside = [number for number, (start, end) in enumerate(words) if start < match.end() and end > match.start()]
        yield Place(zone, match.start(), match.end(), inside[0], inside[-1])


@lru_cache(maxsize=64)
def _words(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _WORD.finditer(text)]


Piece = tuple[str | None, str]
"""Words to be written, and the zone that they must stand in."""


def enough(part: Part, dice: Random, *, strict: bool = True) -> list[Piece]:
    """Words that make a part hold, as long as nothing unwanted is beside them; if not `strict`, they may just fail."""
    match part:
        case Any():
            return enough(dice.choice(part.items), dice, strict=strict)
        case All():
            return [piece for item in part.items for piece in enough(item, dice, strict=strict)]
        case Without():
            return enough(part.wanted, dice, strict=strict)
        case Zone():
            return [(part.name if strict else None, text) for _, text in enough(part.item, dice, strict=strict)]
        case Near():
            return [_side_by_side(part, dice, strict)]
        case Words():
            return [(None, _written(part.text, dice))]
        case Subject():
            return [(None, dice.choice((part.name, natural(part.name))))]
        case _:
            return []


def every(part: Part, dice: Random, *, unwanted: bool) -> list[Piece]:
    """All words of a part, of all alternatives; with `unwanted`, also what must not be there, and some just fail."""
    match part:
        case Any() | All():
            return [piece for item in part.items for piece in every(item, dice, unwanted=unwanted)]
        case Without():
            both = every(part.unwanted, dice, unwanted=unwanted) if unwanted else []
            return [*every(part.wanted, dice, unwanted=unwanted), *both]
        case Zone():
            return [(part.name, text) for _, text in every(part.item, dice, unwanted=unwanted)]
        case _:
            return enough(part, dice, strict=not unwanted)


def written(pieces: list[Piece], dice: Random) -> Texts:
    """A title and a body of these pieces in any order; a semicolon keeps one from running into the next."""
    zones: dict[str, list[str]] = {"title": [], "body": []}
    for zone, text in dice.sample(pieces, len(pieces)):
        zones[zone or dice.choice(("title", "body"))].append(text)
    return {zone: " ; ".join(texts) for zone, texts in zones.items() if texts}


def _side_by_side(part: Near, dice: Random, strict: bool) -> Piece:
    """As far apart as they may be, or nearer; if not `strict`, also one word more, or in the other order."""
    left, right = enough(part.left, dice, strict=strict)[0], enough(part.right, dice, strict=strict)[0]
    gap = dice.choices(FILLERS, k=dice.randint(0, part.between + (not strict)))
    forward = (part.ordered and strict) or dice.random() < 0.5
    sides = [left[1], right[1]] if forward else [right[1], left[1]]
    return left[0] or right[0], " ".join([sides[0], *gap, sides[1]])


def _written(text: str, dice: Random) -> str:
    """The words with something in the place of each cut."""
    full = re.sub(r"\*\d+", lambda _: dice.choice(("", "q")), text)
    full = re.sub(r"\*", lambda _: dice.choice(("", "zo", "s")), full)
    return re.sub(r"[?#]", lambda match: "q" if match[0] == "#" else dice.choice(("", "o")), full)
