"""The bus of the stage benchmark: a durable server, a stream full of articles, and the service at work on it.

The server and the worker have a core each where the machine lets us choose; what watches them shares the server's.
"""

import asyncio
import json
import os
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import redis.asyncio

from fakes.newsbell import Newsbell, Running, until
from fakes.valkey import ValkeyProcess
from newsbell.adapters.store import Keys

TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
COUNTED = ("matched", "unmatched", "repeated", "dead")
PAGE = 500
"""Articles written to the stream in one go."""
PATIENCE = 600.0
"""Seconds for the rules to load and for the backlog to be worked off."""


def pin(pid: int, core: int) -> None:
    """Give all threads of a process one core, where that can be done."""
    with suppress(OSError, AttributeError, ValueError):
        if os.cpu_count() == 1:
            return
        tasks = Path(f"/proc/{pid}/task")
        for task in tasks.iterdir() if tasks.is_dir() else ():
            os.sched_setaffinity(int(task.name), {core})


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far; 0 where the machine does not tell."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS
    return 0.0


@dataclass(frozen=True, slots=True)
class Sample:
    """How far the work is at one moment: articles done, and the seconds of each process."""

    at: float
    done: int
    worker: float
    server: float


@dataclass(frozen=True, slots=True)
class Throughput:
    """A backlog worked off: articles a second, and the microseconds of each process for one article."""

    rate: float
    best: float
    worker: float
    server: float
    counts: dict[str, int]

    @property
    def wall(self) -> float:
        """Microseconds from one article to the next."""
        return 1e6 / self.rate


class Stage:
    """One durable server, and one watch room at a time on it, each with a prefix of its own."""

    def __init__(self) -> None:
        self.server = ValkeyProcess()
        self.client: redis.asyncio.Redis = redis.asyncio.Redis.from_url(self.server.url)
        self._runs = 0

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(self.server.start)
        pin(self.server.pid, 1)
        pin(os.getpid(), 1)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.aclose()
        await asyncio.to_thread(self.server.stop)

    def room(self, config: Path, env: dict[str, str] | None = None) -> "Room":
        """A watch room that is not started yet."""
        self._runs += 1
        return Room(self, config, f"{{stage{self._runs}}}", env or {})


class Room:
    """`newsbell run --only watch` as a process."""

    def __init__(self, stage: Stage, config: Path, prefix: str, env: dict[str, str]) -> None:
        self._server = stage.server
        self._client = stage.client
        self._keys = Keys(prefix)
        surroundings = {
            "NEWSBELL_REDIS_URL": stage.server.url,
            "NEWSBELL_PREFIX": prefix,
            "NEWSBELL_LOG_LEVEL": "info",
            **env,
        }
        self.process: Running = Newsbell(surroundings).service("--config", str(config), "--only", "watch")
        self.load_seconds = 0.0

    async def __aenter__(self) -> Self:
        began = time.perf_counter()
        await self.process.start(wait=False)
        pin(self.process.pid, 0)
        running = "newsbell is running"
        await until(lambda: running in self.process.log or self.process.ended, PATIENCE, lambda: self.process.log)
        assert not self.process.ended, self.process.log
        pin(self.process.pid, 0)
        self.load_seconds = time.perf_counter() - began
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.process.__aexit__()

    async def fill(self, events: Iterable[bytes]) -> None:
        """Write articles to the stream, as another service may, without asking for an answer one by one."""
        page: list[bytes] = []
        for event in events:
            page.append(event)
            if len(page) == PAGE:
                await self._write(page)
                page.clear()
        await self._write(page)

    async def _write(self, events: Sequence[bytes]) -> None:
        pipeline = self._client.pipeline(transaction=False)
        for event in events:
            pipeline.xadd(self._keys.articles, {"__data__": event})
        await pipeline.execute()

    async def counts(self) -> dict[str, int]:
        """Articles done, by how they ended."""
        names = [f"articles:{name}" for name in COUNTED]
        found: Any = await self._client.hmget(self._keys.counters, names)
        return {name: int(value or 0) for name, value in zip(COUNTED, found, strict=True)}

    async def work_off(self, articles: int, windows: int = 8) -> Throughput:
        """Watch `articles` being worked on; the first and the last part do not count."""
        samples: list[Sample] = []
        deadline = time.monotonic() + PATIENCE
        while not samples or samples[-1].done < articles:
            assert time.monotonic() < deadline, self.process.log[-2000:]
            assert not self.process.ended, self.process.log[-2000:]
            done = sum((await self.counts()).values())
            samples.append(
                Sample(time.perf_counter(), done, cpu_seconds(self.process.pid), cpu_seconds(self._server.pid))
            )
            await asyncio.sleep(0.05)
        return throughput(samples, articles, windows, await self.counts())

    async def latencies(self, events: Sequence[tuple[str, bytes]], pause: float) -> list[float]:
        """Seconds from writing each article to reading its alert; `events` are (article id, event)."""
        newest: Any = await self._client.xrevrange(self._keys.alerts, count=1)
        wanted = {article for article, _ in events}
        seen, written = await asyncio.gather(
            self._read_alerts(wanted, newest[0][0] if newest else b"0"), self._write_one_by_one(events, pause)
        )
        return [seen[article] - written[article] for article in written]

    async def _write_one_by_one(self, events: Sequence[tuple[str, bytes]], pause: float) -> dict[str, float]:
        written: dict[str, float] = {}
        deadline = time.monotonic() + PATIENCE
        while len(written) < len(events) and time.monotonic() < deadline:
            article, event = events[len(written)]
            written[article] = time.perf_counter()
            await self._write([event])
            await asyncio.sleep(pause)
        return written

    async def _read_alerts(self, wanted: set[str], last: bytes) -> dict[str, float]:
        seen: dict[str, float] = {}
        client = redis.asyncio.Redis.from_url(self._server.url)
        deadline = time.monotonic() + PATIENCE
        while wanted - seen.keys() and time.monotonic() < deadline:
            found: Any = await client.xread({self._keys.alerts: last}, block=5_000)
            now = time.perf_counter()
            for entry, fields in found[0][1] if found else ():
                seen.setdefault(json.loads(fields[b"__data__"])["data"]["articles"][0]["id"], now)
                last = entry
        await client.aclose()
        return seen

    async def alerted(self) -> set[str]:
        """The ids of the articles that raised an alert so far."""
        entries: Any = await self._client.xrange(self._keys.alerts)
        return {json.loads(fields[b"__data__"])["data"]["articles"][0]["id"] for _, fields in entries}


def throughput(samples: Sequence[Sample], articles: int, windows: int, counts: dict[str, int]) -> Throughput:
    """What the samples say of the middle of the run."""
    inside = [each for each in samples if 0.05 * articles <= each.done <= 0.98 * articles]
    inside = inside if len(inside) > 1 else list(samples)
    first, last = inside[0], inside[-1]
    done = last.done - first.done
    step = max(1, len(inside) // windows)
    rates = [
        (two.done - one.done) / (two.at - one.at) for one, two in zip(inside[::step], inside[step::step], strict=False)
    ]
    rate = done / (last.at - first.at)
    return Throughput(
        rate=rate,
        best=max([rate, *rates]),
        worker=(last.worker - first.worker) / done * 1e6,
        server=(last.server - first.server) / done * 1e6,
        counts=counts,
    )
