"""Our engine as the benchmark runs it."""

from collections.abc import Iterable

from bench.corpus import Article, Corpus
from bench.engine import OURS, Engine
from bench.rulesets import RuleSet
from newsbell.core.match.hit import Hit
from newsbell.core.match.matcher import FastMatcher
from newsbell.core.match.oracle import AcceptAll
from newsbell.core.rules.model import Rule

EVIDENCE = "newsbell with evidence"
RAW = "newsbell from the article as it comes"
WARM_UP = 3
"""Passes over all articles before anything is timed: by then the engine knows the words and which of them are rare."""


def filled(rule_set: RuleSet) -> FastMatcher:
    """A matcher with all rules of a set."""
    matcher = FastMatcher(AcceptAll())
    for rule in rule_set.rules:
        matcher.add(rule, rule_set.vocabulary)
    return matcher


def warm(matcher: FastMatcher, corpus: Corpus) -> None:
    """Let the matcher see the articles."""
    for _ in range(WARM_UP):
        for document in corpus.documents:
            matcher.matches(document)


def our_engines(matcher: FastMatcher, corpus: Corpus) -> list[Engine]:
    """The matching rules alone, with their evidence, and from the article's plain fields on."""

    def from_article(article: Article) -> tuple[Rule, ...]:
        return matcher.matches(article.read())

    return [
        Engine(OURS, corpus.documents, matcher.matches, _rule_ids),
        Engine(EVIDENCE, corpus.documents, matcher.hits, _hit_ids),
        Engine(RAW, corpus.articles, from_article, _rule_ids),
    ]


def candidates(matcher: FastMatcher) -> float:
    """Rules an article whose rarest clause was met, on average since the last call."""
    stats = matcher.take_stats()
    return sum(rule.candidates for rule in stats.rules.values()) / max(1, stats.articles)


def _rule_ids(rules: Iterable[Rule]) -> frozenset[str]:
    return frozenset(rule.id for rule in rules)


def _hit_ids(hits: Iterable[Hit]) -> frozenset[str]:
    return frozenset(hit.rule.id for hit in hits)
