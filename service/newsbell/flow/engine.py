"""The rules at work: which ones an article matches, and what it says about them."""

from collections.abc import Callable
from dataclasses import dataclass

from newsbell.core.events.finding import Finding
from newsbell.core.events.understand import understand
from newsbell.core.match.hit import Matcher
from newsbell.core.rules.model import RuleSet
from newsbell.core.text.document import Document


@dataclass(frozen=True, slots=True)
class Engine:
    """A rule set with its matcher; replaced as a whole, so that no article meets half a set."""

    rule_set: RuleSet
    matcher: Matcher

    def findings(self, document: Document) -> tuple[Finding, ...]:
        """What the article says under each rule that it matches."""
        return tuple(understand(document, hit, self.rule_set) for hit in self.matcher.hits(document))


CurrentEngine = Callable[[], Engine]
"""Gives the engine in force; asked once a batch."""
