"""Several files as one: the sections' entries side by side, and names that two files claim."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from yaml.nodes import Node, ScalarNode

from newsbell.adapters.rulebook.tree import Loc, Tree
from newsbell.adapters.rulebook.validation import without_empty
from newsbell.core.rules.problem import Problem

Model = TypeVar("Model", bound=BaseModel)
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Entry:
    """One named entry of a section, as it was written."""

    tree: Tree
    section: str
    name: str
    data: object

    @property
    def loc(self) -> Loc:
        """Where it stands in its file."""
        return (self.section, self.name)

    def node(self, *steps: int | str) -> Node | None:
        """The value node at `steps` within the entry."""
        return self.tree.find((*self.loc, *steps))[1]

    def field(self, name: str) -> object:
        """The value of a key as it was written, whatever its type; None if there is none."""
        return self.data.get(name) if isinstance(self.data, dict) else None

    def parse(self, model: type[Model]) -> Model | None:
        """The entry as its model; None when its shape is wrong, which was reported already."""
        try:
            return model.model_validate(without_empty(self.data))
        except ValidationError:
            return None

    def broken(self, node: Node | None) -> bool:
        """Whether the node stands on a line that YAML refused, or is not the text that its author wrote."""
        if node is None or node.start_mark is None:
            return False
        if isinstance(node, ScalarNode) and (node.tag.startswith("!") or self._cut_by_comma(node)):
            return True
        return self.tree.source.place(node.start_mark.index)[0] in self.tree.broken_lines

    def _cut_by_comma(self, node: ScalarNode) -> bool:
        """Whether a comma inside { } ended the text, and made a key without a value of what was behind it."""
        if node.style or not isinstance(self.data, dict) or None not in self.data.values():
            return False
        behind = self.tree.source.text[node.end_mark.index :][:80].lstrip(" ")
        empty = tuple(name for name, value in self.data.items() if value is None)
        return behind.startswith(",") and behind[1:].lstrip(" ").startswith(empty)


class OpenNames(dict[str, Made]):
    """Names of which some could not be read: it holds every name, so that nobody hears of an unknown one."""

    def __init__(self, known: Mapping[str, Made], make: Callable[[str], Made]) -> None:
        super().__init__(known)
        self._make = make

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> Made:
        return self._make(name)


def all_read(trees: Sequence[Tree], section: str) -> bool:
    """Whether each file could be read, and the section of each."""
    parts = [tree.data.get(section) if isinstance(tree.data, dict) else Ellipsis for tree in trees]
    return all(part is None or isinstance(part, dict) for part in parts)


def entries(trees: Sequence[Tree], section: str) -> tuple[list[Entry], list[Problem]]:
    """All entries of a section in reading order; a name that an earlier file has is a problem that names both."""
    found: dict[str, Entry] = {}
    problems: list[Problem] = []
    for tree in trees:
        part = tree.data.get(section) if isinstance(tree.data, dict) else None
        for name, data in part.items() if isinstance(part, dict) else ():
            entry = Entry(tree, section, name, data)
            first = found.setdefault(name, entry)
            if first is not entry:
                problems.append(_twice(first, entry))
    return list(found.values()), problems


def _twice(first: Entry, second: Entry) -> Problem:
    key, _ = first.tree.find(first.loc)
    line = first.tree.source.place(key.start_mark.index)[0] if key is not None and key.start_mark else 0
    message = f"'{second.name}' is in {first.tree.source.path}:{line} as well"
    return second.tree.problem(message, second.loc, suggestion="give one of them another name", on_key=True)
