from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest

from fakes.ledger import World, alert, article, delivery, matched, sent
from fakes.valkey import ValkeyProcess
from newsbell.adapters.store import connect, inspect_server
from newsbell.flow.ports import Bury, Commit, DeadReason, DigestItem, Finish, NotifyCommit, RowState


@pytest.fixture(scope="module")
def redis_server(redis_server_binary: str) -> Iterator[ValkeyProcess]:
    process = ValkeyProcess(redis_server_binary).start()
    yield process
    process.stop()


@pytest.fixture
async def world(redis_server: ValkeyProcess) -> AsyncIterator[World]:
    client = connect(redis_server.url)
    yield await World(client, "{redis}").begin()
    await client.aclose()


async def test_every_script_does_the_same_on_redis(world: World) -> None:
    """One article, alert, digest and dead letter all the way, then the operator's verbs."""
    assert (await inspect_server(world.client)).safe
    first, second, third = await world.published(3)
    answers = await world.store.commit_watch([matched(first, alert(1), story="st_1"), matched(second, story="st_1")])
    assert answers == [Commit.DONE, Commit.AGAIN]
    await world.store.bury_articles([Bury(third, DeadReason.NOT_VALID, "no", article(2).event)])
    assert await world.store.retry("watch", "c1", [second], delay=0, lease=60) == 1
    assert await world.store.release("watch", "c1", lease=60) == 1
    await world.store.commit_watch([matched(second, story="st_1", seen=1)])
    (raised,) = await world.read("notify")
    await world.store.commit_notify(
        [NotifyCommit(raised, "al_1", (delivery(1), delivery(2)), (DigestItem("morning", "al_1"),))]
    )
    assert await world.store.seal("morning", "email", datetime(2025, 7, 14, tzinfo=UTC), "dg_1")
    one, two = await world.store.claim("autos", 5, 30)
    assert await world.store.still_mine(one.id, one.attempt, 10)
    assert await world.store.finish(sent(one.id, 1))
    assert await world.store.finish(Finish(two.id, "autos", 1, RowState.DEAD, b"{}", dead_reason=DeadReason.REJECTED))
    dead_delivery, dead_article = await world.operations.dead_letters()
    await world.operations.replay(dead_delivery.entry)
    await world.operations.replay(dead_article.entry)
    await world.tick()
    assert (await world.operations.trim("articles", age=0)).removed == 3
    await world.operations.clean(idle=3600)
    audit = await world.operations.audit()
    assert audit.difference == 0, audit.lines
    assert audit.articles.terms == {"matched": 2, "unmatched": 0, "repeated": 0, "dead": 1, "pending": 0, "unread": 1}
