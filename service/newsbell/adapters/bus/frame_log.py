"""What the framework says, turned down: it writes several lines for every batch."""

import logging
import time
from collections.abc import Mapping
from typing import Any

from redis.exceptions import RedisError

_QUIET = 30.0
"""Seconds without a failure after which the next one is news again."""


class FrameLog:
    """FastStream's logger: everything at DEBUG, and a failed read as one WARNING that health can ask for."""

    __slots__ = ("_failed_at", "_failure", "_log")

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._failure = ""
        self._failed_at: float | None = None

    def log(self, level: int, msg: Any, /, *, exc_info: Any = None, extra: Mapping[str, Any] | None = None) -> None:
        """Write one line for the framework; `level` only tells failures from chatter."""
        if level >= logging.ERROR and isinstance(exc_info, RedisError | OSError):
            self._read_failed(exc_info)
        self._log.debug("%s", msg, exc_info=exc_info)

    def _read_failed(self, error: Exception) -> None:
        news = self._failed_at is None or time.monotonic() - self._failed_at > _QUIET
        self._failed_at = time.monotonic()
        self._failure = f"{type(error).__name__}: {error}"
        if news:
            self._log.warning("reading from the bus failed, trying again: %s", self._failure)

    def failure_within(self, seconds: float) -> str | None:
        """The last failed read, if it was less than `seconds` ago."""
        if self._failed_at is None or time.monotonic() - self._failed_at > seconds:
            return None
        return self._failure
