"""The parts of `make bench` are right: the same rules, the same answers, honest reasons. No test here takes a time."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bench import rivals
from bench.agreement import compare, compare_with_oracle
from bench.changes import SPARE, Changes
from bench.corpus import Article, Corpus, load_corpus
from bench.engine import OURS, Engine, View
from bench.ours import filled, our_engines
from bench.reference import Reference
from bench.report import as_json, markdown, write_docs
from bench.results import Machine, Measured, Run, verdicts
from bench.rulesets import HOT, SPARSE, RuleSet, Spec, Words, draw
from bench.timing import BUNDLE, Effort, ratio, seconds_an_article, take_turns
from newsbell.core.rules.model import Entity, Rule, Vocabulary
from newsbell.core.rules.parser import parse_query

Maker = Callable[[RuleSet, Corpus, rivals.Frequencies], Engine]
PLAIN: list[Maker] = [rivals.regex_engine, rivals.tuned_regex_engine, rivals.substring_engine]
RUST: list[tuple[str, Maker]] = [
    ("mokaccino", rivals.mokaccino_engine),
    ("mokaccino", rivals.helped_mokaccino_engine),
    ("matcher_py", rivals.matcher_engine),
    ("matcher_py", rivals.lower_matcher_engine),
    ("ahocorasick_rs", rivals.automaton_engine),
]
LIMITS: list[tuple[str, Maker]] = [
    ("re", rivals.count_limit),
    ("re", rivals.prepare_limit),
    ("ahocorasick_rs", rivals.scan_limit),
]


@pytest.fixture(scope="module")
def bundled() -> Corpus:
    return load_corpus(1, bundled=True, most=12)


@pytest.fixture(scope="module")
def words(bundled: Corpus) -> Words:
    return Words(bundled)


def _corpus(*bodies: str) -> Corpus:
    articles = tuple(Article(f"a{number}", "Plain headline", body) for number, body in enumerate(bodies))
    return Corpus("made for a test", articles, tuple(article.read() for article in articles), real=False)


def _rule_set(*clauses: tuple[str, ...]) -> RuleSet:
    """One rule, each clause of which is an entity with these names."""
    entities = [Entity(f"e{number}", names[0], aliases=names[1:]) for number, names in enumerate(clauses)]
    vocabulary = Vocabulary({entity.id: entity for entity in entities})
    text = " AND ".join(f"@{entity.id}" for entity in entities)
    rule = Rule("000000", "Rule", text, parse_query(text, vocabulary), "1")
    lower = tuple(tuple(name.lower() for name in names) for names in clauses)
    return RuleSet("sparse 1", vocabulary, (rule,), (Spec("000000", lower),))


def _check(maker: Maker, rule_set: RuleSet, corpus: Corpus) -> tuple[int, tuple[str, ...]]:
    engine = maker(rule_set, corpus, rivals.frequencies(corpus))
    found = compare(engine, Reference(rule_set.specs, corpus), corpus, seconds=60)
    assert found.articles == len(corpus.articles)
    return found.differing, found.unexplained


# --- the rules


def test_the_same_seed_draws_the_same_rules(words: Words) -> None:
    once, again, other = (draw(SPARSE, words, 50, seed) for seed in (1, 1, 2))

    assert once == again
    assert once.specs != other.specs


def test_a_rule_asks_for_two_or_three_entities_and_any_of_three_keywords(words: Words) -> None:
    rule_set = draw(SPARSE, words, 300, 1)

    assert {len(spec.clauses) for spec in rule_set.specs} == {3, 4}
    assert {len(set(spec.clauses[-1])) for spec in rule_set.specs} == {3}
    assert {len(names) for spec in rule_set.specs for names in spec.clauses[:-1]} == {2, 3, 4}
    assert len({rule.id for rule in rule_set.rules}) == 300


def test_half_of_the_entities_are_made_up_and_none_in_the_hot_set(bundled: Corpus, words: Words) -> None:
    text = " ".join(f"{article.headline} {article.body}" for article in bundled.articles).lower()

    def real(rule_set: RuleSet) -> float:
        names = [entity.name.lower() in text for entity in rule_set.vocabulary.entities.values()]
        return sum(names) / len(names)

    assert real(draw(replace(SPARSE, again=True, rarest=1), words, 400, 1)) == pytest.approx(0.5, abs=0.1)
    assert real(draw(HOT, words, 100, 1)) == 1


def test_rules_beyond_the_count_are_kept_apart(words: Words) -> None:
    whole = draw(SPARSE, words, 30 + SPARE, 1)
    rule_set, spare = whole.split(30)

    assert (rule_set.name, len(rule_set.rules), len(spare)) == ("sparse 30", 30, SPARE)
    assert not {rule.id for rule in rule_set.rules} & {rule.id for rule in spare}


# --- the answers


def test_our_engine_the_oracle_and_the_reference_agree(bundled: Corpus, words: Words) -> None:
    rule_set = draw(replace(SPARSE, real=1.0, again=True, rarest=1), words, 60, 1)
    matcher, reference = filled(rule_set), Reference(rule_set.specs, bundled)

    assert reference.matches > 1
    assert compare_with_oracle(rule_set, matcher, bundled.documents).unexplained == ()
    for engine in our_engines(matcher, bundled):
        assert compare(engine, reference, bundled, seconds=60).differing == 0


@pytest.mark.parametrize("maker", PLAIN)
def test_an_engine_of_plain_python_agrees(maker: Maker, bundled: Corpus, words: Words) -> None:
    rule_set = draw(replace(SPARSE, real=1.0, again=True, rarest=1), words, 60, 1)

    assert _check(maker, rule_set, bundled)[1] == ()


@pytest.mark.parametrize(("package", "maker"), RUST)
def test_a_rival_agrees(package: str, maker: Maker, bundled: Corpus, words: Words) -> None:
    pytest.importorskip(package, reason="the rivals are installed by `make bench` alone")
    rule_set = draw(replace(SPARSE, real=1.0, again=True, rarest=1), words, 60, 1)

    assert _check(maker, rule_set, bundled)[1] == ()


@pytest.mark.parametrize("maker", [rivals.tuned_regex_engine, rivals.substring_engine])
def test_a_phrase_across_a_comma_is_a_difference_with_a_reason(maker: Maker) -> None:
    corpus = _corpus("Shares of General, Motors and Nissan.", "General Motors met Nissan.", "Nissan rose.\n\nIt is so.")

    assert _check(maker, _rule_set(("General Motors",), ("Nissan",)), corpus) == (1, ())


def test_the_expression_as_one_writes_it_misses_accents_and_has_a_reason() -> None:
    corpus = _corpus("Citroën met Nissan.", "Nissan met General\nMotors, Citroen said.")

    assert _check(rivals.regex_engine, _rule_set(("Citroen",), ("Nissan",)), corpus) == (1, ())


def test_small_letters_alone_miss_the_curly_quote_and_have_a_reason() -> None:
    pytest.importorskip("matcher_py", reason="the rivals are installed by `make bench` alone")
    corpus = _corpus("Honda’s deal with Nissan.", "Honda's deal with Nissan.")

    assert _check(rivals.lower_matcher_engine, _rule_set(("Honda",), ("Nissan",)), corpus) == (1, ())


@pytest.mark.parametrize("view", View)
def test_a_wrong_answer_has_no_reason(view: View) -> None:
    corpus = _corpus("General Motors met Nissan.", "Nothing here.")
    rule_set = _rule_set(("General Motors",), ("Nissan",))
    reference = Reference(rule_set.specs, corpus)
    blind = Engine("blind", corpus.documents, lambda _: (), frozenset, view)
    eager = Engine("eager", corpus.documents, lambda _: ("000000",), frozenset, view)

    assert compare(blind, reference, corpus, seconds=60).unexplained == ("a0 misses 000000",)
    assert compare(eager, reference, corpus, seconds=60).unexplained == ("a1 finds 000000",)


def test_a_hit_that_the_oracle_alone_has_is_told(bundled: Corpus, words: Words) -> None:
    rule_set = draw(replace(SPARSE, real=1.0, again=True, rarest=1), words, 60, 1)
    matcher = filled(rule_set)
    hits = [hit for document in bundled.documents for hit in matcher.hits(document)]
    matcher.remove(hits[0].rule.id)

    assert compare_with_oracle(rule_set, matcher, bundled.documents).unexplained


@pytest.mark.parametrize(("package", "maker"), LIMITS)
def test_a_limit_reads_every_article(package: str, maker: Maker, bundled: Corpus, words: Words) -> None:
    pytest.importorskip(package, reason="the rivals are installed by `make bench` alone")
    limit = maker(draw(SPARSE, words, 20, 1), bundled, rivals.frequencies(bundled))

    assert limit.limit
    assert len([limit.run(each) for each in limit.inputs]) == len(bundled.articles)


# --- the times


def test_engines_take_turns_and_are_compared_over_the_same_articles() -> None:
    calls: list[str] = []
    short = Engine("short", range(2 * BUNDLE), lambda _: calls.append("short"))
    long = Engine("long", range(2 * BUNDLE), lambda _: calls.append("long"))
    times = take_turns([short, long], Effort(rounds=3, seconds=10))

    turn = ["short"] * 2 * BUNDLE + ["long"] * 2 * BUNDLE
    assert calls == turn * 3
    assert {name: len(bundles) for name, bundles in times.items()} == {"short": 2, "long": 2}
    assert ratio({0: 6.0}, {0: 2.0, 1: 5.0}) == 3
    assert seconds_an_article({0: 6.0, 3: 4.0}) == 10 / (2 * BUNDLE)


def test_an_engine_without_end_gets_one_bundle_and_three_turns() -> None:
    calls: list[int] = []
    slow = Engine("slow", range(4 * BUNDLE), calls.append)
    times = take_turns([slow], Effort(rounds=5, seconds=0))

    assert calls == [*range(BUNDLE)] * 3
    assert list(times["slow"]) == [0]


# --- the report


def _run() -> Run:
    changes = Changes((1e-4, 9e-4), (2e-6, 3e-6), (2e-4, 4e-4), 0.004, 0.0021, 3e-5)
    measured = Measured(
        name="sparse 1000",
        rules=1000,
        terms=4000,
        candidates=10.0,
        matches=0.5,
        seconds=1e-4,
        compile=8e-5,
        ratios={OURS: 1.0, "newsbell with evidence": 1.2, rivals.MATCHER: 0.65, rivals.SCAN: 0.25},
        articles={OURS: 400},
        rebuilds={rivals.MATCHER: 0.03},
        agreements=(),
        changes=changes,
        memory=1700.0,
    )
    return Run(Machine("some", 2, "Linux", "3.11"), "made for a test", 4, 4000.0, 1, [measured], ["mokaccino"])


def test_every_target_that_was_measured_is_judged() -> None:
    judged = {verdict.what: (round(verdict.figure, 4), verdict.reached) for verdict in verdicts(_run())}

    assert judged[f"faster than {rivals.MATCHER}"] == (0.65, False)
    assert judged["our time, of a bare automaton scan"] == (4.0, True)
    assert judged["adding a rule, median"] == (0.1, True)
    assert judged["removing a rule, median, of one article's match"] == (0.02, True)
    assert judged["evidence of one match, of one article's match"] == (0.4, True)
    assert judged["reload of 100 changed rules, longest wait"] == (2.1, True)
    assert f"faster than {rivals.MOKACCINO}" not in judged


def test_the_tables_go_between_the_marks_of_the_page_and_nowhere_else(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- bench: begin -->\nold\n<!-- bench: end -->\nbehind\n", encoding="utf-8")
    for _ in range(2):
        write_docs(_run(), page)
    text = page.read_text(encoding="utf-8")

    assert text.startswith("before\n<!-- bench: begin -->\n")
    assert text.endswith("<!-- bench: end -->\nbehind\n")
    assert markdown(_run()) in text
    assert "old" not in text


def test_a_page_without_marks_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing\n", encoding="utf-8")

    with pytest.raises(ValueError, match="bench: begin"):
        write_docs(_run(), page)
    assert page.read_text(encoding="utf-8") == "nothing\n"


def test_the_report_says_what_was_missed_and_what_was_not_installed() -> None:
    text, figures = markdown(_run()), as_json(_run())

    assert "| **missed** |" in text
    assert "Not installed and so not measured: mokaccino." in text
    assert '"reached": false' in figures
