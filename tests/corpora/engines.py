"""Many rules in one matcher, as the corpora need them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from newsbell.core.match.hit import Hit, Matcher
from newsbell.core.match.matcher import FastMatcher
from newsbell.core.match.oracle import AcceptAll, SlowMatcher
from newsbell.core.rules.model import Rule, RuleSet, Vocabulary
from newsbell.core.rules.parser import parse_query
from newsbell.core.text.document import Document
from newsbell.core.text.reading import read_document

NO_NAMES = Vocabulary()


def rules_of(queries: Mapping[str, str], vocabulary: Vocabulary = NO_NAMES) -> tuple[Rule, ...]:
    """A rule for each query; raises QueryError for one that is none of ours."""
    return tuple(Rule(name, name, text, parse_query(text, vocabulary), "v1") for name, text in queries.items())


def slow(rules: Iterable[Rule], vocabulary: Vocabulary = NO_NAMES) -> Matcher:
    """The oracle."""
    return SlowMatcher(RuleSet(tuple(rules), vocabulary, "v1"), AcceptAll())


def fast(rules: Iterable[Rule], vocabulary: Vocabulary = NO_NAMES) -> FastMatcher:
    """The engine."""
    matcher = FastMatcher(AcceptAll())
    for rule in rules:
        matcher.add(rule, vocabulary)
    return matcher


def a_text(name: str, body: str, title: str | None = None) -> Document:
    """An article of these words, in English."""
    return read_document(
        article_id=name, version="1", headline=title, body_text=body, description=None, language="en", source=None
    )


def ids(hits: Iterable[Hit]) -> set[str]:
    """The rules that matched."""
    return {hit.rule.id for hit in hits}


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file of JSON lines."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
