"""What the rules cost: workers add their counts, the operator reads the totals."""

from collections.abc import Sequence
from functools import partial

from newsbell.adapters.store.base import DAY, StorePart
from newsbell.adapters.store.connection import insist
from newsbell.adapters.store.rows import Fields, from_ms
from newsbell.adapters.store.scripts import Call, Value
from newsbell.flow.ports import CountPage, RuleTotal

KEPT = 30 * DAY
"""Seconds that the totals of a version are kept after a worker told of it last."""

MOST_RULES = 100
"""Rules in a page at most: one step keeps the server busy for one or two milliseconds (measured)."""

SILENCE = 1_800
"""Seconds without a word of a version after which it is taken for out of force; workers tell of all twice as often."""

_READ_AT_ONCE = 500


class Counting(StorePart):
    """The part of the store behind `CountStore`."""

    async def add_counts(self, page: CountPage) -> bool:
        """Add a page to the totals; False, and nothing added, if it was added before.

        Pages of a worker must come in the order of their numbers.

        Raises:
            StoreError: the server did not answer or refused. Calling again with the same page is safe.
            ValueError: the page holds more than `MOST_RULES` rules.
        """
        if len(page.rules) > MOST_RULES:
            raise ValueError(f"a page of counts holds {MOST_RULES} rules at most, not {len(page.rules)}")
        names = self._keys
        members = [f"{each.version}:{each.rule}" for each in page.rules]
        keys = [names.counts_told(page.worker), names.counts_articles, names.counts, *map(names.count, members)]
        args: list[Value] = [page.number, page.articles, KEPT, DAY, SILENCE * 1000]
        for member, each in zip(members, page.rules, strict=True):
            args += [member, each.rule, each.version, each.candidates, each.checks, each.matches, each.cost_ns]
        answer = await self._scripts.run(Call("count_rules", keys, args))
        return bool(answer == b"DONE")


class CountReading(StorePart):
    """The part of the store behind `CountReader`."""

    async def rule_totals(self) -> Sequence[RuleTotal]:
        """The totals of every version that was told of in the last thirty days, in no order."""
        seen = int(await self._ask("GET", self._keys.counts_articles) or 0)
        members = [member.decode() for member in await self._ask("ZRANGE", self._keys.counts, 0, -1)]
        rows: list[Fields] = []
        for start in range(0, len(members), _READ_AT_ONCE):
            page = members[start : start + _READ_AT_ONCE]
            rows += await insist(partial(self._read_counts, page), self._patience)
        newest = max((int(row["told"]) for row in rows), default=0)
        return [_total(row, seen, in_force=newest - int(row["told"]) <= SILENCE * 1000) for row in rows]

    async def _read_counts(self, members: Sequence[str]) -> list[Fields]:
        pipeline = self._client.pipeline(transaction=False)
        for member in members:
            pipeline.hgetall(self._keys.count(member))
        found = await pipeline.execute()
        rows = [{name.decode(): value.decode() for name, value in row.items()} for row in found]
        return [row for row in rows if "since" in row]


def _total(row: Fields, seen: int, *, in_force: bool) -> RuleTotal:
    after = max(0, seen - int(row["until"])) if in_force else 0
    return RuleTotal(
        rule=row["rule"],
        version=row["version"],
        articles=int(row["articles"]) + after,
        candidates=int(row["candidates"]),
        checks=int(row["checks"]),
        matches=int(row["matches"]),
        cost_ns=int(row["cost_ns"]),
        since=from_ms(row["since"]),
        told=from_ms(row["told"]),
        in_force=in_force,
    )
