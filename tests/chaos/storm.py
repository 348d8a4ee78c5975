"""The storm: articles, broken documents, kills, sleeps and a dying server, in an order that follows the seed."""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from chaos.articles import RULES, Foreign
from chaos.installation import WATCHERS, Eyes, Installation, Leases, Publisher, all_running, installation
from chaos.receivers import SlowWebhook, pause
from chaos.verdict import Expected, Harm, expected_of, gather, judge
from fakes.newsbell import Running, write
from fakes.slack import FakeSlack
from newsbell import wire
from newsbell.app.clock import SystemClock
from newsbell_contracts import NewsArticle

MOST_SHOWN = 25
"""Broken promises that a failure lists."""


@dataclass(frozen=True, slots=True)
class Load:
    """What is published. `lines`: by `newsbell publish`; `early`: by a stranger's XADD before newsbell ever ran."""

    lines: Sequence[str]
    early: Sequence[str] = ()
    broken: Sequence[Foreign] = ()
    bursts: Sequence[str] = ()
    """From a stranger again, a share just before each kill and sleep, so that these find workers at work."""
    rules: str = RULES
    publishers: int = 1
    """How many publish at the same time, each its share. More than one only where the order means nothing."""


@dataclass(frozen=True, slots=True)
class Weather:
    """What befalls the installation."""

    seed: int
    workers: int = 3
    kills: int = 2
    sleeps: int = 1
    server_kills: int = 1
    publisher_kills: int = 0
    leases: Leases = field(default_factory=Leases)
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
    figures: Mapping[str, float]
    errors: str = ""

    def __str__(self) -> str:
        return f"seed {self.seed}: " + ", ".join(f"{name} {value:g}" for name, value in self.figures.items())

    def failure(self) -> str:
        """All that helps to find the reason."""
        more = len(self.broken) - MOST_SHOWN
        told = [*self.broken[:MOST_SHOWN], *([f"... and {more} more"] if more > 0 else [])]
        return "\n".join([f"NEWSBELL_CHAOS_SEED={self.seed} shows this storm again", *told, str(self), self.errors])


@dataclass(slots=True)
class Storm:
    """One storm over one installation."""

    place: Installation
    eyes: Eyes
    load: Load
    weather: Weather
    rng: Random
    publishers: Sequence[Publisher]
    harm: Harm
    bursts: list[Sequence[str]]
    sleepers: list["asyncio.Task[None]"] = field(default_factory=list)

    async def rage(self) -> list[str]:
        """Publish everything while the acts happen; gives the publishers' last words."""
        acts = self.weather.acts
        self.rng.shuffle(acts)
        lines = self.load.lines
        cuts = sorted(self.rng.sample(range(16, len(lines)), len(acts)))
        late = self.load.broken[len(self.load.broken) // 2 :]
        for act, (start, end) in zip([*acts, ""], pairwise([0, *cuts, len(lines)]), strict=True):
            await self._feed(start, end)
            if act:
                await pause(self.rng.uniform(0.0, 0.4))
                await self._act(act)
        await put(self.eyes, late)
        words = await asyncio.gather(*(publisher.finish() for publisher in self.publishers))
        await asyncio.gather(*self.sleepers)
        await all_running(self.place.workers)
        return words

    async def _feed(self, start: int, end: int) -> None:
        count = len(self.publishers)
        shares = [self.load.lines[start + number : end : count] for number in range(count)]
        await asyncio.gather(*(each.feed(share) for each, share in zip(self.publishers, shares, strict=True)))

    async def _act(self, act: str) -> None:
        if not self.place.running:
            await self.place.add()
            self.harm.workers += 1
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
                await self.rng.choice(self.publishers).begin_again()

    async def _kill(self) -> None:
        """Kill a worker, rather one that has its hands full."""
        awake = self.place.running
        caught, _ = await asyncio.gather(self.eyes.caught(awake), self._burst())
        await self.place.kill(caught or self.rng.choice(awake))
        self.harm.kills += 1
        self.harm.in_the_act += caught is not None
        await self.place.add(wait=False)

    async def _sleep(self) -> None:
        """Stop a worker, rather one that holds entries, and wake it when its leases are over."""
        caught, _ = await asyncio.gather(fall_asleep(self.place, self.eyes), self._burst())
        victim = caught or self.rng.choice(self.place.running)
        if caught is None:
            self.place.sleep(victim)
        self.harm.sleeps += 1
        self.harm.in_the_act += caught is not None
        self.sleepers.append(asyncio.create_task(self._wake_later(victim, await self.eyes.articles_of(victim))))

    async def _burst(self) -> None:
        await put(self.eyes, [as_foreign(line) for line in self.bursts.pop()])

    async def _wake_later(self, victim: Running, held: set[bytes]) -> None:
        """Not before its leases are over and the others have finished what it held."""
        await pause(self.weather.leases.past)
        deadline = time.monotonic() + 15.0
        while time.monotonic() < deadline:
            if not held & await self.eyes.articles_of(None):
                break
            await asyncio.sleep(0.05)
        self.place.wake(victim)


async def fall_asleep(place: Installation, eyes: Eyes, *, seconds: float = 1.0, tries: int = 20) -> Running | None:
    """Stop a watcher in the middle of a batch; None when none was seen with one in `seconds`."""
    for _ in range(tries):
        victim = await eyes.caught(place.running, seconds, WATCHERS)
        if victim is None:
            return None
        place.sleep(victim)
        await pause(0.02)  # what it has sent to the server is done by then
        if victim.pid in await eyes.holders(WATCHERS):
            return victim
        place.wake(victim)
    return None


async def put(eyes: Eyes, entries: Sequence[Foreign]) -> None:
    """XADD, as a stranger would; all at once, so that they are read in whole batches."""
    pipeline = eyes.client.pipeline(transaction=False)
    for entry in entries:
        fields: dict[Any, Any] = dict(entry.fields)
        pipeline.xadd(eyes.keys.articles, fields)
    await pipeline.execute()


def as_foreign(line: str) -> Foreign:
    """The article as a CloudEvent of somebody else."""
    return Foreign({"__data__": wire.ingest_of(NewsArticle.model_validate_json(line), SystemClock().now()).event})


async def storm(folder: Path, load: Load, weather: Weather, env: Mapping[str, str] | None = None) -> Outcome:
    """Let the storm pass over a new installation, then judge what it left."""
    rng = Random(weather.seed)
    began = time.monotonic()
    async with (
        FakeSlack() as slack,
        SlowWebhook(rng) as hook,
        installation(folder, hook, slack, rules=load.rules, leases=weather.leases, env=env) as place,
        Eyes(place.server.url) as eyes,
    ):
        await put(eyes, [as_foreign(line) for line in load.early])
        await put(eyes, load.broken[: len(load.broken) // 2])
        publishers = [Publisher(place) for _ in range(load.publishers)]
        await asyncio.gather(place.add(weather.workers), *(each.start() for each in publishers))
        blows = weather.kills + weather.sleeps
        bursts = [load.bursts[number::blows] for number in range(blows)]
        raging = Storm(place, eyes, load, weather, rng, publishers, Harm(workers=weather.workers), bursts)
        started = time.monotonic()
        words = await raging.rage()
        calm = time.monotonic()
        left = await eyes.quiet(weather.patience)
        quiet = time.monotonic()
        evidence = await gather(place, eyes, hook, slack, left=left, words=words)
        stopped = time.monotonic()
        expected = expectation(folder, place.config, load)
        broken, figures = judge(evidence, expected, raging.harm)
        spans = {"start": started - began, "storm": calm - started, "calm": quiet - calm, "stop": stopped - quiet}
        spans["all"] = time.monotonic() - began
        times = {f"{name}_s": round(seconds, 1) for name, seconds in spans.items()}
        return Outcome(weather.seed, broken, {**figures, **times}, place.errors())


def expectation(folder: Path, config: Path, load: Load) -> Expected:
    """What a backtest makes of the same articles in the same order."""
    foreign = [*load.early, *load.bursts]
    lines = [*foreign, *load.lines]
    archive = write(folder, "archive.jsonl", "\n".join(lines))
    keys = {(item["id"], item.get("version")) for item in map(json.loads, load.lines)}
    return expected_of(
        *(config, archive), dead=load.broken, foreign=len(foreign), lines=len(load.lines), published=len(keys)
    )
