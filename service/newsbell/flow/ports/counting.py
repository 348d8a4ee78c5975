"""What the rules cost, as the workers tell it and as it is kept for all of them together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RuleCount:
    """What a worker counted of one version of a rule since it told last; see `RuleStats` for what is counted."""

    rule: str
    version: str
    candidates: int = 0
    checks: int = 0
    matches: int = 0
    cost_ns: int = 0


@dataclass(frozen=True, slots=True)
class CountPage:
    """Counts that are told in one step. `articles` were seen by the worker, whichever rules they met.

    `number` rises with each page of a worker, from 1, and so tells whether a page was taken before.
    """

    worker: str
    number: int
    articles: int
    rules: tuple[RuleCount, ...]


@dataclass(frozen=True, slots=True)
class RuleTotal:
    """What all workers counted of one version of a rule.

    `articles` is how many were seen while the version was in force, `since` when it was first told of, `told` when
    last. A version of which nobody told for long, while of others they did, is not `in_force` any more.
    """

    rule: str
    version: str
    articles: int
    candidates: int
    checks: int
    matches: int
    cost_ns: int
    since: datetime
    told: datetime
    in_force: bool


class CountStore(Protocol):
    """Where workers tell what they counted."""

    async def add_counts(self, page: CountPage) -> bool:
        """Add a page to the totals; False, and nothing added, if it was added before."""
        ...


class CountReader(Protocol):
    """Where the totals are read."""

    async def rule_totals(self) -> Sequence[RuleTotal]:
        """The totals of every version that was told of in the last thirty days, in no order."""
        ...
