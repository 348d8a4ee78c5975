from collections.abc import AsyncIterator

import pytest
import redis.asyncio

from fakes.flow import FlowWorld


@pytest.fixture
async def world(client: "redis.asyncio.Redis", prefix: str) -> AsyncIterator[FlowWorld]:
    """Stages on a real store under a prefix of its own; whatever a test does, the audit adds up afterwards."""
    made = FlowWorld(client, prefix)
    await made.begin()
    yield made
    report = await made.operations.audit()
    assert report.difference == 0, report
