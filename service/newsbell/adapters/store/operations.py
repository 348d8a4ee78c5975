"""What the operator does with the store: dead letters, the ledger, the audit, trimming."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from newsbell.adapters.store.base import DAY
from newsbell.adapters.store.connection import insist
from newsbell.adapters.store.counting import CountReading
from newsbell.adapters.store.errors import StoreError
from newsbell.adapters.store.keys import NOTIFY, WATCH
from newsbell.adapters.store.letters import DeadLetter, Replayed, ReplayRefused, dead_letter
from newsbell.adapters.store.reports import AuditLine, AuditReport, Backlog, TrimReport
from newsbell.adapters.store.rows import DeliveryRow, delivery_row
from newsbell.adapters.store.scripts import Call
from newsbell.flow.ports import RowState
from newsbell_contracts.envelope import FIELD

_PAGE = 200
_UNREAD_PAGE = 2_000
_AUDIT_ROUNDS = 5

_RETENTION = {"articles": DAY, "alerts": 7 * DAY, "deliveries": 7 * DAY, "dead": 30 * DAY}
"""Seconds that an entry is kept after everybody has had it."""

_OVERRULED_AFTER = 14 * DAY
"""Seconds after which a group of another service no longer holds a stream."""

_REFUSALS = {
    "GONE": "{entry}: the dead letter, or the row it belongs to, is kept no longer",
    "REPLAYED": "{entry}: it was replayed before, as {detail}; use force to replay it once more",
    "TRUNCATED": "{entry}: only the beginning of the document was kept, so it can not be replayed; publish it again",
    "EMPTY": "{entry}: it holds no document, so there is nothing to replay; publish the article again",
    "ALIVE": "{entry}: the delivery is not dead but {detail}, so there is nothing to replay",
}


class Operations(CountReading):
    """Reads and mends. Ids of dead letters are entry ids of the stream `dead`."""

    async def dead_letters(self, count: int = 50, before: str | None = None) -> Sequence[DeadLetter]:
        """The newest dead letters, newest first; `before` is the id of the last one seen, for the next page."""
        newest = "+" if before is None else f"({before}"
        return await self._letters(newest, "-", count)

    async def dead_letter(self, entry: str) -> DeadLetter | None:
        """One dead letter, None when there is none of that id."""
        found = await self._letters(entry, entry, 1)
        return found[0] if found else None

    async def replay(self, entry: str, *, force: bool = False) -> Replayed:
        """Put an article or alert on the bus again, or make a delivery due again under its id.

        Raises:
            ReplayRefused: it is gone, was replayed before (unless `force`), was kept in part, or is not dead.
        """
        letter = await self.dead_letter(entry)
        if letter is None:
            raise ReplayRefused(_REFUSALS["GONE"].format(entry=entry))
        call = self._replay_delivery if letter.kind == "delivery" else self._replay_entry
        answer, *rest = await self._scripts.run(call(letter, int(force)))
        detail = rest[0].decode("utf-8", "replace") if rest else ""
        if answer != b"DONE":
            raise ReplayRefused(_REFUSALS[answer.decode()].format(entry=entry, detail=detail))
        return Replayed(letter, detail)

    async def delivery(self, delivery_id: str) -> DeliveryRow | None:
        """One row of the ledger, None when there is none or it is kept no longer."""
        found = await self._rows([delivery_id])
        return found[0] if found else None

    async def deliveries(
        self, channel: str | None = None, state: RowState | None = None, count: int = 50
    ) -> Sequence[DeliveryRow]:
        """The rows that changed last, newest first, of a channel or a state if given."""
        wanted: list[DeliveryRow] = []
        start = 0
        while len(wanted) < count:
            ids = await self._ask("ZREVRANGE", self._keys.rows, start, start + _PAGE - 1)
            rows = await self._rows([delivery.decode() for delivery in ids])
            wanted += [row for row in rows if channel in {None, row.channel} and state in {None, row.state}]
            if len(ids) < _PAGE:
                break
            start += _PAGE
        return wanted[:count]

    async def counters(self) -> dict[str, int]:
        """All counters, each raised in the step that it counts."""
        found = await self._ask("HGETALL", self._keys.counters)
        return {name.decode(): int(value) for name, value in found.items()}

    async def audit(self) -> AuditReport:
        """Whether everything that came in is accounted for, at one instant. See `AuditLine`.

        Raises:
            StoreError: channels kept coming up while it was read.
        """
        counters, articles, alerts, due, open_ = await self._snapshot()
        count = partial(_count, counters)
        return AuditReport(
            articles=AuditLine(
                "articles accepted",
                articles[0],
                {
                    **{name: count(f"articles:{name}") for name in ("matched", "unmatched", "repeated", "dead")},
                    "pending": articles[1],
                    "unread": await self._unread(self._keys.articles, articles[2], articles[3]),
                },
            ),
            alerts=AuditLine(
                "alerts on the bus",
                alerts[0],
                {
                    **{name: count(f"alerts:{name}") for name in ("handled", "dead")},
                    "pending": alerts[1],
                    "unread": await self._unread(self._keys.alerts, alerts[2], alerts[3]),
                },
            ),
            deliveries=AuditLine(
                "deliveries planned",
                count("deliveries:planned"),
                {**{name: count(f"deliveries:{name}") for name in ("sent", "dead", "suppressed")}, "due": due},
            ),
            digests=AuditLine(
                "digest items added", count("digest:added"), {"sealed": count("digest:sealed"), "open": open_}
            ),
            counters=counters,
        )

    async def probe(self) -> None:
        """Write something small, to see whether the server takes new data.

        Raises:
            StoreFull: its memory or its disk is full.
            StoreError: it did not answer or refused.
        """
        await self._scripts.run(Call("probe", (self._keys.probe,), ()))

    async def backlog(self, group: str) -> Backlog:
        """What waits for `watch` or `notify`.

        Raises:
            ValueError: there is no such group of ours.
            StoreError: the group is gone from the server.
        """
        call = Call("backlog", (self._keys.stream_of(group),), (group,))
        pending, oldest_pending, oldest_unread = await self._scripts.run(call)
        return Backlog(pending, _seconds(oldest_pending), _seconds(oldest_unread))

    async def trim(
        self, stream: str, *, age: float | None = None, overrule_after: float = _OVERRULED_AFTER
    ) -> TrimReport:
        """Remove entries of `articles`, `alerts`, `deliveries` or `dead` that are old and that every group has had.

        What our own group has not acknowledged is never removed. Groups of other services hold their entries too,
        until they are older than `overrule_after`.

        Args:
            stream: The short name of the stream.
            age: Seconds that entries are kept; by default a day for articles, 30 for dead letters, 7 for the others.
            overrule_after: Seconds after which groups of other services hold nothing.

        Raises:
            ValueError: there is no such stream.
        """
        if stream not in _RETENTION:
            raise ValueError(f"there is no stream {stream!r} to trim: use one of {', '.join(_RETENTION)}")
        own = {"articles": WATCH, "alerts": NOTIFY}.get(stream, "")
        key = f"{self._keys.prefix}:{stream}"
        kept = _RETENTION[stream] if age is None else age
        args = (round(kept * 1000), own, round(max(kept, overrule_after) * 1000))
        removed, _low, held, overruled = await self._scripts.run(Call("trim", (key,), args))
        return TrimReport(stream, removed, _names(held), _names(overruled))

    async def clean(self, *, idle: float = 3600.0) -> int:
        """Forget consumers that own nothing and were idle for `idle` seconds, and the names of rows that expired.

        Returns:
            How many consumers were removed.
        """
        removed = 0
        for key, group in ((self._keys.articles, WATCH), (self._keys.alerts, NOTIFY)):
            removed += await self._scripts.run(Call("janitor", (key,), (group, round(idle * 1000))))
        age = (self._life.finished_row + DAY) * 1000
        await self._scripts.run(Call("forget", (self._keys.rows,), (age,)))
        return removed

    def _replay_entry(self, letter: DeadLetter, force: int) -> Call:
        stream = self._keys.articles if letter.kind == "article" else self._keys.alerts
        keys = (self._keys.dead, self._keys.replayed, stream, self._keys.counters)
        return Call("replay_article", keys, (letter.entry, FIELD, force, letter.kind))

    def _replay_delivery(self, letter: DeadLetter, force: int) -> Call:
        names = self._keys
        keys = (
            *(names.dead, names.replayed, names.delivery(letter.id), names.due(letter.channel)),
            *(names.counters, names.channels, names.rows),
        )
        return Call("replay_delivery", keys, (letter.entry, letter.id, force))

    async def _letters(self, newest: str, oldest: str, count: int) -> list[DeadLetter]:
        found = await self._ask("XREVRANGE", self._keys.dead, newest, oldest, "COUNT", count)
        if not found:
            return []
        ids = [entry for entry, _ in found]
        replayed = await self._ask("HMGET", self._keys.replayed, *ids)
        return [dead_letter(entry, fields, new) for (entry, fields), new in zip(found, replayed, strict=True)]

    async def _rows(self, ids: Sequence[str]) -> list[DeliveryRow]:
        rows = await insist(partial(self._read_rows, ids), self._patience)
        scores = await insist(partial(self._read_scores, ids, rows), self._patience)
        return [
            delivery_row(delivery, row, score)
            for delivery, row, score in zip(ids, rows, scores, strict=True)
            if "state" in row
        ]

    async def _read_rows(self, ids: Sequence[str]) -> list[dict[str, str]]:
        pipeline = self._client.pipeline(transaction=False)
        for delivery in ids:
            pipeline.hgetall(self._keys.delivery(delivery))
        found = await pipeline.execute()
        return [{name.decode(): value.decode("utf-8", "replace") for name, value in row.items()} for row in found]

    async def _read_scores(self, ids: Sequence[str], rows: Sequence[dict[str, str]]) -> list[float | None]:
        pipeline = self._client.pipeline(transaction=False)
        for delivery, row in zip(ids, rows, strict=True):
            pipeline.zscore(self._keys.due(row.get("channel", "")), delivery)
        return await pipeline.execute()

    async def _snapshot(self) -> tuple[dict[str, int], Any, Any, int, int]:
        for _ in range(_AUDIT_ROUNDS):
            found = await self._ask("SMEMBERS", self._keys.channels)
            channels = sorted(name.decode() for name in found)
            keys = [self._keys.articles, self._keys.alerts, self._keys.counters, self._keys.channels]
            keys += [self._keys.due(channel) for channel in channels]
            keys += [self._keys.digest_open(channel) for channel in channels]
            answer = await self._scripts.run(Call("audit", keys, (WATCH, NOTIFY, len(channels))))
            if answer[0] == b"OK":
                _, flat, articles, alerts, due, open_ = answer
                counters = {name.decode(): int(value) for name, value in zip(flat[::2], flat[1::2], strict=True)}
                return counters, articles, alerts, due, open_
        raise StoreError("new channels came up while the audit was read: run it again")

    async def _unread(self, stream: str, after: bytes, last: bytes) -> int:
        """Entries between two ids, counted one by one; both were read at the audit's instant, so the count holds."""
        total = 0
        while after != last:
            counted, after = await self._scripts.run(Call("unread", (stream,), (after, last, _UNREAD_PAGE)))
            total += counted
        return total


def _count(counters: dict[str, int], name: str) -> int:
    return counters.get(name, 0)


def _names(found: Sequence[bytes]) -> tuple[str, ...]:
    return tuple(name.decode("utf-8", "replace") for name in found)


def _seconds(ms: int) -> float | None:
    return None if ms < 0 else ms / 1000
