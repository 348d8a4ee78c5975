"""Dead letters: what could not be worked on or delivered, kept until somebody looks."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from newsbell.adapters.store.rows import from_ms
from newsbell.adapters.store.scripts import Value
from newsbell.flow.ports import Bury

ERROR_LIMIT = 2_000
"""Characters kept of an error."""

RAW_LIMIT = 65_536
"""Bytes kept of a document; one that was longer can be read, but not replayed."""


class ReplayRefused(ValueError):
    """A dead letter that can not be replayed; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A dead letter. `kind` is `article`, `alert` or `delivery`; `id` is the event's or delivery's, if known.

    `entry_id`, `stream`, `group` and `raw` tell where an article or alert came from; `channel` and `alert_ids` belong
    to a delivery. `truncated`: `raw` is only the beginning. `replayed` is the new entry or the delivery, None if it was
    not replayed.
    """

    entry: str
    kind: str
    id: str
    reason: str
    error: str
    attempts: int
    time: datetime
    stream: str = ""
    group: str = ""
    entry_id: str = ""
    raw: bytes = b""
    truncated: bool = False
    channel: str = ""
    alert_ids: tuple[str, ...] = ()
    replayed: str | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of a replay: the new entry on the bus, or the delivery that is due again."""

    letter: DeadLetter
    now: str


def burial_args(bury: Bury, group: str, kind: str, stream: str, redact: Callable[[str], str]) -> list[Value]:
    """The arguments of the script `bury`."""
    return [
        group,
        bury.entry_id,
        kind,
        bury.reason,
        stream,
        redact(bury.error)[:ERROR_LIMIT],
        bury.attempts,
        bury.raw[:RAW_LIMIT],
        int(len(bury.raw) > RAW_LIMIT),
        _document_id(bury.raw),
    ]


def dead_letter(entry: bytes, fields: Mapping[bytes, bytes], replayed: bytes | None) -> DeadLetter:
    """A dead letter from its entry."""

    def text(name: bytes) -> str:
        return fields.get(name, b"").decode("utf-8", "replace")

    return DeadLetter(
        entry=entry.decode(),
        kind=text(b"kind"),
        id=text(b"id"),
        reason=text(b"reason"),
        error=text(b"error"),
        attempts=int(text(b"attempts") or 0),
        # A letter that somebody else put there may have no time; its entry id begins with one.
        time=from_ms(text(b"time") or entry.decode().partition("-")[0]),
        stream=text(b"stream"),
        group=text(b"group"),
        entry_id=text(b"entry_id"),
        raw=fields.get(b"raw", b""),
        truncated=text(b"truncated") == "1",
        channel=text(b"channel"),
        alert_ids=tuple(json.loads(text(b"alert_ids") or "[]")),
        replayed=None if replayed is None else replayed.decode(),
    )


def _document_id(raw: bytes) -> str:
    """The id of a CloudEvent, empty when the document does not say; only for people to search by."""
    if len(raw) > RAW_LIMIT:
        return ""
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError):
        return ""
    found = document.get("id") if isinstance(document, dict) else None
    return found[:512].encode("utf-8", "replace").decode() if isinstance(found, str) else ""
