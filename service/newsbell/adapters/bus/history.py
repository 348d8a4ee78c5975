"""The history of a stream, page by page, from outside any group: reads, and changes nothing."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, TypeVar

from redis.asyncio import Redis
from redis.exceptions import ConnectionError as LostConnection
from redis.exceptions import ResponseError
from redis.exceptions import TimeoutError as NoAnswer

from newsbell.adapters.bus.broker import SOCKET_TIMEOUT
from newsbell.adapters.bus.decoding import entry
from newsbell.flow.ports import Entry

_log = logging.getLogger(__name__)

PAGE_BYTES = 4_000_000
"""What a page should hold: enough to be quick, little enough for the memory and for a server that others use."""

_FIRST_COUNT, _MOST = 50, 1_000
_TRIES = 20
_LOST = (LostConnection, NoAnswer, OSError)

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Page:
    """Entries in a row, oldest first, and how many the stream held when the reading began."""

    entries: tuple[Entry, ...]
    total: int
    last: str
    """The id of the stream's newest entry when the reading began: where it ends."""


async def history(
    url: str, stream: str, from_id: str = "-", *, page_bytes: int = PAGE_BYTES, pause: float = 0.5
) -> AsyncGenerator[Page, None]:
    """What a stream holds from `from_id` on, oldest first, up to what was its newest entry at the start.

    The connection is closed at the end. When it is lost it is taken up again at the same place, `_TRIES` times in a
    row at most.

    Raises:
        ResponseError: the server refuses, e.g. the key is no stream.
        redis.exceptions.ConnectionError: the server is gone for good.
    """
    client: Redis = Redis.from_url(url, socket_timeout=SOCKET_TIMEOUT, socket_connect_timeout=2.0)
    async with aclosing(client):
        extent = await _insist(lambda: _extent(client, stream), pause)
        if extent is None:
            return
        total, last = extent
        start, count = from_id, _FIRST_COUNT
        while True:
            found: Any = await _insist(lambda at=start, n=count: client.xrange(stream, at, last, count=n), pause)  # type: ignore[misc]
            if not found:
                return
            entries = tuple(entry(*item) for item in found)
            yield Page(entries, total, last)
            if len(entries) < count:
                return
            start, count = f"({entries[-1].id}", _next_count(entries, page_bytes)


async def _extent(client: "Redis", stream: str) -> tuple[int, str] | None:
    """How many entries there are and the id of the newest, or None where there are none."""
    try:
        info = await client.xinfo_stream(stream)
    except ResponseError as error:
        if "no such key" in str(error):
            return None
        raise
    return (int(info["length"]), info["last-entry"][0].decode()) if info["length"] else None


def _next_count(entries: tuple[Entry, ...], page_bytes: int) -> int:
    """How many entries of this size make a page."""
    size = sum(len(item.raw or b"") for item in entries) / len(entries) + 100
    return max(1, min(_MOST, int(page_bytes / size)))


async def _insist(ask: Callable[[], Awaitable[Answer]], pause: float) -> Answer:
    """The answer to a question that changes nothing, asked again when the connection is lost."""
    for _ in range(_TRIES - 1):
        try:
            return await ask()
        except _LOST as error:
            _log.warning("the bus does not answer, trying again: %s", error)
            await asyncio.sleep(pause)
    return await ask()
