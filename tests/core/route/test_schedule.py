from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSim
from hypothesis import given
from hypothesis import strategies as st

from newsbell.core.route.model import DigestSchedule
from newsbell.core.route.schedule import newest_missed, next_slot, schedule_problem, schedule_words

PARIS = ZoneInfo("Europe/Paris")
WEEKDAYS = DigestSchedule("30 7 * * 1-5", "Europe/Paris")
SPRING = datetime(2025, 3, 30, 1, 0, tzinfo=UTC)  # 02:00 becomes 03:00 in Paris
AUTUMN = datetime(2025, 10, 26, 1, 0, tzinfo=UTC)  # 03:00 becomes 02:00
SCHEDULES = ("30 2 * * *", "0 3 * * *", "*/15 * * * *", "30 * * * *", "15,45 2 * * *", "*/20 2-3 * * *", "0 7 * * 0")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def paris(moment: datetime) -> str:
    return moment.astimezone(PARIS).strftime("%a %d %b %H:%M %Z")


def test_a_slot_is_in_utc_and_strictly_later() -> None:
    slot = next_slot(WEEKDAYS, at("2025-07-14T05:30:00+00:00"))

    assert slot == at("2025-07-15T05:30:00+00:00")
    assert slot.tzinfo is UTC
    assert next_slot(WEEKDAYS, at("2025-07-14T05:29:59.999999+00:00")) == at("2025-07-14T05:30:00+00:00")


def test_the_clock_time_stays_over_both_changes() -> None:
    assert paris(next_slot(WEEKDAYS, SPRING - timedelta(days=2))) == "Fri 28 Mar 07:30 CET"
    assert paris(next_slot(WEEKDAYS, SPRING)) == "Mon 31 Mar 07:30 CEST"
    assert paris(next_slot(WEEKDAYS, AUTUMN)) == "Mon 27 Oct 07:30 CET"


def test_a_slot_in_the_skipped_hour_comes_right_after_it() -> None:
    slots = _slots("30 2 * * *", SPRING - timedelta(hours=3), 2)
    assert [paris(slot) for slot in slots] == ["Sun 30 Mar 03:00 CEST", "Mon 31 Mar 02:30 CEST"]


def test_a_daily_slot_in_the_repeated_hour_comes_once_and_an_hourly_one_twice() -> None:
    daily = _slots("30 2 * * *", AUTUMN - timedelta(hours=3), 2)
    hourly = _slots("30 * * * *", AUTUMN - timedelta(hours=1), 3)

    assert [paris(slot) for slot in daily] == ["Sun 26 Oct 02:30 CEST", "Mon 27 Oct 02:30 CET"]
    assert [paris(s) for s in hourly] == ["Sun 26 Oct 02:30 CEST", "Sun 26 Oct 02:30 CET", "Sun 26 Oct 03:30 CET"]


def test_asked_from_the_second_repeated_hour_the_answer_is_not_in_the_past() -> None:
    schedule = DigestSchedule("30 2 * * *", "Europe/Paris")
    asked = AUTUMN + timedelta(minutes=15)  # 02:15 for the second time

    naive = next(CronSim("30 2 * * *", asked.astimezone(PARIS))).astimezone(UTC)
    assert naive < asked, "the trap is gone; the guard in next_slot may go too"
    assert paris(next_slot(schedule, asked)) == "Mon 27 Oct 02:30 CET"


def _slots(text: str, start: datetime, count: int) -> list[datetime]:
    schedule, found = DigestSchedule(text, "Europe/Paris"), [start]
    for _ in range(count):
        found.append(next_slot(schedule, found[-1]))
    return found[1:]


def _all_slots(text: str, change: datetime) -> list[datetime]:
    """The true slots around a change of the clocks, told in one go from a start far from any repeated hour."""
    end, found = change + timedelta(days=9), list[datetime]()
    for slot in CronSim(text, (change - timedelta(days=9)).astimezone(PARIS)):
        if slot.astimezone(UTC) > end:
            return found
        found.append(slot.astimezone(UTC))
    return found


@pytest.mark.parametrize("change", [SPRING, AUTUMN], ids=["spring", "autumn"])
@pytest.mark.parametrize("text", SCHEDULES)
def test_from_any_minute_around_a_change_the_next_and_the_newest_missed_slot_are_true(
    text: str, change: datetime
) -> None:
    schedule, slots = DigestSchedule(text, "Europe/Paris"), _all_slots(text, change)
    long_ago = change - timedelta(days=8)
    for minutes in range(-150, 270, 7):
        now = change + timedelta(minutes=minutes)
        position = bisect_right(slots, now)
        assert next_slot(schedule, now) == slots[position]
        assert newest_missed(schedule, long_ago, now) == slots[position - 1]
        assert newest_missed(schedule, slots[position - 1], now) is None


def test_with_no_last_slot_nothing_is_missed() -> None:
    assert newest_missed(WEEKDAYS, None, at("2025-07-14T12:00:00+00:00")) is None


def test_after_downtime_only_the_newest_slot_counts_and_now_itself_is_included() -> None:
    last, newest = at("2025-07-01T05:30:00+00:00"), at("2025-07-14T05:30:00+00:00")

    assert newest_missed(WEEKDAYS, last, newest) == newest
    assert newest_missed(WEEKDAYS, last, newest + timedelta(hours=9)) == newest
    assert newest_missed(WEEKDAYS, last, newest - timedelta(microseconds=1)) == at("2025-07-11T05:30:00+00:00")
    assert newest_missed(WEEKDAYS, newest, newest) is None
    assert newest_missed(WEEKDAYS, newest, last) is None


@given(
    st.integers(0, 3 * 366 * 24 * 60),
    st.sampled_from(SCHEDULES),
    st.sampled_from(["Europe/Paris", "America/New_York", "Australia/Sydney", "Asia/Tokyo", "UTC"]),
)
def test_slots_move_forward_and_the_slot_just_reached_is_the_newest_missed(minutes: int, text: str, zone: str) -> None:
    schedule, after = DigestSchedule(text, zone), at("2024-01-01T00:00:00+00:00") + timedelta(minutes=minutes)
    first = next_slot(schedule, after)
    second = next_slot(schedule, first)

    assert after < first < second
    assert newest_missed(schedule, after, first) == first
    assert newest_missed(schedule, first, second) == second


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("30 7 * * 1-5", None),
        ("0 7 * * MON-FRI", None),
        ("30 7 * *", "this one has 4"),
        ("@daily", "this one has 1"),
        ("0 30 7 * * *", "this one has 6"),
        ("61 7 * * *", "bad minute"),
        ("0 7 31 2 *", "bad day-of-month"),
    ],
)
def test_a_problem_of_a_schedule_is_said_in_words(text: str, word: str | None) -> None:
    problem = schedule_problem(text)

    assert problem is None if word is None else word in (problem or "")


def test_a_wrong_schedule_raises_where_it_is_used() -> None:
    moment = at("2025-07-14T12:00:00+00:00")
    for zone in ("Nowhere", "../etc", "Europe", ""):
        with pytest.raises(ValueError, match="no time zone"):
            next_slot(DigestSchedule("0 7 * * *", zone), moment)
    with pytest.raises(ValueError, match="bad minute"):
        next_slot(DigestSchedule("99 7 * * *", "UTC"), moment)


def test_a_schedule_is_said_in_words() -> None:
    assert schedule_words(WEEKDAYS) == "at 07:30 on Monday through Friday, Europe/Paris"
