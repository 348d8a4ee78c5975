"""What queries and terms ask for, apart from how they are written: equal keys find the same."""

import re
from collections import Counter
from collections.abc import Hashable

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

Key = tuple[str, str]
_UNCOUNTED = re.compile(r"[\s\-'\"*_]+")


def name_key(text: str) -> str:
    """A name or phrase as it is compared where case does not count: folded, hyphens and quotes as blanks."""
    return " ".join(_UNCOUNTED.sub(" ", folded(text)).split())


def term_key(node: Term | Metadata) -> Key:
    """What a term looks for."""
    match node:
        case Word():
            return "word", folded(node.text)
        case Exact():
            return "exact", _phrase_key(node)
        case Wildcard():
            return "wildcard", folded(node.pattern)
        case EntityRef():
            return "entity", node.id
        case EventRef():
            return "event", node.id
        case Metadata():
            return node.field, folded(node.pattern)


def _phrase_key(node: Exact) -> str:
    if node.case:
        return f"={node.text}"
    return folded(node.text) if "*" in node.text or "?" in node.text else name_key(node.text)


def question_key(node: Node) -> Hashable:
    """What a query asks, apart from blanks, brackets, case and the order of what AND, OR and OF join."""
    match node:
        case And() | Or():
            return type(node).__name__, frozenset(question_key(item) for item in node.items)
        case SomeOf():
            return "OF", node.count, frozenset(Counter(map(question_key, node.items)).items())
        case Not():
            return "NOT", question_key(node.item)
        case Near():
            sides = (question_key(node.left), question_key(node.right))
            return "NEAR", node.within, node.ordered, sides if node.ordered else frozenset(sides)
        case AtLeast():
            return "ATLEAST", node.count, question_key(node.item)
        case InZone():
            return node.zone, question_key(node.item)
        case Named():
            return "term", node.id
        case _:
            return term_key(node)
