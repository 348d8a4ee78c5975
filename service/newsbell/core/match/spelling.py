"""Which word of an article is spelled most like a word of a rule, without comparing it with all of them.

Words are found by the pairs of letters that they share (an index of bigrams), and only the few that share most are
measured: by the optimal string alignment distance, which counts a letter too many, too few or another one, and two
neighbours exchanged, as one each (F. Damerau 1964, "A technique for computer detection and correction of spelling
errors").
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from heapq import nlargest
from typing import Literal

MOST_WORDS = 50_000
"""Different words of one article that are indexed; a text of 1 MB has some 20,000."""

_MEASURED = 24
"""Words measured for one question: those that share the most pairs of letters."""

_SHORTEST, _LONGEST = 4, 40
"""Letters of a word worth comparing: among shorter ones everything is alike."""

_FIRST_LETTER_COUNTS_BELOW = 6
"""In shorter words the first letter must be right: `mill` and `will` are alike to nobody."""

Part = Literal["whole", "start", "end"]


class Spellings:
    """The different words of an article, by the pairs of letters in them."""

    def __init__(self, words: Iterable[str]) -> None:
        fitting = [word for word in dict.fromkeys(words) if _SHORTEST <= len(word) <= _LONGEST]
        self.complete = len(fitting) <= MOST_WORDS
        self._words = sorted(fitting[:MOST_WORDS])
        self._postings: dict[str, list[int]] = {}
        for number, word in enumerate(self._words):
            for pair in _pairs(word):
                self._postings.setdefault(pair, []).append(number)

    def nearest(self, word: str, part: Part = "whole", *, itself: bool = False) -> str | None:
        """The word that looks most like `word`; None if none does, or none but itself unless that counts too.

        `part` "start" or "end" compares with the beginnings or ends of the words, as `merg*` and `*bank` ask for.
        """
        allowed = allowed_distance(word)
        if not allowed:
            return None
        alike = [each for each in self._alike(word, part) if itself or each != word]
        if len(word) < _FIRST_LETTER_COUNTS_BELOW and part != "end":
            alike = [each for each in alike if each[0] == word[0]]
        measured = ((_part_distance(word, each, part, allowed), each) for each in alike)
        best = min(((far, abs(len(each) - len(word)), each) for far, each in measured if far <= allowed), default=None)
        return best[2] if best else None

    def beginning(self, start: str) -> list[str]:
        """The words that begin with `start`, shortest first."""
        at = bisect_left(self._words, start)
        found = []
        while at < len(self._words) and self._words[at].startswith(start):
            found.append(self._words[at])
            at += 1
        return sorted(found, key=lambda each: (len(each), each))

    def holding(self, part: str) -> str | None:
        """The shortest word that has `part` inside it, or None."""
        return min((each for each in self._words if part in each and each != part), key=len, default=None)

    def _alike(self, word: str, part: Part) -> list[str]:
        shared: Counter[int] = Counter()
        for pair in _pairs(word):
            shared.update(self._postings.get(pair, ()))
        weight = 0.5 if part == "whole" else 0.0
        ranked = nlargest(
            _MEASURED, shared, key=lambda at: (shared[at] - weight * abs(len(self._words[at]) - len(word)), -at)
        )
        return [self._words[at] for at in ranked]


def allowed_distance(word: str) -> int:
    """How many slips leave it the same word to a reader: one in four or five letters, two from six, three from 12."""
    if len(word) < _SHORTEST or len(word) > _LONGEST:
        return 0
    return 1 if len(word) < 6 else 2 if len(word) < 12 else 3


def distance(one: str, two: str, most: int) -> int:
    """Slips between two words (optimal string alignment); any number above `most` stands for more than that."""
    if abs(len(one) - len(two)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(two) + 1))
    for down, letter in enumerate(one, 1):
        before, previous, row = row, before, [down]
        for across, other in enumerate(two, 1):
            best = min(before[across] + 1, row[across - 1] + 1, before[across - 1] + (letter != other))
            if down > 1 and across > 1 and letter == two[across - 2] and one[down - 2] == other:
                best = min(best, previous[across - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
    return row[-1]


def _part_distance(word: str, other: str, part: Part, most: int) -> int:
    if part == "whole":
        return distance(word, other, most)
    sizes = range(len(word) - 1, len(word) + 2)
    return min(distance(word, other[:size] if part == "start" else other[-size:], most) for size in sizes)


def _pairs(word: str) -> set[str]:
    """The pairs of neighbouring letters, the borders of the word included."""
    framed = f"^{word}$"
    return {framed[at : at + 2] for at in range(len(framed) - 1)}
