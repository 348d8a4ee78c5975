"""Several batches in a stage's hands at once: how many, and what becomes of them when the bus stops."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
import redis.asyncio

from newsbell.adapters.bus import stages
from newsbell.flow.ports import Entry


async def fill(client: "redis.asyncio.Redis", stream: str, count: int) -> None:
    for number in range(count):
        await client.xadd(stream, {"__data__": b"%d" % number})


def numbers(batches: Sequence[Sequence[Entry]]) -> list[list[int]]:
    return [[int(item.raw or b"-1") for item in batch] for batch in batches]


async def test_one_batch_is_given_before_the_last_one_is_done_and_no_more(
    rigs: Any, client: "redis.asyncio.Redis"
) -> None:
    go_on = asyncio.Event()

    async def wait(entries: Sequence[Entry]) -> None:
        await go_on.wait()

    await fill(client, rigs.stream, 9)
    rig = rigs.make(wait, batch=2, at_once=2)
    await rig.bus.start()
    await rig.stage.until(lambda stage: len(stage.batches) == 2)
    assert numbers(rig.stage.batches) == [[0, 1], [2, 3]]
    # What was read and not given would be pending as well.
    assert await rig.tools.pending() == 4
    assert len(rig.bus.subscriptions[0].working) == 4
    go_on.set()
    await rig.stage.until(lambda stage: len(stage.finished) == 9)
    assert numbers(rig.stage.batches) == [[0, 1], [2, 3], [4, 5], [6, 7], [8]]
    assert rig.bus.subscriptions[0].counts.handled == 9


async def test_without_leave_a_stage_has_one_batch_at_a_time(rigs: Any, client: "redis.asyncio.Redis") -> None:
    go_on = asyncio.Event()

    async def wait(entries: Sequence[Entry]) -> None:
        await go_on.wait()

    await fill(client, rigs.stream, 4)
    rig = rigs.make(wait, batch=2)
    await rig.bus.start()
    await rig.stage.until(lambda stage: len(stage.batches) == 1)
    assert await rig.tools.pending() == 2
    go_on.set()
    await rig.stage.until(lambda stage: len(stage.finished) == 4)


async def test_batches_of_large_documents_come_one_at_a_time(
    rigs: Any, client: "redis.asyncio.Redis", monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = asyncio.Event()

    async def wait(entries: Sequence[Entry]) -> None:
        await go_on.wait()

    monkeypatch.setattr(stages, "HELD", 3)
    await fill(client, rigs.stream, 12)
    rig = rigs.make(wait, batch=2, at_once=3)
    await rig.bus.start()
    await rig.stage.until(lambda stage: len(stage.batches) == 2)
    # Two batches are four bytes: one too many for the third.
    assert await rig.tools.pending() == 4
    go_on.set()
    await rig.stage.until(lambda stage: len(stage.finished) == 12)


async def test_stopping_lets_all_batches_in_hand_finish(rigs: Any, client: "redis.asyncio.Redis") -> None:
    go_on = asyncio.Event()

    async def wait(entries: Sequence[Entry]) -> None:
        await go_on.wait()

    await fill(client, rigs.stream, 6)
    rig = rigs.make(wait, batch=2, at_once=3)
    await rig.bus.start()
    await rig.stage.until(lambda stage: len(stage.batches) == 3)
    stopping = asyncio.create_task(rig.bus.stop())
    await asyncio.sleep(0)
    go_on.set()
    await stopping
    assert len(rig.stage.finished) == 6
    assert await rig.tools.pending() == 0


async def test_stopping_hands_all_unfinished_batches_to_a_sibling_at_once(
    rigs: Any, client: "redis.asyncio.Redis"
) -> None:
    async def hang(entries: Sequence[Entry]) -> None:
        await asyncio.Event().wait()

    await fill(client, rigs.stream, 6)
    rig = rigs.make(hang, batch=2, at_once=3, grace=0.1)
    await rig.bus.start()
    await rig.stage.until(lambda stage: len(stage.batches) == 3)
    await rig.bus.stop()
    assert rig.stage.finished == {}
    assert rig.bus.subscriptions[0].batches == {}
    sibling = rigs.make()
    await sibling.bus.start()
    await sibling.stage.until(lambda stage: len(stage.finished) == 6, 3)


async def test_a_batch_that_fails_does_not_hold_up_the_others_and_comes_again(
    rigs: Any, client: "redis.asyncio.Redis"
) -> None:
    failed = False

    async def fail_once(entries: Sequence[Entry]) -> None:
        nonlocal failed
        if entries[0].raw == b"0" and not failed:
            failed = True
            raise ConnectionError("the store is down")

    await fill(client, rigs.stream, 6)
    rig = rigs.make(fail_once, batch=2, at_once=2, lease=0.4)
    await rig.bus.start()
    await rig.stage.until(lambda stage: len(stage.finished) == 6)
    assert rig.bus.subscriptions[0].counts.failed_batches == 1
    assert set(rig.stage.finished.values()) == {1}
