"""The machine's clock, for the flow."""

from datetime import UTC, datetime


class SystemClock:
    """Tells the real time."""

    def now(self) -> datetime:
        """The present moment, in UTC."""
        return datetime.now(UTC)
