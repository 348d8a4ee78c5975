"""What the storm sends to: the webhook and Slack doubles, slower by chance, so that a crash meets messages under way."""

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
    """Takes between 2 and `slowest` ms before it looks at a call."""

    def __init__(self, rng: Random, slowest: float = 25.0) -> None:
        super().__init__(KEY)
        self._rng = rng
        self._slowest = slowest

    async def _take(self, request: web.Request) -> web.StreamResponse:
        await pause(self._rng.uniform(2.0, self._slowest) / 1000)
        return await super()._take(request)


class HeldWebhook(FakeWebhook):
    """Keeps every call until the test lets it go, with the status of the test's choice."""

    def __init__(self) -> None:
        super().__init__(KEY)
        self.held: list[asyncio.Future[int]] = []

    async def _take(self, request: web.Request) -> web.StreamResponse:
        call = await self._call(request)
        self.calls.append(call)
        gate: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.held.append(gate)
        status = await gate
        if status < 300:
            self.effects.setdefault(call.id, call)
        return web.Response(status=status)
