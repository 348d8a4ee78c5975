"""The fast matcher: rules come and go one at a time, and an article costs nearly the same whatever their number.

words of the article ──▶ symbols ──▶ anchors ──▶ other clauses ──▶ exact evaluation ──▶ evidence
                         lexicon     index                         few rules, lazily    matches only

It finds the same rules with the same evidence as `oracle.SlowMatcher`, always; that is what its tests say.
"""

from collections.abc import Callable

from newsbell.core.match.evaluation import Evaluation
from newsbell.core.match.finder import Finder, finder_of
from newsbell.core.match.hit import Hit, Judge
from newsbell.core.match.index import Index, Record
from newsbell.core.match.lexicon import MAX_WORDS
from newsbell.core.match.lookups import Lookups
from newsbell.core.match.nodes import property_values
from newsbell.core.match.oracle import kept_spans
from newsbell.core.match.program import Program
from newsbell.core.match.statistics import MatchStats, RuleStats
from newsbell.core.rules.model import Rule, Vocabulary
from newsbell.core.text.document import Document


class FastMatcher:
    """Matches articles against an index of rules; implements `RuleIndex`.

    Args:
        judge: decides which mentions count.
        tick: gives nanoseconds of a clock that only goes forward, for `take_stats`; without it no time is taken.
        max_words: how many words are remembered, once rules ask for words by their shape.
    """

    def __init__(self, judge: Judge, tick: Callable[[], int] | None = None, *, max_words: int = MAX_WORDS) -> None:
        self._judge = judge
        self._tick = tick
        self._index = Index(judge, max_words)
        self._lookups = Lookups(judge)
        self._articles = 0

    def __len__(self) -> int:
        return len(self._index)

    def add(self, rule: Rule, vocabulary: Vocabulary) -> None:
        """Take a rule in; one of the same id is replaced. `vocabulary` gives its names their meaning.

        Raises:
            QueryError: a trigger of an event type that the rule names is no term; nothing has changed then.
        """
        self._index.add(rule, vocabulary)

    def remove(self, rule_id: str) -> None:
        """Forget a rule; nothing happens if there is none of that id."""
        self._index.remove(rule_id)

    def matches(self, document: Document) -> tuple[Rule, ...]:
        """The rules that an article matches, in the order of their ids; cheaper than `hits`, for nothing is placed."""
        return tuple(record.rule for record, _ in self._matching(finder_of(document)))

    def hits(self, document: Document) -> tuple[Hit, ...]:
        """All matching rules, in the order of their ids, each with its spans."""
        found = self._matching(finder_of(document))
        return tuple(self._hit(record, article) for record, article in found)

    def is_clean(self) -> bool:
        """Whether nothing of removed rules is left; true whenever there are no rules."""
        return self._index.is_clean()

    def take_stats(self) -> MatchStats:
        """What was counted since the last call; the counts begin anew."""
        rules = {
            record.rule.id: _taken(record) for record in self._index.take_touched() if record.misses or record.checks
        }
        articles, self._articles = self._articles, 0
        return MatchStats(articles, rules)

    def _matching(self, finder: Finder) -> list[tuple[Record, Evaluation]]:
        self._articles += 1
        document = finder.document
        properties = [(field, property_values(field, document)) for field in self._index.fields]
        candidates = self._index.candidates(finder.words, properties)
        if not candidates:
            return []
        evaluation = Evaluation(finder, self._judge)
        found = [record for record in candidates if self._holds(record, evaluation)]
        found.sort(key=_rule_id)
        return [(record, evaluation) for record in found]

    def _holds(self, record: Record, article: Evaluation) -> bool:
        record.checks += 1
        if record.decided:
            held = True
        elif self._tick is None:
            held = self._program(record).holds(article)
        else:
            begun = self._tick()
            held = self._program(record).holds(article)
            record.cost_ns += self._tick() - begun
        record.matches += held
        return held

    def _program(self, record: Record) -> Program:
        program = record.program
        if program is None:
            program = record.program = Program(record.rule.query, record.vocabulary, self._lookups)
        return program

    def _hit(self, record: Record, article: Evaluation) -> Hit:
        program = self._program(record)
        spans = kept_spans(program.spans(article), article.document)
        return Hit(record.rule, spans, program.rejections(article), record.vocabulary)


def _rule_id(record: Record) -> str:
    return record.rule.id


def _taken(record: Record) -> RuleStats:
    stats = RuleStats(
        version=record.rule.version,
        candidates=record.misses + record.checks,
        checks=record.checks,
        matches=record.matches,
        cost_ns=record.cost_ns,
    )
    record.patience -= record.misses
    record.misses = record.checks = record.matches = record.cost_ns = 0
    return stats
