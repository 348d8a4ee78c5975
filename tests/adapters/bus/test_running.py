"""The bus on a real server: what reaches the stage, and what survives which fault."""

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
import redis.asyncio
from faststream.redis import RedisBroker

from fakes.bus_stage import until
from fakes.valkey import ValkeyProcess
from newsbell.adapters.bus.broker import consumer_name
from newsbell.adapters.bus.running import Bus, BusUnavailable, address
from newsbell.flow.ports import DeadReason, Entry


async def add(client: "redis.asyncio.Redis", stream: str, fields: Mapping[str, bytes]) -> str:
    """Write an entry as any other service may, and give its id."""
    wire: dict[Any, Any] = dict(fields)
    entry_id: Any = await client.xadd(stream, wire)
    return str(entry_id.decode())


async def test_an_entry_written_before_the_first_start_is_seen(rigs: Any, client: "redis.asyncio.Redis") -> None:
    entry_id = await add(client, rigs.stream, {"__data__": b'{"data":{}}'})
    rig = rigs.make()
    await rig.bus.start()
    await rig.stage.until(lambda stage: entry_id in stage.finished)
    assert rig.bus.healthy() is None


async def test_a_batch_keeps_order_and_ids_and_a_bad_item_harms_no_neighbour(
    rigs: Any, client: "redis.asyncio.Redis"
) -> None:
    wire: list[dict[str, bytes]] = [
        {"__data__": b'{"data":{"n":1}}'},
        {"__data__": b"\xff\x00 not json"},
        {"title": b"no document at all", "n": b"3"},
        {"data": b'{"data":"a text"}'},
        {"data": b"old", "__data__": b"new"},
    ]
    ids = [await add(client, rigs.stream, dict(fields)) for fields in wire]
    rig = rigs.make()
    await rig.bus.start()
    await rig.stage.until(lambda stage: len(stage.finished) == len(ids))
    assert rig.stage.batches == [
        [
            Entry(ids[0], b'{"data":{"n":1}}'),
            Entry(ids[1], b"\xff\x00 not json"),
            Entry(ids[2], None, {"title": b"no document at all", "n": b"3"}),
            Entry(ids[3], b'{"data":"a text"}'),
            Entry(ids[4], b"new"),
        ]
    ]


async def test_an_entry_of_a_stock_faststream_producer_is_understood(rigs: Any, server: ValkeyProcess) -> None:
    rig = rigs.make()
    await rig.bus.start()
    async with RedisBroker(server.url, log_level=logging.DEBUG) as stock:
        await stock.publish({"data": {"headline": "Häuser"}}, stream=rigs.stream, headers={"x": "1"})
    await rig.stage.until(lambda stage: bool(stage.finished))
    assert rig.stage.batches[0][0].raw == '{"data":{"headline":"Häuser"}}'.encode()


async def test_no_batch_is_larger_than_the_limit(rigs: Any, client: "redis.asyncio.Redis") -> None:
    for number in range(10):
        await add(client, rigs.stream, {"__data__": b"%d" % number})
    rig = rigs.make(batch=4)
    await rig.bus.start()
    await rig.stage.until(lambda stage: len(stage.finished) == 10)
    assert [len(batch) for batch in rig.stage.batches] == [4, 4, 2]


async def test_the_framework_acknowledges_nothing(rigs: Any, client: "redis.asyncio.Redis") -> None:
    class Forgetful:
        handled = asyncio.Event()

        async def handle(self, entries: Sequence[Entry]) -> None:
            self.handled.set()

        async def bury(self, burials: Sequence[Any]) -> None:
            raise AssertionError(burials)

    rig = rigs.make()
    stage = Forgetful()
    rig.bus.subscriptions[0].stage = stage
    await add(client, rigs.stream, {"__data__": b"{}"})
    await rig.bus.start()
    await asyncio.wait_for(stage.handled.wait(), 5)
    await rig.bus.stop()
    assert await rig.tools.pending() == 1


async def test_a_failed_batch_stays_pending_is_said_once_and_comes_again(
    rigs: Any, client: "redis.asyncio.Redis", caplog: pytest.LogCaptureFixture
) -> None:
    calls = 0

    async def fail_twice(entries: Sequence[Entry]) -> None:
        nonlocal calls
        calls += 1
        if calls < 3:
            raise ConnectionError("the store is down")

    await add(client, rigs.stream, {"__data__": b"{}"})
    rig = rigs.make(fail_twice, lease=0.4)
    with caplog.at_level(logging.INFO, logger="newsbell"):
        await rig.bus.start()
        await rig.stage.until(lambda stage: bool(stage.finished))
    assert list(rig.stage.finished.values()) == [1]
    assert [r.levelname for r in caplog.records if "could not finish" in r.getMessage()] == ["ERROR"]
    assert rig.bus.subscriptions[0].counts.failed_batches == 2
    assert rig.stage.buried == []


async def test_an_entry_that_keeps_failing_is_buried_after_the_cap_and_its_neighbour_is_not(
    rigs: Any, client: "redis.asyncio.Redis"
) -> None:
    async def refuse_poison(entries: Sequence[Entry]) -> None:
        if any(item.raw == b"poison" for item in entries):
            raise RuntimeError("it crashed the worker")

    poison = await add(client, rigs.stream, {"__data__": b"poison"})
    rig = rigs.make(refuse_poison, lease=0.2, cap=3)
    await rig.bus.start()
    await rig.stage.until(lambda stage: bool(stage.buried))
    good = await add(client, rigs.stream, {"__data__": b"good"})
    await rig.stage.until(lambda stage: good in stage.finished)
    burial = rig.stage.buried[0]
    assert (burial.entry_id, burial.reason, burial.raw, burial.attempts) == (
        *(poison, DeadReason.KEPT_FAILING, b"poison"),
        3,
    )
    assert sum(item.id == poison for batch in rig.stage.batches for item in batch) == 3
    assert await rig.tools.pending() == 0


async def test_the_entries_of_a_dead_worker_are_taken_over_after_the_lease(
    rigs: Any, client: "redis.asyncio.Redis"
) -> None:
    rig = rigs.make(lease=0.4)
    await rig.tools.ensure()
    ids = [await add(client, rigs.stream, {"__data__": b"%d" % n}) for n in range(150)]
    await client.xreadgroup("watch", "a-dead-worker", {rigs.stream: ">"}, count=150)
    await rig.bus.start()
    await rig.stage.until(lambda stage: len(stage.finished) == 150)
    assert [item.id for batch in rig.stage.batches for item in batch] == ids
    assert rig.bus.subscriptions[0].counts.redelivered == 150
    assert max(len(batch) for batch in rig.stage.batches) <= 64


async def test_a_worker_that_stalls_past_its_lease_is_overtaken_and_nothing_is_done_twice(
    rigs: Any, client: "redis.asyncio.Redis"
) -> None:
    wake = asyncio.Event()

    async def stall(entries: Sequence[Entry]) -> None:
        await wake.wait()

    sleeper = rigs.make(stall, lease=60)
    await sleeper.bus.start()
    entry_id = await add(client, rigs.stream, {"__data__": b"{}"})
    await sleeper.stage.until(lambda stage: bool(stage.batches))
    sibling = rigs.make(lease=0.3)
    await sibling.bus.start()
    await sibling.stage.until(lambda stage: entry_id in stage.finished)
    wake.set()
    await sleeper.bus.stop()
    assert sleeper.stage.finished == {}


async def test_an_entry_whose_delivery_was_lost_on_the_way_comes_again_before_the_lease_ends(
    rigs: Any, client: "redis.asyncio.Redis"
) -> None:
    rig = rigs.make(lease=4)
    await rig.tools.ensure()
    entry_id = await add(client, rigs.stream, {"__data__": b"{}"})
    await client.xreadgroup("watch", rig.bus.subscriptions[0].consumer, {rigs.stream: ">"})
    await rig.bus.start()
    await rig.stage.until(lambda stage: entry_id in stage.finished, 3.5)


async def test_while_the_store_refuses_nothing_is_counted_against_an_entry(
    rigs: Any, client: "redis.asyncio.Redis"
) -> None:
    rig = rigs.make(lease=0.4, cap=2)
    refused = asyncio.Event()
    times = 0

    async def refuse(*_: Any, **__: Any) -> None:
        nonlocal times
        times += 1
        if times >= 3:
            refused.set()
        raise ConnectionError("the store is down")

    rig.stage.before = refuse
    subscription = rig.bus.subscriptions[0]
    subscription.retry = refuse
    await add(client, rigs.stream, {"__data__": b"{}"})
    await rig.bus.start()
    await asyncio.wait_for(refused.wait(), 10)
    ((row),) = await client.xpending_range(rigs.stream, "watch", min="-", max="+", count=10)
    assert row["times_delivered"] == 1
    assert "could not be asked" in (rig.bus.healthy() or "")
    rig.stage.before = None
    subscription.retry = rig.tools.retry
    await rig.stage.until(lambda stage: bool(stage.finished))
    assert rig.stage.buried == []


async def test_a_batch_longer_than_its_lease_is_reported_and_not_started_again_here(
    rigs: Any, client: "redis.asyncio.Redis"
) -> None:
    wake = asyncio.Event()

    async def stall(entries: Sequence[Entry]) -> None:
        await wake.wait()

    rig = rigs.make(stall, lease=0.2)
    await add(client, rigs.stream, {"__data__": b"{}"})
    await rig.bus.start()

    async def reported() -> bool:
        return "longer than its lease" in (rig.bus.healthy() or "")

    async def overdue_for_long() -> bool:
        (row,) = await client.xpending_range(rigs.stream, "watch", min="-", max="+", count=10)
        return int(row["times_delivered"]) >= 3

    await until(reported)
    await until(overdue_for_long)
    wake.set()
    await rig.stage.until(lambda stage: bool(stage.finished))
    assert len(rig.stage.batches) == 1
    assert rig.bus.healthy() is None


async def test_entries_deleted_while_pending_are_counted_and_reported(
    rigs: Any, client: "redis.asyncio.Redis", caplog: pytest.LogCaptureFixture
) -> None:
    rig = rigs.make(lease=0.2)
    await rig.tools.ensure()
    gone = await add(client, rigs.stream, {"__data__": b"{}"})
    await client.xreadgroup("watch", "a-dead-worker", {rigs.stream: ">"})
    await client.xdel(rigs.stream, gone)
    await rig.bus.start()

    async def counted() -> bool:
        return bool(rig.bus.subscriptions[0].counts.deleted_while_pending == 1)

    await until(counted)
    assert gone in next(r.getMessage() for r in caplog.records if r.levelname == "ERROR")


async def test_stopping_lets_the_batch_in_progress_finish(rigs: Any, client: "redis.asyncio.Redis") -> None:
    go_on = asyncio.Event()

    async def wait(entries: Sequence[Entry]) -> None:
        await go_on.wait()

    rig = rigs.make(wait)
    await add(client, rigs.stream, {"__data__": b"{}"})
    await rig.bus.start()
    await rig.stage.until(lambda stage: bool(stage.batches))
    stopping = asyncio.create_task(rig.bus.stop())
    await asyncio.sleep(0)
    go_on.set()
    await stopping
    assert len(rig.stage.finished) == 1
    assert await rig.tools.pending() == 0


async def test_stopping_hands_an_unfinished_batch_to_a_sibling_at_once(
    rigs: Any, client: "redis.asyncio.Redis"
) -> None:
    async def hang(entries: Sequence[Entry]) -> None:
        await asyncio.Event().wait()

    rig = rigs.make(hang, grace=0.1)
    entry_id = await add(client, rigs.stream, {"__data__": b"{}"})
    await rig.bus.start()
    await rig.stage.until(lambda stage: bool(stage.batches))
    await rig.bus.stop()
    assert rig.stage.finished == {}
    sibling = rigs.make()
    await sibling.bus.start()
    await sibling.stage.until(lambda stage: entry_id in stage.finished, 3)


@pytest.mark.parametrize("fault", ["stream deleted", "group destroyed"])
async def test_a_lost_group_is_made_again_at_the_start_of_the_stream(
    rigs: Any, client: "redis.asyncio.Redis", fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    rig = rigs.make()
    await rig.bus.start()
    if fault == "stream deleted":
        await client.delete(rigs.stream)
    else:
        await client.xgroup_destroy(rigs.stream, "watch")
    entry_id = await add(client, rigs.stream, {"__data__": b"{}"})
    await rig.stage.until(lambda stage: entry_id in stage.finished)
    assert any("is not read" in r.getMessage() for r in caplog.records if r.levelname == "ERROR")

    async def well() -> bool:
        return rig.bus.healthy() is None

    await until(well)


async def test_a_key_of_the_wrong_type_is_told_by_health_does_not_spin_and_heals(
    rigs: Any, client: "redis.asyncio.Redis"
) -> None:
    rig = rigs.make()
    await rig.bus.start()
    async with client.pipeline(transaction=True) as pipe:
        pipe.delete(rigs.stream)
        pipe.set(rigs.stream, b"not a stream")
        await pipe.execute()
    before = (await client.info("commandstats")).get("cmdstat_xreadgroup", {"calls": 0})["calls"]

    async def tried() -> bool:
        return bool(rig.tools.ensured >= 2)

    await until(tried)
    calls = (await client.info("commandstats"))["cmdstat_xreadgroup"]["calls"]
    assert calls - before < 6
    assert "is not read" in (rig.bus.healthy() or "")
    await client.delete(rigs.stream)
    entry_id = await add(client, rigs.stream, {"__data__": b"{}"})
    await rig.stage.until(lambda stage: entry_id in stage.finished)


async def test_after_a_killed_server_comes_back_work_goes_on_within_ten_seconds(
    own_server: ValkeyProcess, prefix: str, make_rigs: Any
) -> None:
    own_server.start()
    client = redis.asyncio.Redis.from_url(own_server.url)
    rigs = make_rigs(own_server.url, client, prefix)
    rig = rigs.make()
    try:
        await rig.bus.start()
        await add(client, rigs.stream, {"__data__": b"before"})
        await rig.stage.until(lambda stage: len(stage.finished) == 1)
        own_server.kill()

        async def told() -> bool:
            return "could not be read" in (rig.bus.healthy() or "")

        await until(told)
        own_server.start()
        back = time.monotonic()
        await add(client, rigs.stream, {"__data__": b"after"})
        await rig.stage.until(lambda stage: len(stage.finished) == 2, 10)
        assert time.monotonic() - back < 10
    finally:
        await rigs.close()
        await client.aclose()
        own_server.stop()


async def test_a_server_that_never_answers_is_one_clear_error_without_its_password(
    rigs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rigs.url = "redis://user:hush-hush@127.0.0.1:1/0"
    rig = rigs.make()
    monkeypatch.setattr(rig.bus, "_patience", 0.0)
    with pytest.raises(BusUnavailable, match=r"the bus at 127\.0\.0\.1:1 does not answer") as caught:
        await rig.bus.start()
    assert "hush-hush" not in str(caught.value)
    assert rig.bus.healthy() == "the bus is not running"


def test_addresses_show_no_secrets() -> None:
    assert address("rediss://u:p@bus.example:6380/1?x=y") == "bus.example:6380"
    assert address("redis://:p@bus.example") == "bus.example:6379"
    assert address("unix:///data/valkey.sock?db=0") == "/data/valkey.sock"


def test_consumer_names_are_never_the_same() -> None:
    assert len({consumer_name() for _ in range(100)}) == 100


def test_a_bus_is_not_well_before_it_is_started(rigs: Any) -> None:
    bus: Bus = rigs.make().bus
    assert bus.healthy() == "the bus is not running"
