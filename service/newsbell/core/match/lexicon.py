"""Words to symbols: what a word of an article may stand for in the rules.

A symbol is a text that no word can be: `~7` for the inflections of a word, `merg*` for a shape, `source:reuters*` for a
property. An article's words are looked up in one table, whatever the number of rules. Inflections are entered when a
rule comes; shapes are asked for each word once, when it is first seen.
"""

import re
from collections.abc import Iterable

from newsbell.core.match.clauses import Atom, Property, PropertyField
from newsbell.core.match.shapes import Shapes
from newsbell.core.match.terms import Glob, glob_pattern
from newsbell.core.text.folding import folded

MAX_WORDS = 1_000_000
"""Words remembered as seen; about 100 MB. Then all are forgotten and learnt again."""
LONGEST_WORD = 64
"""Longer words are looked at each time and never remembered: a flood of them must not fill the memory."""


class Lexicon:
    """The symbols in use, counted, and the words that have them. Of `max_words` words it remembers what they are."""

    def __init__(self, max_words: int = MAX_WORDS) -> None:
        self._max_words = max_words
        self._uses: dict[str, int] = {}
        self._names: dict[frozenset[str], str] = {}
        self._forms: dict[str, frozenset[str]] = {}
        self._named = 0
        self._inflected: dict[str, tuple[str, ...]] = {}
        self._shapes = Shapes()
        self._shaped: dict[str, tuple[str, ...]] = {}
        self._seen: set[str] = set()
        self._properties: dict[PropertyField, dict[str, Property]] = {}
        self._values: dict[tuple[str, str], tuple[str, ...]] = {}

    def symbol(self, atom: Atom) -> str:
        """The symbol of an atom, in use once more; `release` gives it back."""
        if isinstance(atom, str):
            return atom
        name = self._name(atom)
        uses = self._uses.get(name, 0)
        self._uses[name] = uses + 1
        if not uses:
            self._enter(name, atom)
        return name

    def release(self, symbol: str) -> None:
        """One use less; a symbol that nothing uses is forgotten."""
        uses = self._uses.get(symbol)
        if uses is None:
            return
        if uses > 1:
            self._uses[symbol] = uses - 1
            return
        del self._uses[symbol]
        self._leave(symbol)

    def known(self, atom: Atom) -> str | None:
        """The symbol of an atom if it is in use; a word is its own."""
        return self._names.get(atom) if isinstance(atom, frozenset) else self._name(atom)

    def is_clean(self) -> bool:
        """Whether no symbol is in use or left behind."""
        left = (self._uses, self._names, self._forms, self._inflected, self._shapes, self._shaped, self._properties)
        return not any(left)

    def expanded(self, words: set[str]) -> set[str]:
        """An article's words with the symbols that they stand for; the words themselves if there are none."""
        symbols: set[str] = self._shaped_symbols(words) if self._shapes else set()
        if self._inflected:
            symbols.update(*map(self._inflected.__getitem__, words & self._inflected.keys()))
        return words | symbols if symbols else words

    @property
    def fields(self) -> list[PropertyField]:
        """The properties that some symbol stands for."""
        return list(self._properties)

    def of_property(self, field: PropertyField, values: Iterable[str]) -> set[str]:
        """The symbols of the properties that an article has whose `field` has these (folded) values."""
        wanted = self._properties.get(field, {})
        found: set[str] = set()
        for value in values if wanted else ():
            key = (field, value)
            symbols = self._values.get(key)
            if symbols is None:
                fitting = (s for s, each in wanted.items() if property_regex(each.pattern).fullmatch(value))
                if len(self._values) > self._max_words:
                    self._values.clear()
                symbols = self._values[key] = tuple(fitting)
            found.update(symbols)
        return found

    def _name(self, atom: Atom) -> str:
        match atom:
            case str():
                return atom
            case frozenset():
                name = self._names.get(atom)
                if name is None:
                    self._named += 1
                    name = self._names[atom] = f"~{self._named}"
                return name
            case Glob():
                return atom.text
            case Property():
                return f"{atom.field}:{atom.pattern}"

    def _enter(self, name: str, atom: Atom) -> None:
        match atom:
            case frozenset():
                self._forms[name] = atom
                for word in atom:
                    self._inflected[word] = (*self._inflected.get(word, ()), name)
            case Glob():
                self._shapes.add(atom)
                self._seen.clear()
            case Property():
                self._properties.setdefault(atom.field, {})[name] = atom
                self._values.clear()

    def _leave(self, name: str) -> None:
        forms = self._forms.pop(name, None)
        if forms is not None:
            del self._names[forms]
            for word in forms:
                left = tuple(each for each in self._inflected[word] if each != name)
                if left:
                    self._inflected[word] = left
                else:
                    del self._inflected[word]
        elif self._shapes.remove(name):
            if not self._shapes:
                self._shaped.clear()
                self._seen.clear()
        else:
            self._leave_property(name)

    def _leave_property(self, name: str) -> None:
        self._values.clear()
        for field, wanted in list(self._properties.items()):
            wanted.pop(name, None)
            if not wanted:
                del self._properties[field]

    def _shaped_symbols(self, words: set[str]) -> set[str]:
        unseen = words - self._seen
        found: set[str] = set()
        if unseen:
            if len(self._seen) + len(unseen) > self._max_words:
                self._seen.clear()
                self._shaped.clear()
                unseen = words
            for word in unseen:
                self._classify(word, found)
        found.update(*map(self._shaped.__getitem__, words & self._shaped.keys()))
        return found

    def _classify(self, word: str, found: set[str]) -> None:
        symbols = self._shapes.of(word)
        if len(word) > LONGEST_WORD:
            found.update(symbols)
            return
        self._seen.add(word)
        if symbols:
            self._shaped[word] = symbols
        else:
            self._shaped.pop(word, None)


def property_regex(pattern: str) -> re.Pattern[str]:
    """What a property's pattern matches: the whole folded value."""
    return glob_pattern(" ".join(folded(pattern).split()))
