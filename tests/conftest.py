import itertools
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import redis.asyncio
from hypothesis import settings

from fakes.valkey import ValkeyProcess

settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=200, deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

SHARED = Path(__file__).parents[2] / "shared"
_numbers = itertools.count()


@pytest.fixture
def shared() -> Path:
    """The folder of third-party articles beside the repository; the test is skipped where there is none."""
    if not SHARED.is_dir():
        pytest.skip("the folder of third-party articles is not here")
    return SHARED


@pytest.fixture(scope="session")
def server() -> Iterator[ValkeyProcess]:
    """One real server for the whole run; each test has a key prefix of its own."""
    process = ValkeyProcess().start()
    yield process
    process.stop()


@pytest.fixture
def prefix() -> str:
    """A hash tag that no other test uses."""
    return f"{{t{os.getpid()}-{next(_numbers)}}}"


@pytest.fixture
async def client(server: ValkeyProcess) -> AsyncIterator["redis.asyncio.Redis"]:
    """A plain client of the test server, answering bytes."""
    connection = redis.asyncio.Redis.from_url(server.url)
    yield connection
    await connection.aclose()


@pytest.fixture(scope="session")
def redis_server_binary() -> str:
    """The path of redis-server; the test is skipped where it is not installed."""
    path = shutil.which("redis-server")
    if path is None:
        pytest.skip("redis-server is not installed")
    return path
