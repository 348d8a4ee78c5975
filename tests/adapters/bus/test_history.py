"""Reading the history of a stream on a real server: all of it, in order, once, and nothing is changed."""

from contextlib import aclosing

import pytest
import redis.asyncio
from redis.exceptions import ConnectionError as LostConnection
from redis.exceptions import ResponseError

from fakes.valkey import ValkeyProcess
from newsbell.adapters.bus.history import history


async def ids(url: str, stream: str, from_id: str = "-", **more: int) -> list[list[str]]:
    """The ids of each page."""
    async with aclosing(history(url, stream, from_id, **more)) as pages:
        return [[entry.id for entry in page.entries] async for page in pages]


async def fill(client: "redis.asyncio.Redis", stream: str, count: int, size: int = 10) -> list[str]:
    pipeline = client.pipeline()
    for number in range(1, count + 1):
        pipeline.xadd(stream, {"__data__": b"x" * size}, id=f"{1000 + number}-0")
    return [entry.decode() for entry in await pipeline.execute()]


async def test_every_entry_comes_once_in_order(
    server: ValkeyProcess, client: "redis.asyncio.Redis", prefix: str
) -> None:
    stream = f"{prefix}:articles"
    written = await fill(client, stream, 1_234)
    pages = await ids(server.url, stream)

    assert [entry for page in pages for entry in page] == written
    assert len(pages) > 2


async def test_pages_are_no_larger_than_asked_for_once_sizes_are_known(
    server: ValkeyProcess, client: "redis.asyncio.Redis", prefix: str
) -> None:
    await fill(client, f"{prefix}:articles", 80, size=900)

    sizes = [len(page) for page in await ids(server.url, f"{prefix}:articles", page_bytes=10_000)]
    assert sizes == [50, 10, 10, 10]


async def test_it_begins_where_asked_and_ends_at_what_was_newest(
    server: ValkeyProcess, client: "redis.asyncio.Redis", prefix: str
) -> None:
    stream = f"{prefix}:articles"
    written = await fill(client, stream, 120)
    found = []
    async with aclosing(history(server.url, stream, "1011-0")) as pages:
        async for page in pages:
            found += [entry.id for entry in page.entries]
            assert (page.total, page.last) == (120, "1120-0")
            await client.xadd(stream, {"__data__": b"later"})

    assert found == written[10:]


async def test_nothing_on_the_server_changes(server: ValkeyProcess, client: "redis.asyncio.Redis", prefix: str) -> None:
    stream = f"{prefix}:articles"
    await fill(client, stream, 3)
    before = await client.dump(stream)
    await ids(server.url, stream)
    await ids(server.url, f"{prefix}:nothing")

    assert await client.dump(stream) == before
    assert await client.keys(f"{prefix.replace('{', '[{]').replace('}', '[}]')}*") == [stream.encode()]


async def test_an_entry_without_a_document_shows_its_fields(
    server: ValkeyProcess, client: "redis.asyncio.Redis", prefix: str
) -> None:
    stream = f"{prefix}:articles"
    await client.xadd(stream, {"data": b"foreign"})
    await client.xadd(stream, {"other": b"\xff"})
    async with aclosing(history(server.url, stream)) as pages:
        [page] = [page async for page in pages]

    assert [(entry.raw, dict(entry.fields)) for entry in page.entries] == [
        (b"foreign", {}),
        (None, {"other": b"\xff"}),
    ]


async def test_what_is_no_stream_is_refused(server: ValkeyProcess, client: "redis.asyncio.Redis", prefix: str) -> None:
    await client.set(f"{prefix}:articles", "text")
    with pytest.raises(ResponseError):
        await ids(server.url, f"{prefix}:articles")


async def test_a_server_that_is_gone_for_good_ends_it(prefix: str) -> None:
    own = ValkeyProcess().start()
    client = redis.asyncio.Redis.from_url(own.url)
    await fill(client, f"{prefix}:articles", 60)
    await client.aclose()
    async with aclosing(history(own.url, f"{prefix}:articles", pause=0.001)) as pages:
        assert len((await anext(pages)).entries) == 50
        own.stop()
        with pytest.raises(LostConnection):
            await anext(pages)
