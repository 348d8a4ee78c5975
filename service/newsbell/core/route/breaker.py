"""A circuit breaker for a channel: after failures in a row it stops sending, then probes with one message at a time.

closed --5 failures--> open for 30 s --> half-open: one probe --success--> closed
                         ^                     |
                         +---- twice as long, at most 10 min, on failure
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

FAILURES_TO_OPEN = 5
"""Retryable failures in a row that open the breaker."""

FIRST_PAUSE = timedelta(seconds=30)
"""How long it stays open the first time; each failed probe doubles it."""

LONGEST_PAUSE = timedelta(minutes=10)
"""The longest pause between probes."""


@dataclass(frozen=True, slots=True)
class BreakerState:
    """What is remembered of a channel. `trips` counts openings since the last success.

    `opened_until` is None while closed. `held` names why only a new configuration can close it, e.g. a refused token.
    """

    failures: int = 0
    trips: int = 0
    opened_until: datetime | None = None
    held: str | None = None


CLOSED = BreakerState()
"""A breaker that lets everything through."""


def after_success(state: BreakerState) -> BreakerState:
    """The state after a message was accepted: closed, unless it is held."""
    return state if state.held is not None else CLOSED


def after_failure(state: BreakerState, now: datetime) -> BreakerState:
    """The state after a retryable failure: one more in a row, open when they are enough or a probe failed.

    Late failures of messages that were under way when it opened do not lengthen the pause.
    """
    if state.held is not None:
        return state
    if state.opened_until is not None and now < state.opened_until:
        return replace(state, failures=state.failures + 1)
    if state.opened_until is None and state.failures + 1 < FAILURES_TO_OPEN:
        return replace(state, failures=state.failures + 1)
    return BreakerState(state.failures + 1, state.trips + 1, now + _pause(state.trips))


def held(state: BreakerState, reason: str) -> BreakerState:
    """The state after a refusal that no waiting mends (a bad token, an address that is gone): open for good."""
    return replace(state, held=reason)


def may_send(state: BreakerState, now: datetime) -> bool:
    """Whether a message may go out: always while closed; after the pause, as a probe; never while held."""
    return state.held is None and (state.opened_until is None or now >= state.opened_until)


def is_probe(state: BreakerState, now: datetime) -> bool:
    """Whether what may be sent is a probe, so that one message and no more should be taken."""
    return state.opened_until is not None and may_send(state, now)


def waits(state: BreakerState, now: datetime) -> timedelta | None:
    """How long until something may be sent, zero if now; None while held."""
    if state.held is not None:
        return None
    return timedelta(0) if may_send(state, now) or state.opened_until is None else state.opened_until - now


def _pause(trips: int) -> timedelta:
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(trips, 10)))
