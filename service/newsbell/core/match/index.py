"""The rules by the words they can not do without.

Each rule hangs on one of its clauses, its rarest: its anchor. An article's words are intersected with all anchor words
at once; the rules found there have their other clauses checked, rarest first. So the cost of an article hardly depends
on the number of rules, and a rule comes or goes by itself.
"""

from collections.abc import Iterable
from functools import lru_cache

from newsbell.core.match.clauses import Clause, PropertyField, clauses_of, is_decided
from newsbell.core.match.frequencies import Frequencies
from newsbell.core.match.hit import Judge
from newsbell.core.match.lexicon import MAX_WORDS, Lexicon
from newsbell.core.match.program import Program
from newsbell.core.rules.model import Rule, Vocabulary

Symbols = frozenset[str]
"""A clause as the article's words are compared with it."""

PATIENCE = 8
"""Candidacies in vain after which a rule is hung on a clause known to be rarer; next time four times as many."""


class Record:
    """A rule in the index, with its clauses and its counts.

    `decided`: it holds wherever all its clauses are met. `program` is its query compiled, at its first use. `misses`
    are the articles in which its anchor was met and another clause was not, `checks` those in which all were.
    """

    __slots__ = (
        "anchor",
        "checks",
        "clauses",
        "cost_ns",
        "decided",
        "matches",
        "misses",
        "others",
        "patience",
        "program",
        "rule",
        "vocabulary",
    )

    def __init__(self, rule: Rule, vocabulary: Vocabulary) -> None:
        self.rule = rule
        self.vocabulary = vocabulary
        self.clauses: tuple[Clause, ...] = ()
        self.anchor: Symbols | None = None
        self.others: tuple[Symbols, ...] = ()
        self.decided = False
        self.program: Program | None = None
        self.patience = PATIENCE
        self.misses = self.checks = self.matches = self.cost_ns = 0


class Index:
    """Finds the rules whose clauses an article meets."""

    def __init__(self, judge: Judge, max_words: int = MAX_WORDS) -> None:
        self._judge = judge
        self._lexicon = Lexicon(max_words)
        self._frequencies = Frequencies()
        self._records: dict[str, Record] = {}
        self._hanging: dict[Symbols, dict[Record, None]] = {}
        self._anchors: dict[str, dict[Symbols, None]] = {}
        self._anchor_words: set[str] = set()
        self._always: dict[Record, None] = {}
        self._touched: dict[Symbols, None] = {}

    def __len__(self) -> int:
        return len(self._records)

    @property
    def fields(self) -> list[PropertyField]:
        """The properties that rules ask for."""
        return self._lexicon.fields

    def take_touched(self) -> list[Record]:
        """The rules that may have been candidates since the last call, and few others."""
        anchors, self._touched = self._touched, {}
        return [*self._always, *(record for anchor in anchors for record in self._hanging.get(anchor, ()))]

    def is_clean(self) -> bool:
        """Whether there is neither a rule nor anything that a rule left behind."""
        return not (self._records or self._hanging or self._anchors or self._always) and self._lexicon.is_clean()

    def add(self, rule: Rule, vocabulary: Vocabulary) -> None:
        """Take a rule in; one of the same id is replaced.

        Raises:
            QueryError: a trigger of an event type that the rule names is no term; nothing has changed then.
        """
        clauses = tuple(clauses_of(rule.query, vocabulary, self._weigh))
        self.remove(rule.id)
        record = self._records[rule.id] = Record(rule, vocabulary)
        record.clauses = clauses
        record.decided = is_decided(rule.query, vocabulary, self._judge)
        self._hang(record)

    def remove(self, rule_id: str) -> None:
        """Forget a rule; nothing happens if there is none of that id."""
        record = self._records.pop(rule_id, None)
        if record is not None:
            self._take_down(record, record.anchor, record.others)

    def candidates(self, words: set[str], properties: Iterable[tuple[PropertyField, list[str]]]) -> list[Record]:
        """The rules all of whose clauses are met, in no order; no rule that matches is missing.

        Args:
            words: the article's distinct words.
            properties: for `source` and `lang` the article's folded values.
        """
        words = self._lexicon.expanded(words)
        for field, values in properties:
            words = words | self._lexicon.of_property(field, values)
        self._frequencies.see(words)
        met: list[Record] = list(self._always)
        worn: list[Record] = []
        for anchor in self._anchors_in(words):
            for record in self._hanging[anchor]:
                for clause in record.others:
                    if words.isdisjoint(clause):
                        record.misses += 1
                        if record.misses >= record.patience:
                            worn.append(record)
                        break
                else:
                    met.append(record)
        if worn:
            self._hang_elsewhere(worn)
        return met

    def _anchors_in(self, words: set[str]) -> Iterable[Symbols]:
        found: dict[Symbols, None] = {}
        for word in words & self._anchor_words:
            found.update(self._anchors[word])
        self._touched.update(found)
        return found

    # --- hanging up and taking down

    def _hang(self, record: Record) -> None:
        """Hang a rule on its rarest clause."""
        if not record.clauses:
            self._always[record] = None
            return
        ordered = sorted(record.clauses, key=self._weigh)
        anchor, *others = [_shared(frozenset(map(self._lexicon.symbol, clause))) for clause in ordered]
        record.anchor, record.others = anchor, tuple(others)
        hanging = self._hanging.get(anchor)
        if hanging is None:
            hanging = self._hanging[anchor] = {}
            for word in anchor:
                self._anchors.setdefault(word, {})[anchor] = None
            self._anchor_words |= anchor
        hanging[record] = None

    def _take_down(self, record: Record, anchor: Symbols | None, others: tuple[Symbols, ...]) -> None:
        if anchor is None:
            self._always.pop(record, None)
            return
        hanging = self._hanging[anchor]
        del hanging[record]
        if not hanging:
            del self._hanging[anchor]
            self._drop_anchor(anchor)
        for clause in (anchor, *others):
            for symbol in clause:
                self._lexicon.release(symbol)

    def _drop_anchor(self, anchor: Symbols) -> None:
        for word in anchor:
            clauses = self._anchors[word]
            del clauses[anchor]
            if not clauses:
                del self._anchors[word]
                self._anchor_words.discard(word)

    def _hang_elsewhere(self, records: list[Record]) -> None:
        """Rules that are candidates in vain: hang them on a rarer clause, now that the stream is known."""
        for record in records:
            record.patience = 4 * record.misses
            anchor, others = record.anchor, record.others
            if self._symbols_in_use(min(record.clauses, key=self._weigh)) != anchor:
                self._hang(record)
                self._take_down(record, anchor, others)
                if record.anchor is not None:
                    self._touched[record.anchor] = None

    def _symbols_in_use(self, clause: Clause) -> Symbols:
        symbols = (self._lexicon.known(atom) for atom in clause)
        return frozenset(each for each in symbols if each is not None)

    def _weigh(self, clause: Clause) -> float:
        weights = self._frequencies
        return sum(weights.of(atom, self._lexicon.known(atom)) for atom in clause)


@lru_cache(maxsize=50_000)
def _shared(symbols: Symbols) -> Symbols:
    """The same set for all rules that ask for the same words."""
    return symbols
