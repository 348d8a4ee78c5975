"""A mistake that a person can mend: where it is, what it is, and what to write instead."""

import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum


class Level(StrEnum):
    """An error stops the file from being used; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake with its place. `line` and `column` count from 1; 0 means the whole file.

    `source` is the text of that line and `width` the number of characters to underline.
    """

    message: str
    path: str = ""
    line: int = 0
    column: int = 0
    source: str = ""
    width: int = 1
    suggestion: str | None = None
    level: Level = Level.ERROR

    def at(self, path: str) -> "Problem":
        """The same problem, with the file's name."""
        return replace(self, path=path)

    def where(self) -> str:
        """`path:line:column`, as editors and terminals make clickable."""
        parts = [self.path or "rule"]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)

    def headline(self) -> str:
        """The problem in one line: place, level, what is wrong, what to do."""
        advice = f" ({self.suggestion})" if self.suggestion else ""
        return f"{self.where()}: {self.level}: {self.message}{advice}"

    def render(self) -> str:
        """The problem with the source line and a caret under the place."""
        if not self.source or not self.column:
            return self.headline()
        gutter = f"{self.line:>5} | "
        pad = "".join("\t" if c == "\t" else " " * columns(c) for c in self.source[: self.column - 1])
        marked = self.source[self.column - 1 : self.column - 1 + max(1, self.width)]
        caret = "^" * max(1, sum(columns(c) for c in marked))
        return f"{self.headline()}\n{gutter}{self.source}\n{' ' * (len(gutter) - 2)}| {pad}{caret}"


def columns(character: str) -> int:
    """How many terminal columns a character takes: 0 for combining marks, 2 for wide ones, 1 otherwise."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
