"""An installation under attack: a server, worker processes, a publisher, and eyes on the ledger."""

import asyncio
import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff
from redis.exceptions import RedisError

from chaos.articles import RULES, SENDING
from chaos.receivers import SECRET
from fakes.newsbell import Newsbell, Running, until, write
from fakes.slack import FakeSlack
from fakes.valkey import ValkeyProcess
from fakes.webhook import FakeWebhook
from newsbell.adapters.store import Keys, Operations

PREFIX = "{storm}"
WATCHERS = {"watch": f"{PREFIX}:articles"}
GROUPS = {**WATCHERS, "notify": f"{PREFIX}:alerts"}


@dataclass(frozen=True, slots=True)
class Leases:
    """Seconds of the two leases. Far shorter than in real life, so that a test sees them end."""

    entry: float = 1.5
    delivery: float = 2.0

    @property
    def past(self) -> float:
        """Seconds of a sleep that outlasts both."""
        return max(self.entry, self.delivery) * 1.15 + 0.2


@dataclass(slots=True)
class Installation:
    """Several processes of newsbell on one server, all of which the test may kill."""

    newsbell: Newsbell
    server: ValkeyProcess
    config: Path
    workers: list[Running] = field(default_factory=list)
    asleep: list[Running] = field(default_factory=list)
    retired: list[Running] = field(default_factory=list)

    @property
    def running(self) -> list[Running]:
        """Workers that are awake."""
        return [worker for worker in self.workers if worker not in self.asleep and not worker.ended]

    async def add(self, count: int = 1, *, wait: bool = True, rooms: str = "watch,notify,deliver") -> list[Running]:
        """Start workers at the same time."""
        more = [self.newsbell.service("--config", str(self.config), "--only", rooms) for _ in range(count)]
        await asyncio.gather(*(worker.start(wait=wait) for worker in more))
        self.workers += more
        return more

    async def kill(self, worker: Running) -> None:
        """SIGKILL."""
        self.workers.remove(worker)
        self.retired.append(worker)
        await worker.kill()

    def sleep(self, worker: Running) -> None:
        """SIGSTOP."""
        worker.send(signal.SIGSTOP)
        self.asleep.append(worker)

    def wake(self, worker: Running) -> None:
        """SIGCONT."""
        worker.send(signal.SIGCONT)
        self.asleep.remove(worker)

    async def restart_server(self) -> None:
        """SIGKILL the server and start it again on its data."""
        await asyncio.to_thread(self.server.kill)
        await asyncio.to_thread(self.server.start)

    async def stop(self) -> list[int]:
        """SIGTERM to all; their exit codes."""
        for worker in list(self.asleep):
            self.wake(worker)
        codes = [worker.code for worker in self.workers if worker.ended]
        codes += await asyncio.gather(*(worker.stop() for worker in self.workers if not worker.ended))
        self.retired += self.workers
        self.workers.clear()
        return codes

    def errors(self) -> str:
        """The last complaints of all workers, for a failure."""
        lines = [line for worker in (*self.retired, *self.workers) for line in worker.log.splitlines()]
        found = [line for line in lines if '"level": "error"' in line or "Traceback" in line][-10:]
        return "\n".join(line if len(line) < 700 else f"{line[:200]} ... {line[-400:]}" for line in found)


@contextlib.asynccontextmanager
async def installation(
    folder: Path,
    crm: FakeWebhook,
    slack: FakeSlack,
    *,
    rules: str = RULES,
    leases: Leases | None = None,
    env: Mapping[str, str] | None = None,
) -> AsyncIterator[Installation]:
    """An installation with a server of its own and no workers yet; everything ends with the block."""
    leases = leases or Leases()
    server = await asyncio.to_thread(ValkeyProcess().start)
    newsbell = Newsbell(
        {
            "NEWSBELL_REDIS_URL": server.url,
            "NEWSBELL_PREFIX": PREFIX,
            "NEWSBELL_LEASE": str(leases.entry),
            "NEWSBELL_DELIVERY_LEASE": str(leases.delivery),
            "NEWSBELL_MAX_ARTICLE_BYTES": "20000",
            "NEWSBELL_MAX_DELIVERIES": "50",
            "NEWSBELL_BATCH_SIZE": "16",
            "NEWSBELL_SLACK_HOOK_URL": slack.url,
            "SLACK_URL": slack.hook_channel_url,
            "CRM_URL": crm.hook_url,
            "CRM_SECRET": SECRET,
            **(env or {}),
        }
    )
    place = Installation(newsbell, server, write(folder, "rules.yaml", rules + SENDING))
    try:
        yield place
    finally:
        await _end(place)


async def _end(place: Installation) -> None:
    """Whatever the test left running."""
    for worker in list(place.workers):
        if not worker.ended:
            await place.kill(worker)
    for worker in (*place.retired, *place.workers):
        await worker.__aexit__()
    await asyncio.to_thread(place.server.stop)


class Publisher:
    """`newsbell publish -` with its input still open."""

    def __init__(self, place: Installation) -> None:
        self._place = place
        self._process: asyncio.subprocess.Process | None = None
        self._fed: list[str] = []

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "newsbell", "publish", "-"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self._place.newsbell.environment(),
        )

    async def feed(self, lines: Sequence[str]) -> None:
        """More articles, as lines of JSON."""
        self._fed += lines
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write("".join(f"{line}\n" for line in lines).encode())
        try:
            await self._process.stdin.drain()
        except ConnectionResetError:
            _, said = await self._process.communicate()
            raise AssertionError(f"the publisher gave up: {said.decode()}") from None

    async def begin_again(self) -> None:
        """SIGKILL; then another one publishes everything from the beginning, which must not double anything."""
        assert self._process is not None
        self._process.kill()
        await self._process.communicate()
        await self.start()
        fed, self._fed = self._fed, []
        await self.feed(fed)

    async def finish(self) -> str:
        """End its input; gives its last word."""
        assert self._process is not None
        out, err = await asyncio.wait_for(self._process.communicate(b""), 60.0)
        assert self._process.returncode == 0, err.decode()
        return out.decode().strip()


class Eyes:
    """Looks at the server as an outsider, and bears with it being away."""

    def __init__(self, url: str) -> None:
        patience = Retry(ConstantBackoff(0.1), 50)
        self.client: redis.asyncio.Redis = redis.asyncio.Redis.from_url(url, retry=patience)
        self.keys = Keys(PREFIX)
        self.operations = Operations(self.client, self.keys, redact=str)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.aclose()

    async def waiting(self) -> dict[str, int]:
        """What is not finished, by name; empty when all is quiet."""
        report = await self.operations.audit()
        return {
            f"{line.name}: {term}": count
            for line in report.lines
            for term, count in line.terms.items()
            if term in {"unread", "pending", "due"} and count
        }

    async def readers(self) -> int:
        """How many workers wait for news: whoever does has finished the batch it had."""
        clients = await self.client.client_list()
        return sum(each["cmd"].startswith("xreadgroup") and "b" in each["flags"] for each in clients)

    async def quiet(self, seconds: float) -> dict[str, int]:
        """Wait until nothing is left to do; gives what is left after `seconds`."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            left = await self.waiting()
            if not left:
                return {}
            await asyncio.sleep(0.05)
        return left

    async def holders(self, groups: Mapping[str, str] = GROUPS) -> set[int]:
        """Process ids of workers that hold entries of these groups right now."""
        found: set[int] = set()
        for group, stream in groups.items():
            with contextlib.suppress(RedisError):
                pending: Any = await self.client.xpending(stream, group)
                found |= {int(item["name"].decode().rsplit("-", 2)[1]) for item in pending["consumers"] or ()}
        return found

    async def articles_of(self, worker: Running | None) -> set[bytes]:
        """Entries of articles that a worker (None: anybody) has been given and has not finished."""
        rows: Any = await self.client.xpending_range(self.keys.articles, "watch", "-", "+", 100_000)
        mark = "-" if worker is None else f"-{worker.pid}-"
        return {row["message_id"] for row in rows if mark in row["consumer"].decode()}

    async def held(self) -> list[float]:
        """For each entry that somebody holds, the seconds since it was given out, as the leases count them."""
        found: list[float] = []
        for group, stream in GROUPS.items():
            rows: Any = await self.client.xpending_range(stream, group, "-", "+", 100_000)
            found += [row["time_since_delivered"] / 1000 for row in rows]
        return found

    async def caught(
        self, workers: Sequence[Running], seconds: float = 1.0, groups: Mapping[str, str] = GROUPS
    ) -> Running | None:
        """A worker that holds entries of these groups at this moment, None when no one was seen with any."""
        by_pid = {worker.pid: worker for worker in workers}
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            holding = sorted(await self.holders(groups) & set(by_pid))
            if holding:
                return by_pid[holding[0]]
            await asyncio.sleep(0)
        return None

    async def documents(self, stream: str) -> list[dict[str, Any]]:
        """The `data` of every CloudEvent of a stream."""
        entries: Any = await self.client.xrange(f"{PREFIX}:{stream}")
        return [json.loads(fields[b"__data__"])["data"] for _, fields in entries]


async def all_running(workers: Sequence[Running], seconds: float = 30.0) -> None:
    """Wait until the workers have said that they run."""
    for worker in workers:
        await until(lambda worker=worker: "newsbell is running" in worker.log or worker.ended, seconds, lambda: "slow")
        assert not worker.ended, f"a worker ended by itself with exit code {worker.code}: {worker.log}"


def seed_from_environment(default: int) -> int:
    """NEWSBELL_CHAOS_SEED, to see a storm again."""
    return int(os.environ.get("NEWSBELL_CHAOS_SEED", default))
