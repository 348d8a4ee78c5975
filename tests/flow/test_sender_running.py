"""A sender as a task: stopping, waking, leases that run out, a ledger that is away."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import pytest

from fakes.channels import Gate, ScriptedChannel
from fakes.flow import FlowWorld, article
from fakes.newsbell import until
from newsbell.adapters.store import RedisStore
from newsbell.core.route.breaker import FAILURES_TO_OPEN
from newsbell.core.route.model import ChannelSpec
from newsbell.flow import deliver
from newsbell.flow.deliver import MAX_UNKNOWN, Limits, Sender
from newsbell.flow.ports import Claimed, ErrorCode, Retry

BRIEF = Limits(lease=0.1)


@asynccontextmanager
async def running(sender: Sender) -> AsyncIterator[asyncio.Event]:
    """The sender at work for a block; it must stop by itself when it is asked to."""
    stop = asyncio.Event()
    task = asyncio.ensure_future(sender.run(stop))
    try:
        yield stop
    finally:
        stop.set()
        await asyncio.wait_for(task, 5)


async def test_a_message_in_flight_is_finished_before_the_sender_stops(world: FlowWorld) -> None:
    await world.due(1, 2)
    gate = Gate()
    async with running(world.sender(ScriptedChannel("autos", gate))) as stop:
        await asyncio.wait_for(gate.entered.wait(), 5)
        stop.set()
        gate.open.set()

    assert sorted(await world.state()) == ["due", "sent"]


class Counting(RedisStore):
    """A ledger that knows how often it was asked for work."""

    claims = 0

    async def claim(self, channel: str, count: int, lease: float) -> Sequence[Claimed]:
        self.claims += 1
        return await super().claim(channel, count, lease)


async def test_a_row_that_becomes_due_is_sent_at_once_when_the_sender_is_woken(
    world: FlowWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliver, "POLL", 60.0)
    store = Counting(world.client, world.keys, redact=str)
    channel = ScriptedChannel()
    sender = world.sender(channel, store=store)
    async with running(sender):
        await until(lambda: store.claims == 1)
        await world.due(1)
        sender.wake()
        await channel.reached(1)
        await until(lambda: store.claims == 3)
        for _ in range(20):
            await world.state()
        assert store.claims == 3, "one look finds it, one finds no more, and then there is rest"


async def test_a_row_that_becomes_due_is_found_without_a_word(world: FlowWorld) -> None:
    channel = ScriptedChannel("autos", Retry(ErrorCode.SERVER, "busy"))
    async with running(world.sender(channel, dice=0.05)):
        await world.due(1)
        await channel.reached(2, seconds=5)
        await until(lambda: states(world, "sent"))


async def test_a_channel_that_rests_is_left_alone_though_it_is_woken(world: FlowWorld) -> None:
    await world.due(*range(FAILURES_TO_OPEN + 1))
    channel = ScriptedChannel("autos", *[Retry(ErrorCode.SERVER, "busy")] * FAILURES_TO_OPEN)
    sender = world.sender(channel, dice=0.0)
    async with running(sender):
        await channel.reached(FAILURES_TO_OPEN)
        for _ in range(20):
            sender.wake()
            await world.state()
        assert len(channel.sends) == FAILURES_TO_OPEN
        world.clock.move(seconds=30)
        sender.wake()
        await channel.reached(2 * FAILURES_TO_OPEN + 1)


async def test_a_channel_that_hangs_is_given_up_in_time_and_its_outcome_is_unknown(world: FlowWorld) -> None:
    await world.due(1)
    gates = [Gate() for _ in range(MAX_UNKNOWN)]
    channel = ScriptedChannel("autos", *gates)
    sender = world.sender(channel, limits=Limits(lease=0.1))
    for _ in gates:
        await world.make_due()
        assert await asyncio.wait_for(sender.work(), 5) == 1

    assert [send.maybe_repeat for send in channel.sends] == [False, True, True]
    (letter,) = await world.letters()
    assert (letter.reason, letter.error) == ("unknown_outcome", "no answer in time")


class Sleepy(RedisStore):
    """The ledger of a worker that falls asleep once, between its claim and its last look at the row."""

    def __init__(self, world: FlowWorld, sleep: Callable[[], Awaitable[object]]) -> None:
        super().__init__(world.client, world.keys, redact=str)
        self._sleeps = [sleep]

    async def still_mine(self, delivery_id: str, attempt: int, margin: float) -> bool:
        while self._sleeps:
            await self._sleeps.pop()()
        return await super().still_mine(delivery_id, attempt, margin)


async def test_a_worker_that_sleeps_past_its_lease_sends_nothing_once_another_has_sent(world: FlowWorld) -> None:
    await world.due(1)
    mine, theirs = ScriptedChannel(), ScriptedChannel()

    async def sleep() -> None:
        other = world.sender(theirs)
        await until(other.work)

    sleepy = world.sender(mine, store=Sleepy(world, sleep), limits=BRIEF)
    assert await sleepy.work() == 1

    assert (len(mine.sends), len(theirs.sends)) == (0, 1)
    assert theirs.sends[0].maybe_repeat
    (row,) = await world.operations.deliveries()
    assert (row.state.value, row.attempt) == ("sent", 2)
    assert [fact.attempt for fact in await world.facts()] == [2]


async def test_a_worker_that_sleeps_past_its_lease_alone_sends_with_its_next_attempt(world: FlowWorld) -> None:
    await world.due(1)
    channel = ScriptedChannel()

    async def sleep() -> None:
        await until(lambda: overdue(world))

    sleepy = world.sender(channel, store=Sleepy(world, sleep), limits=BRIEF)
    assert await sleepy.work() == 2

    assert [(send.attempt, send.maybe_repeat) for send in channel.sends] == [(2, False)]
    assert await world.state() == ["sent"]


async def test_a_worker_whose_send_outlives_its_lease_can_not_finish_the_row_of_another(
    world: FlowWorld, caplog: pytest.LogCaptureFixture
) -> None:
    """The one way to a repeat: it was handed over, and the worker slept before it could say so."""
    await world.due(1)
    theirs = ScriptedChannel()

    async def lapse(_: object) -> Retry:
        await world.make_due()
        assert await world.sender(theirs).work() == 1
        return Retry(ErrorCode.SERVER, "busy")

    mine = ScriptedChannel("autos", lapse)
    assert await world.sender(mine).work() == 1

    (row,) = await world.operations.deliveries()
    assert (row.state.value, row.attempt, row.error, row.maybe_repeat) == ("sent", 2, None, True)
    assert [(fact.status, fact.attempt) for fact in await world.facts()] == [("sent", 2)]
    assert "retrying, but another worker has taken over" in caplog.messages


async def test_many_senders_of_one_channel_send_each_row_once(world: FlowWorld) -> None:
    await world.due(*range(30))
    channel = ScriptedChannel()
    made = await asyncio.gather(*(world.sender(channel).work() for _ in range(4)))

    assert sum(made) == len(channel.sends) == 30
    assert len({send.delivery_id for send in channel.sends}) == 30


async def test_a_ledger_that_fails_is_asked_again_and_complained_of_once(
    world: FlowWorld, caplog: pytest.LogCaptureFixture
) -> None:
    await world.due(1)
    key, kept = world.keys.due("autos"), f"{world.keys.prefix}:kept"
    await world.client.rename(key, kept)
    await world.client.set(key, "a text")
    channel = ScriptedChannel()
    sender = world.sender(channel)
    async with running(sender):
        await until(lambda: said(caplog, "stand still"))
        sender.wake()
        await world.client.delete(key)
        await world.client.rename(kept, key)
        sender.wake()
        await channel.reached(1)
        await until(lambda: states(world, "sent"))
        await until(lambda: said(caplog, "go on"))
    assert len(said(caplog, "stand still")) == 1


def said(caplog: pytest.LogCaptureFixture, words: str) -> list[str]:
    """What was logged, DEBUG left out, with these words in it."""
    return [each.getMessage() for each in caplog.records if each.levelname != "DEBUG" and words in each.getMessage()]


async def test_a_channel_that_hangs_delays_nobody_else(world: FlowWorld) -> None:
    await world.watched(article(1))
    await world.notify(*(ChannelSpec("slow", "slack"), ChannelSpec("quick", "slack"))).handle(
        await world.entries("notify")
    )
    gate = Gate()
    slow, quick = ScriptedChannel("slow", gate), ScriptedChannel("quick")
    async with (
        running(world.sender(slow, ChannelSpec("slow", "slack"))),
        running(world.sender(quick, ChannelSpec("quick", "slack"))),
    ):
        await asyncio.wait_for(gate.entered.wait(), 5)
        await quick.reached(1)
        gate.open.set()
    assert await world.state() == ["sent", "sent"]


async def states(world: FlowWorld, *wanted: str) -> bool:
    return await world.state() == list(wanted)


async def overdue(world: FlowWorld) -> bool:
    due = await world.store.next_due("autos")
    return due is not None and due <= 0
