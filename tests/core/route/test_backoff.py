from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbell.core.route.backoff import LONGEST_DELAY, given_up, retry_delay

NOW = datetime(2025, 7, 14, 12, 0, tzinfo=UTC)
DICE = st.floats(0, 1, exclude_max=True)
ASKED = st.none() | st.floats(allow_nan=True, allow_infinity=True)


@pytest.mark.parametrize(("attempt", "ceiling"), [(1, 1), (2, 2), (3, 4), (10, 512), (11, 900), (5000, 900)])
def test_the_ceiling_doubles_with_each_attempt_up_to_a_quarter_of_an_hour(attempt: int, ceiling: float) -> None:
    assert retry_delay(attempt, None, 0.5) == ceiling / 2
    assert retry_delay(attempt, None, 0.0) == 0


def test_what_the_receiver_asks_for_is_obeyed_and_capped() -> None:
    assert retry_delay(1, 30, 0.9) == 30
    assert retry_delay(9, 30, 0.5) == 128
    assert retry_delay(1, 86_400, 0.5) == LONGEST_DELAY
    assert retry_delay(1, float("inf"), 0.5) == LONGEST_DELAY
    assert retry_delay(1, -5, 0.5) == 0.5
    assert retry_delay(1, float("nan"), 0.5) == 0.5


@given(st.integers(-3, 10**9), ASKED, DICE)
def test_a_delay_is_never_negative_too_long_or_shorter_than_asked(
    attempt: int, asked: float | None, dice: float
) -> None:
    delay = retry_delay(attempt, asked, dice)

    assert 0 <= delay <= LONGEST_DELAY
    if asked is not None and asked > 0:
        assert delay >= min(asked, LONGEST_DELAY)


@given(st.integers(1, 30), DICE)
def test_a_later_attempt_never_waits_less_with_the_same_dice(attempt: int, dice: float) -> None:
    assert retry_delay(attempt, None, dice) <= retry_delay(attempt + 1, None, dice)


def test_an_alert_is_given_up_once_it_is_older_than_allowed() -> None:
    day = timedelta(hours=6)

    assert not given_up(NOW - day, NOW, day)
    assert given_up(NOW - day - timedelta(microseconds=1), NOW, day)
    assert not given_up(NOW + day, NOW, day)
