"""The bus of one process: start, watch over the read loops, stop without leaving anything behind."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from urllib.parse import urlsplit

from redis.asyncio import Redis
from redis.exceptions import RedisError

from newsbell.adapters.bus.broker import GRACE, Broker
from newsbell.adapters.bus.reclaim import Reclaimer, Reclaiming, pending
from newsbell.adapters.bus.stages import Subscription

_log = logging.getLogger(__name__)

_WATCH = 0.25
"""Seconds between two looks at the read loops."""
_LONGEST_PAUSE = 8.0
"""Seconds between two attempts to bring a read loop back, at most."""
_RELEASE = 1.5
"""Seconds to hand over unfinished entries; with the grace, a stop takes less than ten."""
_READ_PAUSE = 6.0
"""The framework sleeps 5 seconds after a failed read; until that is over, nothing is read."""


class BusUnavailable(Exception):
    """The server did not answer in time, or refused."""


def address(url: str) -> str:
    """Where a server is, without user, password and options, for messages to people."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return parts.path
    host = parts.hostname or "localhost"
    return f"{host}:{parts.port or 6379}"


def _outcome(task: "asyncio.Task[object]") -> str:
    """How a read loop ended, in words."""
    if task.cancelled():
        return "the framework gave up"
    error = task.exception()
    return f"{type(error).__name__}: {error}" if error else "it ended"


class _Watched:
    """What the watchdog remembers of one read loop."""

    __slots__ = ("attempts", "dead_because", "next_try", "subscription")

    def __init__(self, subscription: Subscription) -> None:
        self.subscription = subscription
        self.dead_because: str | None = None
        self.attempts = 0
        self.next_try = 0.0

    def alive(self) -> bool:
        subscriber = self.subscription.subscriber
        return subscriber.running and any(not task.done() for task in subscriber.tasks)


class Bus:
    """The subscriptions of one process, with their reclaim loops and a watchdog.

    Args:
        url: the server, also named (without secrets) in messages.
        broker: made by `build_broker` with the same url.
        subscriptions: made by `subscribe` on that broker.
        ensure_groups: creates the streams' groups at id 0 where they are missing; called before reading and again
            when a group is gone.
        reclaiming: lease and cap.
        grace: seconds that batches in progress get when stopping.
        patience: seconds that `start` waits for the server.
    """

    def __init__(
        self,
        url: str,
        broker: Broker,
        subscriptions: Sequence[Subscription],
        *,
        ensure_groups: Callable[[], Awaitable[object]],
        reclaiming: Reclaiming | None = None,
        grace: float = GRACE,
        patience: float = 30.0,
    ) -> None:
        self._address = address(url)
        self._broker = broker
        self._subscriptions = tuple(subscriptions)
        self._ensure_groups = ensure_groups
        self._reclaiming = reclaiming or Reclaiming()
        self._grace = grace
        self._patience = patience
        self._stopping = asyncio.Event()
        self._watched = [_Watched(subscription) for subscription in self._subscriptions]
        self._reclaimers: list[Reclaimer] = []
        self._reclaim_tasks: list[asyncio.Task[None]] = []
        self._watchdog: asyncio.Task[None] | None = None

    @property
    def subscriptions(self) -> tuple[Subscription, ...]:
        """The subscriptions, with what they counted."""
        return self._subscriptions

    async def start(self) -> None:
        """Wait for the server, make sure of the groups, then read.

        Raises:
            BusUnavailable: no answer within the patience.
        """
        client = await self._broker.frame.connect()
        try:
            await self._wait_for_server(client)
            await self._ensure_groups()
            await self._broker.frame.start()
        except BaseException:
            await self._broker.frame.stop()
            raise
        self._reclaimers = [Reclaimer(s, client, self._reclaiming, self._stopping) for s in self._subscriptions]
        self._reclaim_tasks = [asyncio.create_task(reclaimer.run()) for reclaimer in self._reclaimers]
        self._watchdog = asyncio.create_task(self._watch())

    async def _wait_for_server(self, client: "Redis") -> None:
        """The framework's own start gives up after one ping of 3 seconds."""
        deadline = time.monotonic() + self._patience
        told = False
        while True:
            try:
                await client.ping()
            except (RedisError, OSError) as error:
                if time.monotonic() > deadline:
                    raise BusUnavailable(self._no_answer(error)) from error
                if not told:
                    _log.warning("waiting for the bus at %s (%s)", self._address, error)
                    told = True
                await asyncio.sleep(0.2)
            else:
                return

    def _no_answer(self, error: Exception) -> str:
        return (
            f"the bus at {self._address} does not answer ({type(error).__name__}: {error}): "
            "start the server, or correct the URL"
        )

    # --- health ------------------------------------------------------------------------------------------------------

    def healthy(self) -> str | None:
        """None when everything is read and worked on; else what is wrong, in one line."""
        if self._watchdog is None or self._stopping.is_set():
            return "the bus is not running"
        if any(task.done() for task in (self._watchdog, *self._reclaim_tasks)):
            return "the bus is not looked after any more; see the log, and restart"
        return self._dead_loop() or self._failed_read() or self._failed_reclaim() or self._stuck_batch()

    def _dead_loop(self) -> str | None:
        for watched in self._watched:
            if watched.dead_because or not watched.alive():
                return f"{watched.subscription.stream} is not read: {watched.dead_because or 'its read loop ended'}"
        return None

    def _failed_read(self) -> str | None:
        failure = self._broker.log.failure_within(_READ_PAUSE)
        return f"the bus at {self._address} could not be read: {failure}" if failure else None

    def _failed_reclaim(self) -> str | None:
        trouble = next((r.trouble for r in self._reclaimers if r.trouble), None)
        return f"the bus at {self._address} could not be asked for unfinished entries: {trouble}" if trouble else None

    def _stuck_batch(self) -> str | None:
        for subscription in self._subscriptions:
            oldest = min(subscription.working.values(), default=time.monotonic())
            if (seconds := time.monotonic() - oldest) > self._reclaiming.lease:
                return f"{subscription.group} has worked on one batch for {seconds:.0f} s, longer than its lease"
        return None

    # --- the watchdog ------------------------------------------------------------------------------------------------

    async def _watch(self) -> None:
        """Bring back read loops that ended: the group or stream is gone, or the server refused a read."""
        while True:
            for watched in self._watched:
                if not watched.alive():
                    await self._look_after(watched)
                elif watched.dead_because and time.monotonic() > watched.next_try:
                    _log.warning("%s is read again", watched.subscription.stream)
                    watched.dead_because, watched.attempts = None, 0
            await asyncio.sleep(_WATCH)

    async def _look_after(self, watched: _Watched) -> None:
        if watched.attempts == 0:
            self._note(watched)
        if time.monotonic() < watched.next_try:
            return
        watched.attempts += 1
        watched.next_try = time.monotonic() + min(0.25 * 2 ** min(watched.attempts, 10), _LONGEST_PAUSE)
        try:
            await self._revive(watched.subscription)
        except Exception as error:
            watched.dead_because = f"{type(error).__name__}: {error}"
            _log.debug("could not read %s again", watched.subscription.stream, exc_info=error)

    def _note(self, watched: _Watched) -> None:
        ends = [_outcome(task) for task in watched.subscription.subscriber.tasks]
        watched.dead_because = ends[0] if ends else "its stream or group is gone"
        _log.error("%s is not read: %s; trying to mend it", watched.subscription.stream, watched.dead_because)

    async def _revive(self, subscription: Subscription) -> None:
        await subscription.subscriber.stop()
        await self._ensure_groups()
        await subscription.subscriber.start()

    # --- stopping ----------------------------------------------------------------------------------------------------

    async def stop(self) -> None:
        """Stop reading, let batches in progress finish within the grace, and hand the unfinished to siblings."""
        self._stopping.set()
        if self._watchdog is not None:
            await _cancel([self._watchdog])
        deadline = time.monotonic() + self._grace
        readers = [task for s in self._subscriptions for task in s.subscriber.tasks]
        await asyncio.gather(*(s.subscriber.stop() for s in self._subscriptions), self._stop_reclaiming())
        await _cancel(readers)
        left = max(0.0, deadline - time.monotonic())
        await asyncio.gather(*(subscription.finish(left) for subscription in self._subscriptions))
        with suppress(TimeoutError):
            await asyncio.wait_for(self._release(), _RELEASE)
        self._reclaim_tasks.clear()
        await self._broker.frame.stop()

    async def _stop_reclaiming(self) -> None:
        if self._reclaim_tasks:
            await asyncio.wait(self._reclaim_tasks, timeout=self._grace)
            await _cancel(self._reclaim_tasks)

    async def _release(self) -> None:
        if not self._reclaim_tasks:
            return
        client = await self._broker.frame.connect()
        for subscription in self._subscriptions:
            try:
                left = [entry_id async for entry_id, _ in pending(client, subscription)]
                if left:
                    await subscription.release(
                        subscription.group, subscription.consumer, left, lease=self._reclaiming.lease
                    )
            except Exception as error:
                _log.warning(
                    "unfinished entries of %s stay with this worker until their lease ends: %s: %s",
                    *(subscription.stream, type(error).__name__, error),
                )


async def _cancel(tasks: Sequence["asyncio.Task[None]"]) -> None:
    """End tasks and wait until they have ended; how they end is of no interest any more."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
