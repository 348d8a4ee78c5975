"""The Boolean queries of medical librarians, put into our language: deep nesting, long lists, cuts, ADJ, fields.

Three things are shown: how much of them our language can say, that all of it parses, and that it then means what the
librarians mean, on articles made of their own words.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from corpora.engines import a_text, fast, read_rows, rules_of, slow
from corpora.librarian_reading import Broken, read_query
from corpora.librarian_rules import expressible, headings, in_our_language
from corpora.librarian_tree import Any, Missing, Near, Part, Subject, Words, Zone, constructs, without_missing
from corpora.librarian_truth import Texts, enough, every, holds, written
from newsbell.core.rules.model import Rule, Vocabulary
from newsbell.core.rules.names import terms
from newsbell.core.text.document import Document

pytestmark = pytest.mark.needs_shared


@dataclass(frozen=True)
class Translated:
    """A query: its tree with what is missing, the tree without, and the rule made of that."""

    whole: Part
    part: Part
    rule: Rule
    vocabulary: Vocabulary


def _rows(shared: Path) -> list[dict[str, str]]:
    return list(read_rows(shared / "data/queries/clef_tar_boolean.jsonl"))


@cache
def _translated(shared: Path) -> dict[str, Translated]:
    """All queries that can be read; one that did not parse would raise here."""
    found = {}
    for row in _rows(shared):
        try:
            whole = expressible(read_query(row["query"]))
        except Broken:
            continue
        part = without_missing(whole)
        vocabulary = headings(part)
        [rule] = rules_of({row["id"]: in_our_language(part)}, vocabulary)
        found[row["id"]] = Translated(whole, part, rule, vocabulary)
    return found


def test_how_much_of_the_queries_our_language_can_say(shared: Path) -> None:
    """Lost are dates and kinds of publication (a rule sees each article as it comes), and the indexers' own labels."""
    found = _translated(shared)
    levels = Counter[str]()
    missing = Counter[str]()
    for query in found.values():
        lost = {each.construct for each in constructs(query.whole) if isinstance(each, Missing)}
        subjects = any(isinstance(each, Subject) for each in constructs(query.whole))
        levels["in part" if lost else "headings as entities" if subjects else "in full"] += 1
        missing.update(lost)

    assert len(_rows(shared)) == 128
    assert levels == {"in full": 7, "headings as entities": 23, "in part": 90}
    assert sum(levels.values()) == 120
    assert missing == {
        "limit to a date, a species or a kind of publication": 73,
        "subheading of a subject heading": 51,
        "kind of publication": 31,
        "date": 6,
        "heading as the main point": 4,
        "author": 1,
        "registry number": 1,
        "name of a substance": 1,
        "field .xs.": 1,
        "field .jn.": 1,
        "field .cm.": 1,
    }
    assert max(len(terms(query.rule.query)) for query in found.values()) == 625


def _articles(query: Translated, dice: Random, rounds: int) -> Iterator[Texts]:
    """With enough of the words, with all that are wanted, and with some of all by chance."""
    for _ in range(rounds):
        yield written(enough(query.part, dice), dice)
    yield written(every(query.part, dice, unwanted=False), dice)
    words = every(query.part, dice, unwanted=True)
    for share in range(1, rounds + 1):
        yield written(dice.sample(words, max(1, len(words) // (2 * share))), dice)


def _document(texts: Texts) -> Document:
    return a_text("a1", texts.get("body", ""), texts.get("title"))


def _check(query: Translated, dice: Random, rounds: int) -> Counter[bool]:
    """How often it held and did not."""
    oracle, engine = slow([query.rule], query.vocabulary), fast([query.rule], query.vocabulary)
    truths = Counter[bool]()
    for texts in _articles(query, dice, rounds):
        document = _document(texts)
        hits = oracle.hits(document)
        truth = holds(query.part, texts)
        truths[truth] += 1
        assert bool(hits) is truth, texts
        assert engine.hits(document) == hits
    return truths


def test_a_query_holds_where_its_librarian_would_say_so(shared: Path) -> None:
    queries = list(_translated(shared).items())[::5]
    truths = Counter[bool]()
    for name, query in queries:
        found = _check(query, Random(name), 2)
        assert found[True] >= 1, name
        truths += found

    assert min(truths.values()) > len(queries) // 3


def test_each_part_of_the_queries_means_what_it_meant(shared: Path) -> None:
    """In a long query a wrong distance would not be noticed: so all that is near, cut or in a field, by itself."""
    parts = _small_parts(_translated(shared))
    dice = Random(1)
    truths = Counter[bool]()
    for part in parts[:: max(1, len(parts) // 400)]:
        [rule] = rules_of({"part": in_our_language(part)})
        engine = fast([rule])
        for strict in (True, False, False):
            texts = written(enough(part, dice, strict=strict), dice)
            truth = holds(part, texts)
            truths[truth] += 1
            assert truth or not strict
            assert bool(engine.hits(_document(texts))) is truth, (in_our_language(part), texts)

    assert len(parts) > 1_000
    assert truths[False] > 50


def _small_parts(queries: Mapping[str, Translated]) -> list[Part]:
    """All that is near, cut or in a field, each once."""
    found = {each for query in queries.values() for each in constructs(query.part) if _is_small(each)}
    return sorted(found, key=str)


def _is_small(part: Part) -> bool:
    words = [each for each in constructs(part) if not isinstance(each, Near | Words | Zone | Any)]
    return not words and (
        isinstance(part, Near | Zone) or (isinstance(part, Words) and bool(set("*?#") & set(part.text)))
    )


@pytest.mark.chaos
def test_every_query_holds_where_its_librarian_would_say_so(shared: Path) -> None:
    for name, query in _translated(shared).items():
        assert _check(query, Random(name), 12)[True] >= 1, name


@pytest.mark.chaos
def test_engine_and_oracle_agree_on_all_queries_and_their_parts_on_real_articles(shared: Path) -> None:
    """A whole query of medicine hardly ever holds in the news; its parts do."""
    queries = _translated(shared)
    vocabulary = Vocabulary({name: each for one in queries.values() for name, each in one.vocabulary.entities.items()})
    texts = {f"part {number}": in_our_language(part) for number, part in enumerate(_small_parts(queries))}
    rules = [*(query.rule for query in queries.values()), *rules_of(texts, vocabulary)]
    oracle, engine = slow(rules, vocabulary), fast(rules, vocabulary)

    found = 0
    for row in islice(read_rows(shared / "data/news/wikinews.jsonl"), 0, None, 8):
        document = a_text(row["id"], row["body"], row["title"])
        hits = oracle.hits(document)
        assert engine.hits(document) == hits
        found += len(hits)

    assert found > 500
