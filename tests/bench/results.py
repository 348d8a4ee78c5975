"""What one run of the benchmark found, and what was wanted."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.agreement import Agreement
from bench.changes import Changes
from bench.ours import EVIDENCE
from bench.rivals import AUTOMATON, HELPED_MOKACCINO, MATCHER, MOKACCINO, REGEX, SCAN

MATCH = "one article's match"


@dataclass(frozen=True, slots=True)
class Measured:
    """One set of rules, all engines over the same articles.

    `ratios` are times as multiples of ours over the same articles, `articles` how many those were. `candidates` and
    `matches` are rules an article. `seconds` is our time for one article, `compile` for taking in one rule at the
    start, `rebuilds` what a changed rule costs each rival, and `memory` bytes a rule, None if it was not looked at.
    """

    name: str
    rules: int
    terms: int
    candidates: float
    matches: float
    seconds: float
    compile: float
    ratios: Mapping[str, float]
    articles: Mapping[str, int]
    rebuilds: Mapping[str, float]
    agreements: Sequence[Agreement]
    changes: Changes
    memory: float | None


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine in general words."""

    processor: str
    cores: int
    system: str
    python: str


@dataclass(frozen=True, slots=True)
class Run:
    """All of one run."""

    machine: Machine
    origin: str
    articles: int
    characters: float
    seed: int
    measured: Sequence[Measured]
    missing: Sequence[str]

    @property
    def unexplained(self) -> list[str]:
        """Sentences about answers that differ without an accepted reason."""
        return [
            f"{each.name}: {found.sentence}" for each in self.measured for found in each.agreements if found.unexplained
        ]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A figure beside its target; `unit` follows both numbers."""

    what: str
    rules: str
    figure: float
    target: float
    at_most: bool
    unit: str = "x"

    @property
    def reached(self) -> bool:
        """Whether the figure keeps to the target."""
        return self.figure <= self.target if self.at_most else self.figure >= self.target


FASTER = {
    REGEX: {"sparse 1000": 500.0, "sparse 10000": 5000.0},
    MOKACCINO: {"sparse 1000": 3.0, "sparse 10000": 4.5, "sparse 100000": 12.0},
    HELPED_MOKACCINO: {"sparse 1000": 3.0, "sparse 10000": 4.5, "sparse 100000": 12.0},
    AUTOMATON: {"sparse 1000": 0.9, "sparse 10000": 1.5, "sparse 100000": 2.0},
    MATCHER: {"sparse 1000": 0.7, "sparse 10000": 1.1, "sparse 100000": 2.5},
}
"""How many times as long a rival takes at the least."""
SCANS = {"sparse 1000": 5.0, "sparse 10000": 3.0, "sparse 100000": 2.5}
"""Our time as a multiple of the bare automaton scan, at the most."""
SMALL, LARGE = "sparse 1000", "sparse 100000"
SMALL_ENGINE = "newsbell with 1,000 rules"
"""Ours with the small set, taking turns with the engines of the large one."""
GROWTH = 1.5
"""Our time at 100,000 rules as a multiple of that at 1,000, at the most."""

Figure = Callable[[Measured], float | None]


def _of_match(seconds: float, measured: Measured) -> float:
    return seconds / measured.seconds


def _evidence(each: Measured) -> float | None:
    """What placing the words of one match costs, of an article's match."""
    return max(0.0, each.ratios[EVIDENCE] - 1) / each.matches if each.matches > 0 else None


CHANGES: Sequence[tuple[str, Figure, float, str]] = (
    (f"adding a rule, median, of {MATCH}", lambda each: _of_match(each.changes.add[0], each), 2.0, "x"),
    (f"adding a rule, 99th percentile, of {MATCH}", lambda each: _of_match(each.changes.add[1], each), 20.0, "x"),
    ("adding a rule, median", lambda each: each.changes.add[0] * 1e3, 0.15, " ms"),
    (f"removing a rule, median, of {MATCH}", lambda each: _of_match(each.changes.remove[0], each), 0.1, "x"),
    ("reload of 100 changed rules, longest wait", lambda each: each.changes.slice * 1e3, 5.0, " ms"),
    (f"evidence of one match, of {MATCH}", _evidence, 0.5, "x"),
    ("compiling a rule", lambda each: each.compile * 1e6, 100.0, " µs"),
)
"""What, how it is told from a measured set, and its target: at most so much, for every set of 1,000 rules or more."""


def verdicts(run: Run) -> Iterator[Verdict]:
    """Every target for which something was measured."""
    sets = {each.name: each for each in run.measured}
    for rival, targets in FASTER.items():
        for name, target in targets.items():
            if name in sets and rival in sets[name].ratios:
                yield Verdict(f"faster than {rival}", name, sets[name].ratios[rival], target, at_most=False)
    for name, target in SCANS.items():
        if name in sets and SCAN in sets[name].ratios:
            yield Verdict("our time, of a bare automaton scan", name, 1 / sets[name].ratios[SCAN], target, at_most=True)
    if LARGE in sets and SMALL_ENGINE in sets[LARGE].ratios:
        grown = 1 / sets[LARGE].ratios[SMALL_ENGINE]
        yield Verdict("our time, of that at 1,000 rules", LARGE, grown, GROWTH, at_most=True)
    for what, tell, target, unit in CHANGES:
        for each in run.measured:
            figure = tell(each) if each.rules >= 1000 else None
            if figure is not None:
                yield Verdict(what, each.name, figure, target, at_most=True, unit=unit)
