"""Walking a syntax tree: its nodes, its terms and the names it uses."""

from collections.abc import Iterator

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
    """The node and all nodes below it, each before its children; what a `term:` stands for is below it."""
    pending = [node]
    while pending:
        each = pending.pop()
        yield each
        pending.extend(reversed(children(each)))


def own(node: Node) -> Iterator[Node]:
    """The same for the nodes of the query's own text alone: a `term:` is a leaf."""
    pending = [node]
    while pending:
        each = pending.pop()
        yield each
        if not isinstance(each, Named):
            pending.extend(reversed(children(each)))


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
    """The ids of the entities that the query names, by itself or through a `term:`, each once, in the order written."""
    return tuple(dict.fromkeys(each.id for each in walk(node) if isinstance(each, EntityRef)))


def size_and_height(node: Node) -> tuple[int, int]:
    """How many terms are in a query, metadata included, and how many nodes are on its longest way down."""
    size = height = 0
    level: list[Node] = [node]
    while level:
        height += 1
        size += sum(isinstance(each, Word | Exact | Wildcard | EntityRef | EventRef | Metadata) for each in level)
        level = [child for each in level for child in children(each)]
    return size, height


def near_links(node: Node) -> int:
    """How many NEAR hang on each other in an operand of NEAR."""
    match node:
        case Near():
            return 1 + max(near_links(node.left), near_links(node.right))
        case Or():
            return max(near_links(item) for item in node.items)
        case InZone() | Named():
            return near_links(node.item)
        case _:
            return 0
