"""YAML as a tree that remembers where everything stands. Keys are the author's own text, values are typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from newsbell.adapters.rulebook.plain_words import yaml_problem
from newsbell.adapters.rulebook.source import Source
from newsbell.core.rules.problem import Problem

Loc = tuple[int | str, ...]
MAX_ERRORS = 20
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNPRINTABLE = yaml.reader.Reader.NON_PRINTABLE
_VALUE = re.compile(r"^(\s*(?:-\s+)*(?:[\w.-]+:\s+)?)(\S.*?)\s*$")


@dataclass(frozen=True, slots=True)
class Misread:
    """A plain value that YAML takes for something else than text, e.g. `NO` for false."""

    text: str
    reading: str


@dataclass(slots=True)
class Tree:
    """One file: its data as plain Python values, and the node behind each of them.

    `broken_lines` holds the lines that YAML refused and that were set aside, so that the rest could be read.
    """

    source: Source
    root: Node | None = None
    data: object = None
    problems: list[Problem] = field(default_factory=list)
    broken_lines: set[int] = field(default_factory=set)
    _children: dict[int, dict[int | str, tuple[Node, Node]]] = field(default_factory=dict)

    def children(self, node: Node) -> dict[int | str, tuple[Node, Node]]:
        """The parts of a mapping or a list: key or number to key node and value node."""
        known = self._children.get(id(node))
        if known is None:
            known = dict(_parts(node))
            self._children[id(node)] = known
        return known

    def find(self, loc: Loc) -> tuple[Node | None, Node | None]:
        """The key node and value node at `loc`; the deepest known ones where it leads on into nothing."""
        key: Node | None = None
        value = self.root
        for step in loc:
            pair = self.children(value).get(step) if value is not None else None
            if pair is None:
                return key, value
            key, value = pair
        return key, value

    def has(self, loc: Loc) -> bool:
        """Whether something is written at `loc`, if only a key without a value."""
        value = self.root
        for step in loc:
            pair = self.children(value).get(step) if value is not None else None
            if pair is None:
                return False
            value = pair[1]
        return True

    def problem(self, message: str, loc: Loc, *, suggestion: str | None = None, on_key: bool = False) -> Problem:
        """A problem at the value (or the key) that `loc` leads to."""
        key, value = self.find(loc)
        node = key if on_key and key is not None else value
        return self.problem_at(message, node, suggestion)

    def problem_at(self, message: str, node: Node | None, suggestion: str | None = None) -> Problem:
        """A problem at a node; its first line is underlined."""
        if node is None or node.start_mark is None:
            return Problem(message, self.source.path, suggestion=suggestion)
        start, end = node.start_mark.index, node.end_mark.index
        line, column = self.source.place(start)
        width = min(end, start + len(self.source.line(line)) - column + 1) - start
        return self.source.problem(message, start, width=width, suggestion=suggestion)


def _parts(node: Node) -> Iterator[tuple[int | str, tuple[Node, Node]]]:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode):
                yield key.value, (key, value)
    elif isinstance(node, SequenceNode):
        for number, value in enumerate(node.value):
            yield number, (value, value)


def read_tree(source: Source) -> Tree:
    """Read a file as far as it can be read; each thing that YAML refuses is a problem of the tree."""
    tree = Tree(source)
    bad = _UNPRINTABLE.search(source.text)
    if bad is not None:
        message = f"the character U+{ord(bad.group()):04X} can not stand in a YAML file"
        tree.problems.append(source.problem(message, bad.start(), suggestion="delete it"))
        return tree
    tree.root = _compose(tree)
    if tree.root is not None:
        try:
            tree.data = _Reading(tree).value(tree.root, ())
        except RecursionError:
            tree.problems.append(source.problem("values are nested too deeply here", tree.root.start_mark.index))
            tree.root = None
        except _TooMuch:
            message = "the references in this file repeat too much"
            tree.problems.append(Problem(message, source.path, suggestion="write the values out"))
            tree.root = None
    return tree


def _compose(tree: Tree) -> Node | None:
    """Parse; a line that YAML refuses is set aside as quoted text, so that other mistakes are found as well."""
    text = tree.source.text
    for _ in range(MAX_ERRORS):
        try:
            return _parse(text)
        except RecursionError:
            tree.problems.append(Problem("values are nested too deeply", tree.source.path, suggestion="flatten them"))
            return None
        except yaml.MarkedYAMLError as error:
            problem = yaml_problem(tree.source, error)
            if problem.line in tree.broken_lines:
                return None
            tree.problems.append(problem)
            mended = _set_aside(text, tree.source, problem.line)
            if mended is None:
                return None
            tree.broken_lines.add(problem.line)
            text = mended
    return None


def _parse(text: str) -> Node | None:
    """Compose with the fast parser; on an error ask the slow one, whose messages say more."""
    try:
        return _composed(text, _LOADER)
    except yaml.YAMLError:
        return _composed(text, yaml.SafeLoader)


def _composed(text: str, loader: type[yaml.SafeLoader]) -> Node | None:
    node: Node | None = yaml.compose(text, loader)
    return node


def _set_aside(text: str, source: Source, line: int) -> str | None:
    """The text with the value of one line replaced by quoted filler of the same length; None if it has no value."""
    start = source.start(line)
    shape = _VALUE.match(source.line(line))
    if shape is None or shape.end(2) - shape.start(2) < 2 or not shape.group(1).strip():
        return None
    filler = "'" + "x" * (shape.end(2) - shape.start(2) - 2) + "'"
    return text[: start + shape.start(2)] + filler + text[start + shape.end(2) :]


_READINGS = {
    "bool": "a yes or no",
    "int": "a number",
    "float": "a number",
    "timestamp": "a date",
}


class _TooMuch(Exception):
    """References would make far more values than the file has characters."""


class _Reading:
    """Turns nodes into values once, noting what YAML lets pass and we do not."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.count = 0
        # Each value takes at least a character, unless references repeat it.
        self.most = 2 * len(tree.source.text) + 1000
        self.open: set[int] = set()

    def value(self, node: Node, loc: Loc) -> object:
        self.count += 1
        if self.count > self.most:
            raise _TooMuch
        if id(node) in self.open:
            self._complain("this reference leads back to itself", node, "write the value out")
            return Misread("", "itself")
        if isinstance(node, ScalarNode):
            return self._scalar(node)
        self.open.add(id(node))
        try:
            if isinstance(node, SequenceNode):
                return [self.value(item, (*loc, number)) for number, item in enumerate(node.value)]
            return self._mapping(node, loc)
        finally:
            self.open.discard(id(node))

    def _mapping(self, node: Node, loc: Loc) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self._complain("a key must be plain text", key, 'put it in double quotes, e.g. "${NAME}"')
                continue
            if key.value in found:
                first = self.tree.source.place(_first_key(node, key.value).start_mark.index)[0]
                self._complain(f"'{key.value}' is here twice, first in line {first}", key, "keep one")
                continue
            found[key.value] = self.value(value, (*loc, key.value))
        return found

    def _scalar(self, node: ScalarNode) -> object:
        if node.tag.startswith("!") and node.start_mark is not None:
            self._complain(f"'{node.tag}' reads as a tag of YAML, not as text", node, "put the text in single quotes")
            return str(node.value)
        kind = node.tag.rpartition(":")[2]
        if kind == "null":
            return None if node.value == "" else Misread(node.value, "empty")
        if kind == "bool":
            return _boolean(node.value)
        if kind == "int" and re.fullmatch(r"0|[1-9][0-9]{0,8}", node.value):
            return int(node.value)
        if kind in _READINGS:
            return Misread(node.value, _READINGS[kind])
        return node.value

    def _complain(self, message: str, node: Node, suggestion: str) -> None:
        self.tree.problems.append(self.tree.problem_at(message, node, suggestion))


def _first_key(node: Node, name: str) -> Node:
    return next(key for key, _ in node.value if isinstance(key, ScalarNode) and key.value == name)


def _boolean(text: str) -> object:
    return text.lower() in ("yes", "true", "on")


def misreading(node: Node | None) -> Misread | None:
    """What YAML takes a plain value for, when that is not text; None if it is text or no plain value."""
    if not isinstance(node, ScalarNode) or node.style:  # the fast parser says "" for plain
        return None
    kind = node.tag.rpartition(":")[2]
    if kind == "bool":
        return Misread(node.value, "true" if _boolean(node.value) else "false")
    if kind == "null":
        return Misread(node.value, "empty")
    if kind in _READINGS:
        return Misread(node.value, _READINGS[kind])
    return None
