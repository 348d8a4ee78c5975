"""Queries that are legal and probably not what was meant."""

from collections.abc import Iterator
from dataclasses import dataclass

from newsbell.core.rules.model import Vocabulary
from newsbell.core.rules.names import children, terms, walk, wanted_terms
from newsbell.core.rules.syntax import (
    And,
    AtLeast,
    EntityRef,
    EventRef,
    Exact,
    InZone,
    Metadata,
    Near,
    Node,
    Not,
    Or,
    SomeOf,
    Wildcard,
    Word,
)
from newsbell.core.text.folding import folded
from newsbell.core.text.tokens import tokenise

_STOP_WORDS = (
    "a about after all also an and any are as at be been but by can could did do does for from had has have he "
    "her his how i if in into is it its may me more most my new no not of on one or our out over said say says "
    "she so some such than that the their them then there these they this to up us was we were what when which "
    "who will with would you your "
)
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""The commonest English words: a rule of nothing else matches nearly every article."""

_BOTH = frozenset({"title", "body"})
_LONGEST_READING = 100


@dataclass(frozen=True, slots=True)
class QueryWarning:
    """A doubt about a query; `start` and `end` are code points of its text, `suggestion` says what to write."""

    message: str
    start: int
    end: int
    suggestion: str | None = None


def lint_query(node: Node, text: str, vocabulary: Vocabulary) -> tuple[QueryWarning, ...]:
    """All doubts about a query that parses, in reading order; `text` is what it was parsed from."""
    found = [warning for each in walk(node) for warning in _of_node(each, text, vocabulary)]
    found.extend(_of_query(node))
    return tuple(sorted(found, key=lambda warning: (warning.start, warning.end, warning.message)))


def _of_query(node: Node) -> Iterator[QueryWarning]:
    place = node.place
    if not _needs_a_word(node):
        if not terms(node):
            message = "this rule looks at properties of the article only: it matches every article that has them"
        else:
            message = "this rule can hold without any of its words: it matches nearly every article"
        yield QueryWarning(message, place.start, place.end, "add a term that must be there, joined by AND")
        return
    wanted = wanted_terms(node)
    if wanted and all(_is_stop(term) for term in wanted):
        message = "all words of this rule are very common: it matches nearly every article"
        yield QueryWarning(message, place.start, place.end, "add a rarer word; for a name in capitals write =US")


def _of_node(node: Node, text: str, vocabulary: Vocabulary) -> Iterator[QueryWarning]:
    match node:
        case Or():
            yield from _mixed(node, text)
            yield from _zone_of_first_only(node)
        case AtLeast() | SomeOf():
            yield from _count(node)
        case Near() | InZone():
            yield from _impossible(node)
        case Word():
            yield from _word(node)
        case EventRef() if not vocabulary.event_types[node.id].triggers:
            place = node.place
            yield QueryWarning(f"event type `{node.id}` has no triggers", place.start, place.end, "list its words")
        case _:
            return


def _mixed(node: Or, text: str) -> Iterator[QueryWarning]:
    """AND and OR side by side without brackets."""
    loose = [item for item in node.items if isinstance(item, And) and not _bracketed(item, text)]
    if not loose:
        return
    reading = " OR ".join(f"({item.place.clause})" if item in loose else item.place.clause for item in node.items)
    message = "AND binds before OR"
    if len(reading) <= _LONGEST_READING:
        message += f": this reads as {reading}"
    yield QueryWarning(message, node.place.start, node.place.end, "put brackets where you mean them")


def _bracketed(node: Node, text: str) -> bool:
    before, behind = text[: node.place.start].rstrip(), text[node.place.end :].lstrip()
    return before[-1:] in {"(", "\uff08"} and behind[:1] in {")", "\uff09"}


def _zone_of_first_only(node: Or) -> Iterator[QueryWarning]:
    """`title:a OR b`, where the author may think that both are meant."""
    first = node.items[0]
    if not isinstance(first, InZone) or children(first.item):
        return
    bare = [item for item in node.items[1:] if isinstance(item, Word | Exact | Wildcard | EntityRef | EventRef)]
    if bare:
        message = f"`{first.zone}:` belongs to `{first.item.place.clause}` alone"
        terms_of = " OR ".join([first.item.place.clause, *(item.place.clause for item in bare)])
        yield QueryWarning(
            message, first.place.start, first.place.end, f"for all of them write {first.zone}:({terms_of})"
        )


def _count(node: AtLeast | SomeOf) -> Iterator[QueryWarning]:
    place = node.place
    name = "ATLEAST/0" if isinstance(node, AtLeast) else "0 OF"
    if node.count == 0:
        yield QueryWarning(f"{name} always holds", place.start, place.end, "write 1 or more")
    elif isinstance(node, SomeOf) and node.count > len(node.items):
        message = f"{node.count} OF a list of {len(node.items)} never holds"
        yield QueryWarning(message, place.start, place.end, f"write {len(node.items)} OF for all of them")


def _impossible(node: Near | InZone) -> Iterator[QueryWarning]:
    """Words that would have to be in two zones at once."""
    if _zones(node):
        return
    if any(not _zones(child) for child in children(node)):
        return
    message = "this never holds: it wants the same words in the title and in the body"
    yield QueryWarning(message, node.place.start, node.place.end, "join the two with AND")


def _zones(node: Node) -> frozenset[str]:
    """The zones in which the node's words can stand."""
    match node:
        case InZone():
            return _zones(node.item) & {node.zone}
        case Near():
            return _zones(node.left) & _zones(node.right)
        case And() | Or() | SomeOf():
            return frozenset().union(*(_zones(item) for item in node.items))
        case AtLeast() | Not():
            return _zones(node.item)
        case _:
            return _BOTH


def _word(node: Word) -> Iterator[QueryWarning]:
    place = node.place
    words = tokenise(node.text)
    if node.text.isupper() and 2 <= len(node.text) <= 4 and folded(node.text) in STOP_WORDS:
        message = f"`{node.text}` also matches the word `{node.text.lower()}`"
        yield QueryWarning(message, place.start, place.end, f"write ={node.text} to keep the capitals")
    elif len(words) == 2 and words[1].text == "s" and words[0].ordinal == words[1].ordinal and node.text[0].isupper():
        message = f"`{node.text}` also matches `{node.text[: words[0].end]}`"
        yield QueryWarning(message, place.start, place.end, f'write "{node.text}" if it is a name')


def _is_stop(node: Node) -> bool:
    if not isinstance(node, Word | Exact) or (isinstance(node, Exact) and node.case):
        return False
    return all(token.text in STOP_WORDS for token in tokenise(node.text))


def _needs_a_word(node: Node) -> bool:
    """Whether the node can only hold if some term of it occurs."""
    match node:
        case Metadata() | Not():
            return False
        case And():
            return any(_needs_a_word(item) for item in node.items)
        case Or():
            return all(_needs_a_word(item) for item in node.items)
        case SomeOf():
            free = sum(not _needs_a_word(item) for item in node.items)
            return node.count > free
        case AtLeast():
            return node.count > 0
        case InZone():
            return _needs_a_word(node.item)
        case _:
            return True
