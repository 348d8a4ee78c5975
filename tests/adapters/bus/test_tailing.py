"""Following a stream on a real server."""

import asyncio
import json
from contextlib import aclosing
from functools import partial

import pytest
import redis.asyncio
from redis.exceptions import ResponseError

from fakes.bus_stage import until
from fakes.valkey import ValkeyProcess
from newsbell.adapters.bus.tailing import tail


async def reading(client: "redis.asyncio.Redis") -> bool:
    return any(connection["cmd"] == "xread" for connection in await client.client_list())


async def test_it_gives_what_is_there_and_then_what_comes(
    server: ValkeyProcess, client: "redis.asyncio.Redis", prefix: str
) -> None:
    stream = f"{prefix}:alerts"
    await client.xadd(stream, {"__data__": b'{"n":1}'}, id="1-1")
    await client.xadd(stream, {"reason": b"not_json", "raw": b"\xff"}, id="2-1")
    async with asyncio.timeout(5), aclosing(tail(server.url, stream, "0")) as entries:
        assert await anext(entries) == ("1-1", b'{"n":1}')
        entry_id, shown = await anext(entries)
        assert (entry_id, json.loads(shown)) == ("2-1", {"reason": "not_json", "raw": "\\xff"})
        await client.xadd(stream, {"__data__": b"later"}, id="3-1")
        assert await anext(entries) == ("3-1", b"later")


async def test_it_begins_with_the_news_also_on_a_stream_that_is_not_there_yet(
    server: ValkeyProcess, client: "redis.asyncio.Redis", prefix: str
) -> None:
    async with asyncio.timeout(5), aclosing(tail(server.url, f"{prefix}:new")) as entries:
        first = asyncio.ensure_future(anext(entries))
        await until(partial(reading, client))
        await client.xadd(f"{prefix}:new", {"__data__": b"a"}, id="1-1")
        assert await first == ("1-1", b"a")


async def test_after_a_lost_server_it_goes_on_where_it_was(prefix: str) -> None:
    own = ValkeyProcess().start()
    client = redis.asyncio.Redis.from_url(own.url)
    stream = f"{prefix}:alerts"
    await client.xadd(stream, {"__data__": b"old"}, id="1-1")
    try:
        async with asyncio.timeout(15), aclosing(tail(own.url, stream, "1-1", pause=0.05)) as entries:
            following = asyncio.ensure_future(anext(entries))
            await until(partial(reading, client))
            own.kill()
            own.start()
            await client.connection_pool.disconnect()
            await client.xadd(stream, {"__data__": b"a"}, id="2-1")
            await client.xadd(stream, {"__data__": b"b"}, id="3-1")
            assert await following == ("2-1", b"a")
            assert await anext(entries) == ("3-1", b"b")
    finally:
        await client.aclose()
        own.stop()


async def test_a_key_that_is_no_stream_is_an_error(
    server: ValkeyProcess, client: "redis.asyncio.Redis", prefix: str
) -> None:
    await client.set(f"{prefix}:alerts", b"x")
    with pytest.raises(ResponseError, match="WRONGTYPE"):
        async for _ in tail(server.url, f"{prefix}:alerts"):
            pass
