"""The one alert of a message, and outcomes that several channels share."""

from newsbell.core.render.view import AlertView
from newsbell.flow.ports import ErrorCode, Outgoing, Rejected

EMPTY = Rejected(ErrorCode.EXPIRED, "the alert is no longer kept, so there is nothing to send")
"""The message has neither an alert nor a digest."""


def the_alert(message: Outgoing) -> AlertView | None:
    """The alert of a message that is no digest; None when it has none."""
    return message.alerts[0] if message.alerts else None
