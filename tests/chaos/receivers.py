"""What the storm sends to: webhooks that take their time, so that a crash meets messages under way."""

import asyncio
import base64
from random import Random

from aiohttp import web

from fakes.webhook import FakeWebhook

KEY = b"newsbell-test-secret-0002"
SECRET = "whsec_" + base64.b64encode(KEY).decode()


async def pause(seconds: float) -> None:
    """Let time pass: a storm's schedule is made of moments, and a slow receiver of delays."""
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, over.set)
    await over.wait()


class SlowWebhook(FakeWebhook):
    """Takes a call, then between 2 and `slowest` ms to answer, whether or not the caller lives."""

    def __init__(self, rng: Random, slowest: float = 25.0) -> None:
        super().__init__(KEY)
        self._rng = rng
        self._slowest = slowest

    async def _take(self, request: web.Request) -> web.StreamResponse:
        await request.read()
        await pause(self._rng.uniform(2.0, self._slowest) / 1000)
        return await super()._take(request)


class HeldWebhook(FakeWebhook):
    """Keeps every call until the test lets it go, with the status of the test's choice."""

    def __init__(self) -> None:
        super().__init__(KEY)
        self.held: list[asyncio.Future[int]] = []
        self._open = False

    def open(self) -> None:
        """Accept what comes from now on at once."""
        self._open = True

    async def _take(self, request: web.Request) -> web.StreamResponse:
        call = await self._call(request)
        self.calls.append(call)
        gate: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.held.append(gate)
        if self._open:
            gate.set_result(204)
        status = await gate
        if status < 300:
            self.effects.setdefault(call.id, call)
        return web.Response(status=status)
