"""The storm: articles, broken documents, kills, sleeps and a dying server, in an order that follows the seed."""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random

from chaos.articles import RULES, Foreign
from chaos.installation import Eyes, Installation, Leases, Publisher, all_running, installation
from chaos.receivers import SlowWebhook, pause
from chaos.verdict import Expected, Harm, expected_of, gather, judge
from fakes.newsbell import Running, write
from fakes.slack import FakeSlack
from newsbell import wire
from newsbell.app.clock import SystemClock
from newsbell_contracts import NewsArticle


@dataclass(frozen=True, slots=True)
class Load:
    """What is published. `lines`: by `newsbell publish`; `early`: by a stranger's XADD before newsbell ever ran."""

    lines: Sequence[str]
    early: Sequence[str] = ()
    broken: Sequence[Foreign] = ()
    rules: str = RULES


@dataclass(frozen=True, slots=True)
class Weather:
    """What befalls the installation."""

    seed: int
    workers: int = 3
    kills: int = 2
    sleeps: int = 1
    server_kills: int = 1
    publisher_kills: int = 0
    leases: Leases = Leases()
    patience: float = 30.0
    """Seconds until all must be quiet after the last article."""

    @property
    def acts(self) -> list[str]:
        """All that happens, in no order."""
        return [
            *(["kill"] * self.kills + ["sleep"] * self.sleeps),
            *(["server"] * self.server_kills + ["publisher"] * self.publisher_kills),
        ]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a storm ended: broken promises (none is right), and figures for the report."""

    seed: int
    broken: Sequence[str]
    figures: Mapping[str, float | int]
    errors: str = ""

    def __str__(self) -> str:
        return f"seed {self.seed}: " + ", ".join(f"{name} {value:g}" for name, value in self.figures.items())

    def failure(self) -> str:
        """All that helps to find the reason."""
        return "\n".join(
            [f"NEWSBELL_CHAOS_SEED={self.seed} shows this storm again", *self.broken, str(self), self.errors]
        )


@dataclass(slots=True)
class Storm:
    """One storm over one installation."""

    place: Installation
    eyes: Eyes
    load: Load
    weather: Weather
    rng: Random
    publisher: Publisher
    harm: Harm
    sleepers: list["asyncio.Task[None]"] = field(default_factory=list)
    fed: list[str] = field(default_factory=list)

    async def rage(self) -> str:
        """Publish everything while the acts happen; gives the publisher's last word."""
        acts = self.weather.acts
        self.rng.shuffle(acts)
        lines = self.load.lines
        cuts = sorted(self.rng.sample(range(16, len(lines)), len(acts)))
        late = self.load.broken[len(self.load.broken) // 2 :]
        for act, (start, end) in zip([*acts, ""], pairwise([0, *cuts, len(lines)]), strict=True):
            await self._feed(lines[start:end])
            if act:
                await pause(self.rng.uniform(0.0, 0.15))
                await self._act(act)
        await put(self.eyes, late)
        word = await self.publisher.finish()
        await asyncio.gather(*self.sleepers)
        await all_running(self.place.workers)
        return word

    async def _feed(self, lines: Sequence[str]) -> None:
        self.fed += lines
        await self.publisher.feed(lines)

    async def _act(self, act: str) -> None:
        match act:
            case "kill":
                await self._kill()
            case "sleep":
                await self._sleep()
            case "server":
                self.harm.server_kills += 1
                await self.place.restart_server()
            case "publisher":
                self.harm.publisher_kills += 1
                await self.publisher.kill()
                await self.publisher.start()
                await self.publisher.feed(self.fed)

    async def _kill(self) -> None:
        """Kill a worker, rather one that has its hands full."""
        awake = self.place.running
        victim = await self.eyes.caught(awake) or self.rng.choice(awake)
        await self.place.kill(victim)
        self.harm.kills += 1
        await self.place.add(wait=False)

    async def _sleep(self) -> None:
        """Stop a worker that holds entries, and wake it when its leases are over."""
        victim = await fall_asleep(self.place, self.eyes) or self.rng.choice(self.place.running)
        if victim not in self.place.asleep:
            self.place.sleep(victim)
        self.harm.sleeps += 1
        self.sleepers.append(asyncio.create_task(self._wake_later(victim)))

    async def _wake_later(self, victim: Running) -> None:
        await pause(self.weather.leases.past)
        self.place.wake(victim)


async def fall_asleep(place: Installation, eyes: Eyes, tries: int = 20) -> Running | None:
    """Stop a worker in the middle of a batch; None when all of them were too quick, every time."""
    for _ in range(tries):
        victim = await eyes.caught(place.running)
        if victim is None or victim.process is None:
            return None
        place.sleep(victim)
        if victim.process.pid in await eyes.holders():
            return victim
        place.wake(victim)
    return None


async def put(eyes: Eyes, entries: Sequence[Foreign]) -> None:
    """XADD, as a stranger would."""
    for entry in entries:
        await eyes.client.xadd(eyes.keys.articles, dict(entry.fields))


def as_foreign(line: str) -> Foreign:
    """The article as a CloudEvent of somebody else."""
    return Foreign({"__data__": wire.ingest_of(NewsArticle.model_validate_json(line), SystemClock().now()).event})


async def storm(
    folder: Path, load: Load, weather: Weather, env: Mapping[str, str] | None = None, *, crm: SlowWebhook | None = None
) -> Outcome:
    """Let the storm pass over a new installation, then judge what it left."""
    rng = Random(weather.seed)
    began = time.monotonic()
    async with (
        FakeSlack() as slack,
        crm or SlowWebhook(rng) as hook,
        installation(folder, load.rules, hook, slack, weather.leases, env) as place,
    ):
        eyes = Eyes(place.server.url)
        try:
            await put(eyes, [as_foreign(line) for line in load.early])
            await put(eyes, load.broken[: len(load.broken) // 2])
            _, publisher = await asyncio.gather(place.add(weather.workers), Publisher(place).start())
            raging = Storm(place, eyes, load, weather, rng, publisher, Harm(workers=weather.workers))
            started = time.monotonic()
            word = await raging.rage()
            calm = time.monotonic()
            left = await eyes.quiet(weather.patience)
            quiet = time.monotonic()
            evidence = await gather(place, eyes, hook, slack, left=left, word=word)
            expected = expectation(folder, place.config, load)
            broken, figures = judge(evidence, expected, raging.harm)
            times = {"storm_s": calm - started, "calm_s": quiet - calm, "all_s": time.monotonic() - began}
            rounded = {name: round(value, 1) for name, value in times.items()}
            return Outcome(weather.seed, broken, {**figures, **rounded}, place.errors())
        finally:
            await eyes.close()


def expectation(folder: Path, config: Path, load: Load) -> Expected:
    """What a backtest makes of the same articles in the same order."""
    lines = [*load.early, *load.lines]
    archive = write(folder, "archive.jsonl", "\n".join(lines))
    keys = {(item["id"], item.get("version")) for item in map(json.loads, load.lines)}
    return expected_of(
        *(config, archive), dead=load.broken, early=len(load.early), lines=len(load.lines), published=len(keys)
    )
