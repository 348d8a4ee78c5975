"""*deliver*: due rows of the ledger out to one channel.

    claim | expired? | still mine? | send | finish

One `Sender` a channel is its bulkhead: a channel that hangs delays nobody else. Nothing leaves before the ledger says
so, and the attempt is checked again just before sending, so a worker that slept past its lease sends nothing.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from newsbell.core.render.view import AlertView, DigestView
from newsbell.core.route.backoff import LONGEST_DELAY, given_up, retry_delay
from newsbell.core.route.breaker import CLOSED, after_failure, after_success, waits
from newsbell.core.route.model import ChannelSpec
from newsbell.flow.ports import (
    Channel,
    Claimed,
    Clock,
    DeadReason,
    DeliverStore,
    DeliveryFact,
    ErrorCode,
    Finish,
    Outcome,
    Outgoing,
    ReadViews,
    Rejected,
    Retry,
    RowState,
    Sent,
    Unknown,
    WriteFact,
)

log = logging.getLogger(__name__)

MAX_UNKNOWN = 3
"""Attempts after which a second unknown outcome is given up, where the receiver can not drop a repeat."""

POLL = 0.25
"""Seconds between looks at the ledger when nothing wakes the sender."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a channel may be sent to: one message each `interval` seconds after a burst."""

    interval: float = 0.0
    burst: int = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """What bounds a sender: seconds of a lease, age at which an alert is given up."""

    lease: float = 30.0
    max_age: timedelta = timedelta(hours=6)


class Pacing:
    """Keeps one channel to its pace within this process: the generic cell rate algorithm."""

    def __init__(self, pace: Pace) -> None:
        self._step = timedelta(seconds=pace.interval)
        self._burst = max(1, pace.burst)
        self._arrival: datetime | None = None

    def waits(self, now: datetime) -> float:
        """Seconds until the next message may go; 0 or less: now."""
        if self._arrival is None:
            return 0.0
        return (self._arrival - now - self._step * (self._burst - 1)).total_seconds()

    def sent(self, now: datetime) -> None:
        """Count a message."""
        self._arrival = max(self._arrival or now, now) + self._step


class Sender:
    """Sends the due rows of one channel."""

    def __init__(
        self,
        *,
        spec: ChannelSpec,
        channel: Channel,
        store: DeliverStore,
        clock: Clock,
        read: ReadViews,
        write_fact: WriteFact,
        dice: Callable[[], float],
        limits: Limits,
        pace: Pace,
    ) -> None:
        self._spec = spec
        self._channel = channel
        self._store = store
        self._clock = clock
        self._read = read
        self._write_fact = write_fact
        self._dice = dice
        self._limits = limits
        # A send may take half of the lease at most, or with a short lease nothing would ever go out.
        self._longest_send = min(channel.send_timeout + 1.0, limits.lease / 2)
        self._breaker = CLOSED
        self._hold_until: datetime | None = None
        self._pacing = Pacing(pace)
        self._wake = asyncio.Event()
        self._stumbling = False

    def wake(self) -> None:
        """Say that a row may have become due."""
        self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set; a message in flight is finished first."""
        while not stop.is_set():
            self._wake.clear()
            try:
                pause = await self._step()
            except Exception as error:
                self._stumbled(error)
                pause = POLL
            else:
                self._works()
            if pause > 0:
                await _first(self._wake, stop, seconds=pause)

    def _stumbled(self, error: Exception) -> None:
        """Say it once, with the trace at DEBUG, and not with every attempt while the store is down."""
        log.log(
            logging.DEBUG if self._stumbling else logging.ERROR,
            "deliveries of %s stand still and are tried again: %s: %s",
            *(self._spec.name, type(error).__name__, error),
            exc_info=error if log.isEnabledFor(logging.DEBUG) else None,
        )
        self._stumbling = True

    def _works(self) -> None:
        if self._stumbling:
            self._stumbling = False
            log.warning("deliveries of %s go on", self._spec.name)

    async def work(self) -> int:
        """Send all that is due and may be sent now; gives the number of attempts made."""
        attempts = 0
        while self._ready_in(self._clock.now()) <= 0 and await self._one():
            attempts += 1
        return attempts

    async def _step(self) -> float:
        """One message if one is due; gives the seconds to wait before the next look."""
        ready_in = self._ready_in(self._clock.now())
        if ready_in > 0:
            return min(POLL, ready_in)
        if await self._one():
            return 0.0
        due = await self._store.next_due(self._spec.name)
        return POLL if due is None else min(POLL, max(0.01, due))

    def _ready_in(self, now: datetime) -> float:
        """Seconds until the channel may be sent to: its breaker, what it asked for, and its own pace."""
        asked = (self._hold_until - now).total_seconds() if self._hold_until is not None else 0.0
        return max(self._pacing.waits(now), waits(self._breaker, now).total_seconds(), asked)

    async def _one(self) -> bool:
        """Claim one due row and bring it to an end; False when nothing is due."""
        rows = await self._store.claim(self._spec.name, 1, self._limits.lease)
        for row in rows:
            await self._deliver(row)
        return bool(rows)

    async def _deliver(self, row: Claimed) -> None:
        alerts = self._read(row.alerts)
        if expired := self._expired(row, alerts):
            await self._finish(row, expired)
            return
        if not await self._store.still_mine(row.id, row.attempt, self._longest_send):
            log.warning("a lease ran out before sending", extra={"channel": row.channel, "delivery": row.id})
            # Nothing went out. If the row is still ours it is due again at once; else the ledger refuses this.
            await self._store.finish(self._again(row))
            return
        self._pacing.sent(self._clock.now())
        outcome = await self._send(self._message(row, alerts))
        self._note(outcome)
        await self._finish(row, outcome)

    def _expired(self, row: Claimed, alerts: tuple[AlertView, ...]) -> Rejected | None:
        """Why the row is too old to be sent, None when it is not."""
        # A replayed row is queued anew: what counts is how long somebody has been waiting for it.
        since = max(row.detected_at, row.queued_at)
        if given_up(since, self._clock.now(), self._limits.max_age):
            hours = self._limits.max_age.total_seconds() / 3600
            return Rejected(ErrorCode.EXPIRED, f"not delivered within {hours:g} hours")
        return None if alerts else Rejected(ErrorCode.EXPIRED, "none of its alerts is kept any longer or can be read")

    async def _send(self, message: Outgoing) -> Outcome:
        try:
            return await asyncio.wait_for(self._channel.send(message), self._longest_send)
        except TimeoutError:
            return Unknown(ErrorCode.TIMEOUT, "no answer in time")
        except Exception as error:
            # A channel's bug: the message may be at fault or not; it is tried again and ends in the dead letters.
            log.exception("a channel failed", extra={"channel": self._spec.name})
            return Retry(ErrorCode.UNKNOWN, type(error).__name__)

    def _message(self, row: Claimed, alerts: tuple[AlertView, ...]) -> Outgoing:
        digest = None
        if row.digest is not None and self._spec.digest is not None:
            due = row.digest.astimezone(ZoneInfo(self._spec.digest.timezone))
            digest = DigestView(name=self._spec.name, due=due, alerts=alerts)
        return Outgoing(
            delivery_id=row.id,
            attempt=row.attempt,
            alerts=tuple(replace(alert, maybe_repeat=row.maybe_repeat) for alert in alerts),
            events=row.alerts,
            first_attempt_at=row.first_attempt_at,
            digest=digest,
            maybe_repeat=row.maybe_repeat,
        )

    def _note(self, outcome: Outcome) -> None:
        """Remember what the outcome says about the channel as a whole."""
        now = self._clock.now()
        match outcome:
            case Sent():
                self._breaker = after_success(self._breaker)
            case Retry(after=after) if after is not None:
                # No longer than the row itself waits: a receiver that asks for a day is asked again before.
                self._hold_until = now + timedelta(seconds=min(LONGEST_DELAY, max(0.0, after)))
            case Retry() | Unknown() | Rejected(code=ErrorCode.AUTH):
                # A refused login is refused to every message: the dead letters it costs must not come by the thousand.
                self._breaker = after_failure(self._breaker, now)
            case _:  # one message refused says nothing of the others
                pass

    async def _finish(self, row: Claimed, outcome: Outcome) -> None:
        finish, fact = self._verdict(row, outcome)
        now = self._clock.now()
        written = replace(
            finish,
            fact=self._write_fact(
                DeliveryFact(
                    id=row.id,
                    alert_ids=row.alert_ids,
                    channel=row.channel,
                    kind=row.kind,
                    status=fact,
                    attempt=row.attempt,
                    at=now,
                    detected_at=row.detected_at,
                    queued_at=row.queued_at,
                    digest=row.digest,
                    maybe_repeat=finish.maybe_repeat,
                    error_code=finish.error_code,
                    error=finish.error,
                    receipt=finish.receipt,
                )
            ),
        )
        accepted = await self._store.finish(written)
        level = logging.INFO if fact == "sent" else logging.WARNING
        why = {"error": finish.error} if finish.error else {}
        extra = {"channel": row.channel, "delivery": row.id, "attempt": row.attempt, **why}
        log.log(level, fact if accepted else f"{fact}, but another worker has taken over", extra=extra)

    @staticmethod
    def _again(row: Claimed) -> Finish:
        return Finish(row.id, row.channel, row.attempt, RowState.DUE, fact=b"", maybe_repeat=row.maybe_repeat)

    def _verdict(self, row: Claimed, outcome: Outcome) -> tuple[Finish, str]:
        """The ledger's next state for an outcome, and the word for it on the bus."""
        base = self._again(row)
        match outcome:
            case Sent(receipt=receipt):
                return replace(base, state=RowState.SENT, receipt=receipt), "sent"
            case Retry(code=code, message=message, after=after):
                delay = retry_delay(row.attempt, after, self._dice())
                return replace(base, delay=delay, error_code=code.value, error=message), "retrying"
            case Rejected(code=code, message=message):
                expired = code is ErrorCode.EXPIRED
                reason = DeadReason.EXPIRED if expired else DeadReason.REJECTED
                dead = replace(base, state=RowState.DEAD, error_code=code.value, error=message, dead_reason=reason)
                return dead, "dead"
        told = replace(base, error_code=outcome.code.value, error=outcome.message)
        if row.maybe_repeat and row.attempt >= MAX_UNKNOWN and not outcome.safe_to_resend:
            return replace(told, state=RowState.DEAD, dead_reason=DeadReason.UNKNOWN_OUTCOME), "dead"
        delay = retry_delay(row.attempt, None, self._dice())
        return replace(told, delay=delay, maybe_repeat=True), "retrying"


async def _first(*events: asyncio.Event, seconds: float) -> None:
    """Wait until one of the events is set, or `seconds` have passed."""
    tasks = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
