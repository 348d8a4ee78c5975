"""Deliveries: what became of them, onto the bus."""

from newsbell.flow.ports import DeliveryFact
from newsbell_contracts import DELIVERY_TYPE, ChannelRef, CloudEvent, Delivery, DeliveryError


def write_fact(fact: DeliveryFact) -> bytes:
    """The outcome of an attempt as an entry for the bus."""
    error = DeliveryError(code=fact.error_code, message=fact.error or "") if fact.error_code else None
    latency = int((fact.at - fact.detected_at).total_seconds() * 1000) if fact.status == "sent" else None
    delivery = Delivery(
        id=fact.id,
        alert_ids=tuple(fact.alert_ids),
        channel=ChannelRef(name=fact.channel, kind=fact.kind),
        digest=fact.digest.isoformat() if fact.digest else None,
        status=fact.status,
        attempt=fact.attempt,
        maybe_repeat=fact.maybe_repeat,
        suppressed_by=fact.suppressed_by,
        error=error,
        receipt=dict(fact.receipt),
        queued_at=fact.queued_at,
        sent_at=fact.at if fact.status == "sent" else None,
        latency_ms=max(0, latency) if latency is not None else None,
    )
    event = CloudEvent[Delivery](
        id=f"{fact.id}/{fact.attempt}/{fact.status}",
        source="newsbell/deliver",
        type=DELIVERY_TYPE,
        subject=fact.id,
        time=fact.at,
        data=delivery,
    )
    return event.model_dump_json(exclude_none=True).encode()
