"""How the word lists of this package are read, and the classes of forms that are made of them.

A list is one string: words between blanks, rows between bars. Everything in it is folded, as the words of texts are.
"""

from collections.abc import Iterable


def words(text: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(text.split())


def endings(text: str) -> tuple[str, ...]:
    """The endings of a list, in its order."""
    return tuple(text.split())


def rows(text: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a table, each as its words."""
    return tuple(tuple(row.split()) for row in text.split("|"))


def pairs(text: str) -> dict[str, str]:
    """A table of two words a row, from the first to the second."""
    return dict(_two(row) for row in rows(text))


def _two(row: tuple[str, ...]) -> tuple[str, str]:
    first, second = row
    return first, second


def classes(table: Iterable[Iterable[str]]) -> dict[str, frozenset[str]]:
    """Every form to all forms of the rows that it stands in."""
    known: dict[str, frozenset[str]] = {}
    for row in table:
        forms = frozenset(row)
        for form in forms:
            known[form] = known.get(form, forms) | forms
    return known


def joined(stem: str, suffixes: Iterable[str]) -> frozenset[str]:
    """The stem with each of the suffixes."""
    return frozenset(map(stem.__add__, suffixes))


def by_stem(verbs: Iterable[tuple[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    """Stem to infinitives, from pairs of an infinitive and its stems."""
    known: dict[str, tuple[str, ...]] = {}
    for infinitive, stems in verbs:
        for stem in dict.fromkeys(stems):
            known[stem] = (*known.get(stem, ()), infinitive)
    return known
