"""A benchmark of stored queries, 2,000 of them against 999 encyclopaedia articles, beside plain sets of words.

The reference knows nothing of newsbell: words are runs of letters and figures in lower case. The two differ where our
language says so, and nowhere else.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from corpora.engines import a_text, fast, read_rows, rules_of
from newsbell.core.match.hit import Hit
from newsbell.core.text.document import Document

pytestmark = pytest.mark.needs_shared

Query = tuple[str, ...]
"""Words that must all occur; one that ends in `*` is the beginning of a word."""

_WORD = re.compile(r"[^\W_]+")
_SHAPES, _NO_PROSE = "accents and shapes of letters do not count", "an address is no prose"
_ADDRESS = re.compile(r"\S*(?:://|www\.|@)\S*")


def _queries(shared: Path) -> dict[str, Query]:
    lines = (shared / "data/queries/luwak_benchmark_queries.txt").read_text(encoding="utf-8").splitlines()
    found = {
        f"q{number:04}": tuple(word.removeprefix("+") for word in line.split()) for number, line in enumerate(lines)
    }
    assert all(len(query) in {2, 3} for query in found.values())
    return found


def _articles(shared: Path, part: slice) -> Iterator[tuple[str, str]]:
    """The names and texts of some articles."""
    for row in islice(read_rows(shared / "data/queries/luwak_benchmark_docs.jsonl"), part.start, part.stop, part.step):
        yield row["id"], row["body"]


def _ours(query: Query) -> str:
    """The query in our language: its words are exact, so they are quoted."""
    return " AND ".join(word if word.endswith("*") else f'"{word}"' for word in query)


def _holds(word: str, words: set[str]) -> bool:
    return any(each.startswith(word[:-1]) for each in words) if word.endswith("*") else word in words


def _plain(text: str) -> str:
    """Letters without accents, and signs made of letters as these letters."""
    return "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))


def _all_hold(query: Query, text: str) -> bool:
    words = _words(text)
    return all(_holds(word, words) for word in query)


def _reason(query: Query, text: str, *, ours: bool) -> str:
    """The rule of our language by which one side alone finds the query; AssertionError if there is none."""
    if ours and _all_hold(query, _plain(text)):
        return _SHAPES
    if not ours and not _all_hold(query, _ADDRESS.sub(" ", text)):
        return _NO_PROSE
    raise AssertionError(f"{query} is found {'by us' if ours else 'in the reference'} alone, for no known reason")


def _compare(queries: dict[str, Query], articles: Iterator[tuple[str, str]]) -> tuple[int, Counter[str]]:
    """How many pairs of query and article both find, and the pairs that only one finds, by the rule that says so."""
    matcher = fast(rules_of({name: _ours(query) for name, query in queries.items()}))
    distinct = {word for query in queries.values() for word in query}
    agreed, apart = 0, Counter[str]()
    for name, text in articles:
        words = _words(text)
        held = {word for word in distinct if _holds(word, words)}
        expected = {query for query, wanted in queries.items() if held.issuperset(wanted)}
        document = a_text(name, text)
        hits = {hit.rule.id: hit for hit in matcher.hits(document)}
        assert [rule.id for rule in matcher.matches(document)] == list(hits)
        for query, hit in hits.items():
            _check_evidence(queries[query], hit, document)
        agreed += len(expected & hits.keys())
        apart.update(_reason(queries[query], text, ours=query in hits) for query in expected ^ hits.keys())
    return agreed, apart


def _check_evidence(query: Query, hit: Hit, document: Document) -> None:
    """Every word of the query is shown, and every span shows one."""
    text = document.zones[0].text
    shown = {(span.clause.strip('"'), _plain(text[span.start : span.end]).lower()) for span in hit.spans}
    assert {clause for clause, _ in shown} == set(query)
    assert all(found.startswith(clause[:-1]) if clause.endswith("*") else found == clause for clause, found in shown)


def test_some_articles_find_the_queries_that_a_set_of_words_finds(shared: Path) -> None:
    """Forty of them, with two in which both reasons for a difference occur."""
    agreed, apart = _compare(_queries(shared), _articles(shared, slice(5, 240, 6)))

    assert (agreed, apart) == (2_111, {_SHAPES: 5, _NO_PROSE: 2})


@pytest.mark.chaos
def test_all_articles_find_the_queries_that_a_set_of_words_finds(shared: Path) -> None:
    agreed, apart = _compare(_queries(shared), _articles(shared, slice(None)))

    assert (agreed, apart) == (39_755, {_SHAPES: 11, _NO_PROSE: 2})
