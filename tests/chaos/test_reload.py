"""C20: rules are exchanged under load, and broken files among them; nothing is lost, doubled or matched by half."""

import asyncio
import base64
import json
import random
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redis.asyncio

from chaos.installation import seed_from_environment
from chaos.receivers import SECRET
from chaos.reloads import Load, Reloads, alerts, book, misfits, quiet
from fakes.newsbell import Newsbell, Running, until, write
from fakes.rulebooks import CONSOLE, replace, rulebook
from fakes.valkey import ValkeyProcess
from fakes.webhook import FakeWebhook

KEY = base64.b64decode(SECRET.removeprefix("whsec_"))


async def ask(service: Running, path: str) -> tuple[int, Any]:
    """Status and document of an answer of the service's HTTP side."""
    records = [json.loads(line) for line in service.log.splitlines()]
    (port,) = (record["port"] for record in records if record["event"] == "health is served")
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    return int(head.split()[1]), json.loads(body)


@dataclass(frozen=True, slots=True)
class Ended:
    """What there is to be judged."""

    raised: list[dict[str, Any]]
    reloads: Reloads
    health: list[tuple[int, Any]]
    """What /readyz said after each change."""
    effects: list[str]
    """Ids of the alerts that the webhook took, each call counted."""
    log: str


@dataclass(frozen=True, slots=True)
class Stage:
    """Where it happens."""

    server: ValkeyProcess
    client: "redis.asyncio.Redis"
    prefix: str
    folder: Path

    async def under_load(self, changes: str, pause: float) -> Ended:
        """Change the rulebook (`g`ood or `b`ad, one letter each) while an article comes every `pause` seconds."""
        path = write(self.folder, "rules.yaml", book(0))
        async with FakeWebhook(KEY) as crm:
            env = {"NEWSBELL_HTTP": "127.0.0.1:0", "CRM_URL": crm.hook_url, "CRM_SECRET": SECRET}
            newsbell = Newsbell({"NEWSBELL_REDIS_URL": self.server.url, "NEWSBELL_PREFIX": self.prefix, **env})
            async with newsbell.service("--config", str(path)) as service:
                load = Load(self.client, f"{self.prefix}:articles", pause)
                reloads = Reloads(service, path, load, random.Random(seed_from_environment(1)))
                health = await self._change(changes, reloads)
                await quiet(self.client, self.prefix)
                code, log = await service.stop(), service.log
            assert code == 0, log[-3_000:]
        effects = [call.document["data"]["id"] for call in crm.effects.values()]
        return Ended(await alerts(self.client, self.prefix), reloads, health, effects, log)

    async def _change(self, changes: str, reloads: Reloads) -> list[tuple[int, Any]]:
        publishing = asyncio.ensure_future(reloads.load.run())
        health: list[tuple[int, Any]] = []
        published = reloads.load.published
        try:
            for change in changes:
                await (reloads.change() if change == "g" else reloads.spoil())
                health.append(await ask(reloads.service, "/readyz"))
            enough = len(published) + 5
            await until(lambda: len(published) > enough)
        finally:
            reloads.load.stopping = True
            await publishing
        return health


@pytest.fixture
def stage(server: ValkeyProcess, client: "redis.asyncio.Redis", prefix: str, tmp_path: Path) -> Stage:
    return Stage(server, client, prefix, tmp_path)


def judge(ended: Ended) -> None:
    """Nothing lost, nothing twice, no alert of a version that was not in force, no secret in the log."""
    ids = [alert["articles"][0]["id"] for alert in ended.raised]
    assert len(ids) == len(set(ids)) == len(ended.reloads.load.published)
    assert misfits(ended.raised, ended.reloads) == []
    assert sorted(ended.effects) == sorted(alert["id"] for alert in ended.raised)
    assert {status for status, _ in ended.health} == {200}
    assert SECRET not in ended.log
    assert FakeWebhook.PATH not in ended.log


async def test_rules_change_under_load_and_a_broken_file_changes_nothing(stage: Stage) -> None:
    ended = await stage.under_load("gbg", 0.004)

    judge(ended)
    assert {int(alert["rule"]["title"].split()[1]) for alert in ended.raised} == {0, 1, 2}
    assert ["notes" in answer for _, answer in ended.health] == [False, True, False]
    assert ended.log.count("; routes replaced; took effect in ") == 2
    (note,) = ended.health[1][1]["notes"]
    assert note.startswith("reload: failed at ")
    assert "Z: 1 error; the configuration of " in note


@pytest.mark.chaos
async def test_fifty_reloads_half_of_them_broken(stage: Stage) -> None:
    changes = random.Random(seed_from_environment(1)).sample("gb" * 25, 50)
    ended = await stage.under_load("".join(changes), 0.002)

    judge(ended)
    assert (ended.reloads.good, ended.reloads.bad) == (25, 25)
    assert len({alert["rule"]["version"] for alert in ended.raised}) > 20


@pytest.mark.chaos
async def test_a_service_that_shall_not_reload_does_not_and_sighup_is_no_end(
    server: ValkeyProcess, prefix: str, tmp_path: Path
) -> None:
    path = write(tmp_path, "rules.yaml", rulebook({"a": "honda"}, channels={"term": CONSOLE}))
    newsbell = Newsbell({"NEWSBELL_REDIS_URL": server.url, "NEWSBELL_PREFIX": prefix})
    async with newsbell.service("--config", str(path), "--no-reload") as service:
        replace(path, rulebook({"b": "honda"}, channels={"term": CONSOLE}))
        service.send(signal.SIGHUP)
        await until(lambda: "nothing is read again" in service.log, 10.0, lambda: service.log)
        code, log = await service.stop(), service.log

    assert code == 0
    assert "SIGHUP: nothing is read again, for reloading is switched off" in log
    assert "rules reloaded" not in log
