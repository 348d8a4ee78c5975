"""What the service and the process that reads the rulebook say to each other: a length, then a pickle.

Pickle is right here, and nearly nowhere else: both ends are this program in the same version, joined by a socket pair
that nobody else can open; what a rule author writes is never unpickled; only classes of the core and of this module
are accepted; and a syntax tree comes back in a few microseconds, a tenth of what parsing its text again would take.
"""

import io
import pickle
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from newsbell.core.route.model import Route
from newsbell.core.rules.model import Entity, EventType, NamedQuery, Rule

HEAD = struct.Struct(">I")
"""Before each frame: its length in bytes."""

MAX_FRAME = 64_000_000
"""Bytes; a longer frame is a sign of confusion. The longest rule allowed takes far less than one of them."""

MAX_LINES = 20
"""Lines of errors or warnings that are sent; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Question:
    """What to read, and what to compare it with. The rules in force follow in frames of their own, then an `Asked`."""

    path: str
    version: str
    rules: bool
    routes_mark: str | None


@dataclass(frozen=True, slots=True)
class InForce:
    """Some of the rules in force: id and mark."""

    marks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """The question is complete."""


@dataclass(frozen=True, slots=True)
class Names:
    """Some of the names that the changed rules use. All event types count, for any word may be a trigger."""

    entities: tuple[Entity, ...] = ()
    event_types: tuple[EventType, ...] = ()
    terms: tuple[NamedQuery, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """Some of the rules that are new or differ, with their marks. Their names came before."""

    rules: tuple[tuple[str, Rule], ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """Some of the ids that are no more."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning: `line` to be shown, and `key`, which stays the same when lines above it come or go."""

    line: str
    key: str


@dataclass(frozen=True, slots=True)
class Done:
    """The end of a good answer. `routes` is None when they are the same, or nobody asked."""

    rules: int
    routes: tuple[Route, ...] | None
    channels: Mapping[str, str]
    warnings: tuple[Warned, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Wrong:
    """The rulebook can not be used: `lines` are its errors, at most MAX_LINES of `errors`."""

    lines: tuple[str, ...]
    errors: int


@dataclass(frozen=True, slots=True)
class Broken:
    """A fault of newsbell itself, with its trace."""

    trace: str


@dataclass(frozen=True, slots=True)
class Trees:
    """Syntax trees that many rules share (YAML: `terms`), so that each is sent, and kept, once."""

    by_name: dict[str, Any] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    def add(self, term: NamedQuery) -> None:
        """From now on the tree of this term goes by its name."""
        self.by_name[term.id] = term.query
        self.names[id(term.query)] = term.id


def encode(frame: object, trees: Trees) -> bytes:
    """The frame as it goes over the wire, its length first."""
    out = io.BytesIO()
    _Pickler(out, trees).dump(frame)
    data = out.getvalue()
    return HEAD.pack(len(data)) + data


def decode(data: bytes, trees: Trees) -> object:
    """The frame in these bytes, the length left out.

    Raises:
        pickle.UnpicklingError: it holds something that no frame does. Other garbage raises what pickle raises.
    """
    return _Unpickler(io.BytesIO(data), trees).load()


class _Pickler(pickle.Pickler):
    """Writes our frozen types as calls of their classes, which reads three times faster than setting their slots."""

    def __init__(self, out: io.BytesIO, trees: Trees) -> None:
        super().__init__(out, protocol=5)
        self._names = trees.names

    def persistent_id(self, obj: Any) -> str | None:
        return self._names.get(id(obj))

    def reducer_override(self, obj: Any) -> Any:
        kind = type(obj)
        if not is_dataclass(kind):
            return NotImplemented
        return kind, tuple(getattr(obj, each.name) for each in fields(kind) if each.init)


class _Unpickler(pickle.Unpickler):
    def __init__(self, data: io.BytesIO, trees: Trees) -> None:
        super().__init__(data)
        self._trees = trees.by_name

    def persistent_load(self, pid: Any) -> Any:
        return self._trees[pid]

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        if module_name == __name__ or module_name.startswith("newsbell.core."):
            return super().find_class(module_name, global_name)
        raise pickle.UnpicklingError(f"{module_name}.{global_name} can not be in a frame")
