"""Short ways to make documents and rules for tests of the core."""

from newsbell.core.match.hit import Hit, Judge
from newsbell.core.match.matcher import FastMatcher
from newsbell.core.match.oracle import AcceptAll, match_rule
from newsbell.core.rules.model import Entity, EventType, Rule, Vocabulary
from newsbell.core.rules.parser import parse_query
from newsbell.core.text.document import Document
from newsbell.core.text.reading import read_document


def an_article(
    body: str | None, title: str | None = None, *, language: str | None = None, source: str | None = "Reuters UK"
) -> Document:
    """An article of these words."""
    return read_document(
        article_id="a1",
        version="1",
        headline=title,
        body_text=body,
        description=None,
        language=language,
        source=source,
        domain="news.example",
    )


def names(*things: Entity | EventType) -> Vocabulary:
    """A vocabulary of these entities and event types."""
    return Vocabulary(
        {each.id: each for each in things if isinstance(each, Entity)},
        {each.id: each for each in things if isinstance(each, EventType)},
    )


def a_rule(query: str, vocabulary: Vocabulary) -> Rule:
    """A rule that asks this."""
    return Rule("r1", "a rule", query, parse_query(query, vocabulary), "v1")


def ask(query: str, document: Document, vocabulary: Vocabulary | None = None, judge: Judge | None = None) -> Hit | None:
    """The hit of a query on a document, or None.

    Asks the oracle, the fast matcher, and the fast matcher once more with a rule that came after the words were seen;
    all have to say the same.
    """
    known = vocabulary or Vocabulary()
    rule, deciding = a_rule(query, known), judge or AcceptAll()
    true = match_rule(rule, document, known, deciding)
    matcher = FastMatcher(deciding)
    matcher.add(rule, known)
    before = matcher.hits(document)
    matcher.remove(rule.id)
    assert matcher.hits(document) == ()
    matcher.add(rule, known)
    assert before == matcher.hits(document) == (() if true is None else (true,)), query
    return true


def words(hit: Hit | None, document: Document) -> list[str]:
    """The marked words of a hit, as the article has them."""
    found = []
    for span in hit.spans if hit else ():
        zone = document.zone(span.zone)
        assert zone is not None
        found.append(zone.text[span.start : span.end])
    return found
