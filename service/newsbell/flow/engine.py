"""The rules at work: which ones an article matches, and what it says about them."""

from dataclasses import dataclass

from newsbell.core.events.finding import Finding
from newsbell.core.events.understand import understand
from newsbell.core.match.hit import Matcher
from newsbell.core.text.document import Document


@dataclass(frozen=True, slots=True)
class Engine:
    """The rules in force. They change between two articles only, each as a whole."""

    matcher: Matcher

    def findings(self, document: Document) -> tuple[Finding, ...]:
        """What the article says under each rule that it matches, in the order of the rules' ids."""
        return tuple(understand(document, hit) for hit in self.matcher.hits(document))
