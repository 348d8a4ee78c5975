"""What became of an alert in one channel."""

from typing import Annotated

from pydantic import Field

from newsbell_contracts.base import Contract, Identifier, Instant


class ChannelRef(Contract):
    """The channel's name in the configuration and its kind; never its address."""

    name: Identifier
    kind: Annotated[str, Field(description="`slack`, `email`, `webhook`, `console`, `apprise`; more may come.")]


class DeliveryError(Contract):
    """Why an attempt failed. Codes follow Alertmanager's failure reasons."""

    code: Annotated[
        str,
        Field(
            description="`auth`, `rate_limited`, `client`, `server`, `timeout`, `network`, `too_long`, `expired`, "
            "`unknown`; more may come."
        ),
    ]
    message: Annotated[str, Field(description="In words, without secrets.")]


class Delivery(Contract):
    """The outcome of one attempt to tell one channel. Published when the state of a delivery changes."""

    id: Identifier
    alert_ids: Annotated[tuple[str, ...], Field(description="One for an alert, several for a digest.")]
    channel: ChannelRef
    digest: Annotated[str | None, Field(description="The slot of the digest, an instant in UTC.")] = None
    status: Annotated[str, Field(description="`sent`, `retrying`, `dead` or `suppressed`; more may come.")]
    attempt: Annotated[int, Field(ge=0)]
    maybe_repeat: Annotated[
        bool, Field(description="An earlier attempt's outcome is not known, so readers may have seen it before.")
    ] = False
    suppressed_by: Annotated[
        str | None,
        Field(description="Why nothing was sent: `route`, `silence`, `quiet_hours`, `rate_limit`, `expired` ..."),
    ] = None
    error: DeliveryError | None = None
    receipt: Annotated[
        dict[str, str], Field(default_factory=dict, description="What the receiver said: `ts`, `message_id`, `status`.")
    ]
    queued_at: Instant
    sent_at: Instant | None = None
    latency_ms: Annotated[int | None, Field(ge=0, description="From detection to acceptance by the receiver.")] = None
