"""A web service that takes anything, for senders whose format is not ours."""

import asyncio

from aiohttp import web

from fakes.web import Fault, WebDouble


class AnyService(WebDouble):
    """Keeps the bodies it gets, and answers 200 unless told otherwise."""

    def __init__(self) -> None:
        super().__init__()
        self.bodies: list[bytes] = []
        self.statuses: list[int] = []
        self.reached = asyncio.Event()
        self.most_at_once = 0
        self._now = 0

    def add_routes(self, app: web.Application) -> None:
        app.router.add_route("*", "/{path:.*}", self._take)

    async def _take(self, request: web.Request) -> web.StreamResponse:
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        try:
            self.bodies.append(await request.read())
            self.reached.set()
            fault = self.next_fault()
            if fault is Fault.HANG:
                return await self.hang()
            if fault is Fault.RESET:
                return self.reset(request)
            status = self.statuses.pop(0) if self.statuses else 200
            headers = {"Location": f"{self.url}/elsewhere"} if 300 <= status < 400 else {}
            return web.Response(status=status, headers=headers)
        finally:
            self._now -= 1
