import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from fakes.ledger import World, alert, sent
from newsbell.adapters.store import StoreError

SLOT = datetime(2025, 7, 14, 5, 30, tzinfo=UTC)


async def test_a_sealed_slot_is_one_delivery_with_all_that_waited(world: World) -> None:
    await world.digested(1, 2)
    assert await world.store.seal("morning", "email", SLOT, "dg_1")
    (claim,) = await world.store.claim("morning", 5, 30)
    assert (claim.id, claim.kind, claim.digest) == ("dg_1", "email", SLOT)
    assert (claim.alert_ids, claim.alerts) == (("al_1", "al_2"), (alert(1).event, alert(2).event))
    assert await world.store.last_slot("morning") == SLOT
    assert (await world.operations.audit()).digests.terms == {"sealed": 2, "open": 0}


async def test_a_slot_is_sealed_once_though_four_workers_race_and_items_go_on_coming(world: World) -> None:
    sealed: list[tuple[int, bool]] = []

    async def seal() -> None:
        for day in range(5):
            done = await world.store.seal("morning", "email", SLOT + timedelta(days=day), f"dg_{day}")
            sealed.append((day, done))

    async def add() -> None:
        for number in range(20):
            await world.digested(number)

    await world.digested("first")
    await asyncio.gather(seal(), seal(), seal(), seal(), add())
    await world.digested("last")
    assert await world.store.seal("morning", "email", SLOT + timedelta(days=9), "dg_9")
    claims = await world.store.claim("morning", 20, 30)
    ids = [item for claim in claims for item in claim.alert_ids]
    made = [day for day, done in sealed if done]
    assert len(made) == len(set(made)) == len(claims) - 1
    assert sorted(ids) == sorted(["al_first", "al_last", *(f"al_{number}" for number in range(20))])
    audit = await world.operations.audit()
    assert (audit.difference, audit.digests.total) == (0, 22)


async def test_an_empty_digest_passes_over_its_slot_without_a_row(world: World) -> None:
    assert not await world.store.seal("morning", "email", SLOT, "dg_1")
    assert await world.store.last_slot("morning") == SLOT
    await world.digested(1)
    assert not await world.store.seal("morning", "email", SLOT, "dg_1")
    assert not await world.store.seal("morning", "email", SLOT - timedelta(days=1), "dg_0")
    assert await world.operations.delivery("dg_1") is None
    assert await world.store.seal("morning", "email", SLOT + timedelta(days=1), "dg_2")


async def test_no_slot_was_sealed_at_first(world: World) -> None:
    assert await world.store.last_slot("morning") is None


async def test_an_alert_that_waits_twice_is_told_once_and_counted_twice(world: World) -> None:
    await world.digested(1)
    await world.client.rpush(world.keys.digest_open("morning"), "al_1")
    await world.store.seal("morning", "email", SLOT, "dg_1")
    (claim,) = await world.store.claim("morning", 1, 30)
    assert claim.alert_ids == ("al_1",)
    assert (await world.operations.counters())["digest:sealed"] == 2


async def test_an_edition_that_is_there_already_is_never_written_over(world: World) -> None:
    await world.digested(1)
    await world.store.seal("morning", "email", SLOT, "dg_1")
    await world.client.delete(world.keys.digest_slots("morning"))
    await world.digested(2)
    with pytest.raises(StoreError, match="edition already"):
        await world.store.seal("morning", "email", SLOT, "dg_1")
    assert await world.client.lrange(world.keys.digest_open("morning"), 0, -1) == [b"al_2"]


async def test_a_slots_key_of_the_wrong_kind_leaves_the_items_waiting(world: World) -> None:
    await world.digested(1)
    await world.client.set(world.keys.digest_slots("morning"), "a text")
    with pytest.raises(StoreError, match="WRONGTYPE"):
        await world.store.seal("morning", "email", SLOT, "dg_1")
    assert (await world.operations.audit()).digests.terms == {"sealed": 0, "open": 1}


async def test_a_digest_is_finished_like_any_delivery(world: World) -> None:
    await world.digested(1)
    await world.store.seal("morning", "email", SLOT, "dg_1")
    await world.store.claim("morning", 1, 30)
    assert await world.store.finish(sent("dg_1", 1, "morning"))
    row = await world.operations.delivery("dg_1")
    assert row is not None
    assert row.digest == SLOT
