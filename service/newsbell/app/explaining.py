"""An article against one rule, term by term."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from newsbell import wire
from newsbell.adapters.feeds import Unreadable
from newsbell.adapters.rulebook.configuration import Configuration
from newsbell.app.articles import articles_of
from newsbell.app.backtesting import LIMIT
from newsbell.app.clock import SystemClock
from newsbell.app.errors import EXIT_USAGE, CannotStart, unknown
from newsbell.core.events.places import ContextJudge
from newsbell.core.match.oracle import SlowMatcher
from newsbell.core.match.outcome import Outcome
from newsbell.core.render.explanation import explanation_text
from newsbell.core.rules.model import Rule, RuleSet
from newsbell.core.text.document import Document
from newsbell.flow.backtest import Backtest
from newsbell.flow.engine import Engine


@dataclass(frozen=True, slots=True)
class Explained:
    """An article and one rule: whether it matches, and why; or, not `readable`, why it is no article."""

    held: bool
    text: str
    readable: bool = True


def explain_file(configuration: Configuration, rule_id: str, file: Path, *, colour: bool) -> Iterator[Explained]:
    """Each article of the file, explained; what is no article does not hide the others.

    Raises:
        CannotStart: there is no such rule.
    """
    rule = configuration.rule_set.rule(rule_id)
    if rule is None:
        raise CannotStart(unknown("rule", rule_id, [rule.id for rule in configuration.rule_set.rules]), code=EXIT_USAGE)
    vocabulary = configuration.rule_set.vocabulary
    alone = RuleSet((rule,), vocabulary, rule.version)
    matcher = SlowMatcher(alone, ContextJudge())
    engine = Engine(matcher)
    now = SystemClock().now()
    for found in articles_of([file], LIMIT):
        if isinstance(found, Unreadable):
            yield Explained(held=False, text=str(found), readable=False)
            continue
        document = wire.document_of(found, now)
        outcome = matcher.explain(rule, document)
        yield Explained(outcome.held, _text(engine, rule, document, outcome, colour=colour))


def _text(engine: Engine, rule: Rule, document: Document, outcome: Outcome, *, colour: bool) -> str:
    now = document.published_at or SystemClock().now()
    judged = list(Backtest(engine).judge(document, now))
    finding = judged[0].finding if judged else None
    raised = judged[0].raised if judged else False
    return explanation_text(rule, document, outcome, finding, raised=raised, colour=colour)
