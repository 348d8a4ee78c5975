"""How common words are in the stream, learnt from a sample of it."""

from collections import Counter

from newsbell.core.match.clauses import Atom
from newsbell.core.rules.common_words import STOP_WORDS

FIRST = 200
"""Articles counted in full at the beginning."""
SAMPLE = 50
"""Of the later articles one in so many is counted."""
MAX_WORDS = 200_000
"""Words remembered; those seen once are forgotten when there are more."""
_STOP_WEIGHT, _OTHER_WEIGHT = 0.5, 0.002
"""The share of articles in which a word stands of which nothing is known yet."""


class Frequencies:
    """In which share of the articles a symbol stands."""

    def __init__(self) -> None:
        self._articles = 0
        self._counted = 0
        self._counts: Counter[str] = Counter()

    def see(self, words: set[str]) -> None:
        """Count an article's words and symbols, if it belongs to the sample."""
        self._articles += 1
        if self._articles <= FIRST or self._articles % SAMPLE == 0:
            self._counted += 1
            self._counts.update(words)
            if len(self._counts) > MAX_WORDS:
                self._forget()

    def of(self, atom: Atom, symbol: str | None) -> float:
        """The share of articles in which an atom stands; `symbol` is its symbol if it has one."""
        count = self._counts.get(symbol, 0) if symbol is not None else self._of_forms(atom)
        return (count + _prior(atom)) / (self._counted + 1)

    def _of_forms(self, atom: Atom) -> int:
        return sum(self._counts.get(word, 0) for word in atom) if isinstance(atom, frozenset) else 0

    def _forget(self) -> None:
        self._counts = Counter({word: count for word, count in self._counts.items() if count > 1})
        if len(self._counts) > MAX_WORDS:
            self._counts = Counter(dict(self._counts.most_common(MAX_WORDS // 2)))


def _prior(atom: Atom) -> float:
    """A guess before anything is known: stop words are common, long words are rare."""
    if isinstance(atom, str):
        if atom in STOP_WORDS:
            return _STOP_WEIGHT
        return _OTHER_WEIGHT * max(1, 12 - len(atom))
    if isinstance(atom, frozenset):
        return _prior(min(atom, key=len)) * 2
    return _STOP_WEIGHT / 5
