from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import redis.asyncio

from fakes.bus_stage import AckingStage, GroupTools, Misbehave
from fakes.valkey import ValkeyProcess
from newsbell.adapters.bus.broker import build_broker, consumer_name
from newsbell.adapters.bus.reclaim import Reclaiming
from newsbell.adapters.bus.running import Bus
from newsbell.adapters.bus.stages import subscribe


@dataclass
class Rig:
    """A bus with one stage, and the tools to look at its group."""

    bus: Bus
    stage: AckingStage
    tools: GroupTools
    stream: str


class Rigs:
    """Makes buses on one server; those still running at the end of the test are stopped."""

    def __init__(self, url: str, client: "redis.asyncio.Redis", prefix: str) -> None:
        self.url = url
        self.client = client
        self.stream = f"{prefix}:articles"
        self.made: list[Bus] = []

    def make(
        self,
        before: Misbehave | None = None,
        *,
        lease: float = 60.0,
        cap: int = 5,
        grace: float = 2.0,
        batch: int = 64,
        at_once: int = 1,
    ) -> Rig:
        consumer = consumer_name()
        tools = GroupTools(self.client, self.stream, "watch")
        stage = AckingStage(self.client, self.stream, "watch", before)
        broker = build_broker(self.url, graceful_timeout=grace)
        subscription = subscribe(
            broker.frame,
            self.stream,
            group="watch",
            consumer=consumer,
            stage=stage,
            title="Articles",
            retry=tools.retry,
            release=tools.release,
            batch=batch,
            at_once=at_once,
        )
        bus = Bus(
            self.url,
            broker,
            [subscription],
            ensure_groups=tools.ensure,
            reclaiming=Reclaiming(lease=lease, cap=cap),
            grace=grace,
            patience=5,
        )
        self.made.append(bus)
        return Rig(bus, stage, tools, self.stream)

    async def close(self) -> None:
        for bus in self.made:
            await bus.stop()


@pytest.fixture
async def rigs(server: ValkeyProcess, client: "redis.asyncio.Redis", prefix: str) -> AsyncIterator[Rigs]:
    """Buses on the shared test server, on a stream of this test alone."""
    made = Rigs(server.url, client, prefix)
    yield made
    await made.close()


@pytest.fixture
def own_server() -> "ValkeyProcess":
    """A server of this test alone, to be killed."""
    return ValkeyProcess()


@pytest.fixture
def make_rigs() -> type[Rigs]:
    """For a test that brings its own server."""
    return Rigs
