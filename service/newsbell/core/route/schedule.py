"""The slots of a digest: a five-field cron expression in a time zone, as moments in UTC.

A daily slot keeps its clock time over a change of the clocks; one that falls into the hour that is skipped comes right
after it, one in the hour that is repeated comes once. An hourly slot comes in both of the repeated hours.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from newsbell.core.route.model import DigestSchedule

_PAST_THE_FOLD = timedelta(hours=3)
_MINUTE = timedelta(minutes=1)
_FIELDS = 5
_ANY_MOMENT = datetime(2024, 1, 1, tzinfo=UTC)


def next_slot(schedule: DigestSchedule, after: datetime) -> datetime:
    """The first slot later than `after` (aware), in UTC.

    Raises:
        ValueError: the schedule is not valid; see `schedule_problem`.
    """
    # In the second of two repeated hours the cron library answers with slots of the first, which lie in the past.
    return next(slot for slot in _slots(schedule, after) if slot > after)


def newest_missed(schedule: DigestSchedule, last: datetime | None, now: datetime) -> datetime | None:
    """The newest slot later than `last` and not later than `now` (both aware), in UTC; None if there is none.

    With no `last` nothing is missed: a new digest starts from now.

    Raises:
        ValueError: the schedule is not valid; see `schedule_problem`.
    """
    if last is None or last >= now:
        return None
    # Asked backwards from within a repeated hour the library leaves slots out, so the question starts beyond it.
    backwards = _slots(schedule, now + _PAST_THE_FOLD + _MINUTE, reverse=True)
    newest = next((slot for slot in backwards if slot <= now), None)
    return newest if newest is not None and newest > last else None


def schedule_problem(text: str) -> str | None:
    """What is wrong with a cron expression, in words; None if it is fine. Five fields; no seconds, no `@daily`."""
    fields = len(text.split())
    if fields != _FIELDS:
        return f"a schedule has five fields, this one has {fields}"
    try:
        _cron(text, _ANY_MOMENT)
    except ValueError as error:
        return f"the schedule is wrong: {error}"
    return None


def schedule_words(schedule: DigestSchedule) -> str:
    """The schedule in words, e.g. "at 07:30 on Monday through Friday, Europe/Paris".

    Raises:
        ValueError: the schedule is not valid; see `schedule_problem`.
    """
    words = _cron(schedule.schedule, _ANY_MOMENT).explain()
    return f"{words[:1].lower()}{words[1:]}, {schedule.timezone}"


def _slots(schedule: DigestSchedule, start: datetime, *, reverse: bool = False) -> Iterator[datetime]:
    zone = _zone(schedule.timezone)
    if zone is None:
        raise ValueError(f"there is no time zone {schedule.timezone!r}")
    for slot in _cron(schedule.schedule, start.astimezone(zone), reverse=reverse):
        yield slot.astimezone(UTC)


def _cron(text: str, start: datetime, *, reverse: bool = False) -> CronSim:
    try:
        return CronSim(text, start, reverse=reverse)
    except CronSimError as error:
        raise ValueError(f"{error}".lower()) from error


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # an unknown name, a path that leads out, a folder of zones
        return None
