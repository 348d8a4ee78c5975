"""What the HTTP doubles share: a real server on a free port, and faults that happen on demand."""

import asyncio
import ssl
from collections import deque
from enum import StrEnum
from types import TracebackType
from typing import Self

from aiohttp import web


class Fault(StrEnum):
    """What may go wrong with the next request. ACCEPT_... : the message is taken, but the sender can not know."""

    HANG = "hang"
    RESET = "reset"
    ACCEPT_THEN_HANG = "accept_then_hang"
    ACCEPT_THEN_500 = "accept_then_500"
    ACCEPT_THEN_RESET = "accept_then_reset"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    REDIRECT = "redirect"
    GARBAGE = "garbage"
    ARCHIVED = "archived"
    REVOKED = "revoked"
    GONE = "gone"


class WebDouble:
    """A server on the loopback that lives as long as its `async with` block."""

    def __init__(self, *, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        self._wanted_port = port
        self._tls = tls
        self._runner: web.AppRunner | None = None
        self._ending = asyncio.Event()
        self.faults: deque[Fault] = deque()
        self.port = 0

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def fail(self, *faults: Fault) -> None:
        """Let the next requests fail, in this order."""
        self.faults.extend(faults)

    async def start(self) -> Self:
        app = web.Application()
        self.add_routes(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._wanted_port, ssl_context=self._tls)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def stop(self) -> None:
        self._ending.set()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def add_routes(self, app: web.Application) -> None:
        raise NotImplementedError

    def next_fault(self) -> Fault | None:
        return self.faults.popleft() if self.faults else None

    async def hang(self) -> web.Response:
        """No answer until the double ends."""
        await self._ending.wait()
        return web.Response(status=503)

    @staticmethod
    def reset(request: web.Request) -> web.Response:
        """Cut the connection instead of answering."""
        assert request.transport is not None
        request.transport.abort()
        return web.Response(status=503)
