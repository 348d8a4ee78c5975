"""From what a stream gave to what a stage takes; each entry by itself, in order, and no JSON is read."""

import json
from collections.abc import Awaitable, Callable, Mapping

from faststream.message import StreamMessage
from faststream.redis.message import BatchStreamMessage

from newsbell.adapters.bus.format import CloudEventFormat
from newsbell.flow.ports import Entry
from newsbell_contracts import FIELD

_FIELDS = (FIELD.encode(), b"data")

Original = Callable[[BatchStreamMessage], Awaitable[StreamMessage[BatchStreamMessage]]]


def text(value: bytes) -> str:
    """The bytes as text for people; what is not UTF-8 is shown as escapes."""
    return value.decode(errors="backslashreplace")


def entry(entry_id: bytes, fields: Mapping[bytes, bytes]) -> Entry:
    """One stream entry. Its document is the field `__data__`, else `data`; without either, `raw` is None."""
    for name in _FIELDS:
        if name in fields:
            return Entry(entry_id.decode(), CloudEventFormat.parse(fields[name])[0])
    return Entry(entry_id.decode(), None, {text(name): value for name, value in fields.items()})


def document(item: Entry) -> bytes:
    """The entry's document; for an entry without one, its fields as a JSON object of texts."""
    if item.raw is not None:
        return item.raw
    shown = {name: text(value) for name, value in item.fields.items()}
    return json.dumps(shown, ensure_ascii=False).encode()


async def pass_through(message: BatchStreamMessage, original: Original) -> StreamMessage[BatchStreamMessage]:
    """Parse a batch without touching its items: the stock parser gets an empty one.

    The stock parser reads and writes every item's JSON, and one bad item spoils the batch.
    """
    parsed = await original({**message, "data": []})
    parsed.raw_message = message
    return parsed


async def decode(message: StreamMessage[BatchStreamMessage]) -> list[Entry]:
    """The batch as entries, none left out."""
    raw = message.raw_message
    return [entry(*pair) for pair in zip(raw["message_ids"], raw["data"], strict=True)]
