"""Following a stream from outside any group: reads, and changes nothing."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import ConnectionError as LostConnection
from redis.exceptions import ResponseError
from redis.exceptions import TimeoutError as NoAnswer

from newsbell.adapters.bus.broker import SOCKET_TIMEOUT
from newsbell.adapters.bus.decoding import document, entry

_log = logging.getLogger(__name__)

_COUNT = 100
_BLOCK = 1000
_LOST = (LostConnection, NoAnswer, OSError)


async def tail(
    url: str, stream: str, from_id: str = "$", *, pause: float = 0.5
) -> AsyncGenerator[tuple[str, bytes], None]:
    """The entries of a stream after `from_id`, then each new one: its id and its document.

    ``$`` means news only, ``0`` everything there is. An entry without a document gives its fields as a JSON object.
    A lost connection is taken up again after `pause` seconds, at the place where it was lost.

    Raises:
        ResponseError: the server refuses, e.g. the key is no stream.
    """
    client: Redis = Redis.from_url(url, socket_timeout=SOCKET_TIMEOUT, socket_connect_timeout=2.0)
    async with aclosing(client):
        last = from_id
        while True:
            try:
                if last == "$":
                    last = await _newest(client, stream)
                found: Any = await client.xread({stream: last}, count=_COUNT, block=_BLOCK)
            except _LOST as error:
                _log.warning("the bus does not answer, trying again: %s", error)
                await asyncio.sleep(pause)
                continue
            for entry_id, fields in found[0][1] if found else ():
                item = entry(entry_id, fields)
                last = item.id
                yield item.id, document(item)


async def _newest(client: "Redis", stream: str) -> str:
    """The id after which news comes; resolved once, because after a reconnect ``$`` would skip what came meanwhile."""
    try:
        info = await client.xinfo_stream(stream)
    except ResponseError as error:
        if "no such key" in str(error):
            return "0-0"
        raise
    return str(info["last-generated-id"].decode())
