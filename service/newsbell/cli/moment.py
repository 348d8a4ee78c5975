"""Moments as options: a duration back from now, or a date."""

import re
from datetime import UTC, datetime, timedelta

import click

_BACK = re.compile(r"(\d{1,6})\s*(m|min|h|d|w)")
_UNITS = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def moment(context: click.Context, option: click.Parameter, value: str | None) -> datetime | None:
    """What an option's value means: `24h`, `90m`, `7d`, `2w` back from now; `2025-07-14` or `2025-07-14T08:00`, UTC.

    Raises:
        click.BadParameter: it is no moment.
    """
    if value is None:
        return None
    text = value.strip()
    back = _BACK.fullmatch(text.lower())
    try:
        if back:
            return datetime.now(UTC) - timedelta(**{_UNITS[back[2]]: int(back[1])})
        found = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        message = f"{text!r} is no moment; write 24h, 7d, 2025-07-14 or 2025-07-14T08:00"
        raise click.BadParameter(message, context, option) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
