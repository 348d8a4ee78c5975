"""*digest*: closes each digest when its slot comes. Any number of workers may try; the store lets one through."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from newsbell.core.route.delivery_id import digest_id
from newsbell.core.route.model import ChannelSpec, DigestSchedule
from newsbell.core.route.schedule import newest_missed
from newsbell.flow.ports import Clock, DeliverStore

log = logging.getLogger(__name__)

MAX_LATE = timedelta(hours=3)
"""A slot missed by more than this is passed over; what waits goes out with the next one."""


class Digests:
    """Seals the open list of each digest channel at its slots."""

    def __init__(self, *, channels: Mapping[str, ChannelSpec], store: DeliverStore, clock: Clock) -> None:
        self._digests = [(spec, spec.digest) for spec in channels.values() if spec.digest is not None]
        self._store = store
        self._clock = clock
        self._last: dict[str, datetime] = {}
        self._started = clock.now()

    async def tick(self) -> int:
        """Seal what is due; gives the number of editions made due by this worker."""
        sealed = 0
        for spec, schedule in self._digests:
            try:
                sealed += await self._seal_due(spec, schedule)
            except Exception:
                # The slot stays due for the next tick, and the other digests are not held up.
                log.exception("digest not sealed; it will be tried again", extra={"channel": spec.name})
        return sealed

    async def _seal_due(self, spec: ChannelSpec, schedule: DigestSchedule) -> bool:
        now = self._clock.now()
        slot = newest_missed(schedule, await self._last_slot(spec.name), now)
        if slot is None:
            return False
        extra = {"channel": spec.name, "slot": slot.isoformat()}
        sealed = False
        if now - slot > MAX_LATE:
            log.warning("digest slot passed over", extra=extra)
        elif await self._store.seal(spec.name, spec.kind, slot, digest_id(spec.name, slot)):
            log.info("digest sealed", extra=extra)
            sealed = True
        self._last[spec.name] = slot
        return sealed

    async def _last_slot(self, channel: str) -> datetime:
        if channel not in self._last:
            self._last[channel] = await self._store.last_slot(channel) or self._started
        return self._last[channel]
