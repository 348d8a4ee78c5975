"""What French, Spanish, Portuguese and Italian share: a verb is recognised by its stem, then conjugated and compared.

A word counts as a form of a known verb only if the conjugation of that verb makes exactly this form. The stems are no
rule of their own: they say which verbs are worth a look.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

_LONGEST_ENDING = 8


@dataclass(frozen=True, slots=True)
class Verbs:
    """The verbs that a language knows by name.

    `conjugate` gives all forms of an infinitive; `stems` leads from each of its stems to the infinitives that have it.
    """

    conjugate: Callable[[str], frozenset[str]]
    stems: Mapping[str, tuple[str, ...]]

    def forms(self, word: str) -> frozenset[str]:
        """All forms of the verbs of which `word` is a form; none if it belongs to no known verb."""
        found: frozenset[str] = frozenset()
        stems = self.stems
        for length in range(len(word), max(0, len(word) - _LONGEST_ENDING - 1), -1):
            for infinitive in stems.get(word[:length], ()):
                forms = self.conjugate(infinitive)
                if word in forms:
                    found = found | forms if found else forms
        return found
