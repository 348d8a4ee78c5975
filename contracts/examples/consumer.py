"""Reads alerts through a group of its own, each exactly once as far as the body goes.

python consumer.py [REDIS_URL [PREFIX]]      needs: newsbell-contracts, redis
"""

import sys
from typing import Any

import redis

from newsbell_contracts import FIELD, Alert, CloudEvent

GROUP, ME, REMEMBER = "crm", "crm-1", 7 * 24 * 3600


def handle(alert: Alert) -> None:
    """The body: replace it with your own work."""
    status = ", ".join(f"{event.type}: {event.status}" for event in alert.events)
    print(f"{alert.id} [{alert.severity}] {alert.headline} ({status})", flush=True)


def handle_once(bus: Any, document: str) -> None:
    """An alert that came before (same source and id) is passed over."""
    event = CloudEvent[Alert].model_validate_json(document)
    seen = f"{GROUP}:seen:{event.source}:{event.id}"
    if not bus.exists(seen):
        handle(event.data)
        bus.set(seen, 1, ex=REMEMBER)


def consume(url: str = "redis://localhost:6379", prefix: str = "{newsbell}") -> None:
    """First what a crash left behind ("0"), then what is new (">"). Acknowledge after the body, never before."""
    bus: Any = redis.Redis.from_url(url, decode_responses=True, protocol=2)
    stream = f"{prefix}:alerts"
    try:
        bus.xgroup_create(stream, GROUP, id="0", mkstream=True)
    except redis.ResponseError as error:
        if "BUSYGROUP" not in str(error):
            raise
    start = "0"
    while True:
        answer = bus.xreadgroup(GROUP, ME, {stream: start}, count=10, block=2000)
        entries = answer[0][1] if answer else []
        for entry_id, fields in entries:
            if fields:  # empty when the entry was trimmed away while it waited
                handle_once(bus, fields[FIELD])
            bus.xack(stream, GROUP, entry_id)
        if not entries:
            start = ">"


if __name__ == "__main__":
    consume(*sys.argv[1:])
