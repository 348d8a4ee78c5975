import asyncio
import random
from datetime import UTC, datetime, timedelta

import pytest

from fakes.ledger import World, alert, article, delivery, matched
from newsbell.adapters.store import Backlog, StoreError
from newsbell.adapters.store.scripts import Call, Scripts
from newsbell.flow.ports import (
    Bury,
    Claimed,
    DeadReason,
    DigestItem,
    Finish,
    NotifyCommit,
    RowState,
    WatchCommit,
    WatchCounter,
)

ARTICLES = 120
SLOT = datetime(2025, 7, 14, 5, 30, tzinfo=UTC)


async def test_an_empty_store_adds_up(world: World) -> None:
    audit = await world.operations.audit()
    assert [line.total for line in audit.lines] == [0, 0, 0, 0]
    assert audit.difference == 0


async def test_articles_of_other_services_are_counted(world: World) -> None:
    await world.client.xadd(world.keys.articles, {"__data__": b"{}"})
    audit = await world.operations.audit()
    assert (audit.articles.total, audit.articles.terms["unread"], audit.difference) == (1, 1, 0)


async def test_more_unread_than_a_page_are_all_counted(world: World) -> None:
    pipeline = world.client.pipeline(transaction=False)
    for _ in range(4_500):
        pipeline.xadd(world.keys.articles, {"__data__": b"{}"})
    await pipeline.execute()
    assert (await world.operations.audit()).articles.terms["unread"] == 4_500


async def test_an_article_acknowledged_past_the_commit_is_missed(world: World) -> None:
    (entry,) = await world.published(1)
    await world.client.xack(world.keys.articles, "watch", entry)
    assert (await world.operations.audit()).articles.difference == 1


async def test_an_unread_article_that_somebody_deleted_is_missed(world: World) -> None:
    (entry,) = [answer.entry_id for answer in await world.store.ingest([article(1)])]
    await world.client.xdel(world.keys.articles, entry)
    assert (await world.operations.audit()).difference == 1


async def test_a_channel_that_comes_up_while_the_audit_is_read_makes_it_look_again(world: World) -> None:
    await world.planned(1)
    keys = (world.keys.articles, world.keys.alerts, world.keys.counters, world.keys.channels)
    assert await Scripts(world.client).run(Call("audit", keys, ("watch", "notify", 0))) == [b"AGAIN"]


async def test_the_backlog_tells_what_waits_and_for_how_long(world: World) -> None:
    assert await world.operations.backlog("watch") == Backlog(0, None, None)
    seconds = (await world.client.time())[0]
    for number, age in enumerate([90, 60, 30]):
        await world.client.xadd(world.keys.articles, {"__data__": b"{}"}, id=f"{(seconds - age) * 1000}-{number}")
    await world.read(count=1)
    found = await world.operations.backlog("watch")
    assert found.pending == 1
    assert found.oldest_pending == pytest.approx(90, abs=5)
    assert found.oldest_unread == pytest.approx(60, abs=5)


async def test_the_backlog_of_a_group_that_is_gone_is_an_error(world: World) -> None:
    await world.client.xgroup_destroy(world.keys.articles, "watch")
    with pytest.raises(StoreError, match="NOGROUP"):
        await world.operations.backlog("watch")
    with pytest.raises(ValueError, match="no group 'crm'"):
        await world.operations.backlog("crm")


async def test_a_random_storm_adds_up_at_its_end_and_at_every_instant_of_it(world: World) -> None:
    """Seven workers at once, with repeats, burials, retries, leases that run out, and work left half done."""
    storm = _Storm(world, random.Random(20250713))
    await storm.publish()
    tasks = [storm.watch("w1"), storm.watch("w2"), storm.notify("n1"), storm.notify("n2")]
    tasks += [storm.deliver(), storm.deliver(), storm.seal(), storm.look()]
    await asyncio.gather(*tasks)
    audit = await world.operations.audit()
    assert audit.difference == 0, audit.lines
    assert all(audit.articles.terms.values())
    assert all(audit.deliveries.terms.values())
    assert audit.digests.terms["sealed"]
    assert audit.articles.total == ARTICLES
    assert storm.differences == [0] * len(storm.differences)


class _Storm:
    def __init__(self, world: World, dice: random.Random) -> None:
        self.world = world
        self.dice = dice
        self.differences: list[int] = []
        self.over = 0

    async def publish(self) -> None:
        await self.world.store.ingest([article(number) for number in range(ARTICLES)])
        await self.world.store.ingest([article(number) for number in range(0, ARTICLES, 7)])

    async def watch(self, consumer: str) -> None:
        for _ in range(12):
            entries = await self.world.read(consumer=consumer, count=4)
            dead = [entry for entry in entries if self.dice.random() < 0.1]
            lost = [entry for entry in entries if self.dice.random() < 0.1]
            alive = [entry for entry in entries if entry not in {*dead, *lost}]
            commits = [self._commit(entry) for entry in alive]
            await self.world.store.commit_watch(commits + commits[:1])
            await self.world.store.bury_articles(
                [Bury(entry, DeadReason.NOT_VALID, "no", b"{}") for entry in dead + alive[:1]]
            )
        self.over += 1

    def _commit(self, entry: str) -> WatchCommit:
        if self.dice.random() < 0.6:
            return matched(entry, alert(entry), alert(self.dice.randrange(5)))
        return WatchCommit(entry, self.dice.choice([WatchCounter.UNMATCHED, WatchCounter.REPEATED]))

    async def notify(self, consumer: str) -> None:
        while self.over < 2:
            entries = await self.world.read("notify", consumer, 5)
            commits = [self._plan(entry) for entry in entries if self.dice.random() < 0.9]
            await self.world.store.commit_notify(commits + commits[:1])
        self.over += 1

    def _plan(self, entry: str) -> NotifyCommit:
        rows = (
            delivery(entry, self.dice.choice(["autos", "mail"])),
            delivery(f"{entry}q", suppressed_by="silence" if self.dice.random() < 0.5 else None),
        )
        return NotifyCommit(entry, f"al_{entry}", rows, (DigestItem("morning", f"al_{entry}"),))

    async def deliver(self) -> None:
        while self.over < 4:
            channel = self.dice.choice(["autos", "mail", "morning"])
            for claim in await self.world.store.claim(channel, 3, self.dice.choice([0.001, 30])):
                if self.dice.random() < 0.9:
                    await self.world.store.finish(self._outcome(claim))

    def _outcome(self, claim: Claimed) -> Finish:
        state = self.dice.choice([RowState.SENT, RowState.DEAD, RowState.DUE, RowState.SUPPRESSED])
        reason = DeadReason.REJECTED if state is RowState.DEAD else None
        return Finish(
            claim.id, claim.channel, claim.attempt, state, b"{}", dead_reason=reason,
            suppressed_by="silence" if state is RowState.SUPPRESSED else None, delay=self.dice.choice([0, 60]),
        )  # fmt: skip

    async def seal(self) -> None:
        day = 0
        while self.over < 4:
            day += 1
            await self.world.store.seal("morning", "email", SLOT + timedelta(days=day), f"dg_{day}")

    async def look(self) -> None:
        while self.over < 4:
            self.differences.append((await self.world.operations.audit()).difference)
