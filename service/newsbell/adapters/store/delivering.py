"""What *deliver* keeps: claims with a lease, outcomes, editions of digests."""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime

from newsbell.adapters.store.base import StorePart
from newsbell.adapters.store.connection import insist
from newsbell.adapters.store.letters import ERROR_LIMIT
from newsbell.adapters.store.rows import Fields, alert_ids, claimed, from_ms, text_fields, to_ms
from newsbell.adapters.store.scripts import Call
from newsbell.flow.ports import Claimed, DeadReason, Finish, RowState
from newsbell_contracts.envelope import FIELD

_ROUNDS = 5
"""How often a claim looks again when other workers took what it saw."""

_PAGE = 500


class Delivering(StorePart):
    """The part of the store behind `DeliverStore`."""

    async def claim(self, channel: str, count: int, lease: float) -> Sequence[Claimed]:
        """Take up to `count` due rows of a channel for `lease` seconds; each attempt number rises by one."""
        for _ in range(_ROUNDS):
            ids, now, scores = await insist(lambda: self._due_page(channel, count), self._patience)
            due = [delivery for delivery, score in zip(ids, scores, strict=True) if score <= now]
            taken = await self._take(channel, due, lease) if due else []
            if taken or not due:
                return await self._with_alerts(taken)
        return []

    async def still_mine(self, delivery_id: str, attempt: int, margin: float) -> bool:
        """Whether the attempt is the row's last and at least `margin` seconds of its lease are left."""
        call = Call("check", (self._keys.delivery(delivery_id),), (attempt, _ms(margin)))
        return bool(await self._scripts.run(call) == 1)

    async def finish(self, finish: Finish) -> bool:
        """Write the outcome; False, and nothing written, when a later attempt has taken over.

        Raises:
            ValueError: the state is no outcome, or a dead row has no reason.
        """
        if finish.state is RowState.SENDING:
            raise ValueError(f"delivery {finish.id}: `sending` is no outcome")
        if (finish.state is RowState.DEAD) != (finish.dead_reason is not None):
            raise ValueError(f"delivery {finish.id}: a dead reason belongs to the state `dead`, and to no other")
        return bool(await self._scripts.run(self._finish_call(finish)) != 0)

    async def seal(self, channel: str, kind: str, slot: datetime, delivery_id: str) -> bool:
        """Close the digest's open list into the edition of `slot` and make its delivery due.

        False, and nothing made due, when that slot or a later one was sealed before, or nothing waits.
        """
        names, slot_ms = self._keys, to_ms(slot)
        keys = (
            *(names.digest_open(channel), names.digest_slots(channel), names.digest_slot(channel, slot_ms)),
            *(names.delivery(delivery_id), names.due(channel), names.counters, names.channels, names.rows),
        )
        call = Call("seal", keys, (slot_ms, delivery_id, channel, kind, self._life.slot))
        return bool(await self._scripts.run(call) == 1)

    async def last_slot(self, channel: str) -> datetime | None:
        """The newest slot that was sealed or passed over for want of items."""
        key = self._keys.digest_slots(channel)
        newest = await self._ask("HGET", key, "newest")
        return None if newest is None else from_ms(newest)

    async def next_due(self, channel: str) -> float | None:
        """Seconds until the channel's next row is due (0 or less: now), None when none waits."""
        ids, now, scores = await insist(lambda: self._due_page(channel, 1), self._patience)
        return (scores[0] - now) / 1000 if ids else None

    async def _due_page(self, channel: str, count: int) -> tuple[list[str], int, list[float]]:
        """The earliest rows of a channel, the server's time in ms, and when each row is due in ms."""
        pipeline = self._client.pipeline(transaction=False)
        pipeline.execute_command("TIME")
        pipeline.zrange(self._keys.due(channel), 0, count - 1, withscores=True)
        (seconds, micros), rows = await pipeline.execute()
        now = int(seconds) * 1000 + int(micros) // 1000
        return [row[0].decode() for row in rows], now, [float(row[1]) for row in rows]

    async def _take(self, channel: str, ids: Sequence[str], lease: float) -> list[tuple[str, Fields]]:
        keys = (self._keys.due(channel), self._keys.counters, *(self._keys.delivery(delivery) for delivery in ids))
        answer = await self._scripts.run(Call("claim", keys, (_ms(lease), secrets.token_hex(8), *ids)))
        return [(delivery.decode(), text_fields(fields)) for delivery, fields in answer]

    async def _with_alerts(self, rows: Sequence[tuple[str, Fields]]) -> list[Claimed]:
        wanted = list(dict.fromkeys(alert for _, fields in rows for alert in alert_ids(fields)))
        events: dict[str, bytes] = {}
        for start in range(0, len(wanted), _PAGE):
            page = wanted[start : start + _PAGE]
            keys = [self._keys.alert(alert) for alert in page]
            found = await self._ask("MGET", *keys)
            events.update((alert, event) for alert, event in zip(page, found, strict=True) if event is not None)
        return [
            claimed(delivery, fields, tuple(events[alert] for alert in alert_ids(fields) if alert in events))
            for delivery, fields in rows
        ]

    def _finish_call(self, finish: Finish) -> Call:
        names = self._keys
        keys = (
            *(names.delivery(finish.id), names.due(finish.channel), names.counters),
            *(names.deliveries, names.dead, names.rows),
        )
        args = (
            *(finish.id, finish.attempt, finish.state, _ms(finish.delay), FIELD, finish.fact),
            json.dumps({name: self._redact(value) for name, value in finish.receipt.items()}, ensure_ascii=False),
            *(finish.error_code or "", self._redact(finish.error or "")[:ERROR_LIMIT], finish.suppressed_by or ""),
            *(_reason(finish.dead_reason), int(finish.maybe_repeat), self._life.finished_row),
        )
        return Call("finish", keys, args)


def _reason(reason: DeadReason | None) -> str:
    return "" if reason is None else reason.value


def _ms(seconds: float) -> int:
    return max(0, round(seconds * 1000))
