"""Entries that were given out and not finished: taken over after the lease, buried after too many times.

The framework never looks at them again. A worker that was killed leaves its entries pending; one that stalled is
overtaken, and what it commits on waking is refused by the commit itself.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from newsbell.adapters.bus.decoding import document, entry
from newsbell.adapters.bus.stages import Subscription
from newsbell.flow.ports import Bury, DeadReason, Entry

LEASE = 60.0
"""Seconds after which an entry's worker is taken for dead: longer than the longest batch and the grace of a stop."""

CAP = 5
"""Times that an entry may be given out and not finished. It bounds how many workers a poisonous article can stop."""

PAGE = 100
"""Entries of our own looked at in one call."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reclaiming:
    """The settings of a reclaim loop; times in seconds."""

    lease: float = LEASE
    cap: int = CAP

    @property
    def interval(self) -> float:
        """Seconds between two rounds; also the resolution of retry delays."""
        return min(self.lease / 4, 5.0)


async def pending(
    client: "Redis", subscription: Subscription, *, idle: float = 0.0, first: str = "-", last: str = "+"
) -> AsyncIterator[tuple[str, int]]:
    """The entries this consumer owns, by id, and how often each was given out (XPENDING, page by page)."""
    start = first
    while True:
        rows: list[dict[str, Any]] = await client.xpending_range(
            subscription.stream,
            subscription.group,
            min=start,
            max=last,
            count=PAGE,
            consumername=subscription.consumer,
            idle=int(idle * 1000) or None,
        )
        for row in rows:
            yield row["message_id"].decode(), int(row["times_delivered"])
        if len(rows) < PAGE:
            return
        start = f"({rows[-1]['message_id'].decode()}"


class Reclaimer:
    """The reclaim loop of one subscription."""

    __slots__ = ("_client", "_failures", "_settings", "_stopping", "_subscription", "_unreachable")

    def __init__(
        self, subscription: Subscription, client: "Redis", settings: Reclaiming, stopping: asyncio.Event
    ) -> None:
        self._subscription = subscription
        self._client = client
        self._settings = settings
        self._stopping = stopping
        self._failures = 0
        self._unreachable: str | None = None

    @property
    def trouble(self) -> str | None:
        """Why the last round did not get through to the server, None when it did."""
        return self._unreachable

    async def run(self) -> None:
        """Make rounds until the bus stops."""
        while not self._stopping.is_set():
            await self._guarded_round()
            try:
                await asyncio.wait_for(self._stopping.wait(), self._pause())
            except TimeoutError:
                continue

    def _pause(self) -> float:
        """Seconds to the next round; doubled, up to the lease, while the stage fails with a server that answers.

        Each round raises the delivery counts of what it takes, and an outage of the store is not the entry's fault.
        """
        settings = self._settings
        if self._unreachable:
            return min(settings.interval, 1.0)
        return float(min(settings.interval * 2 ** min(self._failures, 10), max(settings.lease, settings.interval)))

    async def _guarded_round(self) -> None:
        try:
            done = await self.round()
        except (RedisError, OSError) as error:
            if self._unreachable is None:
                _log.warning(
                    "can not look for unfinished entries of %s, trying again: %s: %s",
                    *(self._subscription.stream, type(error).__name__, error),
                )
            self._unreachable = f"{type(error).__name__}: {error}"
        except Exception as error:
            _log.exception("looking for unfinished entries of %s failed", self._subscription.stream)
            self._unreachable = f"{type(error).__name__}: {error}"
        else:
            self._unreachable = None
            self._failures = 0 if done else self._failures + 1

    async def round(self) -> bool:
        """Take over what is overdue, one by one. False when the stage failed; the round then ends early.

        One by one, because one of them may be what killed the worker: taken over together, they would go down
        together again and again, and be buried together. Taken alone, the killer waits a lease after each worker that
        it stops, and the others go on meanwhile.

        Raises:
            RedisError: the server does not answer or refuses.
        """
        await self._give_back_orphans()
        cursor: bytes | str = "0-0"
        while not self._stopping.is_set():
            cursor, claimed, deleted = await self._client.xautoclaim(
                self._subscription.stream,
                self._subscription.group,
                self._subscription.consumer,
                min_idle_time=int(self._settings.lease * 1000),
                start_id=cursor,
                count=1,
            )
            self._count_deleted(deleted)
            for item in claimed:
                if not await self._take(entry(*item)):
                    return False
            if cursor in {b"0-0", "0-0"}:
                break
        return True

    async def _give_back_orphans(self) -> None:
        """Let go of entries that are ours and that nobody works on: a failed batch, a read whose reply was lost.

        It goes through a script of the store, so that a store that refuses ends the round before counts are raised.
        """
        idle = min(self._settings.lease / 4, 2.0)
        owned = [entry_id async for entry_id, _ in pending(self._client, self._subscription, idle=idle)]
        orphans = [entry_id for entry_id in owned if entry_id not in self._subscription.working]
        if orphans:
            lease = self._settings.lease
            await self._subscription.retry(
                self._subscription.group, self._subscription.consumer, orphans, delay=0.0, lease=lease
            )

    def _count_deleted(self, deleted: Sequence[bytes]) -> None:
        """An entry deleted from the stream while it was pending is lost; nobody but us can tell."""
        if deleted:
            self._subscription.counts.deleted_while_pending += len(deleted)
            _log.error(
                "%d entries of %s were deleted before %s finished them, and are lost (something else trims it): %s",
                *(len(deleted), self._subscription.stream, self._subscription.group),
                b", ".join(deleted[:5]).decode(),
            )

    async def _take(self, item: Entry) -> bool:
        """Let the stage work on an entry, or bury it, without running it, when it was given out too often."""
        if item.id in self._subscription.working:
            return True
        self._subscription.counts.redelivered += 1
        times = await self._times_given_out(item)
        if times > self._settings.cap:
            return await self._subscription.bury([self._burial(item, times - 1)])
        return await self._subscription.handle([item])

    async def _times_given_out(self, item: Entry) -> int:
        rows = pending(self._client, self._subscription, first=item.id, last=item.id)
        return max([times async for _, times in rows], default=1)

    def _burial(self, item: Entry, attempts: int) -> Bury:
        error = (
            f"given out {attempts} times and never finished: it may stop its worker. "
            f"See the log of {self._subscription.group} around it, mend the cause, then replay it"
        )
        return Bury(item.id, DeadReason.KEPT_FAILING, error, document(item), attempts)
