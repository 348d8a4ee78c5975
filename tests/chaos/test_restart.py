"""A worker that comes up while the server still reads its data waits for it."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from fakes.newsbell import until
from fakes.valkey import ValkeyProcess
from newsbell.adapters.store import inspect_server

KEYS = 6_000


@pytest.fixture
def slow_reader() -> Iterator[ValkeyProcess]:
    """A server that takes half a second and more to read its data."""
    process = ValkeyProcess(None, "--key-load-delay", "200").start()
    yield process
    process.stop()


async def test_a_server_that_reads_its_data_is_waited_for_and_not_called_unsafe(slow_reader: ValkeyProcess) -> None:
    """While it reads, the server says `aof_enabled:0`, which means nothing."""
    async with redis.asyncio.Redis.from_url(slow_reader.url, retry=Retry(NoBackoff(), 0)) as client:
        pipeline = client.pipeline(transaction=False)
        for number in range(KEYS):
            pipeline.set(f"key-{number}", "value")
        await pipeline.execute()
        slow_reader.kill()
        starting = asyncio.create_task(asyncio.to_thread(slow_reader.start))
        while_reading: list[dict[str, Any]] = []

        async def reads() -> bool:
            try:
                while_reading.append(await client.info("persistence"))
            except RedisError:
                return False
            return True

        await until(reads)
        report = await inspect_server(client)
        await starting
    assert while_reading[0]["loading"] == 1
    assert report.problems == ()
