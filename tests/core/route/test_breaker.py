from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from newsbell.core.route.breaker import (
    CLOSED,
    FAILURES_TO_OPEN,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    BreakerState,
    after_failure,
    after_success,
    may_send,
    waits,
)

NOW = datetime(2025, 7, 14, 12, 0, tzinfo=UTC)


def failed(times: int, state: BreakerState = CLOSED, now: datetime = NOW) -> BreakerState:
    for _ in range(times):
        state = after_failure(state, now)
    return state


def test_it_opens_after_five_failures_in_a_row_and_not_before() -> None:
    assert may_send(failed(4), NOW)
    assert not may_send(failed(5), NOW)
    assert failed(5).opened_until == NOW + timedelta(seconds=30)


def test_a_success_starts_the_count_again() -> None:
    assert may_send(failed(4, after_success(failed(4))), NOW)


def test_after_the_pause_one_probe_may_go() -> None:
    state, later = failed(5), NOW + timedelta(seconds=30)

    assert not may_send(state, later - timedelta(microseconds=1))
    assert may_send(state, later)
    assert after_success(state) == CLOSED


def test_each_failed_probe_doubles_the_pause_up_to_ten_minutes() -> None:
    state, now, pauses = failed(5), NOW, []
    for _ in range(8):
        pauses.append(waits(state, now))
        now += pauses[-1]
        state = after_failure(state, now)

    assert [pause.total_seconds() for pause in pauses if pause] == [30, 60, 120, 240, 480, 600, 600, 600]


def test_late_failures_of_messages_under_way_do_not_lengthen_the_pause() -> None:
    assert failed(12).opened_until == failed(5).opened_until
    assert failed(12).trips == 1


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 700)), max_size=60))
def test_it_is_open_only_after_failures_in_a_row_and_never_longer_than_the_longest_pause(
    story: list[tuple[bool, int]],
) -> None:
    state, now, row = CLOSED, NOW, 0
    for good, seconds in story:
        now += timedelta(seconds=seconds)
        row = 0 if good else row + 1
        state = after_success(state) if good else after_failure(state, now)
        wait = waits(state, now)

        assert timedelta(0) <= wait <= LONGEST_PAUSE
        assert may_send(state, now) == (wait == timedelta(0))
        assert (row < FAILURES_TO_OPEN) <= may_send(state, now)
        assert may_send(state, now + wait)


@given(st.integers(1, 20))
def test_pauses_never_shrink_while_probes_fail(probes: int) -> None:
    state, now, pauses = failed(5), NOW, [FIRST_PAUSE]
    for _ in range(probes):
        now = state.opened_until or now
        state = after_failure(state, now)
        pauses.append(waits(state, now))

    assert all(before <= after for before, after in pairwise(pauses))
