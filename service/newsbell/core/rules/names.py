"""Walking a syntax tree: its nodes, its terms and the names it uses."""

from collections.abc import Iterator

from newsbell.core.rules.syntax import (
    And,
    AtLeast,
    EntityRef,
    EventRef,
    Exact,
    InZone,
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


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, in the order written."""
    match node:
        case And() | Or() | SomeOf():
            return node.items
        case Not() | AtLeast() | InZone() | Named():
            return (node.item,)
        case Near():
            return (node.left, node.right)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and all nodes below it, each before its children."""
    yield node
    for child in children(node):
        yield from walk(child)


def terms(node: Node) -> tuple[Term, ...]:
    """All terms in the order written, those under NOT included."""
    return tuple(each for each in walk(node) if isinstance(each, Word | Exact | Wildcard | EntityRef | EventRef))


def wanted_terms(node: Node) -> tuple[Term, ...]:
    """The terms that can make the query hold: those that are not under NOT."""
    if isinstance(node, Not):
        return ()
    if isinstance(node, Word | Exact | Wildcard | EntityRef | EventRef):
        return (node,)
    return tuple(term for child in children(node) for term in wanted_terms(child))


def entities_of(node: Node) -> tuple[str, ...]:
    """The ids of the entities that the query names, each once, in the order written."""
    return tuple(dict.fromkeys(each.id for each in walk(node) if isinstance(each, EntityRef)))
