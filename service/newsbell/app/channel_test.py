"""One test message through one channel, outside the ledger."""

import json
from contextlib import AsyncExitStack
from dataclasses import replace

from newsbell import wire
from newsbell.app.channels import open_channels
from newsbell.app.clock import SystemClock
from newsbell.app.errors import EXIT_USAGE, CannotStart, unknown
from newsbell.app.rules import engine_of, load
from newsbell.app.samples import sample_alerts
from newsbell.app.session import Session
from newsbell.core.render.view import DigestView
from newsbell.flow.ports import Outgoing, Rejected, Retry, Sent


async def send_test(session: Session, name: str, *, dry_run: bool) -> tuple[str, str | None, str | None]:
    """The payload, the receipt (None if nothing was accepted) and what went wrong (None if nothing).

    Raises:
        CannotStart: there is no such channel, or it can not be opened.
    """
    configuration = session.configuration()
    config = configuration.channel(name)
    if config is None:
        raise CannotStart(
            unknown("channel", name, [channel.spec.name for channel in configuration.channels]), code=EXIT_USAGE
        )
    async with AsyncExitStack() as stack:
        channel = (await open_channels([config], session.settings, session.redact, stack))[name]
        message = _message(digest=name if config.spec.digest else None)
        payload = channel.preview(message)
        if dry_run:
            return payload, None, None
        outcome = await channel.send(message)
    if isinstance(outcome, Sent):
        return payload, json.dumps(dict(outcome.receipt)) if outcome.receipt else "", None
    kind = "refused" if isinstance(outcome, Rejected) else "not sent" if isinstance(outcome, Retry) else "not known"
    return payload, None, f"{kind} ({outcome.code.value}): {outcome.message}"


def _message(digest: str | None) -> Outgoing:
    """A sample alert of the bundled example, marked as a test; for a digest channel a digest of all samples."""
    now = SystemClock().now()
    alerts = [
        alert.model_copy(update={"test": True}) for alert in sample_alerts(engine_of(load(None, {}).rule_set), now)
    ]
    chosen = alerts if digest else alerts[:1]
    views = tuple(replace(wire.view_of(alert), test=True) for alert in chosen)
    return Outgoing(
        delivery_id=f"de_test_{int(now.timestamp())}",
        attempt=1,
        alerts=views,
        events=tuple(wire.alert_event(alert) for alert in chosen),
        first_attempt_at=now,
        digest=DigestView(name=digest, due=now, alerts=views) if digest else None,
    )
