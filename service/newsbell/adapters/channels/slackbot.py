"""Slack, by a bot token: posts, and reads back whether a doubtful post arrived.

Methods and error names are from Slack's reference of `chat.postMessage` and `conversations.history`. Slack has no key
that makes a post idempotent; the delivery's id travels in the message's metadata instead, and is looked for there.
"""

import json
import re
from asyncio import timeout as within
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, Final

from newsbell.adapters.channels.http import Answer, HttpClient, Lost
from newsbell.adapters.channels.slack import JSON_HEADERS, SEND_SECONDS, TOO_LONG, payload_of, shown
from newsbell.adapters.channels.wording import EMPTY
from newsbell.flow.ports import ErrorCode, Outcome, Outgoing, Rejected, Retry, Sent, Unknown

EVENT_TYPE = "newsbell_delivery"
PAGES = 3
"""Pages of 200 messages that are read back at most."""

CLOCK_SKEW = timedelta(seconds=60)

_RETRY: Final = frozenset({"ratelimited", "rate_limited", "request_timeout", "team_added_to_org"})
_DOUBT: Final = frozenset({"internal_error", "fatal_error", "service_unavailable"})
_AUTH: Final = frozenset(
    {
        *("invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "access_denied"),
        *("missing_scope", "no_permission", "not_allowed_token_type", "org_login_required", "ekm_access_denied"),
    }
)
_ID = re.compile(r"[CGDU][A-Z0-9]{8,}")
_NAME = re.compile(r"[a-z][a-z0-9_]{1,60}")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a bot posts: a channel (`#name`, `@user` or an id), and the `ts` of a thread's first message."""

    channel: str
    thread: str | None = None

    @property
    def known_id(self) -> str | None:
        """The channel's id, when it is written as one: only ids can be read back."""
        return self.channel if _ID.fullmatch(self.channel) else None


def target_of(text: str) -> Target:
    """A target as Apprise gives it: `#news`, `news`, `+C0123456789`, `@user`, each with `:ts` for a thread."""
    channel, _, thread = text.partition(":")
    if channel.startswith("+"):
        channel = channel[1:]
    elif not channel.startswith(("#", "@")) and not _ID.fullmatch(channel):
        channel = f"#{channel}"
    return Target(channel, thread or None)


class Found(Enum):
    """What reading back says of a doubtful post."""

    ABSENT = auto()
    CANNOT_TELL = auto()


@dataclass(frozen=True, slots=True, repr=False)
class SlackBot:
    """A bot that posts to one or more channels. `token` is the secret.

    After an unknown outcome it looks for the delivery's id in the channel's history; this needs the channel's id
    (from the URL, or from an earlier answer) and a history scope.
    """

    name: str
    kind: str
    token: str
    targets: tuple[Target, ...]
    api_url: str
    http: HttpClient
    owns_http: bool
    overrides: tuple[tuple[str, str], ...] = ()
    _ids: dict[Target, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"SlackBot({self.name})"

    @property
    def send_timeout(self) -> float:
        """Seconds."""
        return SEND_SECONDS

    async def send(self, message: Outgoing) -> Outcome:
        """Post to every target, after looking for an earlier attempt's post when its outcome is not known."""
        if payload_of(message) is None:
            return EMPTY
        try:
            async with within(SEND_SECONDS - 0.5):
                outcomes = [(target, await self._reach(target, message)) for target in self.targets]
                return _together(outcomes, await self._all_found(outcomes, message))
        except TimeoutError:
            return Unknown(ErrorCode.TIMEOUT, "Slack did not answer in time")

    def preview(self, message: Outgoing) -> str:
        """The payload for the first target as JSON, without the token."""
        return shown(payload_of(message), self._envelope(self.targets[0], message))

    async def close(self) -> None:
        """Close the client if it is this channel's own."""
        if self.owns_http:
            await self.http.close()

    async def _reach(self, target: Target, message: Outgoing) -> Outcome:
        """Post to one target unless it is there already."""
        found: str | Found = Found.CANNOT_TELL
        if message.maybe_repeat:
            found = await self._look_for(target, message)
            if isinstance(found, str):
                return self._found(target, found)
        repeat = message.maybe_repeat and found is Found.CANNOT_TELL
        outcome = await self._post(target, message, repeat=repeat)
        if not isinstance(outcome, Unknown):
            return outcome
        found = await self._look_for(target, message)
        if isinstance(found, str):
            return self._found(target, found)
        return Unknown(outcome.code, outcome.message, safe_to_resend=found is Found.ABSENT)

    async def _post(self, target: Target, message: Outgoing, *, repeat: bool) -> Outcome:
        payload = (payload_of(message, repeat=repeat) or {}) | self._envelope(target, message)
        body = json.dumps(payload).encode()
        answer = await self.http.request("POST", self._method("chat.postMessage"), headers=self._headers(), body=body)
        if isinstance(answer, Lost):
            return answer.outcome()
        outcome = bot_outcome(answer)
        if isinstance(outcome, Sent) and outcome.receipt.get("channel"):
            self._ids[target] = outcome.receipt["channel"]
        return outcome

    async def _look_for(self, target: Target, message: Outgoing) -> str | Found:
        """The `ts` of the message that carries the delivery's id, or whether it is absent or can not be told."""
        channel = self._id(target)
        if channel is None:
            return Found.CANNOT_TELL
        query = _history_query(channel, target, message.first_attempt_at)
        method = self._method("conversations.replies" if target.thread else "conversations.history")
        for _ in range(PAGES):
            answer = await self.http.request("GET", method, headers=self._headers(), query=query)
            page = {} if isinstance(answer, Lost) else _document(answer)
            if page.get("ok") is not True:
                return Found.CANNOT_TELL
            for post in page.get("messages") or ():
                if _delivery_of(post) == message.delivery_id:
                    return str(post.get("ts", ""))
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return Found.ABSENT
            query = query | {"cursor": str(cursor)}
        return Found.CANNOT_TELL

    async def _all_found(self, outcomes: list[tuple[Target, Outcome]], message: Outgoing) -> bool:
        """Whether the posts that were accepted can be read back, so that the others may be tried again."""
        if all(isinstance(outcome, Sent | Rejected) for _, outcome in outcomes):
            return True
        sent = [target for target, outcome in outcomes if isinstance(outcome, Sent)]
        return all([isinstance(await self._look_for(target, message), str) for target in sent])

    def _found(self, target: Target, ts: str) -> Sent:
        return Sent({"channel": self._id(target) or target.channel, "ts": ts, "read_back": "true"})

    def _id(self, target: Target) -> str | None:
        return target.known_id or self._ids.get(target)

    def _envelope(self, target: Target, message: Outgoing) -> dict[str, Any]:
        """What is beside the message: where it goes, and the delivery's id to find it again."""
        envelope: dict[str, Any] = dict(self.overrides) | {
            "channel": target.channel,
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"delivery_id": message.delivery_id}},
        }
        return envelope | {"thread_ts": target.thread} if target.thread else envelope

    def _headers(self) -> dict[str, str]:
        return {**JSON_HEADERS, "Authorization": f"Bearer {self.token}"}

    def _method(self, name: str) -> str:
        return f"{self.api_url.rstrip('/')}/{name}"


def bot_outcome(answer: Answer) -> Outcome:
    """What an API answer means. Errors come with HTTP 200 too, so the document's `ok` decides."""
    if answer.status == 429:
        return Retry(ErrorCode.RATE_LIMITED, "Slack asks to send less often", answer.retry_after)
    document = _document(answer)
    if document.get("ok") is True:
        return Sent({"channel": str(document.get("channel", "")), "ts": str(document.get("ts", ""))})
    word = str(document.get("error", ""))
    if not _NAME.fullmatch(word):
        return _unspoken(answer.status)
    return _spoken(word, answer.retry_after)


def _spoken(word: str, after: float | None) -> Outcome:
    """An error that Slack names."""
    if word in _RETRY:
        code = ErrorCode.RATE_LIMITED if word.startswith("rate") else ErrorCode.SERVER
        return Retry(code, f"Slack said `{word}`", after)
    if word in _DOUBT:
        return Unknown(ErrorCode.SERVER, f"Slack said `{word}`: part of it may have succeeded")
    if word in _AUTH:
        return Rejected(ErrorCode.AUTH, f"Slack said `{word}`; check the bot's token and scopes")
    code = ErrorCode.TOO_LONG if word in TOO_LONG else ErrorCode.CLIENT
    return Rejected(code, f"Slack said `{word}`")


def _unspoken(status: int) -> Outcome:
    """An answer without a named error."""
    if 300 <= status <= 499:
        code = ErrorCode.AUTH if status in (401, 403) else ErrorCode.CLIENT
        return Rejected(code, f"Slack's address answered HTTP {status}")
    return Unknown(ErrorCode.SERVER, f"HTTP {status} without Slack's answer")


def _together(outcomes: list[tuple[Target, Outcome]], readable: bool) -> Outcome:
    """One outcome for all targets. Once a target has it, a plain retry would post there twice."""
    sent = [outcome.receipt for _, outcome in outcomes if isinstance(outcome, Sent)]
    open_ended = [outcome for _, outcome in outcomes if isinstance(outcome, Retry | Unknown)]
    refused = [(target, outcome) for target, outcome in outcomes if isinstance(outcome, Rejected)]
    if open_ended:
        worst = next((outcome for outcome in open_ended if isinstance(outcome, Unknown)), open_ended[0])
        if not sent:
            return worst
        safe = readable and all(outcome.safe_to_resend for outcome in open_ended if isinstance(outcome, Unknown))
        return Unknown(worst.code, f"posted to {len(sent)} of {len(outcomes)}; {worst.message}", safe_to_resend=safe)
    if not sent:
        return refused[0][1]
    receipt = {key: " ".join(part[key] for part in sent if key in part) for key in sent[0]}
    return Sent(receipt | ({"refused": "; ".join(f"{t.channel}: {o.message}" for t, o in refused)} if refused else {}))


def _history_query(channel: str, target: Target, since: datetime) -> dict[str, str]:
    query = {
        "channel": channel,
        "oldest": f"{(since - CLOCK_SKEW).timestamp():.6f}",
        "include_all_metadata": "true",
        "limit": "200",
    }
    return query | {"ts": target.thread} if target.thread else query


def _document(answer: Answer) -> dict[str, Any]:
    """The answer's JSON object; an empty one when it is none."""
    try:
        document = json.loads(answer.body)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _delivery_of(post: Any) -> str | None:
    """The delivery's id that a post carries."""
    if not isinstance(post, dict):
        return None
    metadata = post.get("metadata")
    payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
    return payload.get("delivery_id") if isinstance(payload, dict) else None
