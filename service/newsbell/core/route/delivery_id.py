"""Names of deliveries: the same alert and channel, or the same channel and slot, always give the same one."""

import hashlib
from datetime import UTC, datetime


def delivery_id(alert_id: str, channel: str) -> str:
    """The id of an alert's delivery to a channel: "de_" and 24 hexadecimal digits of a SHA-256."""
    return f"de_{_digest('alert', alert_id, channel)}"


def digest_id(channel: str, slot: datetime) -> str:
    """The id of a channel's digest for the slot (aware): "dg_" and 24 hexadecimal digits of a SHA-256.

    The zone in which the slot is written does not matter.

    Raises:
        ValueError: the slot has no time zone.
    """
    if slot.tzinfo is None:
        raise ValueError("a slot needs a time zone")
    return f"dg_{_digest('digest', channel, slot.astimezone(UTC).isoformat())}"


def _digest(*parts: str) -> str:
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:24]
