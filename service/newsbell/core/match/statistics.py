"""What the rules cost: how often each was looked at, how often it matched, and how long that took."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RuleStats:
    """Counts of one rule since they were last taken.

    `candidates` are the articles in which its rarest clause was met, `checks` those in which all its clauses were, so
    that the query itself was evaluated, and `matches` those in which it held. `cost_ns` are the nanoseconds of those
    evaluations; a term that several rules share is paid by the first of them.
    """

    version: str
    candidates: int = 0
    checks: int = 0
    matches: int = 0
    cost_ns: int = 0


@dataclass(frozen=True, slots=True)
class MatchStats:
    """Counts of a matcher since they were last taken: articles seen, and the rules that were candidates in them."""

    articles: int
    rules: dict[str, RuleStats]
