"""Rules that change under load: what was published, what the rules were meanwhile, and what came of it."""

import asyncio
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import redis.asyncio

from chaos.receivers import SECRET
from fakes.newsbell import Running, until
from fakes.rulebooks import replace, rulebook
from newsbell.adapters.rulebook.loading import load_text
from newsbell.adapters.store import Keys, Operations

PATIENCE = 30.0
DRAIN = 150.0
"""Seconds that the sender may need for what has piled up: thousands of calls, each a commit of its own."""
CRM = {"webhook": {"url": "${CRM_URL}", "secret": "${CRM_SECRET}"}}
KEEPING = 40
"""Rules that never change."""


def book(version: int) -> str:
    """The rulebook after so many changes. Each article of the load matches `every`, and no other rule."""
    words = {f"kept-{number}": f"harbour{number} OR bridge{number}" for number in range(KEEPING)}
    passing = {f"passing-{version}-{number}": f"meadow{number}" for number in range(version % 4)}
    route = {"match": {"rule": ["every"]}, "channels": ["crm"]}
    urgent = {"match": {"severity": ["critical"]}, "channels": ["crm"]}
    return rulebook(
        {**words, **passing, "every": {"when": f"@honda AND NOT quince{version}", "title": f"Version {version}"}},
        entities={"honda": {"name": "Honda", "aliases": [f"Honda Works {version // 2}"]}},
        channels={"crm": CRM},
        routes=[urgent, route] if version % 2 else [route],
    )


def version_of(text: str) -> str:
    """The version of the rule that every article matches."""
    rule = load_text(text, "rules.yaml", {"CRM_URL": "https://x.example", "CRM_SECRET": SECRET}).configuration
    every = rule.rule_set.rule("every")
    assert every is not None
    return every.version


def broken(path: Path, kind: int) -> None:
    """Make the rulebook one that can not be used."""
    match kind % 5:
        case 0:
            replace(path, book(0).replace("@honda", "@hondo"))
        case 1:
            path.write_bytes(b"\xff\xfe not a rulebook")
        case 2:
            path.unlink()
        case 3:
            path.write_text(book(0)[:-40], encoding="utf-8")
        case _:
            replace(path, book(0).replace("CRM_URL", "NO_SUCH_VARIABLE"))


@dataclass(slots=True)
class Load:
    """Articles published one after the other, each with the number of the rulebook surely in force at that moment."""

    client: "redis.asyncio.Redis"
    stream: str
    pause: float
    in_force: int = 0
    published: list[int] = field(default_factory=list)
    stopping: bool = False

    async def run(self) -> None:
        """Publish until it is told to stop."""
        while not self.stopping:
            number = len(self.published)
            self.published.append(self.in_force)
            article = {"id": f"a-{number}", "headline": f"Honda opens works number {number}", "body_text": "In May."}
            await self.client.xadd(self.stream, {"__data__": json.dumps(article)})
            event = asyncio.Event()
            asyncio.get_running_loop().call_later(self.pause, event.set)
            await event.wait()


@dataclass(slots=True)
class Reloads:
    """A running service whose rulebook is changed again and again while articles flow."""

    service: Running
    path: Path
    load: Load
    dice: random.Random
    written: list[float] = field(default_factory=list)
    """When each good rulebook was written, in seconds of the machine's clock."""
    good: int = 0
    bad: int = 0

    def told(self, words: str) -> int:
        """How often the service said this."""
        return self.service.log.count(words)

    async def change(self) -> None:
        """A good rulebook, in force when this returns."""
        self.good += 1
        self.written.append(time.time())
        text = book(self.good)
        if self.dice.random() < 0.5:
            replace(self.path, text)
        else:
            self.path.write_text(text, encoding="utf-8")
        # Written in place it may be read half, and then again.
        await self._until(lambda: self.told("rules reloaded:") >= self.good)
        self.load.in_force = self.good

    async def spoil(self) -> None:
        """A rulebook that can not be used; the service has said so when this returns."""
        before = self.told("was not reloaded")
        broken(self.path, self.bad)
        self.bad += 1
        await self._until(lambda: self.told("was not reloaded") > before)

    async def _until(self, holds: Callable[[], bool]) -> None:
        await until(holds, PATIENCE, lambda: self.service.log[-3_000:])


async def quiet(client: "redis.asyncio.Redis", prefix: str) -> None:
    """Wait until everything is done; nothing may be missing from the sums."""
    operations = Operations(client, Keys(prefix), redact=str)
    reports = []

    async def done() -> bool:
        report = await operations.audit()
        reports.append(report)
        waiting = [line.terms.get(term, 0) for line in report.lines for term in ("unread", "pending", "due")]
        return not sum(waiting) and report.difference == 0

    await until(done, DRAIN, lambda: f"{reports[-1].difference} missing: {reports[-1].lines}")


async def alerts(client: "redis.asyncio.Redis", prefix: str) -> list[dict[str, Any]]:
    """The alerts on the bus, oldest first."""
    entries: Any = await client.xrange(f"{prefix}:alerts")
    return [json.loads(fields[b"__data__"])["data"] for _, fields in entries]


def misfits(raised: list[dict[str, Any]], reloads: Reloads) -> list[str]:
    """Alerts made by a version that was not, or not any more, in force for their article.

    The oldest one possible was in force when the article was published; the newest was written before the alert was
    made.
    """
    versions = {version_of(book(number)): number for number in range(reloads.good + 1)}
    wrong = []
    for alert in raised:
        made = datetime.fromisoformat(alert["detected_at"]).astimezone(UTC).timestamp()
        number = int(alert["articles"][0]["id"].removeprefix("a-"))
        oldest = reloads.load.published[number]
        newest = sum(when <= made + 0.002 for when in reloads.written)
        version = versions.get(alert["rule"]["version"], -1)
        if not oldest <= version <= newest or alert["rule"]["title"] != f"Version {version}":
            wrong.append(f"a-{number}: version {version}, not one of {oldest} to {newest}")
    return wrong
