"""Words with wildcards, sorted so that a word is compared with few of them.

`merg*` waits under its beginning, `*bank` under its end, all others under two letters that stand side by side in them;
those without such a pair are asked for every word.
"""

import re
from collections import Counter

from newsbell.core.match.terms import Glob

_WILD = re.compile(r"[*?]+")


class Shapes:
    """A set of shapes that tells which of them a word has; its cost hardly depends on how many there are."""

    def __init__(self) -> None:
        self._shapes: dict[str, Glob] = {}
        self._heads: dict[str, str] = {}
        self._tails: dict[str, str] = {}
        self._pairs: dict[str, dict[str, Glob]] = {}
        self._loose: dict[str, Glob] = {}
        self._head_lengths: Counter[int] = Counter()
        self._tail_lengths: Counter[int] = Counter()

    def __bool__(self) -> bool:
        return bool(self._shapes)

    def add(self, shape: Glob) -> None:
        """Take a shape in, once."""
        name = shape.text
        self._shapes[name] = shape
        if (head := _head(name)) is not None:
            self._heads[head] = name
            self._head_lengths[len(head)] += 1
        elif (tail := _tail(name)) is not None:
            self._tails[tail] = name
            self._tail_lengths[len(tail)] += 1
        elif (pair := _pair(name)) is not None:
            self._pairs.setdefault(pair, {})[name] = shape
        else:
            self._loose[name] = shape

    def remove(self, name: str) -> bool:
        """Forget a shape; False if it was not there."""
        if self._shapes.pop(name, None) is None:
            return False
        if (head := _head(name)) is not None:
            del self._heads[head]
            _less(self._head_lengths, len(head))
        elif (tail := _tail(name)) is not None:
            del self._tails[tail]
            _less(self._tail_lengths, len(tail))
        elif (pair := _pair(name)) is not None:
            waiting = self._pairs[pair]
            del waiting[name]
            if not waiting:
                del self._pairs[pair]
        else:
            del self._loose[name]
        return True

    def of(self, word: str) -> tuple[str, ...]:
        """The names of the shapes that a folded word has."""
        found = [self._heads[head] for n in self._head_lengths if (head := word[:n]) in self._heads and n <= len(word)]
        found += [
            self._tails[tail] for n in self._tail_lengths if n <= len(word) and (tail := word[-n:]) in self._tails
        ]
        if self._pairs:
            pairs = {word[at : at + 2] for at in range(len(word) - 1)}
            for pair in pairs & self._pairs.keys():
                found += [name for name, shape in self._pairs[pair].items() if shape.fits(word)]
        found += [name for name, shape in self._loose.items() if shape.fits(word)]
        return tuple(found)


def _head(name: str) -> str | None:
    """`merg` of `merg*`; a shape of two stars or a question mark is none."""
    head = name[:-1]
    return head if name[-1] == "*" and head and not _WILD.search(head) else None


def _tail(name: str) -> str | None:
    tail = name[1:]
    return tail if name[0] == "*" and tail and not _WILD.search(tail) else None


def _pair(name: str) -> str | None:
    """Two letters that each word of this shape has side by side: those in the middle of its longest part."""
    part = max(_WILD.split(name), key=len)
    middle = max(0, len(part) // 2 - 1)
    return part[middle : middle + 2] if len(part) >= 2 else None


def _less(lengths: "Counter[int]", length: int) -> None:
    lengths[length] -= 1
    if not lengths[length]:
        del lengths[length]
