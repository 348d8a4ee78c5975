"""The connection to the server, with bounds on all that could wait; and the retry around each script call."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from newsbell.adapters.store.errors import StoreDown, as_store_error, refused_login

PATIENCE = 10.0
"""Seconds that one call may take, all attempts together: below half of the shortest lease (30 s)."""

SCHEMES = ("redis://", "rediss://", "unix://")

_TRANSIENT = (RedisConnectionError, RedisTimeoutError, OSError)
_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 1.0

Answer = TypeVar("Answer")


def connect(url: str, *, connections: int = 16) -> Redis:
    """A client with a bounded pool of its own; it connects on first use.

    The client retries once only: it uses one `Retry` for the command and again for the reconnect inside it, so n
    retries on a silent server take about `socket_timeout * (1 + n * (n + 1))` seconds. The rest is `insist`'s.

    Args:
        url: `redis://`, `rediss://` or `unix://`.
        connections: How many connections at most; a call waits up to 5 s for a free one.

    Raises:
        ValueError: The URL is of another kind. The text does not hold the URL.
    """
    if not url.startswith(SCHEMES):
        raise ValueError(f"the Redis URL must start with one of {', '.join(SCHEMES)}")
    settings: dict[str, Any] = {
        "max_connections": connections,
        "timeout": 5,
        "socket_timeout": 3,
        "socket_connect_timeout": 2,
        "retry": Retry(ExponentialWithJitterBackoff(cap=1, base=0.05), 1),
        "retry_on_error": [RedisConnectionError, RedisTimeoutError, OSError],
    }
    if not url.startswith("unix://"):
        # Not on a socket file: it is never half open, and where its server wants a password that the URL lacks,
        # redis-py 8.1 pings while it connects, is refused, connects again to ping, and so on: no refusal comes out.
        settings["health_check_interval"] = 15
        settings["socket_keepalive"] = True
    return Redis.from_pool(BlockingConnectionPool.from_url(url, **settings))


async def insist(call: Callable[[], Awaitable[Answer]], patience: float = PATIENCE) -> Answer:
    """Call until it answers, with jittered pauses, for at most `patience` seconds. The call must be idempotent.

    Raises:
        StoreDown: no answer in time.
        StoreFull: the server's memory or disk is full.
        StoreError: the server refused the call.
    """
    last: Exception | None = None
    try:
        async with asyncio.timeout(patience):
            pause = _FIRST_PAUSE
            while True:
                try:
                    return await call()
                except _TRANSIENT as error:
                    if refused_login(error):
                        raise
                    last = error
                await asyncio.sleep(pause * (0.5 + random.random() / 2))  # noqa: S311
                pause = min(2 * pause, _LONGEST_PAUSE)
    except TimeoutError as late:
        why = f": {last}" if last else ""
        raise StoreDown(f"the Redis server did not answer within {patience:g} s{why}") from late
    except RedisError as error:
        raise as_store_error(error) from error
