"""The parts of `make bench-stage` that need neither a server nor a clock."""

import json

import pytest

from bench.corpus import Corpus, load_corpus
from bench.stage import events_of, paced_events, rules_that_match, yaml_of
from bench.stage_bus import Sample, throughput
from bench.stage_steps import measure
from newsbell.adapters.rulebook.loading import load_text
from newsbell.core.match.matcher import FastMatcher
from newsbell.core.match.oracle import AcceptAll


@pytest.fixture(scope="module")
def bundled() -> Corpus:
    return load_corpus(1, bundled=True, most=12)


def test_the_file_of_rules_says_what_was_drawn_and_no_more_match_than_asked_for(bundled: Corpus) -> None:
    rule_set = rules_that_match(bundled, 150, 0.25, seed=1)
    loaded = load_text(yaml_of(rule_set), "rules.yaml", None).configuration.rule_set

    assert len(rule_set.rules) == 150
    assert {(rule.id, rule.text) for rule in loaded.rules} == {(f"r{rule.id}", rule.text) for rule in rule_set.rules}
    matcher = FastMatcher(AcceptAll())
    for rule in loaded.rules:
        matcher.add(rule, loaded.vocabulary)
    assert sum(bool(matcher.matches(document)) for document in bundled.documents) <= 3
    steps = measure(list(events_of(bundled, 40, "s")), matcher)
    assert steps.read > 0
    assert steps.match > 0
    assert (steps.hits > 0) == (steps.write > 0)


def test_every_entry_is_an_article_of_its_own_and_those_that_ring_come_again(bundled: Corpus) -> None:
    events = [json.loads(event)["data"] for event in events_of(bundled, 30, "a")]
    assert len({event["id"] for event in events}) == 30
    again = paced_events(bundled, {events[4]["id"], events[16]["id"]}, 5)
    assert len({article for article, _ in again}) == 5
    assert {json.loads(event)["data"]["headline"] for _, event in again} == {events[4]["headline"]}


def test_the_rate_leaves_out_the_beginning_and_the_end() -> None:
    samples = [Sample(0.0, 0, 1.0, 0.0), Sample(5.0, 10, 1.0, 0.0)]
    samples += [Sample(5.0 + step, 10 + 20 * step, 1.0 + 0.5 * step, 0.1 * step) for step in range(1, 5)]
    found = throughput([*samples, Sample(60.0, 100, 9.0, 9.0)], 100, 4, {"unmatched": 100})
    assert (found.rate, found.wall) == (20.0, 50_000.0)
    assert found.worker == pytest.approx(25_000)
    assert found.server == pytest.approx(5_000)
