"""The slow true matcher: what a rule means, straight from its syntax tree, without an index of rules.

It is the yardstick for any faster engine, and fast enough for hundreds of rules: terms are compiled once, and each term
is looked for once an article, however many rules use it.
"""

from newsbell.core.match.examination import Examination
from newsbell.core.match.hit import Hit, Judge, RejectReason, Span
from newsbell.core.match.inflection import language_of
from newsbell.core.match.outcome import Outcome, all_rejections
from newsbell.core.match.terms import entity_pattern, event_pattern
from newsbell.core.rules.model import Entity, Rule, RuleSet, Vocabulary
from newsbell.core.text.document import Document, Zone

MAX_SPANS = 20
"""Spans kept of one term in a hit: the first ones in reading order."""


class AcceptAll:
    """A judge without context rules: every mention counts."""

    def judges(self, entity: Entity) -> bool:
        """No."""
        return False

    def reject(self, entity: Entity, document: Document, zone: Zone, start: int, end: int) -> RejectReason | None:
        """Accept it."""
        return None


class SlowMatcher:
    """Evaluates every rule on every article.

    Raises QueryError when it is made with an event type whose triggers do not parse.
    """

    def __init__(self, rule_set: RuleSet, judge: Judge) -> None:
        self._rule_set = rule_set
        self._rules = sorted(rule_set.rules, key=lambda rule: rule.id)
        self._judge = judge
        for entity in rule_set.vocabulary.entities.values():
            entity_pattern(entity)
        for event_type in rule_set.vocabulary.event_types.values():
            event_pattern(event_type, language_of(None))

    def hits(self, document: Document) -> tuple[Hit, ...]:
        """All matching rules, in the order of their ids, each with its spans."""
        vocabulary = self._rule_set.vocabulary
        examination = Examination(document, vocabulary, self._judge)
        found = (_hit(rule, examination.examine(rule.query), document, vocabulary) for rule in self._rules)
        return tuple(hit for hit in found if hit is not None)

    def explain(self, rule: Rule, document: Document) -> Outcome:
        """What held and what did not, part by part, with notes on what was missing."""
        return explain_rule(rule, document, self._rule_set.vocabulary, self._judge)


def match_rule(rule: Rule, document: Document, vocabulary: Vocabulary, judge: Judge) -> Hit | None:
    """The hit of one rule, or None if the article does not match it."""
    return _hit(rule, Examination(document, vocabulary, judge).examine(rule.query), document, vocabulary)


def explain_rule(rule: Rule, document: Document, vocabulary: Vocabulary, judge: Judge) -> Outcome:
    """The outcome of one rule with notes, whether it matches or not."""
    return Examination(document, vocabulary, judge, notes=True).examine(rule.query)


def _hit(rule: Rule, outcome: Outcome, document: Document, vocabulary: Vocabulary) -> Hit | None:
    if not outcome.held:
        return None
    return Hit(rule, kept_spans(outcome.spans, document), all_rejections(outcome), vocabulary)


def kept_spans(spans: tuple[Span, ...], document: Document) -> tuple[Span, ...]:
    """The spans in reading order, at most MAX_SPANS of each term."""
    order = {zone.name: number for number, zone in enumerate(document.zones)}
    kept: list[Span] = []
    counts: dict[tuple[str, str], int] = {}
    for span in sorted(spans, key=lambda each: (order[each.zone], each.start, each.end, each.clause, each.name)):
        term = (span.clause, span.name)
        counts[term] = counts.get(term, 0) + 1
        if counts[term] <= MAX_SPANS:
            kept.append(span)
    return tuple(kept)
