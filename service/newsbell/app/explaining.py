"""An article against one rule, term by term."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from newsbell import wire
from newsbell.adapters.feeds import Unreadable
from newsbell.adapters.rulebook.configuration import Configuration
from newsbell.app.articles import articles_of
from newsbell.app.backtesting import LIMIT
from newsbell.app.clock import SystemClock
from newsbell.app.errors import CannotStart
from newsbell.core.events.places import ContextJudge
from newsbell.core.match.oracle import SlowMatcher
from newsbell.core.match.outcome import Outcome
from newsbell.core.render.explanation import explanation_text
from newsbell.core.rules.model import Rule
from newsbell.core.text.document import Document
from newsbell.flow.backtest import Backtest
from newsbell.flow.engine import Engine


def explain_file(configuration: Configuration, rule_id: str, file: Path, *, colour: bool) -> Iterator[tuple[bool, str]]:
    """For each article of the file: whether the rule matches, and the explanation.

    Raises:
        CannotStart: there is no such rule, or what the file holds is no article.
    """
    rule = configuration.rule_set.rule(rule_id)
    if rule is None:
        raise CannotStart(_unknown(rule_id, configuration))
    matcher = SlowMatcher(configuration.rule_set, ContextJudge(configuration.rule_set.vocabulary))
    engine = Engine(configuration.rule_set, matcher)
    now = SystemClock().now()
    for found in articles_of([file], LIMIT):
        if isinstance(found, Unreadable):
            raise CannotStart(str(found))
        document = wire.document_of(found, now)
        outcome = matcher.explain(rule, document)
        yield outcome.held, _text(engine, rule, document, outcome, colour=colour)


def _text(engine: Engine, rule: Rule, document: Document, outcome: Outcome, *, colour: bool) -> str:
    now = document.published_at or SystemClock().now()
    judged = [item for item in Backtest(engine).judge(document, now) if item.finding.hit.rule.id == rule.id]
    finding = judged[0].finding if judged else None
    raised = judged[0].raised if judged else False
    return explanation_text(rule, document, outcome, finding, raised=raised, colour=colour)


def _unknown(rule_id: str, configuration: Configuration) -> str:
    names = [rule.id for rule in configuration.rule_set.rules]
    close = get_close_matches(rule_id, names, 1)
    hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(names) or 'none'}"
    return f"there is no rule {rule_id!r}; {hint}"
