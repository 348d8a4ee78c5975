"""The rules of the benchmark, drawn with a fixed seed from the words of the articles run over.

Every rule asks for two or three entities, each by any of its two to four names, and for any of three keywords: a shape
that all rivals can express, with exact words alone.
"""

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from bench.corpus import Corpus
from bench.plain import loose_line, plain_words
from newsbell.core.rules.model import Entity, Rule, Vocabulary
from newsbell.core.rules.parser import parse_query

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+){0,2}\b")
_KEYWORD = re.compile(r"\b[a-z]{5,14}\b")
_LOWER = re.compile(r"\b[a-z]+\b")
_SYLLABLES = (
    "ar",
    "bel",
    "cor",
    "dan",
    "el",
    "fen",
    "gor",
    "hal",
    "ith",
    "jun",
    "kel",
    "lor",
    "mor",
    "nel",
    "os",
    "pra",
)
_SECOND_WORDS = ("Holding", "Motors", "Group", "Bank", "Energy", "Systems", "Airlines", "Foods", "Steel", "Capital")


@dataclass(frozen=True, slots=True)
class Kind:
    """How rules are drawn.

    `real` is the share of names that occur in the articles; names in fewer than `rarest` of 400 articles are left out;
    `names` is how many of the commonest remain (0: all). There are `entities` of them (0: as many as rules), and
    a rule's are drawn by Zipf's law with this `slope` (0: evenly). A keyword stands in no fewer than `keywords[0]` and
    no more than `keywords[1]` of 400 articles.
    """

    name: str
    real: float
    rarest: int
    names: int
    entities: int
    again: bool
    slope: float
    keywords: tuple[int, int]


SPARSE = Kind("sparse", real=0.5, rarest=5, names=0, entities=0, again=False, slope=0.5, keywords=(8, 200))
HOT = Kind("hot", real=1.0, rarest=3, names=1400, entities=400, again=True, slope=0.0, keywords=(100, 400))

KINDS = {kind.name: kind for kind in (SPARSE, HOT)}


@dataclass(frozen=True, slots=True)
class Spec:
    """A rule in the words of nobody's language: of each clause one term must stand in the article."""

    id: str
    clauses: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class RuleSet:
    """The same rules in our language and as clauses; `id` of a rule is its number in six figures."""

    name: str
    vocabulary: Vocabulary
    rules: tuple[Rule, ...]
    specs: tuple[Spec, ...]

    def split(self, count: int) -> tuple["RuleSet", tuple[Rule, ...]]:
        """The first `count` rules as a set, and the others."""
        kind = self.name.partition(" ")[0]
        first = RuleSet(f"{kind} {count}", self.vocabulary, self.rules[:count], self.specs[:count])
        return first, self.rules[count:]

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """All distinct terms, sorted."""
        return tuple(sorted({term for spec in self.specs for clause in spec.clauses for term in clause}))


def draw(kind: Kind, words: "Words", count: int, seed: int) -> RuleSet:
    """`count` rules from the words of the articles; the same arguments give the same rules."""
    chance = random.Random(f"{kind.name} {count} {seed}")
    names = words.names(kind.rarest)[: kind.names or None]
    keywords = words.keywords(*kind.keywords)
    entities = _entities(kind, names, kind.entities or count, chance)
    weights = list(accumulate((number + 1) ** -kind.slope for number in range(len(entities))))
    vocabulary = Vocabulary({entity.id: entity for entity in entities})
    specs, rules = [], []
    for number in range(count):
        chosen = _distinct(entities, weights, chance.choice((2, 2, 3)), chance)
        wanted = chance.sample(keywords, 3)
        specs.append(_spec(number, chosen, wanted))
        rules.append(_rule(number, chosen, wanted, vocabulary))
    return RuleSet(f"{kind.name} {count}", vocabulary, tuple(rules), tuple(specs))


def _made_up(chance: random.Random) -> str:
    word = "".join(chance.choice(_SYLLABLES) for _ in range(chance.choice((3, 4)))).capitalize()
    return f"{word} {chance.choice(_SECOND_WORDS)}" if chance.random() < 0.5 else word


def _entities(kind: Kind, names: list[str], count: int, chance: random.Random) -> list[Entity]:
    """Each has real names alone or made-up names alone; a real name is used once while there are any left."""
    rest = chance.sample(names, len(names))
    entities = []
    for number in range(count):
        wanted = chance.choice((2, 3, 4))
        if chance.random() < kind.real and (rest or kind.again):
            rest = rest if len(rest) >= wanted else [*rest, *chance.sample(names, len(names))]
            own, rest = rest[:wanted], rest[wanted:]
        else:
            own = [_made_up(chance) for _ in range(wanted)]
        name, *aliases = dict.fromkeys(own)
        entities.append(Entity(f"e{number:06}", name, aliases=tuple(aliases)))
    return entities


def _distinct(entities: Sequence[Entity], weights: list[float], count: int, chance: random.Random) -> list[Entity]:
    chosen: dict[str, Entity] = {}
    while len(chosen) < count:
        [entity] = chance.choices(entities, cum_weights=weights)
        chosen[entity.id] = entity
    return list(chosen.values())


def _spec(number: int, chosen: Sequence[Entity], keywords: Sequence[str]) -> Spec:
    names = [tuple(dict.fromkeys(map(plain_words, (each.name, *each.aliases)))) for each in chosen]
    return Spec(f"{number:06}", (*names, tuple(keywords)))


def _rule(number: int, chosen: Sequence[Entity], keywords: Sequence[str], vocabulary: Vocabulary) -> Rule:
    alternatives = " OR ".join(f'"{word}"' for word in keywords)
    text = f"{' AND '.join(f'@{each.id}' for each in chosen)} AND ({alternatives})"
    return Rule(f"{number:06}", f"Rule {number}", text, parse_query(text, vocabulary), "1")


class Words:
    """The names and keywords of a corpus, each list with the commonest first."""

    def __init__(self, corpus: Corpus) -> None:
        self._share = len(corpus.documents) / 400
        texts = [zone.visible for document in corpus.documents for zone in document.zones]
        names = {plain_words(text): text for visible in texts for text in _NAME.findall(visible)}
        lower = {word for visible in texts for word in _LOWER.findall(visible)}
        counts = Counter(term for document in corpus.documents for term in runs(loose_line(document).split()))
        self._names = [(names[term], count) for term, count in _ranked(counts, names.keys() - lower)]
        self._keywords = _ranked(counts, {word for word in lower if _KEYWORD.fullmatch(word)})

    def names(self, at_least: int) -> list[str]:
        """Names in at least so many of 400 articles; none of them is a plain word as well."""
        return [name for name, count in self._names if count >= at_least * self._share]

    def keywords(self, least: int, most: int) -> list[str]:
        """Words in at least `least` and at most `most` of 400 articles."""
        return [word for word, count in self._keywords if least * self._share <= count <= most * self._share]


def runs(words: Sequence[str]) -> set[str]:
    """All runs of one to three words."""
    return {" ".join(words[first : first + length]) for length in (1, 2, 3) for first in range(len(words) - length + 1)}


def _ranked(counts: Mapping[str, int], terms: set[str]) -> list[tuple[str, int]]:
    return sorted(((term, counts[term]) for term in terms if term in counts), key=lambda pair: (-pair[1], pair[0]))
