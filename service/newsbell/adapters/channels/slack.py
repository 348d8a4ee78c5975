"""Slack, by an incoming webhook. What each answer means is from Slack's pages on webhooks, errors and rate limits."""

import json
import re
from dataclasses import dataclass, replace
from typing import Any, Final

from newsbell.adapters.channels.http import Answer, HttpClient, Lost
from newsbell.adapters.channels.wording import EMPTY, the_alert
from newsbell.core.render.slack import slack_digest, slack_message
from newsbell.flow.ports import ErrorCode, Outcome, Outgoing, Rejected, Retry, Sent, Unknown

SEND_SECONDS = 14.0
"""The longest that a send takes; less than half of a delivery's lease."""

JSON_HEADERS: Final = {"Content-Type": "application/json; charset=utf-8"}
TOO_LONG: Final = frozenset({"msg_too_long", "msg_blocks_too_long", "too_many_attachments", "payload_too_large"})
_HOOK_GONE: Final = frozenset({"no_service", "no_service_id", "no_team", "no_active_hooks", "team_disabled"})
_ERROR_WORD = re.compile(r"[a-z][a-z_]{2,59}")


@dataclass(frozen=True, slots=True, repr=False)
class SlackHook:
    """A Slack incoming webhook. It can not thread, edit or read back, and its answer names no message.

    `url` is the secret. `overrides` are fields that the channel's URL sets, e.g. a channel or a user name.
    """

    name: str
    kind: str
    url: str
    http: HttpClient
    owns_http: bool
    overrides: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return f"SlackHook({self.name})"

    @property
    def send_timeout(self) -> float:
        """Seconds."""
        return SEND_SECONDS

    async def send(self, message: Outgoing) -> Outcome:
        """Post one message. A 5xx is Unknown: Slack has been seen to post in spite of it."""
        payload = payload_of(message)
        if payload is None:
            return EMPTY
        body = json.dumps(payload | dict(self.overrides)).encode()
        answer = await self.http.request("POST", self.url, headers=JSON_HEADERS, body=body)
        return answer.outcome() if isinstance(answer, Lost) else hook_outcome(answer)

    def preview(self, message: Outgoing) -> str:
        """The payload as JSON."""
        return shown(payload_of(message), dict(self.overrides))

    async def close(self) -> None:
        """Close the client if it is this channel's own."""
        if self.owns_http:
            await self.http.close()


def payload_of(message: Outgoing, *, repeat: bool | None = None) -> dict[str, Any] | None:
    """A message in Slack's words; None when it has nothing to say. `repeat` overrules the message's own flag."""
    if message.digest is not None:
        return slack_digest(message.digest)
    alert = the_alert(message)
    if alert is None:
        return None
    return slack_message(replace(alert, maybe_repeat=message.maybe_repeat if repeat is None else repeat))


def shown(payload: dict[str, Any] | None, more: dict[str, Any]) -> str:
    """A payload as JSON for people."""
    return json.dumps((payload or {}) | more, ensure_ascii=False, indent=2)


def hook_outcome(answer: Answer) -> Outcome:
    """What a webhook's answer means: accepted is status 200 with the body `ok`, and nothing else."""
    word = error_word(answer.body)
    match answer.status:
        case 200 if answer.body == b"ok":
            return Sent({"status": "ok"})
        case 429:
            return Retry(ErrorCode.RATE_LIMITED, "Slack asks to send less often", answer.retry_after)
        case 401 | 403:
            return Rejected(ErrorCode.AUTH, f"Slack does not accept this webhook{word}")
        case 413:
            return Rejected(ErrorCode.TOO_LONG, f"the message is too long for Slack{word}")
        case status if 500 <= status <= 599:
            return Unknown(ErrorCode.SERVER, f"Slack answered HTTP {status}")
        case status if 400 <= status <= 499:
            return Rejected(_hook_code(answer.body), f"Slack refused the message: HTTP {status}{word}")
        case status if 300 <= status <= 399:
            return Rejected(ErrorCode.CLIENT, f"Slack's address answered with a redirect (HTTP {status})")
    return Unknown(ErrorCode.SERVER, f"HTTP {answer.status} without Slack's `ok`; is there a proxy in between?")


def error_word(body: bytes) -> str:
    """Slack's name for an error in brackets, e.g. ` (no_service)`; nothing when the body is anything else."""
    text = body[:80].decode("ascii", "replace").strip()
    return f" ({text})" if _ERROR_WORD.fullmatch(text) else ""


def _hook_code(body: bytes) -> ErrorCode:
    word = body[:80].decode("ascii", "replace").strip()
    if word in TOO_LONG:
        return ErrorCode.TOO_LONG
    return ErrorCode.AUTH if word in _HOOK_GONE else ErrorCode.CLIENT
