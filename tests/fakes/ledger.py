"""Builders of the store's values, and a small world around a store: reading as a worker, looking at the streams."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import redis.asyncio

from newsbell.adapters.store import Keys, Operations, RedisStore, ensure_groups
from newsbell.adapters.store.base import Lifetimes
from newsbell.core.story.story import StoryState
from newsbell.flow.ports import (
    AlertWrite,
    Commit,
    DeliveryWrite,
    DigestItem,
    Finish,
    Ingest,
    NotifyCommit,
    RowState,
    StoryWrite,
    WatchCommit,
    WatchCounter,
)

Answer = TypeVar("Answer")

THEN = datetime(2025, 7, 13, 9, 30, tzinfo=UTC)
SECRET = "hunter2-hunter2"


def redact(text: str) -> str:
    return text.replace(SECRET, "***")


def article(number: int | str) -> Ingest:
    return Ingest(key=f"a{number}:1", event=json.dumps({"id": f"a{number}:1", "data": {}}).encode())


def alert(number: int | str) -> AlertWrite:
    return AlertWrite(id=f"al_{number}", event=json.dumps({"id": f"al_{number}", "data": {}}).encode())


def state(story: str, version: int = 0, sequence: int = 1) -> StoryState:
    return StoryState(
        id=story,
        rule_id="honda-nissan",
        version=version,
        first_seen=THEN,
        sequence=sequence,
        alert_ids=("al_1",),
        articles={"a1": "1"},
        sources=("The Daily",),
        events={"merger": "in_talks"},
    )


def matched(entry: str, *alerts: AlertWrite, story: str | None = None, seen: int = 0) -> WatchCommit:
    stories = () if story is None else (StoryWrite(state(story), seen),)
    return WatchCommit(entry, WatchCounter.MATCHED, alerts, stories)


def delivery(number: int | str, channel: str = "autos", *, suppressed_by: str | None = None) -> DeliveryWrite:
    fact = None if suppressed_by is None else b'{"status":"suppressed"}'
    return DeliveryWrite(f"de_{number}", f"al_{number}", channel, "slack", THEN, suppressed_by, fact)


def sent(delivery_id: str, attempt: int, channel: str = "autos") -> Finish:
    return Finish(delivery_id, channel, attempt, RowState.SENT, b'{"status":"sent"}', receipt={"status": "ok"})


class World:
    """A store under a prefix of its own, with its groups made."""

    def __init__(self, client: "redis.asyncio.Redis", prefix: str, lifetimes: Lifetimes | None = None) -> None:
        self.client = client
        self.keys = Keys(prefix)
        self.store = RedisStore(client, self.keys, redact=redact, lifetimes=lifetimes)
        self.operations = Operations(client, self.keys, redact=redact, lifetimes=lifetimes)

    async def begin(self) -> "World":
        await ensure_groups(self.client, self.keys)
        return self

    async def read(self, group: str = "watch", consumer: str = "c1", count: int = 100) -> list[str]:
        stream = self.keys.articles if group == "watch" else self.keys.alerts
        found: Any = await self.client.xreadgroup(group, consumer, {stream: ">"}, count=count)
        return [entry.decode() for _, entries in found for entry, _ in entries]

    async def pending(self, group: str = "watch") -> list[str]:
        stream = self.keys.articles if group == "watch" else self.keys.alerts
        found: Any = await self.client.xpending_range(stream, group, "-", "+", 1000)
        return [entry["message_id"].decode() for entry in found]

    async def documents(self, stream: str) -> list[bytes]:
        entries: Any = await self.client.xrange(stream)
        return [fields[b"__data__"] for _, fields in entries]

    async def tick(self) -> None:
        """Wait until all that was written is older than the server's present millisecond."""
        start = await self.client.time()
        await until(lambda: self._later(start))

    async def _later(self, start: tuple[int, int]) -> bool:
        seconds, micros = await self.client.time()
        return bool((seconds, micros // 1000) > (start[0], start[1] // 1000))

    async def published(self, count: int) -> list[str]:
        """Articles on the bus, read by the consumer c1."""
        await self.store.ingest([article(number) for number in range(count)])
        return await self.read()

    async def raised(self, *numbers: int | str) -> list[str]:
        """Alerts on the bus, read by the consumer c1 of *notify*."""
        await self.store.ingest([article(f"for-{number}") for number in numbers])
        entries = await self.read()
        await self.store.commit_watch(
            [matched(entry, alert(number)) for entry, number in zip(entries, numbers, strict=True)]
        )
        return await self.read("notify")

    async def planned(self, *numbers: int | str, channel: str = "autos") -> None:
        """Rows of the ledger that are due."""
        entries = await self.raised(*numbers)
        await self.store.commit_notify(
            [
                NotifyCommit(entry, f"al_{number}", (delivery(number, channel),))
                for entry, number in zip(entries, numbers, strict=True)
            ]
        )

    async def digested(self, *numbers: int | str, channel: str = "morning") -> Sequence[Commit]:
        """Items of a digest that wait for its next slot."""
        entries = await self.raised(*numbers)
        return await self.store.commit_notify(
            [
                NotifyCommit(entry, f"al_{number}", digest_items=(DigestItem(channel, f"al_{number}"),))
                for entry, number in zip(entries, numbers, strict=True)
            ]
        )


async def until(look: Callable[[], Awaitable[Answer]], seconds: float = 5.0) -> Answer:
    """The first answer that is true; fails when none comes in time."""
    async with asyncio.timeout(seconds):
        while True:
            answer = await look()
            if answer:
                return answer
            await asyncio.sleep(0)
