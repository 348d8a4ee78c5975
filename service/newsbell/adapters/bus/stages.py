"""A stage of the flow on its stream: batches in, the stage commits, nothing is acknowledged here."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from faststream import AckPolicy
from faststream.redis import RedisBroker, StreamSub
from faststream.redis.subscriber.usecases import StreamBatchSubscriber

from newsbell.adapters.bus.broker import READ_BLOCK
from newsbell.adapters.bus.decoding import decode, pass_through
from newsbell.flow.ports import Bury, Entry, Stage

BATCH = 64
"""Entries in one read. Without a count the whole backlog comes in one reply."""

AHEAD = 3
"""Batches in the hands of a stage that keeps their order: worked on, waiting for the server's disk, and read ahead."""

HELD = 8_000_000
"""Bytes of documents in a stage's hands beyond which nothing more is read: batches of large ones come one at a time."""


class Retry(Protocol):
    """Makes entries that the consumer still owns claimable again in `delay` seconds, at most the lease."""

    async def __call__(
        self, group: str, consumer: str, entry_ids: Sequence[str], /, *, delay: float, lease: float
    ) -> object:
        """One step of the store; raises when the store fails."""
        ...


class Release(Protocol):
    """Makes entries that the consumer still owns claimable by its siblings at once."""

    async def __call__(self, group: str, consumer: str, entry_ids: Sequence[str], /, *, lease: float) -> object:
        """One step of the store; raises when the store fails."""
        ...


_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Counts:
    """What happened to a subscription's entries since the start of the process."""

    handled: int = 0
    redelivered: int = 0
    buried: int = 0
    deleted_while_pending: int = 0
    failed_batches: int = 0


@dataclass(eq=False, slots=True)
class Subscription:
    """One stage as a member of one consumer group of one stream."""

    stream: str
    group: str
    consumer: str
    stage: Stage
    subscriber: StreamBatchSubscriber
    retry: Retry
    release: Release
    counts: Counts = field(default_factory=Counts)
    working: dict[str, float] = field(default_factory=dict)
    """Entries in the stage's hands, with the monotonic time of their start."""
    failing: bool = False
    at_once: int = 1
    """Batches that the stage may have in its hands; more are not read."""
    batches: "dict[asyncio.Task[bool], int]" = field(default_factory=dict)
    """The batches in the stage's hands, each with the bytes of its documents."""

    async def begin(self, entries: Sequence[Entry]) -> None:
        """Hand a batch to the stage, and wait until it may be given another one."""
        task = asyncio.create_task(self.handle(entries))
        self.batches[task] = sum(len(item.raw or b"") for item in entries)
        task.add_done_callback(self.batches.pop)
        while self.batches and (len(self.batches) >= self.at_once or sum(self.batches.values()) > HELD):
            await asyncio.wait(self.batches, return_when=asyncio.FIRST_COMPLETED)

    async def finish(self, grace: float) -> None:
        """Let the batches in hand end within `grace` seconds, then end them."""
        if self.batches:
            await asyncio.wait(self.batches, timeout=grace)
        late = list(self.batches)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def handle(self, entries: Sequence[Entry]) -> bool:
        """Let the stage work on a batch. False when it failed as a whole; its entries then stay pending."""
        done = await self._attempt([item.id for item in entries], self.stage.handle(entries))
        self.counts.handled += len(entries) if done else 0
        return done

    async def bury(self, burials: Sequence[Bury]) -> bool:
        """Let the stage put entries into the dead letters. False when that failed; they then stay pending."""
        done = await self._attempt([item.entry_id for item in burials], self.stage.bury(burials))
        self.counts.buried += len(burials) if done else 0
        return done

    async def _attempt(self, ids: Sequence[str], work: Awaitable[None]) -> bool:
        self.working.update(dict.fromkeys(ids, time.monotonic()))
        try:
            await work
        except Exception as error:
            self._failed(error, len(ids))
            return False
        finally:
            for entry_id in ids:
                self.working.pop(entry_id, None)
        self._works()
        return True

    def _failed(self, error: Exception, entries: int) -> None:
        """Say it once, not for every batch while the store is down."""
        level = logging.DEBUG if self.failing else logging.ERROR
        self.failing = True
        self.counts.failed_batches += 1
        _log.log(
            level,
            "%s of %s could not finish %d entries; they stay pending and are tried again: %s: %s",
            *(self.group, self.stream, entries, type(error).__name__, error),
            exc_info=error,
        )

    def _works(self) -> None:
        if self.failing:
            self.failing = False
            _log.warning("%s of %s works again", self.group, self.stream)


def subscribe(
    broker: RedisBroker,
    stream: str,
    *,
    group: str,
    consumer: str,
    stage: Stage,
    title: str,
    retry: Retry,
    release: Release,
    batch: int = BATCH,
    at_once: int = 1,
) -> Subscription:
    """Put a stage on a stream, as `consumer` of `group`. Reading begins when the bus starts.

    The group must exist by then: one that the framework creates would begin at the stream's end. With `at_once` the
    stage is given so many batches before it is done with the first; keeping their order is its business.
    """
    source = StreamSub(
        stream,
        group=group,
        consumer=consumer,
        batch=True,
        max_records=batch,
        polling_interval=int(READ_BLOCK * 1000),
    )
    subscriber = broker.subscriber(
        stream=source, ack_policy=AckPolicy.MANUAL, parser=pass_through, decoder=decode, title=title
    )
    subscription = Subscription(stream, group, consumer, stage, subscriber, retry, release, at_once=at_once)

    @subscriber
    async def work(entries: list[Entry]) -> None:
        await subscription.begin(entries)

    return subscription
