"""The digests' clock on a real store. The slots are of July 2025 and of the days on which Paris turns its clocks."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest

from fakes.channels import SettableClock
from fakes.flow import AUTOS, MORNING, FlowWorld, article
from newsbell.core.route.delivery_id import digest_id
from newsbell.core.route.model import ChannelSpec, DigestSchedule
from newsbell.flow.digest import MAX_LATE, Digests

SLOT = datetime(2025, 7, 14, 5, 30, tzinfo=UTC)  # 07:30 in Paris
DAY = timedelta(days=1)


def digests(world: FlowWorld, *specs: ChannelSpec, at: datetime = SLOT) -> tuple[Digests, SettableClock]:
    """A clock of digests of its own, as each worker has one."""
    clock = SettableClock(at)
    return Digests(channels={spec.name: spec for spec in specs or (MORNING,)}, store=world.store, clock=clock), clock


async def waiting(world: FlowWorld, *numbers: int, channel: ChannelSpec = MORNING) -> None:
    """Alerts that wait for a channel's next edition."""
    await world.watched(*(article(number) for number in numbers))
    await world.notify(channel).handle(await world.entries("notify"))


async def editions(world: FlowWorld) -> list[tuple[str, datetime | None, int]]:
    """(id, slot, number of alerts) of each edition, oldest first."""
    rows = reversed(await world.operations.deliveries())
    return [(row.id, row.digest, len(row.alert_ids)) for row in rows]


async def test_what_waits_goes_out_at_its_slot_and_not_before(world: FlowWorld) -> None:
    await waiting(world, 1, 2)
    worker, clock = digests(world, at=SLOT - timedelta(hours=1))
    assert await worker.tick() == 0
    clock.time = SLOT - timedelta(seconds=1)
    assert await worker.tick() == 0
    clock.time = SLOT
    assert await worker.tick() == 1
    assert await worker.tick() == 0

    assert await editions(world) == [(digest_id("morning", SLOT), SLOT, 2)]


async def test_each_day_has_its_own_edition(world: FlowWorld) -> None:
    worker, clock = digests(world, at=SLOT - timedelta(hours=1))
    for day in range(3):
        await waiting(world, day)
        clock.time = SLOT + day * DAY
        assert await worker.tick() == 1

    assert [(slot, alerts) for _, slot, alerts in await editions(world)] == [(SLOT + day * DAY, 1) for day in range(3)]


async def test_a_slot_is_sealed_once_though_several_workers_try(world: FlowWorld) -> None:
    await waiting(world, 1)
    workers = [digests(world, at=SLOT - timedelta(hours=1)) for _ in range(5)]
    for _, clock in workers:
        clock.time = SLOT
    assert sum(await asyncio.gather(*(worker.tick() for worker, _ in workers))) == 1
    assert sum(await asyncio.gather(*(worker.tick() for worker, _ in workers))) == 0

    assert len(await editions(world)) == 1


@pytest.mark.parametrize(
    ("late", "sealed"),
    [(timedelta(minutes=1), 1), (MAX_LATE, 1), (MAX_LATE + timedelta(seconds=1), 0), (timedelta(hours=20), 0)],
)
async def test_a_missed_slot_goes_out_once_within_three_hours(world: FlowWorld, late: timedelta, sealed: int) -> None:
    await sealed_yesterday(world)
    await waiting(world, 1)
    worker, _ = digests(world, at=SLOT + late)
    assert await worker.tick() == sealed
    assert await worker.tick() == 0


async def sealed_yesterday(world: FlowWorld) -> None:
    """A digest that has been at work: its last slot was yesterday's, and it was empty."""
    worker, clock = digests(world, at=SLOT - DAY - timedelta(hours=1))
    clock.time = SLOT - DAY
    assert await worker.tick() == 0
    assert await world.store.last_slot("morning") == SLOT - DAY


async def test_what_a_passed_over_slot_held_goes_out_with_the_next(
    world: FlowWorld, caplog: pytest.LogCaptureFixture
) -> None:
    await sealed_yesterday(world)
    await waiting(world, 1)
    worker, clock = digests(world, at=SLOT + timedelta(hours=4))
    with caplog.at_level(logging.WARNING):
        assert await worker.tick() == 0
        assert await worker.tick() == 0
    assert caplog.messages == ["digest slot passed over"]
    await waiting(world, 2)
    clock.time = SLOT + DAY
    assert await worker.tick() == 1

    assert await editions(world) == [(digest_id("morning", SLOT + DAY), SLOT + DAY, 2)]


async def test_of_several_missed_slots_only_the_newest_goes_out(world: FlowWorld) -> None:
    await sealed_yesterday(world)
    await waiting(world, 1)
    worker, _ = digests(world, at=SLOT + 2 * DAY)
    assert await worker.tick() == 1

    assert [slot for _, slot, _ in await editions(world)] == [SLOT + 2 * DAY]


async def test_a_restart_within_the_slot_repeats_nothing(world: FlowWorld) -> None:
    await waiting(world, 1)
    first, clock = digests(world, at=SLOT - timedelta(hours=1))
    clock.time = SLOT
    assert await first.tick() == 1
    await waiting(world, 2)
    second, clock = digests(world, at=SLOT + timedelta(seconds=1))
    assert await second.tick() == 0
    clock.time = SLOT + timedelta(hours=2)
    assert await second.tick() == 0

    assert [alerts for _, _, alerts in await editions(world)] == [1]


async def test_an_empty_slot_sends_nothing_and_is_not_made_up_for(world: FlowWorld) -> None:
    worker, clock = digests(world, at=SLOT - timedelta(hours=1))
    clock.time = SLOT
    assert await worker.tick() == 0
    await waiting(world, 1)
    clock.time = SLOT + timedelta(minutes=1)
    assert await worker.tick() == 0

    assert await editions(world) == []
    assert await world.store.last_slot("morning") == SLOT


async def test_a_new_digest_begins_with_its_next_slot(world: FlowWorld) -> None:
    await waiting(world, 1)
    worker, _ = digests(world, at=SLOT + timedelta(minutes=1))
    assert await worker.tick() == 0


async def test_a_slot_that_could_not_be_sealed_is_tried_again_and_holds_up_no_other(
    world: FlowWorld, caplog: pytest.LogCaptureFixture
) -> None:
    evening = ChannelSpec("evening", "email", DigestSchedule("30 7 * * *", "Europe/Paris"))
    await waiting(world, 1)
    await waiting(world, 2, channel=evening)
    worker, clock = digests(world, MORNING, evening, at=SLOT - timedelta(hours=1))
    assert await worker.tick() == 0
    clock.time = SLOT
    await world.client.set(world.keys.digest_slots("morning"), "a text")
    assert await worker.tick() == 1
    assert "digest not sealed; it will be tried again" in caplog.messages
    await world.client.delete(world.keys.digest_slots("morning"))
    assert await worker.tick() == 1

    assert {digest for digest, _, _ in await editions(world)} == {
        digest_id("morning", SLOT),
        digest_id("evening", SLOT),
    }


async def test_channels_without_a_digest_are_none_of_its_business(world: FlowWorld) -> None:
    worker, _ = digests(world, AUTOS)
    assert await worker.tick() == 0
    assert await world.operations.counters() == {}


@pytest.mark.parametrize(
    ("schedule", "day", "slots"),
    [
        # the clocks go forward: 02:30 is skipped and comes right after the gap
        ("30 2 * * *", datetime(2025, 3, 30, tzinfo=UTC), ["01:00"]),
        # the clocks go back: 02:30 comes twice by the clock, and the digest once
        ("30 2 * * *", datetime(2025, 10, 26, tzinfo=UTC), ["00:30"]),
        ("30 7 * * *", datetime(2025, 3, 29, tzinfo=UTC), ["06:30"]),
        ("30 7 * * *", datetime(2025, 3, 30, tzinfo=UTC), ["05:30"]),
        ("30 7 * * *", datetime(2025, 10, 26, tzinfo=UTC), ["06:30"]),
    ],
)
async def test_a_daily_digest_comes_once_on_the_days_that_turn_the_clocks(
    world: FlowWorld, schedule: str, day: datetime, slots: list[str]
) -> None:
    spec = ChannelSpec("morning", "email", DigestSchedule(schedule, "Europe/Paris"))
    await waiting(world, *range(8), channel=spec)
    worker, clock = digests(world, spec, at=day - timedelta(hours=1))
    number = 100
    for quarter in range(4 * 20):
        clock.time = day + timedelta(minutes=15 * quarter)
        if await worker.tick():
            number += 1
            await waiting(world, number, channel=spec)

    found = [slot.strftime("%H:%M") for _, slot, _ in await editions(world) if slot is not None]
    assert found == slots
