"""The broker with the settings that survive a server that is gone, slow or full."""

import logging
import os
import secrets
import socket
from typing import NamedTuple

from faststream.redis import RedisBroker
from faststream.redis.schemas.types import RedisBrokerParams
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import ConnectionError as LostConnection
from redis.exceptions import TimeoutError as NoAnswer

from newsbell.adapters.bus.format import CloudEventFormat
from newsbell.adapters.bus.frame_log import FrameLog

GRACE = 8.0
"""Seconds that a batch in progress gets to finish when the service stops."""

READ_BLOCK = 1.0
"""Seconds that a read waits for news. Below the socket timeout, or each idle read would count as a failure."""

SOCKET_TIMEOUT = 3.0


class Broker(NamedTuple):
    """FastStream's broker, and the log that knows when its reads fail."""

    frame: RedisBroker
    log: FrameLog


def consumer_name() -> str:
    """A name for this process in its groups: host, process id and four random bytes, so that none is used twice."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"


def build_broker(
    url: str, *, graceful_timeout: float = GRACE, logger: logging.Logger | None = None, description: str | None = None
) -> Broker:
    """A broker for the server at `url` (``redis://``, ``rediss://`` or ``unix://``). Nothing is connected yet.

    The client tries again once, not more: redis-py nests the retries of a command and of its reconnect, so that n of
    them on a server that hangs take about ``timeout * (1 + n * (n + 1))``.
    """
    # A dead read loop is brought back by our watchdog, with pauses; the framework's own supervisor has none.
    os.environ["FASTSTREAM_SUPERVISOR_DISABLED"] = "1"
    log = FrameLog(logger or logging.getLogger("newsbell.bus"))
    settings: RedisBrokerParams = {
        "logger": log,
        "log_level": logging.DEBUG,
        "message_format": CloudEventFormat,
        "graceful_timeout": graceful_timeout,
        "apply_types": False,
        "description": description,
        "socket_timeout": SOCKET_TIMEOUT,
        "socket_connect_timeout": 2.0,
        "health_check_interval": 15,
        "retry": Retry(ExponentialWithJitterBackoff(cap=1, base=0.05), 1),
        "retry_on_error": [LostConnection, NoAnswer, OSError],
    }
    if not url.startswith("unix:"):
        settings["socket_keepalive"] = True
    return Broker(RedisBroker(url, **settings), log)
