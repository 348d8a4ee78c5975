"""Signed webhooks for services: Standard Webhooks 1.0 headers around the Alert CloudEvent, byte for byte.

A receiver drops repeats by `webhook-id`, so every doubtful outcome is a plain retry with the same id.
"""

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass

from newsbell.adapters.channels.http import Answer, HttpClient, Lost
from newsbell.adapters.channels.slack import SEND_SECONDS
from newsbell.adapters.channels.wording import EMPTY
from newsbell.flow.ports import ErrorCode, Outcome, Outgoing, Rejected, Retry, Sent

EVENT = "application/cloudevents+json; charset=utf-8"
BATCH = "application/cloudevents-batch+json; charset=utf-8"
PREFIX = "whsec_"


@dataclass(frozen=True, slots=True, repr=False)
class Webhook:
    """Posts alerts to a service. `url` and `keys` are secrets; each key gives one signature while keys rotate."""

    name: str
    kind: str
    url: str
    keys: tuple[bytes, ...]
    http: HttpClient
    owns_http: bool
    clock: Callable[[], float] = time.time

    def __repr__(self) -> str:
        return f"Webhook({self.name})"

    @property
    def send_timeout(self) -> float:
        """Seconds."""
        return SEND_SECONDS

    async def send(self, message: Outgoing) -> Outcome:
        """Post the alert, or a digest's alerts as a CloudEvents batch."""
        body = body_of(message)
        if body is None:
            return EMPTY
        headers = self._headers(message, int(self.clock()))
        if self.keys:
            stamp = headers["webhook-timestamp"]
            headers["webhook-signature"] = signatures(self.keys, message.delivery_id, stamp, body)
        answer = await self.http.request("POST", self.url, headers=headers, body=body)
        if isinstance(answer, Lost):
            return Retry(answer.code, answer.message)
        return webhook_outcome(answer, message.delivery_id)

    def preview(self, message: Outgoing) -> str:
        """Headers and body; the signature and the address are left out."""
        body = body_of(message) or b""
        lines = [f"{key}: {value}" for key, value in self._headers(message, int(self.clock())).items()]
        signed = f"webhook-signature: {len(self.keys)} (left out)" if self.keys else "webhook-signature: none"
        return "\n".join((*lines, signed, "", body.decode("utf-8", "replace")))

    async def close(self) -> None:
        """Close the client if it is this channel's own."""
        if self.owns_http:
            await self.http.close()

    def _headers(self, message: Outgoing, now: int) -> dict[str, str]:
        return {
            "Content-Type": EVENT if message.digest is None else BATCH,
            "webhook-id": message.delivery_id,
            "webhook-timestamp": str(now),
        }


def body_of(message: Outgoing) -> bytes | None:
    """The CloudEvent unchanged; for a digest a JSON array of them; None when there is none."""
    if message.digest is not None:
        return b"[" + b",".join(message.events) + b"]" if message.events else None
    return message.events[0] if message.events else None


def key_of(secret: str) -> bytes:
    """The signing key in a secret: base64 after the prefix `whsec_`, else the text itself.

    Raises:
        ValueError: what follows the prefix is not base64, or the secret is empty.
    """
    if not secret:
        raise ValueError("the secret is empty")
    if not secret.startswith(PREFIX):
        return secret.encode()
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError(f"what follows {PREFIX} is not base64") from None
    if not key:
        raise ValueError("the secret is empty")
    return key


def signatures(keys: tuple[bytes, ...], delivery_id: str, timestamp: str, body: bytes) -> str:
    """One `v1,` signature a key, with blanks between: HMAC-SHA256 over id, timestamp and body with dots between."""
    content = b".".join((delivery_id.encode(), timestamp.encode(), body))
    return " ".join("v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode() for key in keys)


def webhook_outcome(answer: Answer, delivery_id: str) -> Outcome:
    """2xx is accepted; 408, 425, 429 and 5xx are tried again; everything else is refused."""
    match answer.status:
        case status if 200 <= status <= 299:
            return Sent({"webhook_id": delivery_id, "status": str(status)})
        case 429:
            return Retry(ErrorCode.RATE_LIMITED, "the receiver asks to send less often", answer.retry_after)
        case 408 | 425:
            return Retry(ErrorCode.TIMEOUT, f"the receiver answered HTTP {answer.status}", answer.retry_after)
        case status if 500 <= status <= 599:
            return Retry(ErrorCode.SERVER, f"the receiver answered HTTP {status}", answer.retry_after)
        case 401 | 403:
            return Rejected(ErrorCode.AUTH, f"the receiver answered HTTP {answer.status}; is the secret still right?")
        case 410:
            return Rejected(ErrorCode.CLIENT, "the receiver says the endpoint is gone (HTTP 410); remove the channel")
        case 413:
            return Rejected(ErrorCode.TOO_LONG, "the message is too large for the receiver (HTTP 413)")
        case status if 300 <= status <= 399:
            return Rejected(ErrorCode.CLIENT, f"the receiver answered with a redirect (HTTP {status}); use its target")
    return Rejected(ErrorCode.CLIENT, f"the receiver refused the message: HTTP {answer.status}")
