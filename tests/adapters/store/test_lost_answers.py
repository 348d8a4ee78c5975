from datetime import UTC, datetime, timedelta
from pathlib import Path

import redis.asyncio

from fakes.cutting import CuttingProxy
from fakes.ledger import World, alert, article, delivery, matched, redact, sent
from fakes.valkey import ValkeyProcess
from newsbell.adapters.store import RedisStore, connect
from newsbell.flow.ports import Commit, DeliverStore, DigestItem, NotifyCommit, NotifyStore, WatchStore

SLOT = datetime(2025, 7, 14, 5, 30, tzinfo=UTC)
COUNT = 15


def protocols(store: RedisStore) -> tuple[WatchStore, NotifyStore, DeliverStore]:
    """The type checker holds that the store is all three."""
    return store, store, store


async def test_with_every_tenth_answer_cut_nothing_is_lost_and_nothing_twice(
    server: ValkeyProcess, client: "redis.asyncio.Redis", prefix: str, tmp_path: Path
) -> None:
    world = await World(client, prefix).begin()
    async with CuttingProxy(server.socket, tmp_path / "s", chance=0.1) as proxy:
        shaky = connect(proxy.url)
        await _the_whole_way(world, RedisStore(shaky, world.keys, redact=redact))
        await shaky.aclose()
    assert proxy.cuts >= 10
    assert await world.documents(world.keys.articles) == [article(number).event for number in range(COUNT)]
    assert await world.documents(world.keys.alerts) == [alert(number).event for number in range(COUNT)]
    assert len(await world.documents(world.keys.deliveries)) == COUNT + 3
    audit = await world.operations.audit()
    assert audit.difference == 0, audit.lines
    assert audit.deliveries.terms == {"sent": COUNT + 3, "dead": 0, "suppressed": 0, "due": 0}


async def _the_whole_way(world: World, shaky: RedisStore) -> None:
    watch, notify, deliver = protocols(shaky)
    for number in range(COUNT):
        await shaky.ingest([article(number)])
        (entry,) = await world.read()
        answer = await watch.commit_watch([matched(entry, alert(number), story=f"st_{number}")])
        assert answer in ([Commit.DONE], [Commit.LOST])
        (raised,) = await world.read("notify")
        items = (DigestItem("morning", f"al_{number}"),)
        await notify.commit_notify([NotifyCommit(raised, f"al_{number}", (delivery(number),), items)])
        (claim,) = await deliver.claim("autos", 1, 30)
        assert (claim.attempt, claim.maybe_repeat) == (1, False)
        assert await deliver.still_mine(claim.id, 1, 1)
        assert await deliver.finish(sent(claim.id, 1))
        if number % 5 == 4:
            await deliver.seal("morning", "email", SLOT + timedelta(days=number), f"dg_{number}")
            (edition,) = await deliver.claim("morning", 1, 30)
            assert len(edition.alert_ids) == 5
            assert await deliver.finish(sent(edition.id, 1, "morning"))
