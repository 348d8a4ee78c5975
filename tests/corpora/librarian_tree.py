"""What a librarian's query says, as a tree of its own: nothing here knows newsbell's grammar."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """Words in a row, as the librarian wrote them; `*` stands for any ending, `?` for one character or none, `#` for
    exactly one, `*2` for at most two.
    """

    text: str


@dataclass(frozen=True)
class Subject:
    """A subject heading, given to an article by an indexer."""

    name: str


@dataclass(frozen=True)
class Missing:
    """A part of a query that looks at something which news articles, or our language, do not have."""

    construct: str


@dataclass(frozen=True)
class Any:
    """OR."""

    items: tuple["Part", ...]


@dataclass(frozen=True)
class All:
    """AND."""

    items: tuple["Part", ...]


@dataclass(frozen=True)
class Without:
    """NOT between two parts."""

    wanted: "Part"
    unwanted: "Part"


@dataclass(frozen=True)
class Near:
    """ADJ: at most `between` words between the two sides."""

    left: "Part"
    right: "Part"
    between: int
    ordered: bool


@dataclass(frozen=True)
class Zone:
    """In the title or in the abstract only."""

    name: str
    item: "Part"


@dataclass(frozen=True)
class English:
    """Articles in English."""


Part = Words | Subject | Missing | Any | All | Without | Near | Zone | English


def joined(kind: type[Any] | type[All], items: Sequence[Part]) -> Part:
    """A part for all of them; one alone is itself, and a part of the same kind is not nested."""
    flat: list[Part] = []
    for item in items:
        flat.extend(item.items if isinstance(item, kind) else (item,))
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def constructs(part: Part) -> Iterator[Part]:
    """The part and all parts in it."""
    yield part
    for child in _children(part):
        yield from constructs(child)


def _children(part: Part) -> tuple[Part, ...]:
    match part:
        case Any() | All():
            return part.items
        case Without():
            return (part.wanted, part.unwanted)
        case Near():
            return (part.left, part.right)
        case Zone():
            return (part.item,)
        case _:
            return ()


def rebuilt(part: Part, change: Callable[[Part], Part]) -> Part:
    """The part with `change` applied to each part in it, the innermost first."""
    match part:
        case Any() | All():
            return change(joined(type(part), [rebuilt(item, change) for item in part.items]))
        case Without():
            return change(Without(rebuilt(part.wanted, change), rebuilt(part.unwanted, change)))
        case Near():
            return change(Near(rebuilt(part.left, change), rebuilt(part.right, change), part.between, part.ordered))
        case Zone():
            return change(Zone(part.name, rebuilt(part.item, change)))
        case _:
            return change(part)


def without_missing(part: Part) -> Part:
    """The part without what is missing in it; Missing if nothing is left.

    An exclusion is left out when a condition of it is missing: it would exclude more than was asked for.
    """
    match part:
        case Any() | All():
            return _remaining(type(part), [without_missing(item) for item in part.items])
        case Without():
            wanted, unwanted = without_missing(part.wanted), _whole(part.unwanted)
            none = isinstance(wanted, Missing) or isinstance(unwanted, Missing)
            return wanted if none else Without(wanted, unwanted)
        case Near():
            return next((side for side in (part.left, part.right) if isinstance(side, Missing)), part)
        case Zone():
            item = without_missing(part.item)
            return item if isinstance(item, Missing) else Zone(part.name, item)
        case _:
            return part


def _whole(part: Part) -> Part:
    """The part as an exclusion: no condition of it may be missing."""
    match part:
        case All():
            items = [_whole(item) for item in part.items]
            return next((item for item in items if isinstance(item, Missing)), joined(All, items))
        case Any():
            return _remaining(Any, [_whole(item) for item in part.items])
        case Without():
            wanted, unwanted = _whole(part.wanted), without_missing(part.unwanted)
            complete = not any(isinstance(each, Missing) for each in constructs(part.unwanted))
            return Without(wanted, unwanted) if complete and not isinstance(wanted, Missing) else Missing("a condition")
        case _:
            return without_missing(part)


def _remaining(kind: type[Any] | type[All], items: list[Part]) -> Part:
    left = [item for item in items if not isinstance(item, Missing)]
    return joined(kind, left) if left else items[0]
