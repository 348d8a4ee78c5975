"""Queries, and parts of queries, that can never hold, whatever an article says.

What must not occur (the NOT beside a part) is carried down to what must: if each way of holding needs a word that is
ruled out, the part is dead. Cautious: what is not understood here counts as possible. Inflections are not compared, so
`tariffs AND NOT tariff` passes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from newsbell.core.rules.common_words import LANGUAGE_CODES, LANGUAGE_OF
from newsbell.core.rules.model import Entity, Vocabulary
from newsbell.core.rules.sameness import Key, name_key, term_key
from newsbell.core.rules.syntax import (
    And,
    AtLeast,
    EntityRef,
    EventRef,
    Exact,
    InZone,
    Metadata,
    Named,
    Near,
    Node,
    Not,
    Or,
    SomeOf,
    Term,
    Wildcard,
    Word,
)
from newsbell.core.text.folding import folded
from newsbell.core.text.tokens import tokenise

Zones = frozenset[str]
Denied = tuple[Mapping[Key, Zones], ...]
"""What must not occur, and in which zones; each NOT brings a table of its own."""

BOTH: Zones = frozenset({"title", "body"})
NOTHING: Denied = ()
_PLAIN = re.compile(r"[\w\s'\u2019\u2010-\u2012-]+")
_LONGEST = 8
"""Words of a phrase whose parts are compared with what is ruled out."""

_TWO_ZONES = "it wants the same words in the title and in the body"


class Reason(NamedTuple):
    """Why a part never holds: `start` and `end` are code points of the query's text, `advice` is what to write."""

    message: str
    start: int
    end: int
    advice: str


class Possibility:
    """Judges queries that use one vocabulary; what it works out of a name is kept."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._names: dict[str, tuple[frozenset[Key], ...]] = {}
        self._tables: dict[tuple[str, Zones], Mapping[Key, Zones]] = {}

    def why_never(self, node: Node, zones: Zones = BOTH, denied: Denied = NOTHING) -> Reason | None:
        """Why the node never holds in these zones while `denied` must not occur; None if it may."""
        match node:
            case And():
                return self._all(node, zones, denied)
            case Or() | SomeOf():
                return self._some(node, zones, denied)
            case Not():
                return _reason("what NOT excludes always holds", node, "take it out") if _certain(node.item) else None
            case Near():
                return self._near(node, zones, denied)
            case AtLeast():
                return self.why_never(node.item, zones, denied) if node.count else None
            case InZone():
                within = zones & {node.zone}
                reason = self.why_never(node.item, within, denied)
                return reason if within or reason is None else _two_zones(node)
            case Named():
                return self._named(node, zones, denied)
            case Metadata():
                return _metadata(node, denied)
            case _:
                return self._term(node, zones, denied)

    def dead_parts(self, node: Node, zones: Zones = BOTH, denied: Denied = NOTHING) -> Iterator[Reason]:
        """Each outermost part that never holds, in the order written, of a node that may hold itself."""
        match node:
            case And():
                more = self._with_denials(node, zones, denied)
                for item in node.items:
                    yield from self.dead_parts(item, zones, more)
            case Or() | SomeOf():
                for item in node.items:
                    yield from self._dead(item, zones, denied)
            case Not() | AtLeast():
                yield from self._dead(node.item, zones, NOTHING)
            case InZone():
                yield from self.dead_parts(node.item, zones & {node.zone}, denied)
            case _:
                return

    def _dead(self, node: Node, zones: Zones, denied: Denied) -> Iterator[Reason]:
        reason = self.why_never(node, zones, denied)
        if reason is None:
            yield from self.dead_parts(node, zones, denied)
        else:
            yield reason

    def _all(self, node: And, zones: Zones, denied: Denied) -> Reason | None:
        more = self._with_denials(node, zones, denied)
        for item in node.items:
            reason = self.why_never(item, zones, more)
            if reason is not None:
                return reason
        return _two_languages(node)

    def _some(self, node: Or | SomeOf, zones: Zones, denied: Denied) -> Reason | None:
        needed = node.count if isinstance(node, SomeOf) else 1
        if needed > len(node.items):
            message = f"{needed} OF a list of {len(node.items)} never holds"
            return _reason(message, node, f"write {len(node.items)} OF for all of them")
        alive, reasons = 0, list[Reason]()
        for item in node.items:
            if alive >= needed:
                return None
            reason = self.why_never(item, zones, denied)
            if reason is None:
                alive += 1
            else:
                reasons.append(reason)
        if alive >= needed:
            return None
        if isinstance(node, Or):
            return reasons[0]
        message = f"only {alive} of its {len(node.items)} parts can hold ({reasons[0].message})"
        return _reason(message, node, reasons[0].advice)

    def _near(self, node: Near, zones: Zones, denied: Denied) -> Reason | None:
        reason = self.why_never(node.left, zones, denied) or self.why_never(node.right, zones, denied)
        if reason is not None:
            return reason
        shared = _zones(node.left, zones) & _zones(node.right, zones)
        return None if shared else _two_zones(node)

    def _named(self, node: Named, zones: Zones, denied: Denied) -> Reason | None:
        """What is wrong with the term by itself is told at the term."""
        if not denied and zones == BOTH:
            return None
        reason = self.why_never(node.item, zones, denied)
        if reason is None or self.why_never(node.item) is not None:
            return None
        return _reason(reason.message, node, reason.advice)

    def _with_denials(self, node: And, zones: Zones, denied: Denied) -> Denied:
        """What is ruled out above and by the NOTs of this AND."""
        excluded = [item.item for item in node.items if isinstance(item, Not)]
        return (*denied, *(self._table(item, zones) for item in excluded)) if excluded else denied

    def _table(self, node: Node, zones: Zones) -> Mapping[Key, Zones]:
        """What NOT rules out if it stands before this node; that of a term is made once."""
        if not isinstance(node, Named):
            return _merged(_denials(node, zones))
        table = self._tables.get((node.id, zones))
        if table is None:
            table = self._tables[node.id, zones] = _merged(_denials(node.item, zones))
        return table

    def _term(self, node: Term, zones: Zones, denied: Denied) -> Reason | None:
        if not zones:
            return _two_zones(node)
        if isinstance(node, EntityRef):
            return self._entity(node, zones, denied)
        if denied and _ruled_out(_keys(node), zones, denied):
            return _reason(f"`{node.place.clause}` must occur and must not occur", node, "take one of the two out")
        return None

    def _entity(self, node: EntityRef, zones: Zones, denied: Denied) -> Reason | None:
        entity = self._vocabulary.entities.get(node.id)
        if entity is None:
            return None
        if _ruled_out((("entity", node.id),), zones, denied):
            return _reason(f"`@{node.id}` must occur and must not occur", node, "take one of the two out")
        names = self._names.get(node.id)
        if names is None:
            names = self._names[node.id] = tuple(_living_names(entity))
        if not names:
            return _reason(f"all names of @{node.id} are under its own `not:`", node, "take one out of `not:`")
        if denied and all(_ruled_out(keys, zones, denied) for keys in names):
            message = f"each name of @{node.id} holds a word that must not occur"
            return _reason(message, node, "to leave out some mentions only, use the entity's `not:`")
        return None


def lies_under(name: str, phrase: str) -> bool:
    """Whether a `not:` phrase is the alias itself, so that the alias never counts."""
    cased, other = name.startswith("="), phrase.startswith("=")
    if other and (not cased or name != phrase):
        return False
    return name_key(name.removeprefix("=")) == name_key(phrase.removeprefix("="))


def _living_names(entity: Entity) -> Iterator[frozenset[Key]]:
    """For each name that can count: what rules it out."""
    for name in dict.fromkeys((entity.name, *entity.aliases)):
        if tokenise(name) and not any(lies_under(name, phrase) for phrase in entity.exclude):
            yield _phrase_keys(name.removeprefix("="), ("exact", name))


def _denials(node: Node, zones: Zones) -> Iterator[tuple[Key, Zones]]:
    """What NOT rules out if it stands before this node."""
    match node:
        case Or():
            for item in node.items:
                yield from _denials(item, zones)
        case InZone():
            yield from _denials(node.item, zones & {node.zone})
        case Named():
            yield from _denials(node.item, zones)
        case Word() | Exact() | Wildcard() | EntityRef() | EventRef() | Metadata():
            yield term_key(node), zones
        case _:
            return


def _keys(node: Word | Exact | Wildcard | EventRef) -> frozenset[Key]:
    """All that the term needs: if one of them is ruled out, so is the term."""
    if isinstance(node, Exact):
        return _phrase_keys(node.text, term_key(node))
    return _word_keys(node.text) if isinstance(node, Word) else frozenset((term_key(node),))


@lru_cache(maxsize=10_000)
def _word_keys(text: str) -> frozenset[Key]:
    parts = tokenise(text) if not text.isalnum() and _PLAIN.fullmatch(text) else ()
    return frozenset((("word", folded(text)), *(("word", token.text) for token in parts)))


@lru_cache(maxsize=10_000)
def _phrase_keys(text: str, own: Key) -> frozenset[Key]:
    """The phrase and every run of words in it."""
    found = {own}
    if _PLAIN.fullmatch(text):
        words = [token.text for token in tokenise(text)][:_LONGEST]
        for first in range(len(words)):
            found.add(("word", words[first]))
            found.update(("exact", " ".join(words[first:last])) for last in range(first + 1, len(words) + 1))
    return frozenset(found)


def _ruled_out(keys: Iterable[Key], zones: Zones, denied: Denied) -> bool:
    for key in keys:
        where = [table[key] for table in denied if key in table]
        if where and zones <= frozenset().union(*where):
            return True
    return False


def _merged(found: Iterable[tuple[Key, Zones]]) -> Mapping[Key, Zones]:
    table: dict[Key, Zones] = {}
    for key, zones in found:
        table[key] = table.get(key, frozenset()) | zones
    return table


def _zones(node: Node, zones: Zones) -> Zones:
    """The zones in which the words of an operand of NEAR can stand."""
    match node:
        case InZone():
            return _zones(node.item, zones & {node.zone})
        case Named():
            return _zones(node.item, zones)
        case Near():
            return _zones(node.left, zones) & _zones(node.right, zones)
        case Or():
            return frozenset().union(*(_zones(item, zones) for item in node.items))
        case _:
            return zones


def _certain(node: Node) -> bool:
    """Whether the node holds in every article."""
    if isinstance(node, AtLeast | SomeOf):
        return node.count == 0
    if isinstance(node, And):
        return all(_certain(item) for item in node.items)
    return isinstance(node, Or) and any(_certain(item) for item in node.items)


def _metadata(node: Metadata, denied: Denied) -> Reason | None:
    if _ruled_out((term_key(node),), frozenset(), denied):
        return _reason(f"`{node.place.clause}` must hold and must not hold", node, "take one of the two out")
    wanted = folded(node.pattern)
    if node.field != "lang" or "*" in wanted or "?" in wanted:
        return None
    tag = wanted.replace("_", "-").split("-")[0]
    known = LANGUAGE_OF.get(tag)
    if known is None and (tag in LANGUAGE_CODES or (len(tag) == 3 and tag.isalpha())):
        if "_" not in wanted:
            return None
        advice = f"write lang:{node.pattern.replace('_', '-')}"
        return _reason(f"`{node.pattern}` is no tag of a language", node, advice)
    advice = f"write lang:{known}" if known else "write a code of two letters, e.g. lang:en"
    return _reason(f"`{node.pattern}` is no code of a language", node, advice)


def _two_languages(node: And) -> Reason | None:
    """`lang:en AND lang:de`; `lang:en AND lang:en-GB` may both hold."""
    wanted = [item for item in node.items if isinstance(item, Metadata) and item.field == "lang"]
    plain = [item for item in wanted if not set("*?") & set(item.pattern)]
    codes = {folded(item.pattern).split("-")[0]: item for item in plain}
    if len(codes) < 2:
        return None
    first, second, *_ = codes.values()
    one, two = first.place.clause, second.place.clause
    return _reason("an article has one language", second, f"write ({one} OR {two})")


def _two_zones(node: Node) -> Reason:
    return _reason(_TWO_ZONES, node, "join the two with AND")


def _reason(message: str, node: Node, advice: str) -> Reason:
    return Reason(message, node.place.start, node.place.end, advice)
