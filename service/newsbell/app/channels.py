"""Opening the channels of a configuration, and how each kind is paced."""

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import TextIO

from newsbell.adapters.channels.http import HttpClient
from newsbell.adapters.channels.opening import SLACK_API_URL, SLACK_HOOK_URL, ChannelError, open_channel
from newsbell.adapters.rulebook.configuration import ChannelConfig
from newsbell.app.errors import EXIT_CONFIGURATION, CannotStart
from newsbell.flow.deliver import Limits, Pace
from newsbell.flow.ports import Channel
from newsbell.flow.redaction import Redactor
from newsbell.settings import Settings

_PACES: Mapping[str, Pace] = {"slack": Pace(interval=1.0, burst=3)}
"""Slack takes one message a second and channel, with short bursts (its documentation on rate limits)."""


def pace_of(kind: str) -> Pace:
    """How fast a channel of this kind may be sent to."""
    return _PACES.get(kind, Pace())


def limits_of(kind: str, settings: Settings) -> Limits:
    """What bounds the sender of a channel of this kind."""
    hours = settings.max_age_mail_hours if kind == "email" else settings.max_age_chat_hours
    return Limits(lease=settings.delivery_lease, max_age=timedelta(hours=hours))


async def open_channels(
    configs: Sequence[ChannelConfig],
    settings: Settings,
    redact: Redactor,
    stack: AsyncExitStack,
    stream: TextIO | None = None,
) -> dict[str, Channel]:
    """Open every channel, with one HTTP client for all; `stack` closes them.

    Raises:
        CannotStart: a channel can not be opened; all of them are named.
    """
    http = HttpClient()
    stack.push_async_callback(http.close)
    opened: dict[str, Channel] = {}
    problems: list[str] = []
    for config in configs:
        try:
            channel = await open_channel(
                config.spec.name,
                config.spec.kind,
                url=config.url.get_secret_value() if config.url else None,
                webhook_url=config.webhook_url.get_secret_value() if config.webhook_url else None,
                webhook_secrets=tuple(secret.get_secret_value() for secret in config.webhook_secrets),
                via=config.via,
                slack_hook_url=f"{settings.slack_hook_url}/services" if settings.slack_hook_url else SLACK_HOOK_URL,
                slack_api_url=settings.slack_api_url or SLACK_API_URL,
                stream=stream,
                http=http,
                redact=redact,
            )
        except ChannelError as error:
            problems.append(redact(str(error)))
        else:
            stack.push_async_callback(channel.close)
            opened[config.spec.name] = channel
    if problems:
        raise CannotStart(*problems, code=EXIT_CONFIGURATION)
    return opened
