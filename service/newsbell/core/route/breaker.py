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

    `opened_until` is None while closed.
    """

    failures: int = 0
    trips: int = 0
    opened_until: datetime | None = None


CLOSED = BreakerState()
"""A breaker that lets everything through."""


def after_success(state: BreakerState) -> BreakerState:
    """The state after a message was accepted: closed."""
    return CLOSED


def after_failure(state: BreakerState, now: datetime) -> BreakerState:
    """The state after a retryable failure: one more in a row, open when they are enough or a probe failed.

    Late failures of messages that were under way when it opened do not lengthen the pause.
    """
    if state.opened_until is not None and now < state.opened_until:
        return replace(state, failures=state.failures + 1)
    if state.opened_until is None and state.failures + 1 < FAILURES_TO_OPEN:
        return replace(state, failures=state.failures + 1)
    return BreakerState(state.failures + 1, state.trips + 1, now + _pause(state.trips))


def may_send(state: BreakerState, now: datetime) -> bool:
    """Whether a message may go out: always while closed; after the pause, as a probe."""
    return state.opened_until is None or now >= state.opened_until


def waits(state: BreakerState, now: datetime) -> timedelta:
    """How long until something may be sent; zero if now."""
    return timedelta(0) if state.opened_until is None else max(timedelta(0), state.opened_until - now)


def _pause(trips: int) -> timedelta:
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(trips, 10)))
