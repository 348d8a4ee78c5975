import pytest
import redis.asyncio

from fakes.ledger import World


@pytest.fixture
async def world(client: "redis.asyncio.Redis", prefix: str) -> World:
    """A store on the real server under a prefix of its own."""
    return await World(client, prefix).begin()
