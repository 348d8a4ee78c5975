"""What FastStream itself does on streams, one test per trap that we step around; a red one says what has moved."""

import asyncio
import logging
from typing import Any, Literal

import pytest
import redis.asyncio
from faststream import AckPolicy
from faststream.redis import RedisBroker, RedisStreamMessage, StreamSub
from pydantic import BaseModel

from fakes.bus_stage import until
from fakes.valkey import ValkeyProcess
from newsbell.adapters.bus.frame_log import FrameLog


class Item(BaseModel):
    n: int


@pytest.fixture
def stock(server: ValkeyProcess, monkeypatch: pytest.MonkeyPatch) -> RedisBroker:
    """A broker with the framework's defaults, except for the supervisor and the log."""
    monkeypatch.setenv("FASTSTREAM_SUPERVISOR_DISABLED", "1")
    return RedisBroker(server.url, logger=FrameLog(logging.getLogger("stock")), graceful_timeout=1)


def source(prefix: str) -> "StreamSub[Literal[False]]":
    return StreamSub(f"{prefix}:s", group="g", consumer="c", polling_interval=50)


def batches(prefix: str) -> "StreamSub[Literal[True]]":
    return StreamSub(f"{prefix}:s", group="g", consumer="c", polling_interval=50, batch=True)


async def test_a_group_that_it_creates_misses_what_was_there(
    stock: RedisBroker, client: "redis.asyncio.Redis", prefix: str
) -> None:
    entry_id: Any = await client.xadd(f"{prefix}:s", {"__data__": b'{"n":1}'})

    @stock.subscriber(stream=source(prefix))
    async def handle(item: Item) -> None:
        raise AssertionError(item)

    async with stock:
        await stock.start()
        (group,) = await client.xinfo_groups(f"{prefix}:s")
    assert group["last-delivered-id"] == entry_id


@pytest.mark.parametrize(
    ("policy", "left"), [(AckPolicy.ACK, 0), (AckPolicy.REJECT_ON_ERROR, 2), (AckPolicy.NACK_ON_ERROR, 2)]
)
async def test_one_bad_item_of_a_typed_batch_takes_its_good_neighbour_with_it(
    stock: RedisBroker, client: "redis.asyncio.Redis", prefix: str, policy: AckPolicy, left: int
) -> None:
    seen: list[list[Item]] = []

    @stock.subscriber(stream=batches(prefix), ack_policy=policy)
    async def handle(items: list[Item]) -> None:
        seen.append(items)

    await client.xgroup_create(f"{prefix}:s", "g", id="0", mkstream=True)
    await client.xadd(f"{prefix}:s", {"__data__": b'{"n":1}'})
    await client.xadd(f"{prefix}:s", {"__data__": b'{"n":"no number"}'})

    async def settled() -> bool:
        (group,) = await client.xinfo_groups(f"{prefix}:s")
        return bool(group["entries-read"] == 2 and group["pending"] == left)

    async with stock:
        await stock.start()
        await until(settled)
    assert seen == []


async def test_nack_leaves_an_entry_pending_and_it_never_comes_again(
    stock: RedisBroker, client: "redis.asyncio.Redis", prefix: str
) -> None:
    calls: list[str] = []
    second = asyncio.Event()

    @stock.subscriber(stream=source(prefix), ack_policy=AckPolicy.MANUAL)
    async def handle(body: str, message: RedisStreamMessage) -> None:
        calls.append(body)
        await message.nack()
        if len(calls) == 2:
            second.set()

    await client.xgroup_create(f"{prefix}:s", "g", id="0", mkstream=True)
    async with stock:
        await stock.start()
        await client.xadd(f"{prefix}:s", {"__data__": b"a"})
        await client.xadd(f"{prefix}:s", {"__data__": b"b"})
        await asyncio.wait_for(second.wait(), 5)
    assert calls == ["a", "b"]
    assert (await client.xpending(f"{prefix}:s", "g"))["pending"] == 2


async def test_without_its_group_it_stops_for_good(
    stock: RedisBroker, client: "redis.asyncio.Redis", prefix: str
) -> None:
    @stock.subscriber(stream=source(prefix))
    async def handle(item: Item) -> None:
        raise AssertionError(item)

    (subscriber,) = stock.subscribers

    async def stopped() -> bool:
        return not subscriber.running

    async with stock:
        await stock.start()
        await client.delete(f"{prefix}:s")
        await until(stopped)


async def test_after_a_refused_read_its_loop_ends_and_with_the_supervisor_off_stays_ended(
    stock: RedisBroker, client: "redis.asyncio.Redis", prefix: str
) -> None:
    @stock.subscriber(stream=source(prefix))
    async def handle(item: Item) -> None:
        raise AssertionError(item)

    subscriber: Any = stock.subscribers[0]

    async def ended() -> bool:
        return all(task.done() for task in subscriber.tasks)

    async with stock:
        await stock.start()
        async with client.pipeline(transaction=True) as pipe:
            pipe.delete(f"{prefix}:s")
            pipe.set(f"{prefix}:s", b"no stream")
            await pipe.execute()
        await until(ended)
        assert subscriber.running
        assert "WRONGTYPE" in str(subscriber.tasks[0].exception())
