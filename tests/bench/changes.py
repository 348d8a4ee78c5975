"""What a change of the rules costs while articles flow: rules coming, going and being exchanged.

As in the service, the collector of cycles is off while rules are worked on. What is counted is processor time, and each
figure is the least of three batches of rules that the engine has not seen before, so no cache of ours helps.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from statistics import quantiles
from time import thread_time

from bench.rulesets import RuleSet
from newsbell.core.match.matcher import FastMatcher
from newsbell.core.rules.model import Rule, Vocabulary
from newsbell.core.rules.parser import parse_query

BATCHES = 3
BATCH = 300
SPARE = BATCHES * (BATCH + 100)
"""Rules to be drawn beside those of the set."""
SLICE = 0.002
"""Seconds after which a reload lets articles pass."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Seconds. `add` and `remove` are the median and the 99th percentile of one rule; `reload` is 100 changed rules in
    one go, and `slice` the longest time an article would wait for it if it paused after every 2 ms.
    """

    add: tuple[float, float]
    remove: tuple[float, float]
    rich_add: tuple[float, float]
    reload: float
    slice: float
    parse: float


def measure_changes(matcher: FastMatcher, rule_set: RuleSet, spare: Sequence[Rule]) -> Changes:
    """Change the rules of a warm matcher again and again; it has its own rules in the end."""
    vocabulary = rule_set.vocabulary
    fresh = [spare[number * BATCH : (number + 1) * BATCH] for number in range(BATCHES)]
    rest = spare[BATCHES * BATCH :]
    with _uncollected():
        comings = [_each(batch, lambda rule: matcher.add(rule, vocabulary)) for batch in fresh]
        goings = [_each(batch, lambda rule: matcher.remove(rule.id)) for batch in fresh]
        rich = _rich_rules(rest[:BATCH], vocabulary)
        rich_comings = [_each(rich, lambda rule: matcher.add(rule, vocabulary))]
        for rule in rich:
            matcher.remove(rule.id)
        reloads = [_reload(matcher, rule_set, rest[number * 100 : (number + 1) * 100]) for number in range(BATCHES)]
    return Changes(
        _least(comings),
        _least(goings),
        _least(rich_comings),
        min(sum(times) for times in reloads),
        min(map(_longest_slice, reloads)),
        _parse(rule_set.rules[:BATCH], vocabulary),
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _each(rules: Sequence[Rule], act: Callable[[Rule], object]) -> list[float]:
    """The seconds of each call."""
    times = []
    for rule in rules:
        begun = thread_time()
        act(rule)
        times.append(thread_time() - begun)
    return times


def _least(batches: Sequence[Sequence[float]]) -> tuple[float, float]:
    """Median and 99th percentile, each of the batch where it is least."""
    cuts = [quantiles(times, n=100) for times in batches]
    return min(each[49] for each in cuts), min(each[98] for each in cuts)


def _reload(matcher: FastMatcher, rule_set: RuleSet, donors: Sequence[Rule]) -> list[float]:
    """Exchange as many rules as there are donors for rules of the same ids and other queries, and back again."""
    step = max(1, len(rule_set.rules) // len(donors))
    old = rule_set.rules[::step][: len(donors)]
    new = [
        replace(rule, text=donor.text, query=donor.query, version="2") for rule, donor in zip(old, donors, strict=True)
    ]
    times = _each(new, lambda rule: matcher.add(rule, rule_set.vocabulary))
    _each(old, lambda rule: matcher.add(rule, rule_set.vocabulary))
    return times


def _longest_slice(times: Sequence[float]) -> float:
    longest = current = 0.0
    for seconds in times:
        current += seconds
        longest = max(longest, current)
        if current >= SLICE:
            current = 0.0
    return longest


def _rich_rules(rules: Sequence[Rule], vocabulary: Vocabulary) -> list[Rule]:
    """Rules with all that needs more than a set of words: inflections, wildcards, a phrase, NEAR, NOT and fields."""
    texts = [
        f"({rule.text}) AND ({_word(number)} NEAR/5 plan OR {_word(number)[:4]}* OR title:{_word(number + 7)}) "
        f'AND NOT "{_word(number + 3)} {_word(number + 5)}" AND lang:en'
        for number, rule in enumerate(rules)
    ]
    return [
        replace(rule, id=f"rich-{rule.id}", text=text, query=parse_query(text, vocabulary))
        for rule, text in zip(rules, texts, strict=True)
    ]


def _word(number: int) -> str:
    """A made-up word."""
    letters = "bcdfghklmnprst"
    return "".join(letters[(number // 14**place) % 14] + "aeiou"[(number + place) % 5] for place in range(3)) + "n"


def _parse(rules: Sequence[Rule], vocabulary: Vocabulary) -> float:
    """The mean seconds from a rule's text to its syntax tree."""
    return min(sum(_each(rules, lambda rule: parse_query(rule.text, vocabulary))) for _ in range(BATCHES)) / len(rules)
