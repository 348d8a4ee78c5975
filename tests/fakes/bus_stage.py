"""A stage that records what it got and acknowledges it, and the callables that the store gives to the bus."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import redis.asyncio
from redis.exceptions import ResponseError

from newsbell.flow.ports import Bury, Entry


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 10.0) -> None:
    """Poll a fact of the server with a deadline."""
    deadline = time.monotonic() + seconds
    while not await condition():
        assert time.monotonic() < deadline, "the deadline has passed"
        await asyncio.sleep(0.02)


Misbehave = Callable[[Sequence[Entry]], Awaitable[None]]


class AckingStage:
    """Acknowledges each entry by itself, as a commit does; `before` runs first and may raise or hang."""

    def __init__(self, client: "redis.asyncio.Redis", stream: str, group: str, before: Misbehave | None = None) -> None:
        self.client = client
        self.stream = stream
        self.group = group
        self.before = before
        self.batches: list[list[Entry]] = []
        self.buried: list[Bury] = []
        self.finished: dict[str, int] = {}
        self._changed = asyncio.Event()

    async def handle(self, entries: Sequence[Entry]) -> None:
        self.batches.append(list(entries))
        self._changed.set()
        if self.before is not None:
            await self.before(entries)
        for item in entries:
            await self._finish(item.id)

    async def bury(self, burials: Sequence[Bury]) -> None:
        for burial in burials:
            await self._finish(burial.entry_id)
            self.buried.append(burial)
        self._changed.set()

    async def _finish(self, entry_id: str) -> None:
        if await self.client.xack(self.stream, self.group, entry_id):
            self.finished[entry_id] = self.finished.get(entry_id, 0) + 1
            self._changed.set()

    async def until(self, condition: Callable[["AckingStage"], bool], seconds: float = 10.0) -> None:
        """Wait until something that the stage recorded makes the condition true."""
        async with asyncio.timeout(seconds):
            while not condition(self):
                self._changed.clear()
                await self._changed.wait()


class GroupTools:
    """What the store does for a group: create it, give entries back."""

    def __init__(self, client: "redis.asyncio.Redis", stream: str, group: str) -> None:
        self.client = client
        self.stream = stream
        self.group = group
        self.ensured = 0

    async def ensure(self) -> None:
        self.ensured += 1
        try:
            await self.client.xgroup_create(self.stream, self.group, id="0", mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise

    async def retry(self, group: str, consumer: str, entry_ids: Sequence[str], *, delay: float, lease: float) -> None:
        idle = int((lease - delay) * 1000)
        await self.client.xclaim(
            self.stream, group, consumer, min_idle_time=0, message_ids=list(entry_ids), idle=idle, justid=True
        )

    async def release(self, group: str, consumer: str, entry_ids: Sequence[str], *, lease: float) -> None:
        await self.retry(group, consumer, entry_ids, delay=0.0, lease=lease)

    async def pending(self) -> int:
        summary: dict[str, Any] = await self.client.xpending(self.stream, self.group)
        return int(summary["pending"])
