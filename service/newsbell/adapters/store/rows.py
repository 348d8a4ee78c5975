"""Rows of the ledger between the server's bytes and our values."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from newsbell.flow.ports import Claimed, RowState

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A row of the ledger, for people. `due_at` is when it may next be claimed; None once it is finished."""

    id: str
    state: RowState
    channel: str
    kind: str
    alert_ids: tuple[str, ...]
    attempt: int
    detected_at: datetime
    queued_at: datetime
    first_attempt_at: datetime | None = None
    lease_until: datetime | None = None
    finished_at: datetime | None = None
    due_at: datetime | None = None
    digest: datetime | None = None
    error_code: str | None = None
    error: str | None = None
    receipt: Mapping[str, str] = field(default_factory=dict)
    maybe_repeat: bool = False
    suppressed_by: str | None = None


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970 in UTC.

    Raises:
        ValueError: the moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a time without a zone can not be stored")
    return (moment - _EPOCH) // _MILLISECOND


def from_ms(ms: str | float) -> datetime:
    """The moment of these milliseconds since 1970, in UTC."""
    return _EPOCH + int(ms) * _MILLISECOND


def text_fields(flat: Sequence[bytes]) -> dict[str, str]:
    """A flat reply (name, value, name, value ...) as text; bytes that are not UTF-8 become U+FFFD."""
    words = [word.decode("utf-8", "replace") for word in flat]
    return dict(zip(words[::2], words[1::2], strict=True))


def alert_ids(fields: Fields) -> tuple[str, ...]:
    """The alerts of a row."""
    return tuple(json.loads(fields["alert_ids"]))


def claimed(delivery_id: str, fields: Fields, alerts: tuple[bytes, ...]) -> Claimed:
    """A row that was just claimed, with the events of its alerts."""
    return Claimed(
        id=delivery_id,
        attempt=int(fields["attempt"]),
        channel=fields["channel"],
        kind=fields["kind"],
        alert_ids=alert_ids(fields),
        alerts=alerts,
        detected_at=from_ms(fields["detected_at"]),
        queued_at=from_ms(fields["queued_at"]),
        first_attempt_at=from_ms(fields["first_attempt_at"]),
        digest=_moment(fields, "digest"),
        maybe_repeat=fields.get("maybe_repeat") == "1",
    )


def delivery_row(delivery_id: str, fields: Fields, due_ms: float | None) -> DeliveryRow:
    """A row as it stands. `due_ms` is its score in the channel's due list."""
    return DeliveryRow(
        id=delivery_id,
        state=RowState(fields["state"]),
        channel=fields["channel"],
        kind=fields["kind"],
        alert_ids=alert_ids(fields),
        attempt=int(fields["attempt"]),
        detected_at=from_ms(fields["detected_at"]),
        queued_at=from_ms(fields["queued_at"]),
        first_attempt_at=_moment(fields, "first_attempt_at"),
        lease_until=_moment(fields, "lease_until"),
        finished_at=_moment(fields, "finished_at"),
        due_at=None if due_ms is None else from_ms(due_ms),
        digest=_moment(fields, "digest"),
        error_code=fields.get("error_code"),
        error=fields.get("error"),
        receipt=json.loads(fields.get("receipt", "{}")),
        maybe_repeat=fields.get("maybe_repeat") == "1",
        suppressed_by=fields.get("suppressed_by"),
    )


def _moment(fields: Fields, name: str) -> datetime | None:
    ms = fields.get(name, "0")
    return None if ms == "0" else from_ms(ms)
