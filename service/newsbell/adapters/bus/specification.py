"""The AsyncAPI document of the bus, from FastStream's own description of it, put right where it misleads."""

import logging
from typing import Any

from faststream import AckPolicy, FastStream
from faststream.redis import RedisBroker, StreamSub
from faststream.specification import AsyncAPI
from pydantic import BaseModel, Field

from newsbell.adapters.bus.format import CloudEventFormat
from newsbell.adapters.bus.frame_log import FrameLog
from newsbell_contracts import CONTENT_TYPE, FIELD, Alert, CloudEvent, Delivery, NewsArticle

_HOW = f"One JSON document in the field `{FIELD}` of each stream entry."

_NAMES = {
    "CloudEvent_NewsArticle_": "ArticleEvent",
    "CloudEvent[NewsArticle]": "ArticleEvent",
    "CloudEvent%5BNewsArticle%5D": "ArticleEvent",
    "CloudEvent[Alert]": "AlertEvent",
    "CloudEvent%5BAlert%5D": "AlertEvent",
    "CloudEvent[Delivery]": "DeliveryEvent",
    "CloudEvent%5BDelivery%5D": "DeliveryEvent",
}
"""The framework's names for the generic envelope, in schemas and (quoted) in references, and ours."""


class DeadLetter(BaseModel):
    """Something that could not be worked on. Its fields are the fields of the stream entry, each a text."""

    kind: str = Field(description="`article`, `alert` or `delivery`.")
    id: str = Field(description="The article, alert or delivery, where it is known.")
    stream: str = Field(description="Where it came from.")
    group: str = Field(description="The consumer group that gave up.")
    entry_id: str = Field(description="Its entry in that stream.")
    reason: str = Field(description="`no_data_field`, `not_json`, `not_valid`, `kept_failing` ...; more may come.")
    error: str = Field(description="What is wrong and how to mend it.")
    attempts: str = Field(description="How often it was worked on.")
    raw: str = Field(description="The document as it came, cut when it is very long.")
    truncated: str = Field(description="`1` when `raw` was cut.")
    time: str = Field(description="When, in milliseconds since 1970.")


def asyncapi_document(prefix: str = "{newsbell}", version: str = "1.0.0") -> dict[str, Any]:
    """The AsyncAPI 3.0.0 document of the streams under `prefix`; no server is needed, and it is always the same.

    `version` is that of the contracts. Four things of FastStream's document are put right: batches look like arrays
    (declared one by one here), the consumer's name leaks host and process, there are no headers for the correlation
    id, and the names of generic models hold brackets.
    """
    app = FastStream(
        _declare(prefix),
        logger=None,
        specification=AsyncAPI(title="newsbell", version=version, description=f"News in, alerts out. {_HOW}"),
    )
    document = _renamed(app.schema.to_specification().to_jsonable())
    for channel in document["channels"].values():
        channel["bindings"]["redis"].pop("consumerName", None)
    for name, message in document["components"]["messages"].items():
        message.pop("correlationId", None)
        if not name.startswith("dead:"):
            message["contentType"] = CONTENT_TYPE
            message["correlationId"] = {"location": "$message.payload#/correlationid"}
    # The framework keeps publishers in sets: without sorting, each run writes another order.
    parts = document["components"]
    ordered = {name: dict(sorted(document[name].items())) for name in ("channels", "operations")}
    return {**document, **ordered, "components": {name: dict(sorted(parts[name].items())) for name in sorted(parts)}}


def _declare(prefix: str) -> RedisBroker:
    """The streams for the document only: alerts, deliveries and dead letters are written by the store's scripts."""
    log = FrameLog(logging.getLogger("newsbell.bus"))
    broker = RedisBroker("redis://localhost:6379", logger=log, message_format=CloudEventFormat)

    @broker.subscriber(
        stream=StreamSub(f"{prefix}:articles", group="watch", consumer="newsbell"),
        ack_policy=AckPolicy.MANUAL,
        title="articles",
        description=f"News for newsbell to watch. {_HOW}",
    )
    async def article(event: CloudEvent[NewsArticle]) -> None:
        """Never called: it gives the document the message's type."""

    for name, schema, description in (
        ("alerts", CloudEvent[Alert], f"What happened, with its evidence. {_HOW}"),
        ("deliveries", CloudEvent[Delivery], f"What became of an alert in a channel. {_HOW}"),
        ("dead", DeadLetter, "What could not be worked on, to be mended and replayed."),
    ):
        broker.publisher(stream=f"{prefix}:{name}", schema=schema, title=name, description=description)
    return broker


def _renamed(value: Any) -> Any:
    """The same JSON with our names for schemas, as keys and at the end of references."""
    if isinstance(value, dict):
        return {_NAMES.get(key, key): _renamed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item) for item in value]
    if isinstance(value, str):
        head, slash, name = value.rpartition("/")
        return f"{head}{slash}{_NAMES.get(name, name)}"
    return value
