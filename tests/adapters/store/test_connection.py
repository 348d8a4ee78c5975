import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Iterable, Iterator

import pytest
import redis.asyncio
from redis.exceptions import ConnectionError as RedisConnectionError

from fakes.ledger import SECRET, THEN, World, alert, article, delivery, matched, redact, sent
from fakes.valkey import ValkeyProcess
from newsbell.adapters.store import Keys, RedisStore, StoreDown, StoreError, StoreFull, connect
from newsbell.adapters.store.connection import insist
from newsbell.adapters.store.scripts import Call, Scripts
from newsbell.flow.ports import Bury, Commit, DeadReason, NotifyCommit


@pytest.fixture(scope="module")
def own_server() -> Iterator[ValkeyProcess]:
    """A server that a test may stop, kill and start again."""
    process = ValkeyProcess().start()
    yield process
    process.stop()


@pytest.fixture
async def own_client(own_server: ValkeyProcess) -> AsyncIterator["redis.asyncio.Redis"]:
    client = connect(own_server.url)
    yield client
    await client.aclose()


def hasty(client: "redis.asyncio.Redis", patience: float) -> RedisStore:
    return RedisStore(client, Keys(), redact=redact, patience=patience)


@pytest.mark.parametrize("url", [f"http://user:{SECRET}@host", SECRET, f"valkey+unix:///{SECRET}"])
def test_a_url_of_another_kind_is_refused_without_telling_it(url: str) -> None:
    with pytest.raises(ValueError, match="must start with one of redis://") as refused:
        connect(url)
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("scheme", ["redis", "rediss"])
def test_a_client_does_not_show_its_password(scheme: str) -> None:
    assert SECRET not in repr(connect(f"{scheme}://user:{SECRET}@localhost:1/0"))


async def test_a_script_the_server_forgot_is_sent_again(own_client: "redis.asyncio.Redis") -> None:
    world = await World(own_client, "{forgot}").begin()
    await world.store.ingest([article(1)])
    await own_client.script_flush()
    answers = await world.store.ingest([article(1), article(2)])
    assert [answer.repeated for answer in answers] == [True, False]


class Restarting(Scripts):
    """The scripts of a server that restarts, `times` times, as soon as it was taught them."""

    def __init__(self, client: "redis.asyncio.Redis", times: int) -> None:
        super().__init__(client, patience=5.0)
        self._taught = client
        self._times = times

    async def _load(self, names: Iterable[str]) -> None:
        await super()._load(names)
        if self._times:
            self._times -= 1
            await self._taught.script_flush()


async def test_a_server_that_restarts_just_after_it_was_taught_a_script_is_taught_again(
    own_client: "redis.asyncio.Redis",
) -> None:
    await own_client.script_flush()

    assert await Restarting(own_client, 3).run(Call("probe", (Keys("{taught}").probe,), ())) is not None


async def test_a_silent_server_is_an_error_in_time_and_the_call_works_once_it_wakes(
    own_server: ValkeyProcess, own_client: "redis.asyncio.Redis"
) -> None:
    world = await World(own_client, "{silent}").begin()
    os.kill(own_server.pid, signal.SIGSTOP)
    start = time.monotonic()
    try:
        with pytest.raises(StoreDown, match=r"did not answer within 0\.2 s"):
            await hasty(own_client, 0.2).ingest([article(1)])
        assert time.monotonic() - start < 2
    finally:
        os.kill(own_server.pid, signal.SIGCONT)
    assert len(await world.store.ingest([article(1)])) == 1


async def test_a_killed_server_resumes_with_all_that_it_acknowledged(
    own_server: ValkeyProcess, own_client: "redis.asyncio.Redis"
) -> None:
    world = await World(own_client, "{killed}").begin()
    entries = await world.published(3)
    await world.store.commit_watch([matched(entries[0], alert(1), story="st_1")])
    own_server.kill()
    with pytest.raises(StoreDown):
        await hasty(own_client, 0.2).ingest([article(9)])
    commit = asyncio.ensure_future(
        world.store.commit_watch([matched(entry, alert(entry), story=entry) for entry in entries])
    )
    own_server.start()
    assert await commit == [Commit.LOST, Commit.DONE, Commit.DONE]
    assert await world.documents(world.keys.alerts) == [alert(1).event, *(alert(entry).event for entry in entries[1:])]
    assert (await world.operations.audit()).difference == 0


async def test_a_wrong_password_is_told_at_once_and_not_shown(own_server: ValkeyProcess) -> None:
    client = connect(f"unix://nobody:{SECRET}@{own_server.socket}")
    with pytest.raises(StoreError, match="user or password") as refused:
        await RedisStore(client, Keys(), redact=redact).ingest([article(1)])
    assert SECRET not in str(refused.value)
    await client.aclose()


async def test_a_call_is_made_again_until_it_answers() -> None:
    answers = iter([RedisConnectionError("cut"), ConnectionResetError("cut")])

    async def call() -> str:
        for error in answers:
            raise error
        return "done"

    assert await insist(call, 5) == "done"


async def test_on_a_full_server_ingest_is_refused_and_all_the_rest_drains() -> None:
    """XACK, HDEL and RENAME need no memory; what follows them in a script is let through."""
    process = ValkeyProcess(None, "--maxmemory", "64mb").start()
    client = connect(process.url)
    try:
        world = await World(client, "{full}").begin()
        await world.planned("p1")
        await world.digested("d1")
        entries = await world.published(3)
        await world.store.commit_watch([matched(entries[0], story="st_0")])
        await client.set("{full}:ballast", b"x" * 8_000_000)
        await client.config_set("maxmemory", "8mb")
        with pytest.raises(StoreFull, match="memory is full"):
            await world.store.ingest([article("late")])
        with pytest.raises(StoreFull):
            await world.operations.probe()
        await _drains(world, entries)
        await client.config_set("maxmemory", "64mb")
        await world.operations.probe()
        assert not (await world.store.ingest([article("late")]))[0].repeated
        assert (await world.operations.audit()).difference == 0
    finally:
        await client.aclose()
        process.stop()


async def _drains(world: World, entries: list[str]) -> None:
    store = world.store
    assert await store.commit_watch([matched(entries[1], alert(2), story="st_1")]) == [Commit.DONE]
    assert await store.bury_articles([Bury(entries[2], DeadReason.NOT_VALID, "no", b"{}")]) == [Commit.DONE]
    (raised,) = await world.read("notify")
    assert await store.commit_notify([NotifyCommit(raised, "al_2", (delivery(2),))]) == [Commit.DONE]
    claims = await store.claim("autos", 5, 30)
    assert [claim.id for claim in claims] == ["de_p1", "de_2"]
    assert all([await store.finish(sent(claim.id, claim.attempt)) for claim in claims])
    assert await store.seal("morning", "email", THEN, "dg_1")
