"""`make bench`: our engine, its rivals and the physical limits in one run, all as multiples of our time.

Exit code 0, and 1 if an engine's answer differs for no known reason.
"""

import argparse
import gc
import os
import platform
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from time import process_time

from bench import rivals
from bench.agreement import Agreement, compare, compare_with_oracle
from bench.changes import SPARE, measure_changes
from bench.corpus import Corpus, load_corpus
from bench.engine import OURS, Engine
from bench.memory import bytes_a_rule
from bench.ours import candidates, filled, our_engines, warm
from bench.reference import Reference
from bench.report import as_json, markdown, write_docs
from bench.results import LARGE, SMALL, SMALL_ENGINE, Machine, Measured, Run
from bench.rulesets import HOT, SPARSE, RuleSet, Words, draw
from bench.timing import BUNDLE, Effort, ratio, seconds_an_article, take_turns
from newsbell.core.match.matcher import FastMatcher

SETS = ((SPARSE, 100), (SPARSE, 1_000), (SPARSE, 10_000), (SPARSE, 100_000), (HOT, 10_000))
QUICK_SETS = ((SPARSE, 1_000), (SPARSE, 10_000), (HOT, 10_000))
MOST_WITHOUT_INDEX = 10_000
"""Rules up to which engines are run that look at every rule; beyond, they take minutes an article."""
MAKERS: Sequence[tuple[Callable[[RuleSet, Corpus, rivals.Frequencies], Engine], str | None, bool]] = (
    (rivals.regex_engine, None, True),
    (rivals.tuned_regex_engine, None, True),
    (rivals.substring_engine, None, True),
    (rivals.mokaccino_engine, "mokaccino", False),
    (rivals.helped_mokaccino_engine, "mokaccino", False),
    (rivals.matcher_engine, "matcher_py", False),
    (rivals.lower_matcher_engine, "matcher_py", False),
    (rivals.automaton_engine, "ahocorasick_rs", False),
    (rivals.prepare_limit, None, False),
    (rivals.scan_limit, "ahocorasick_rs", False),
    (rivals.count_limit, None, False),
)
"""What makes an engine, the package it needs, and whether it looks at every rule."""
FULL, QUICK = Effort(rounds=7, seconds=0.4), Effort(rounds=4, seconds=0.15, least=1)
ORACLE_WORK = 20_000
"""Rules times articles for which the slow true matcher is asked as well."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the tables, write what was asked for."""
    wanted = _arguments(arguments)
    corpus = load_corpus(wanted.seed, bundled=wanted.bundled)
    words, known = Words(corpus), rivals.frequencies(corpus)
    measured: list[Measured] = []
    kept: dict[str, Engine] = {}
    for kind, count in QUICK_SETS if wanted.quick else SETS:
        if kind is HOT and not corpus.real:
            say("hot: left out, for the bundled articles hold too few names")
            continue
        say(f"{kind.name} {count}: drawing rules ...")
        rule_set = draw(kind, words, count + SPARE, wanted.seed)
        effort = QUICK if wanted.quick else FULL
        measured.append(_measure(rule_set, count, corpus, known=known, effort=effort, kept=kept))
        if not wanted.quick:
            say(f"{kind.name} {count}: memory ...")
            memory = bytes_a_rule(kind.name, count, wanted.seed, bundled=wanted.bundled)
            measured[-1] = replace(measured[-1], memory=memory)
    run = Run(_machine(), corpus.origin, len(corpus.articles), corpus.characters, wanted.seed, measured, _missing())
    print(markdown(run), end="")
    if wanted.json is not None:
        wanted.json.write_text(as_json(run), encoding="utf-8")
    if wanted.docs:
        write_docs(run)
    for complaint in run.unexplained:
        say(complaint)
    return 1 if run.unexplained else 0


def say(text: str) -> None:
    """Tell how far it is, or what is wrong."""
    print(text, file=sys.stderr, flush=True)


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description="Our engine, its rivals and the physical limits.")
    parser.add_argument("--quick", action="store_true", help="three sets of rules and few rounds, about a minute")
    parser.add_argument("--bundled", action="store_true", help="the bundled articles even if real ones are at hand")
    parser.add_argument("--seed", type=int, default=1, help="of the articles and the rules (1)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure to a file")
    parser.add_argument("--docs", action="store_true", help="put the tables into docs/performance.md")
    return parser.parse_args(arguments)


def _measure(
    whole: RuleSet,
    count: int,
    corpus: Corpus,
    *,
    known: rivals.Frequencies,
    effort: Effort,
    kept: dict[str, Engine],
) -> Measured:
    """All engines with the first `count` rules of a set; the others are for the changes.

    `kept` are engines of sets before that are to take turns with those of later ones; ours is added to it.
    """
    rule_set, spare = whole.split(count)
    matcher, compiled = _compiled(rule_set)
    warm(matcher, corpus)
    candidates(matcher)
    say(f"{rule_set.name}: building the rivals ...")
    engines = [*our_engines(matcher, corpus), *_rivals(rule_set, corpus, known)]
    beside = _beside(rule_set, engines[0], kept)
    reference = Reference(rule_set.specs, corpus)
    say(f"{rule_set.name}: comparing the answers ...")
    agreements = _agreements(rule_set, matcher, engines, reference, corpus=corpus, effort=effort)
    seen = candidates(matcher)
    say(f"{rule_set.name}: taking turns ...")
    times = take_turns([*engines, *beside], effort)
    say(f"{rule_set.name}: changing rules ...")
    return Measured(
        name=rule_set.name,
        rules=count,
        terms=len(rule_set.terms),
        candidates=seen,
        matches=reference.matches,
        seconds=seconds_an_article(times[OURS]),
        compile=compiled,
        ratios={engine.name: ratio(times[engine.name], times[OURS]) for engine in [*engines, *beside]},
        articles={engine.name: len(times[engine.name]) * BUNDLE for engine in engines},
        rebuilds={engine.name: _quickest(engine.change) for engine in engines if engine.change is not None},
        agreements=agreements,
        changes=measure_changes(matcher, rule_set, spare),
        memory=None,
    )


def _compiled(rule_set: RuleSet) -> tuple[FastMatcher, float]:
    """Our engine with these rules, and the seconds that one rule took."""
    gc.collect()
    gc.disable()
    begun = process_time()
    matcher = filled(rule_set)
    seconds = (process_time() - begun) / len(rule_set.rules)
    gc.enable()
    return matcher, seconds


def _beside(rule_set: RuleSet, engine: Engine, kept: dict[str, Engine]) -> list[Engine]:
    """Our engine with few rules, to take turns with our engine with many."""
    if rule_set.name == SMALL:
        kept[SMALL] = replace(engine, name=SMALL_ENGINE)
    return [kept[SMALL]] if rule_set.name == LARGE and SMALL in kept else []


def _agreements(
    rule_set: RuleSet,
    matcher: FastMatcher,
    engines: Sequence[Engine],
    reference: Reference,
    *,
    corpus: Corpus,
    effort: Effort,
) -> list[Agreement]:
    """Every engine against the reference, and ours against the oracle on a few articles."""
    found = [compare(engine, reference, corpus, effort.seconds * 2) for engine in engines if not engine.limit]
    if some := corpus.documents[: min(40, ORACLE_WORK // len(rule_set.rules))]:
        found.append(compare_with_oracle(rule_set, matcher, some))
    return found


def _rivals(rule_set: RuleSet, corpus: Corpus, known: rivals.Frequencies) -> list[Engine]:
    many = len(rule_set.rules) > MOST_WITHOUT_INDEX
    return [
        make(rule_set, corpus, known)
        for make, package, every_rule in MAKERS
        if (package is None or find_spec(package)) and not (every_rule and many)
    ]


def _missing() -> list[str]:
    return sorted({package for _, package, _ in MAKERS if package is not None and not find_spec(package)})


def _quickest(act: Callable[[], object]) -> float:
    """Seconds of the quickest of up to three calls; of one alone if it takes long."""
    quickest = float("inf")
    for _ in range(3):
        begun = process_time()
        act()
        quickest = min(quickest, process_time() - begun)
        if quickest > 1:
            break
    return quickest


def _machine() -> Machine:
    """The machine without any name that could tell it from others of its kind."""
    info = Path("/proc/cpuinfo")
    text = info.read_text(encoding="utf-8") if info.is_file() else ""
    clocks = [float(line.partition(":")[2]) for line in text.splitlines() if line.startswith("cpu MHz")]
    clock = f" at {max(clocks) / 1000:.1f} GHz" if clocks else ""
    return Machine(f"{platform.machine()}{clock}", os.cpu_count() or 1, platform.system(), platform.python_version())


if __name__ == "__main__":
    sys.exit(main())
