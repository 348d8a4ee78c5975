"""An article against one rule, term by term."""

import json
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
from newsbell.core.render.explanation import Explanation, explanation_text
from newsbell.core.render.explanation_object import explanation_object
from newsbell.core.rules.model import Rule, RuleSet
from newsbell.core.text.document import Document
from newsbell.flow.backtest import Backtest
from newsbell.flow.engine import Engine


@dataclass(frozen=True, slots=True)
class Explained:
    """An article and one rule, explained; or, when `explanation` is None, why it is no article."""

    explanation: Explanation | None
    problem: str = ""

    @property
    def held(self) -> bool:
        """Whether it is an article that matches."""
        return self.explanation is not None and self.explanation.outcome.held

    def text(self, *, colour: bool) -> str:
        """The explanation for people, or the problem."""
        return self.problem if self.explanation is None else explanation_text(self.explanation, colour=colour)

    def line(self) -> str:
        """The explanation as one line of JSON."""
        return json.dumps(explanation_object(self.explanation), ensure_ascii=False) if self.explanation else ""


class Explainer:
    """Explains one rule of a configuration.

    Raises:
        CannotStart: there is no such rule.
    """

    def __init__(self, configuration: Configuration, rule_id: str) -> None:
        rules = configuration.rule_set
        rule = rules.rule(rule_id)
        if rule is None:
            raise CannotStart(unknown("rule", rule_id, [rule.id for rule in rules.rules]), code=EXIT_USAGE)
        self._rule: Rule = rule
        self._matcher = SlowMatcher(RuleSet((rule,), rules.vocabulary, rule.version), ContextJudge())
        self._engine = Engine(self._matcher)
        self._now = SystemClock().now()

    def explain_file(self, file: Path, article_id: str | None = None) -> Iterator[Explained]:
        """Each article of the file, or those of that id; what is no article does not hide the others."""
        for found in articles_of([file], LIMIT):
            if isinstance(found, Unreadable):
                yield Explained(None, str(found))
                continue
            document = wire.document_of(found, found.published_at or self._now)
            if article_id in {None, document.article_id}:
                yield Explained(self.explain(document))

    def explain(self, document: Document) -> Explanation:
        """What became of each part of the rule, and what a match would do."""
        outcome = self._matcher.explain(self._rule, document)
        judged = list(Backtest(self._engine).judge(document, document.published_at or self._now))
        finding = judged[0].finding if judged else None
        return Explanation(self._rule, document, outcome, finding, raised=any(each.raised for each in judged))
