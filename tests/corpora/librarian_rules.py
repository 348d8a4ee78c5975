"""A librarian's query in our language."""

import re
from itertools import product

from corpora.librarian_tree import (
    All,
    Any,
    English,
    Missing,
    Near,
    Part,
    Subject,
    Without,
    Words,
    Zone,
    constructs,
    rebuilt,
)
from newsbell.core.rules.model import Entity, Vocabulary

_CUT = re.compile(r"\*(\d*)|\?|#")
_BARE = re.compile(r"[A-Za-z0-9?*]*[?*][A-Za-z0-9?*]*")
MOST_VARIANTS = 40


def expressible(part: Part) -> Part:
    """The query with Missing in the place of what our language has no words for."""
    return rebuilt(part, _or_missing)


def _or_missing(part: Part) -> Part:
    match part:
        case Words():
            return _words_or_missing(part)
        case Near():
            inside = (*constructs(part.left), *constructs(part.right))
            if any(isinstance(each, All | Without | English) for each in inside):
                return Missing("AND or NOT between words that stand near each other")
            return part
        case _:
            return part


def _words_or_missing(part: Words) -> Part:
    ways = variants(part.text)
    if len(ways) > MOST_VARIANTS:
        return Missing("a term with too many optional letters")
    if any(not word.strip("*?") for way in ways for word in way.split()):
        return Missing("a lone wildcard")
    return part


def in_our_language(part: Part) -> str:
    """The query, which is `expressible`, as a rule's text; subject headings become entities, see `headings`."""
    match part:
        case Words():
            return _either([_term(variant) for variant in variants(part.text)])
        case Subject():
            return f"@{entity_id(part.name)}"
        case Any():
            return _either([in_our_language(item) for item in part.items])
        case All():
            return f"({' AND '.join(in_our_language(item) for item in part.items)})"
        case Without():
            return f"({in_our_language(part.wanted)} AND NOT {in_our_language(part.unwanted)})"
        case Near():
            return _near(part)
        case Zone():
            return f"{part.name}:{in_our_language(part.item)}"
        case English():
            return "lang:en"
        case Missing():
            raise ValueError(part.construct)


def headings(part: Part) -> Vocabulary:
    """An entity for each subject heading: `Dehydration, Severe` is also called severe dehydration."""
    names = {each.name for each in constructs(part) if isinstance(each, Subject)}
    return Vocabulary(entities={entity_id(name): _entity(name) for name in sorted(names)})


def entity_id(name: str) -> str:
    """The id of a heading's entity."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def natural(name: str) -> str:
    """A heading as it stands in a sentence: what follows the comma goes before."""
    return " ".join(reversed([piece.strip() for piece in name.split(",") if piece.strip()]))


def variants(text: str) -> list[str]:
    """The ways of writing words with cuts, in our wildcards: `*` any ending, `?` exactly one character."""
    pieces: list[list[str]] = []
    at = 0
    for cut in _CUT.finditer(text):
        pieces += [[text[at : cut.start()]], _choices(cut)]
        at = cut.end()
    return list(dict.fromkeys("".join(way) for way in product(*pieces, [text[at:]])))


def _choices(cut: re.Match[str]) -> list[str]:
    if cut[0] == "#":
        return ["?"]
    if cut[0] == "?":
        return ["?", ""]
    return ["?" * count for count in range(int(cut[1]) + 1)] if cut[1] else ["*"]


def _term(text: str) -> str:
    """Exact words; a word with a wildcard needs no quotes."""
    return text if _BARE.fullmatch(text) else f'"{text}"'


def _either(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"({' OR '.join(items)})"


def _near(part: Near) -> str:
    operator = "ONEAR" if part.ordered else "NEAR"
    return f"({in_our_language(part.left)} {operator}/{part.between} {in_our_language(part.right)})"


def _entity(name: str) -> Entity:
    plain = natural(name)
    return Entity(entity_id(name), name, aliases=() if plain == name else (plain,))
