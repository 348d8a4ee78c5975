"""A strict Slack: incoming webhooks and the few API methods we use, with Slack's limits, errors and rate limit.

    async with FakeSlack() as slack:
        channel = await open_channel("autos", "slack", url=slack.hook_channel_url, slack_hook_url=slack.hook_url)

As a program: `python -m fakes.slack --port 0 --record posts.jsonl` prints its addresses as one JSON line.
"""

import argparse
import asyncio
import hashlib
import json
import ssl
import sys
import time
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from aiohttp import web

from fakes.slack_rules import faults_of, slack_word
from fakes.web import Fault, WebDouble

TEAM, BOT_ID, SECRET = "T00CANARY", "B00CANARY", "canaryslackhooksecret024"
TOKEN = "xoxb-1234567890-1234567890-canaryslackbottoken00024"


@dataclass(slots=True)
class Post:
    """A message that was accepted. `at` is seconds on the monotonic clock."""

    at: float
    channel: str
    ts: str
    payload: dict[str, Any]
    thread: str | None = None
    delivery_id: str | None = None


@dataclass(slots=True)
class Rate:
    """Slack's limit for one destination: a message each `interval` seconds after a short burst."""

    interval: float = 1.0
    burst: int = 3
    arrivals: dict[str, float] = field(default_factory=dict)

    def wait(self, key: str, now: float) -> float:
        """Seconds to wait before the next message; 0 lets it in and counts it."""
        due = max(self.arrivals.get(key, now), now)
        ahead = due - now - self.interval * (self.burst - 1)
        if ahead > 0:
            return ahead
        self.arrivals[key] = due + self.interval
        return 0.0


class FakeSlack(WebDouble):
    """`strict=False` accepts any message, for senders that are not ours. `rate=None` never limits."""

    def __init__(
        self,
        *,
        strict: bool = True,
        rate: Rate | None = None,
        history: bool = True,
        record: Path | None = None,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__(port=port, tls=tls)
        self.strict = strict
        self.rate = rate
        self.history = history
        self.record = record
        self.posts: list[Post] = []
        self.refused: list[list[str]] = []
        self.limited = 0
        self.methods: list[str] = []

    @property
    def hook_url(self) -> str:
        """What takes the place of https://hooks.slack.com/services."""
        return f"{self.url}/services"

    @property
    def api_url(self) -> str:
        """What takes the place of https://slack.com/api."""
        return f"{self.url}/api"

    @property
    def hook_channel_url(self) -> str:
        """A webhook channel's URL for the configuration."""
        return f"slack://{TEAM}/{BOT_ID}/{SECRET}"

    @property
    def bot_channel_url(self) -> str:
        """A bot channel's URL for the configuration."""
        return f"slack://{TOKEN}/+{channel_id('#news')}"

    @property
    def intervals(self) -> list[float]:
        """Seconds between accepted messages."""
        times = [post.at for post in self.posts]
        return [later - earlier for earlier, later in pairwise(times)]

    def add_routes(self, app: web.Application) -> None:
        app.router.add_post("/services/{team}/{bot}/{secret}", self._hook)
        app.router.add_route("*", "/api/{method}", self._api)

    # --- webhooks

    async def _hook(self, request: web.Request) -> web.StreamResponse:
        info = request.match_info
        if (info["team"], info["bot"], info["secret"]) != (TEAM, BOT_ID, SECRET):
            return web.Response(status=404, text="no_service")
        fault = self.next_fault()
        early = await self._before(request, fault)
        if early is not None:
            return early
        wait = self.rate.wait("hook", time.monotonic()) if self.rate else 0.0
        if wait:
            return self._limited(wait)
        try:
            payload = await request.json()
        except ValueError:
            return web.Response(status=400, text="invalid_payload")
        faults = faults_of(payload) if self.strict else []
        if faults:
            self.refused.append(faults)
            return web.Response(status=400, text=slack_word(faults))
        self._accept(payload, "hook")
        return await self._after(request, fault) or web.Response(text="ok")

    # --- the API

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.methods.append(method)
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return _no("invalid_auth" if "Authorization" in request.headers else "not_authed")
        if method == "auth.test":
            return web.json_response({"ok": True, "team_id": TEAM, "bot_id": BOT_ID})
        if method in ("conversations.history", "conversations.replies"):
            return self._read_back(method, request.query)
        if method == "chat.postMessage":
            return await self._post(request)
        if method == "chat.update":
            return await self._update(request)
        return _no("unknown_method")

    async def _post(self, request: web.Request) -> web.StreamResponse:
        fault = self.next_fault()
        early = await self._before(request, fault, bot=True)
        if early is not None:
            return early
        payload = await request.json()
        channel = channel_id(str(payload.get("channel", "")))
        if channel is None:
            return _no("channel_not_found")
        wait = self.rate.wait(channel, time.monotonic()) if self.rate else 0.0
        if wait:
            return self._limited(wait)
        faults = faults_of(payload) if self.strict else []
        if faults:
            self.refused.append(faults)
            return _no(slack_word(faults))
        post = self._accept(payload, channel)
        answer = {"ok": True, "channel": channel, "ts": post.ts, "message": {"text": payload.get("text")}}
        return await self._after(request, fault) or web.json_response(answer)

    async def _update(self, request: web.Request) -> web.StreamResponse:
        payload = await request.json()
        for post in self.posts:
            if (post.channel, post.ts) == (payload.get("channel"), payload.get("ts")):
                faults = faults_of(payload) if self.strict else []
                if faults:
                    self.refused.append(faults)
                    return _no(slack_word(faults))
                post.payload = payload
                return web.json_response({"ok": True, "channel": post.channel, "ts": post.ts})
        return _no("message_not_found")

    def _read_back(self, method: str, query: Any) -> web.Response:
        if not self.history:
            return _no("missing_scope")
        channel, thread = query.get("channel", ""), query.get("ts")
        if not channel.startswith(("C", "G", "D")):
            return _no("channel_not_found")
        replies = method == "conversations.replies"
        wanted = [
            post
            for post in reversed(self.posts)
            if post.channel == channel
            and (post.thread == thread if replies else post.thread is None)
            and float(post.ts) > float(query.get("oldest", 0))
        ]
        start, limit = int(query.get("cursor") or 0), min(int(query.get("limit", 100)), 999)
        page, more = wanted[start : start + limit], len(wanted) > start + limit
        with_metadata = query.get("include_all_metadata") == "true"
        messages = [_as_message(post, with_metadata=with_metadata) for post in page]
        cursor = {"response_metadata": {"next_cursor": str(start + limit)}} if more else {}
        return web.json_response({"ok": True, "messages": messages, "has_more": more} | cursor)

    # --- shared

    async def _before(self, request: web.Request, fault: Fault | None, *, bot: bool = False) -> web.Response | None:
        """An answer instead of taking the message."""
        match fault:
            case Fault.HANG:
                return await self.hang()
            case Fault.RESET:
                return self.reset(request)
            case Fault.RATE_LIMITED:
                return self._limited(7)
            case Fault.SERVER_ERROR:
                return _no("internal_error") if bot else web.Response(status=500, text="rollup_error")
            case Fault.ARCHIVED:
                return _no("is_archived") if bot else web.Response(status=410, text="channel_is_archived")
            case Fault.REVOKED:
                return _no("token_revoked") if bot else web.Response(status=403, text="invalid_token")
            case Fault.GONE:
                return _no("channel_not_found") if bot else web.Response(status=404, text="no_service")
            case Fault.REDIRECT:
                return web.Response(status=307, headers={"Location": f"{self.url}/services/elsewhere"})
            case Fault.GARBAGE:
                return web.Response(text="<html>Welcome to the hotel's network</html>")
        return None

    async def _after(self, request: web.Request, fault: Fault | None) -> web.Response | None:
        """An answer that hides that the message was taken."""
        match fault:
            case Fault.ACCEPT_THEN_HANG:
                return await self.hang()
            case Fault.ACCEPT_THEN_500:
                return web.Response(status=500, text="server_error")
            case Fault.ACCEPT_THEN_RESET:
                return self.reset(request)
        return None

    def _limited(self, wait: float) -> web.Response:
        self.limited += 1
        after = str(int(-(-wait // 1)))
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": after})

    def _accept(self, payload: dict[str, Any], channel: str) -> Post:
        metadata = payload.get("metadata") or {}
        delivery_id = (metadata.get("event_payload") or {}).get("delivery_id")
        ts = f"{time.time():.0f}.{len(self.posts):06d}"
        post = Post(time.monotonic(), channel, ts, payload, payload.get("thread_ts"), delivery_id)
        self.posts.append(post)
        if self.record is not None:
            with self.record.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(post), ensure_ascii=False) + "\n")
        return post


def channel_id(channel: str) -> str | None:
    """The id of a channel given by name or id; None for one that does not exist."""
    if not channel or channel == "#missing":
        return None
    if channel.startswith(("#", "@")):
        return "C" + hashlib.sha256(channel.encode()).hexdigest()[:10].upper()
    return channel


def _as_message(post: Post, *, with_metadata: bool) -> dict[str, Any]:
    message = {"type": "message", "ts": post.ts, "text": post.payload.get("text")}
    return message | {"metadata": post.payload["metadata"]} if with_metadata and "metadata" in post.payload else message


def _no(error: str) -> web.Response:
    return web.json_response({"ok": False, "error": error})


async def _serve(port: int, record: Path | None, rate: Rate | None) -> None:
    async with FakeSlack(port=port, record=record, rate=rate) as slack:
        addresses = {"hook_url": slack.hook_url, "api_url": slack.api_url, "hook_channel_url": slack.hook_channel_url}
        sys.stdout.write(json.dumps(addresses | {"bot_channel_url": slack.bot_channel_url}) + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    """Serve until stopped."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--record", type=Path)
    options.add_argument("--rate", action="store_true", help="limit to 1 message a second after a burst of 3")
    given = options.parse_args()
    try:
        asyncio.run(_serve(given.port, given.record, Rate() if given.rate else None))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
