"""*notify*: alerts in, rows of the delivery ledger out.

    entries | read | plan by the routes | commit

An alert is acknowledged when every channel has its row, not when it is sent.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from newsbell.core.route.delivery_id import delivery_id
from newsbell.core.route.model import ChannelSpec, Planned, Route
from newsbell.core.route.planning import plan
from newsbell.flow.burying import by_bug, without_document
from newsbell.flow.ports import (
    AlertToRoute,
    Bury,
    Clock,
    DeadReason,
    DeliveryFact,
    DeliveryWrite,
    DigestItem,
    Entry,
    NotifyCommit,
    NotifyStore,
    ReadAlert,
    Unreadable,
    WriteFact,
)

log = logging.getLogger(__name__)

MAX_DELIVERIES = 500
"""Deliveries that one alert may plan; beyond that the routes are at fault and the alert goes to the dead letters."""


class Notify:
    """The stage between `alerts` and the ledger."""

    def __init__(
        self,
        *,
        routes: tuple[Route, ...],
        channels: Mapping[str, ChannelSpec],
        store: NotifyStore,
        clock: Clock,
        read: ReadAlert,
        write_fact: WriteFact,
        planned: Callable[[], None] = lambda: None,
    ) -> None:
        self._routes = routes
        self._channels = channels
        self._store = store
        self._clock = clock
        self._read = read
        self._write_fact = write_fact
        self._planned = planned

    def reroute(self, routes: tuple[Route, ...]) -> None:
        """Plan by these routes from now on. They must name no channel that this stage was not made with."""
        self._routes = routes

    async def handle(self, entries: Sequence[Entry]) -> None:
        """Work on a batch of alerts; see `flow.ports.Stage`."""
        now = self._clock.now()
        burials: list[Bury] = []
        commits: list[NotifyCommit] = []
        for entry in entries:
            result = self._plan(entry, now)
            burials.append(result) if isinstance(result, Bury) else commits.append(result)
        await self.bury(burials)
        if commits:
            await self._store.commit_notify(commits)
            self._planned()

    async def bury(self, burials: Sequence[Bury]) -> None:
        """Put alerts into the dead letters."""
        if burials:
            await self._store.bury_alerts(burials)
            for burial in burials:
                log.warning("alert buried", extra={"entry": burial.entry_id, "reason": burial.reason.value})

    def _plan(self, entry: Entry, now: datetime) -> NotifyCommit | Bury:
        if entry.raw is None:
            return without_document(entry)
        try:
            alert = self._read(entry.raw)
            if isinstance(alert, Unreadable):
                return Bury(entry.id, alert.reason, alert.error, entry.raw)
            return self._commit_of(entry.id, entry.raw, alert, now)
        except Exception as bug:
            return by_bug(entry, bug)

    def _commit_of(self, entry_id: str, raw: bytes, alert: AlertToRoute, now: datetime) -> NotifyCommit | Bury:
        planned = plan(alert.routable, self._routes, self._channels)
        if len(planned) > MAX_DELIVERIES:
            error = f"the routes plan {len(planned)} deliveries; the limit is {MAX_DELIVERIES}: narrow the routes"
            return Bury(entry_id, DeadReason.TOO_MANY_DELIVERIES, error, raw)
        return NotifyCommit(
            entry_id=entry_id,
            alert_id=alert.id,
            deliveries=tuple(self._row(alert, item, now) for item in planned if item.suppressed_by or not item.digest),
            digest_items=tuple(
                DigestItem(item.channel, alert.id) for item in planned if item.digest and not item.suppressed_by
            ),
        )

    def _row(self, alert: AlertToRoute, item: Planned, now: datetime) -> DeliveryWrite:
        row_id = delivery_id(alert.id, item.channel)
        suppressed = item.suppressed_by.value if item.suppressed_by else None
        fact = None
        if suppressed:
            fact = self._write_fact(
                DeliveryFact(
                    id=row_id,
                    alert_ids=(alert.id,),
                    channel=item.channel or "none",
                    kind=item.kind or "none",
                    status="suppressed",
                    attempt=0,
                    at=now,
                    detected_at=alert.detected_at,
                    queued_at=now,
                    suppressed_by=suppressed,
                )
            )
        return DeliveryWrite(
            id=row_id,
            alert_id=alert.id,
            channel=item.channel,
            kind=item.kind,
            detected_at=alert.detected_at,
            suppressed_by=suppressed,
            fact=fact,
        )
