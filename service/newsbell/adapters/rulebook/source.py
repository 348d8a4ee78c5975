"""Files as text: which ones, and what is wrong when one can not be read."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path

from newsbell.core.rules.problem import Level, Problem

MAX_BYTES = 20_000_000
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_CONTROLS = dict.fromkeys((*range(9), *range(10, 32), *range(127, 160)), "�")
LONGEST_SHOWN = 160
_ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one file, and places in it. Lines break where YAML breaks them."""

    path: str
    text: str
    _starts: list[int] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        self._starts.append(0)
        self._starts.extend(found.end() for found in _BREAK.finditer(self.text))

    def place(self, index: int) -> tuple[int, int]:
        """Line and column, from 1, of the code point `index`."""
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line, counted from 1; empty behind the end."""
        if not 1 <= number <= len(self._starts):
            return ""
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[self._starts[number - 1] : end].rstrip("\r\n\x85\u2028\u2029")

    def start(self, line: int) -> int:
        """The code point where a line, counted from 1, begins."""
        return self._starts[line - 1]

    def problem(
        self, message: str, index: int, *, width: int = 1, suggestion: str | None = None, level: Level = Level.ERROR
    ) -> Problem:
        """A problem at the code point `index`, with its line for the caret."""
        line, column = self.place(min(index, len(self.text)))
        shown = self.line(line).translate(_CONTROLS)
        if len(shown) > max(LONGEST_SHOWN, column + width):
            shown = shown[: max(LONGEST_SHOWN, column + width)] + "…"
        return Problem(message, self.path, line, column, shown, max(1, width), suggestion, level)


def find_files(path: Path) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """The YAML files that `path` names, sorted: itself, or those directly in the folder; or what is wrong with it."""
    if path.is_dir():
        found = sorted(item for item in path.iterdir() if item.suffix in _ENDINGS and item.is_file())
        visible = tuple(item for item in found if not item.name.startswith("."))
        if visible:
            return visible, ()
        return (), (Problem("this folder holds no .yaml file", str(path), suggestion="name a file, or put one in it"),)
    if not path.exists():
        return (), (Problem("there is no such file", str(path), suggestion="check the path"),)
    return (path,), ()


def read_source(path: Path, name: str | None = None) -> Source | Problem:
    """The file's text without its byte order mark, or the problem that keeps it from being read."""
    name = name or str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            return Problem(f"the file is larger than {MAX_BYTES // 1_000_000} MB", name, suggestion="split it")
        data = path.read_bytes()
    except OSError as error:
        return Problem(f"the file can not be read: {error.strerror}", name)
    return decode(data, name)


def decode(data: bytes, name: str) -> Source | Problem:
    """Bytes as UTF-8, a byte order mark dropped; or the problem, with the line of the first bad byte."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Problem("the file is UTF-16", name, suggestion="save it as UTF-8")
    try:
        return Source(name, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace")
        line, column = Source(name, before).place(len(before))
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        return Problem(message, name, line, column, suggestion="save the file as UTF-8")
