"""The fast matcher gives what the oracle gives: the same rules with the same evidence, whatever happened before."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from random import Random

import pytest

from fakes.articles import an_article, ask, names
from fakes.generated import NAMES, Shy, a_document, a_rule_of, some_rules
from newsbell.core.match.hit import Hit, Span
from newsbell.core.match.index import Index
from newsbell.core.match.inflection import language_of
from newsbell.core.match.matcher import FastMatcher
from newsbell.core.match.nodes import property_values
from newsbell.core.match.occurrences import MAX_OCCURRENCES
from newsbell.core.match.oracle import SlowMatcher
from newsbell.core.match.statistics import MatchStats
from newsbell.core.match.terms import TermPattern, entity_pattern, event_pattern, term_pattern
from newsbell.core.rules.model import Entity, Rule, RuleSet
from newsbell.core.rules.names import terms
from newsbell.core.rules.syntax import EntityRef, EventRef, Term
from newsbell.core.text.document import Document
from newsbell.core.text.folding import folded
from newsbell.core.text.tokens import tokenise

RULES, DOCUMENTS = 8, 6
"""A seed makes so many of each, and RULES * DOCUMENTS cases."""


def fast(rules: Iterable[Rule]) -> FastMatcher:
    matcher = FastMatcher(Shy())
    for rule in rules:
        matcher.add(rule, NAMES)
    return matcher


def slow(rules: Sequence[Rule]) -> SlowMatcher:
    return SlowMatcher(RuleSet(tuple(rules), NAMES, "v"), Shy())


def made(seed: int, rules: int = RULES, documents: int = DOCUMENTS) -> tuple[list[Rule], list[Document]]:
    dice = Random(seed)
    return some_rules(dice, rules), [a_document(dice) for _ in range(documents)]


@pytest.mark.parametrize("part", range(5))
def test_engine_and_oracle_agree_with_all_their_evidence(part: int) -> None:
    """14,400 cases; with the long stream below more than 23,000."""
    for seed in range(part * 60, (part + 1) * 60):
        rules, documents = made(seed)
        quick, true = fast(rules), slow(rules)
        for document in documents:
            assert quick.hits(document) == true.hits(document), (seed, [rule.text for rule in rules], document)


def test_a_long_stream_changes_nothing_though_rules_are_hung_elsewhere() -> None:
    rules, documents = made(1_000_000, 60, 150)
    quick, true = fast(rules), slow(rules)
    for document in documents:
        assert quick.hits(document) == true.hits(document)


@pytest.mark.parametrize("seed", range(2_000_000, 2_000_010))
def test_neither_order_nor_coming_and_going_matters(seed: int) -> None:
    rules, documents = made(seed, 12, 8)
    expected = [slow(rules).hits(document) for document in documents]
    dice = Random(seed)

    shuffled = dice.sample(rules, len(rules))
    restless = fast(shuffled)
    for document in documents:
        restless.hits(document)  # the words are seen before the rules come back
    for rule in dice.sample(rules, 6):
        restless.remove(rule.id)
    for rule in dice.sample(rules, len(rules)):
        restless.add(rule, NAMES)

    assert [fast(shuffled).hits(document) for document in documents] == expected
    assert [restless.hits(document) for document in documents] == expected


@pytest.mark.parametrize("seed", range(2_500_000, 2_500_010))
def test_a_rule_may_come_after_its_words(seed: int) -> None:
    rules, documents = made(seed, 12, 6)
    matcher = fast(rules[:6])
    for document in documents:
        matcher.hits(document)
    for rule in rules[6:]:
        matcher.add(rule, NAMES)
    assert [matcher.hits(document) for document in documents] == [slow(rules).hits(document) for document in documents]


@pytest.mark.parametrize("seed", range(3_000_000, 3_000_010))
def test_what_is_removed_is_gone_and_leaves_nothing_behind(seed: int) -> None:
    rules, documents = made(seed, 12, 4)
    matcher = fast(rules)
    for document in documents:
        matcher.hits(document)
    for rule in rules[3:]:
        matcher.remove(rule.id)
    assert [matcher.hits(d) for d in documents] == [slow(rules[:3]).hits(d) for d in documents]

    for rule in rules:
        matcher.remove(rule.id)
    assert len(matcher) == 0
    assert [matcher.hits(d) for d in documents] == [()] * len(documents)
    assert matcher.is_clean()


def test_matches_are_the_rules_of_hits() -> None:
    for seed in range(4_000_000, 4_000_010):
        rules, documents = made(seed)
        matcher = fast(rules)
        for document in documents:
            assert matcher.matches(document) == tuple(hit.rule for hit in matcher.hits(document))


def test_the_first_phase_never_loses_a_match() -> None:
    for seed in range(5_000_000, 5_000_020):
        rules, documents = made(seed)
        index = Index(Shy())
        for rule in rules:
            index.add(rule, NAMES)
        for document in documents:
            words = {token.text for zone in document.zones for token in tokenise(zone.visible)}
            properties = [(field, property_values(field, document)) for field in index.fields]
            candidates = {record.rule.id for record in index.candidates(words, properties)}
            assert candidates >= {hit.rule.id for hit in slow(rules).hits(document)}


def test_a_lexicon_that_forgets_all_the_time_changes_nothing() -> None:
    for seed in range(6_000_000, 6_000_012):
        rules, documents = made(seed)
        quick, true = FastMatcher(Shy(), max_words=5), slow(rules)
        for rule in rules:
            quick.add(rule, NAMES)
        for document in documents:
            assert quick.hits(document) == true.hits(document)


def test_the_counts_are_those_of_the_articles_since_they_were_taken() -> None:
    ticks = iter(range(0, 1_000_000, 7))
    matcher = FastMatcher(Shy(), lambda: next(ticks))
    rules = [a_rule_of(query, query) for query in ("honda AND nissan", '"tariff plan"', "zzz", "NOT x")]
    for rule in rules:
        matcher.add(rule, NAMES)
    for text in ("Honda and Nissan", "Honda alone", "a plan, a tariff", "tariff plan"):
        matcher.hits(an_article(text))
    stats = matcher.take_stats()

    assert stats.articles == 4
    assert {id_: (each.checks, each.matches) for id_, each in stats.rules.items()} == {
        "honda AND nissan": (1, 1),
        '"tariff plan"': (2, 1),
        "NOT x": (4, 4),
    }
    assert all(each.candidates >= each.checks for each in stats.rules.values())
    assert stats.rules["NOT x"].cost_ns == 4 * 7
    assert stats.rules["NOT x"].version == "v1"
    assert matcher.take_stats() == MatchStats(0, {})


def test_the_normal_form_of_a_text_makes_no_difference() -> None:
    for seed in range(7_000_000, 7_000_025):
        rules, documents = made(seed)
        matcher = fast(rules)
        for document in documents:
            composed, taken_apart = (_normalised(document, form) for form in ("NFC", "NFD"))
            assert _said(matcher.hits(composed), composed) == _said(matcher.hits(taken_apart), taken_apart)


def test_the_words_of_a_span_are_those_of_its_term() -> None:
    checked = 0
    for seed in range(8_000_000, 8_000_030):
        rules, documents = made(seed)
        matcher = fast(rules)
        for document in documents:
            for hit in matcher.hits(document):
                for span in hit.spans:
                    assert _is_written_so(span, hit, document), (seed, hit.rule.text, span)
                    checked += 1
    assert checked > 150


def test_a_flood_of_one_word_is_counted_to_the_limit() -> None:
    queries = ("x", f"ATLEAST/{MAX_OCCURRENCES} (x)", "x NEAR/1 y", "x NEAR/s x", "y NEAR/p x", "title:x", "*x*")
    rules = [a_rule_of(query, f"r{number}") for number, query in enumerate(queries)]
    document = an_article("x y " * (2 * MAX_OCCURRENCES), "x " * 2_000)
    assert len(fast(rules).hits(document)) == len(queries)
    assert fast(rules).hits(document) == slow(rules).hits(document)


SINGLE = names(
    Entity("plain", "Honda", aliases=("Honda Motor",)), Entity("masked", "Nissan", exclude=("Nissan Street",))
)


@pytest.mark.parametrize(
    ("query", "text", "wanted"),
    [
        ('("a" AND "b") OR "c"', "a", False),
        ('("a" AND "b") OR "c"', "b", False),
        ('("a" AND "b") OR "c"', "a b", True),
        ('("a" OR "b") AND "c"', "b c", True),
        ("@plain", "Honda Motor", True),
        ("@plain", "motor", False),
        ("@masked", "Nissan Street", False),
        ("@masked", "Nissan, Nissan Street", True),
        ('@plain AND ("a" OR @masked)', "Honda in Nissan Street", False),
    ],
)
def test_rules_that_single_words_decide(query: str, text: str, wanted: bool) -> None:
    assert (ask(query, an_article(text), SINGLE) is not None) is wanted


def test_one_term_written_in_two_ways_is_named_as_it_was_written() -> None:
    hit = ask('"a b" AND “a b”', an_article("a b"))
    assert hit is not None
    assert [span.clause for span in hit.spans] == ['"a b"', "“a b”"]


def test_an_article_without_text_matches_what_needs_none() -> None:
    rules = [a_rule_of(query, query) for query in ("NOT x", "lang:de", "x", "ATLEAST/1 (x)", "NOT x OR y")]
    document = replace(an_article("a"), zones=(), language="de")
    assert [hit.rule.id for hit in fast(rules).hits(document)] == ["NOT x", "NOT x OR y", "lang:de"]


def _normalised(document: Document, form: str) -> Document:
    zones = [(each, unicodedata.normalize(form, each.text)) for each in document.zones]  # type: ignore[arg-type]
    return replace(document, zones=tuple(replace(each, text=text, visible=text) for each, text in zones))


def _said(hits: Iterable[Hit], document: Document) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (hit.rule.id, [(span.clause, folded(_words(span, document)).strip("'\"")) for span in hit.spans])
        for hit in hits
    ]


def _words(span: Span, document: Document) -> str:
    zone = document.zone(span.zone)
    assert zone is not None
    return zone.text[span.start : span.end]


def _is_written_so(span: Span, hit: Hit, document: Document) -> bool:
    found = [token.text for token in tokenise(_words(span, document))]
    language = language_of(document.language)
    for term in terms(hit.rule.query):
        if term.place.clause == span.clause:
            for form in _pattern(term, language).forms:
                if len(form.words) == len(found) and all(
                    word in wanted if isinstance(wanted, frozenset) else wanted.fits(word)
                    for word, wanted in zip(found, form.words, strict=True)
                ):
                    return True
    return False


def _pattern(term: Term, language: str) -> TermPattern:
    match term:
        case EntityRef():
            return entity_pattern(NAMES.entities[term.id])
        case EventRef():
            return event_pattern(NAMES.event_types[term.id], language)
        case _:
            return term_pattern(term, language)
