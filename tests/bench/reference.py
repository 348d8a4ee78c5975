"""Which rules an article matches, worked out without any engine: from the set of all runs of words in it."""

from collections.abc import Sequence

from bench.corpus import Corpus
from bench.plain import loose_line, strict_line
from bench.rulesets import Spec, runs

RuleIds = frozenset[str]


class Reference:
    """The answers that engines are held against, one an article.

    `strict` are those of our language. `loose` are those of an engine that sees only words, so that a phrase goes on
    across a comma, a full stop or an empty line.
    """

    def __init__(self, specs: Sequence[Spec], corpus: Corpus) -> None:
        self._users: dict[str, list[Spec]] = {}
        for spec in specs:
            for term in {term for clause in spec.clauses for term in clause}:
                self._users.setdefault(term, []).append(spec)
        self.strict = [self.rules_of(self.terms_in(strict_line(document))) for document in corpus.documents]
        self.loose = [self.rules_of(self.terms_in(loose_line(document))) for document in corpus.documents]

    def terms_in(self, line: str) -> frozenset[str]:
        """The terms of the rules that stand in a line."""
        return frozenset(runs(line.split()) & self._users.keys())

    def rules_of(self, present: frozenset[str]) -> RuleIds:
        """The rules of which every clause has a term among these."""
        candidates = {spec.id: spec for term in present for spec in self._users[term]}
        return frozenset(each.id for each in candidates.values() if not any(map(present.isdisjoint, each.clauses)))

    @property
    def matches(self) -> float:
        """Rules an article, on average."""
        return sum(map(len, self.strict)) / len(self.strict)
