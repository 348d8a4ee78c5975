"""A service that takes signed webhooks. It checks signatures on its own and drops repeats by their id."""

import base64
import hashlib
import hmac
import json
import ssl
import time
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from fakes.web import Fault, WebDouble


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it came. `verified`: one of its signatures is right and its time is near."""

    id: str
    timestamp: str
    signatures: tuple[str, ...]
    content_type: str
    body: bytes
    verified: bool

    @property
    def document(self) -> Any:
        return json.loads(self.body)


class FakeWebhook(WebDouble):
    """Accepts a call whose signature is right under one of its keys; each id takes effect once."""

    PATH = "/hooks/canary-webhook-path"

    def __init__(self, *keys: bytes, status: int = 204, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(tls=tls)
        self.keys = keys
        self.statuses: list[int] = []
        self.retry_after: str | None = None
        self.default_status = status
        self.calls: list[Call] = []
        self.effects: dict[str, Call] = {}

    @property
    def hook_url(self) -> str:
        return f"{self.url}{self.PATH}"

    def answer(self, *statuses: int, retry_after: str | None = None) -> None:
        """Let the next calls be answered with these statuses and take no effect."""
        self.statuses.extend(statuses)
        self.retry_after = retry_after

    def add_routes(self, app: web.Application) -> None:
        app.router.add_post(self.PATH, self._take)

    async def _take(self, request: web.Request) -> web.StreamResponse:
        call = await self._call(request)
        self.calls.append(call)
        fault = self.next_fault()
        if fault is Fault.HANG:
            return await self.hang()
        if fault is Fault.RESET:
            return self.reset(request)
        if self.statuses:
            headers = {"Retry-After": self.retry_after} if self.retry_after else {}
            if self.statuses[0] in range(300, 400):
                headers["Location"] = f"{self.url}/elsewhere"
            return web.Response(status=self.statuses.pop(0), headers=headers)
        if self.keys and not call.verified:
            return web.Response(status=401)
        self.effects.setdefault(call.id, call)
        if fault is Fault.ACCEPT_THEN_RESET:
            return self.reset(request)
        return web.Response(status=self.default_status)

    async def _call(self, request: web.Request) -> Call:
        body = await request.read()
        call_id = request.headers.get("webhook-id", "")
        stamp = request.headers.get("webhook-timestamp", "")
        signatures = tuple(request.headers.get("webhook-signature", "").split())
        near = stamp.isdigit() and abs(time.time() - int(stamp)) < 300
        signed = f"{call_id}.{stamp}.".encode() + body
        right = {
            "v1," + base64.b64encode(hmac.HMAC(key, signed, hashlib.sha256).digest()).decode() for key in self.keys
        }
        verified = near and bool(right & set(signatures))
        return Call(call_id, stamp, signatures, request.headers.get("Content-Type", ""), body, verified)
