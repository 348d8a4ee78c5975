"""Queries that people read in another way than the parser does: operators side by side without brackets."""

from collections.abc import Iterable, Iterator

from newsbell.core.rules.errors import QueryWarning
from newsbell.core.rules.names import children
from newsbell.core.rules.syntax import And, EntityRef, Exact, InZone, Near, Node, Or, Wildcard, Word

_LONGEST_READING = 100
_BRACKETS = "put brackets where you mean them"


def misread_operators(nodes: Iterable[Node], text: str) -> Iterator[QueryWarning]:
    """AND or NEAR beside OR, and a zone before the first of several words.

    `nodes` are all nodes of a query, `text` is what it was parsed from.
    """
    for each in nodes:
        if isinstance(each, Or):
            yield from _mixed(each, text)
            yield from _zone_of_first_only(each)


def _mixed(node: Or, text: str) -> Iterator[QueryWarning]:
    ands = [item for item in node.items if isinstance(item, And) and not _bracketed(item, text)]
    nears = [] if ands else _doubtful_nears(node, text)
    if not ands and not nears:
        return
    loose = ands or nears
    reading = " OR ".join(f"({item.place.clause})" if item in loose else item.place.clause for item in node.items)
    message = "AND binds before OR" if ands else "NEAR binds before OR"
    if len(reading) <= _LONGEST_READING:
        message += f": this reads as {reading}"
    other = _other_reading(node, ands) if len(ands) == 1 else None
    advice = f"{_BRACKETS}; the other reading is {other}" if other else _BRACKETS
    yield QueryWarning(message, node.place.start, node.place.end, advice)


def _doubtful_nears(node: Or, text: str) -> list[Near]:
    """`a OR b NEAR/5 c`; in a longer list, or with several NEAR, people see one item of the list in each."""
    nears = [item for item in node.items if isinstance(item, Near) and not _bracketed(item, text)]
    words = [item for item in node.items if isinstance(item, Word | Exact | Wildcard | EntityRef)]
    short = len(nears) == 1 and len(words) == len(node.items) - 1 <= 2
    return nears if short and nears[0] in (node.items[0], node.items[-1]) else []


def _other_reading(node: Or, ands: list[And]) -> str | None:
    """`a AND (b OR c)` for `a AND b OR c`: what it would be if OR bound before AND."""
    groups: list[list[str]] = [[]]
    for item in node.items:
        if not (isinstance(item, And) and item in ands):
            groups[-1].append(_clause(item))
            continue
        groups[-1].append(_clause(item.items[0]))
        groups.extend([_clause(part)] for part in item.items[1:])
    other = " AND ".join(f"({' OR '.join(group)})" if len(group) > 1 else group[0] for group in groups)
    return other if len(other) <= _LONGEST_READING else None


def _clause(node: Node) -> str:
    return f"({node.place.clause})" if isinstance(node, And | Or) else node.place.clause


def _bracketed(node: Node, text: str) -> bool:
    """Whether brackets stand right around it: `(a AND b)`, but not around `(a) AND (b)`."""
    before, behind = text[: node.place.start].rstrip(), text[node.place.end :].lstrip()
    return before[-1:] in {"(", "\uff08"} and behind[:1] in {")", "\uff09"}


def _zone_of_first_only(node: Or) -> Iterator[QueryWarning]:
    """`title:a OR b`, where the author may think that both are meant."""
    first = node.items[0]
    if not isinstance(first, InZone) or children(first.item):
        return
    bare = [item for item in node.items[1:] if isinstance(item, Word | Exact | Wildcard | EntityRef)]
    if bare and not any(isinstance(item, InZone) for item in node.items[1:]):
        clauses = " OR ".join([first.item.place.clause, *(item.place.clause for item in bare)])
        message = f"`{first.zone}:` belongs to `{first.item.place.clause}` alone"
        advice = f"for all of them write {first.zone}:({clauses})"
        yield QueryWarning(message, first.place.start, first.place.end, advice)
