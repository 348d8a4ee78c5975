"""How long to wait before the next attempt, and when to stop trying."""

from datetime import datetime, timedelta

LONGEST_DELAY = 900.0
"""The longest wait, in seconds; a receiver that asks for more is asked again after this."""

_CEILING_ATTEMPT = 11  # 2^10 s is beyond the longest delay


def retry_delay(attempt: int, retry_after: float | None, dice: float) -> float:
    """Seconds to wait after the failed attempt number `attempt` (from 1); between 0 and `LONGEST_DELAY`.

    The larger of what the receiver asked for (`retry_after`, seconds) and full jitter: `dice`, from 0 to below 1, of
    a ceiling that starts at 1 s and doubles with each attempt. Full jitter spreads the retries of many senders best
    (Amazon Architecture Blog, "Exponential Backoff And Jitter").
    """
    ceiling = min(LONGEST_DELAY, 2.0 ** (min(max(attempt, 1), _CEILING_ATTEMPT) - 1))
    asked = retry_after if retry_after is not None and retry_after > 0 else 0.0
    return min(LONGEST_DELAY, max(asked, dice * ceiling))


def given_up(detected_at: datetime, now: datetime, max_age: timedelta) -> bool:
    """Whether the alert is older than `max_age`, so that another attempt would only bring old news."""
    return now - detected_at > max_age
