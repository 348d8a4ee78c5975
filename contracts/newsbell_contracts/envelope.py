"""The CloudEvents 1.0 envelope: structured JSON, one document per stream entry."""

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import Field

from newsbell_contracts.base import Contract, Identifier, Instant

FIELD = "__data__"
"""The field of a stream entry that holds the JSON document."""

CONTENT_TYPE = "application/json"
ARTICLE_TYPE = "newsbell.article.v1"
ALERT_TYPE = "newsbell.alert.v1"
DELIVERY_TYPE = "newsbell.delivery.v1"

Data = TypeVar("Data", bound=Contract)


class CloudEvent(Contract, Generic[Data]):
    """One message. Names and meanings are those of the CloudEvents 1.0.2 specification.

    ``source`` and ``id`` together repeat exactly when the same fact is sent again, so a consumer that remembers the
    pair handles every fact once.
    """

    specversion: Annotated[Literal["1.0"], Field(description="CloudEvents: the version of the envelope.")] = "1.0"
    id: Annotated[Identifier, Field(description="CloudEvents: equal to `data.id`, with the version for an article.")]
    source: Annotated[
        str, Field(min_length=1, max_length=2048, description="CloudEvents: who says it, as a URI reference.")
    ]
    type: Annotated[
        str, Field(min_length=1, max_length=256, description="CloudEvents: what it is; the major version is its end.")
    ]
    subject: Annotated[
        str | None, Field(description="CloudEvents: what it is about: an article, story or delivery id.")
    ] = None
    time: Annotated[Instant | None, Field(description="CloudEvents: when the fact came about.")] = None
    datacontenttype: Annotated[str | None, Field(description="CloudEvents: always `application/json` here.")] = (
        CONTENT_TYPE
    )
    dataschema: Annotated[str | None, Field(description="CloudEvents: URI of the JSON Schema of `data`.")] = None
    correlationid: Annotated[
        str | None, Field(description="CloudEvents extension: the id of the article that set it off.")
    ] = None
    partitionkey: Annotated[
        str | None, Field(description="CloudEvents partitioning extension: events with one key belong together.")
    ] = None
    traceparent: Annotated[
        str | None, Field(description="CloudEvents distributed tracing extension: the W3C trace context.")
    ] = None
    data: Annotated[Data, Field(description="CloudEvents: the message itself; always a JSON object.")]
