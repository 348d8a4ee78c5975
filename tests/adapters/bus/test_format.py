"""What is on the wire: plain JSON for everybody, stock FastStream entries understood, no envelope guessed."""

import json

import pytest
import redis.asyncio
from faststream.redis.parser import BinaryMessageFormatV1

from fakes.valkey import ValkeyProcess
from newsbell.adapters.bus.broker import build_broker
from newsbell.adapters.bus.decoding import document, entry
from newsbell.adapters.bus.format import CloudEventFormat
from newsbell.flow.ports import Entry

EVENT = {"specversion": "1.0", "id": "a", "type": "newsbell.article.v1", "data": {"headline": "日産 “talks”"}}


async def test_what_is_published_is_the_json_alone_readable_by_a_plain_client(
    server: ValkeyProcess, client: "redis.asyncio.Redis", prefix: str
) -> None:
    broker = build_broker(server.url).frame
    await broker.connect()
    await broker.publish(EVENT, stream=f"{prefix}:articles", headers={"number": 1}, correlation_id="c")
    await broker.stop()
    ((_, fields),) = await client.xrange(f"{prefix}:articles")  # type: ignore[misc]
    assert fields is not None
    assert list(fields) == [b"__data__"]
    assert json.loads(fields[b"__data__"]) == EVENT


@pytest.mark.parametrize(
    "raw",
    [
        b'{"data":"a text","headers":{"x":"1"}}',
        b'{"data":{"headline":"x"}}',
        b"not json",
        b"",
        b"\x89BIN\r\n\x1a",
    ],
)
def test_plain_bytes_are_given_on_as_they_came_with_no_headers(raw: bytes) -> None:
    assert CloudEventFormat.parse(raw) == (raw, {})


async def test_the_stock_binary_format_is_understood() -> None:
    raw = await BinaryMessageFormatV1.encode(message=EVENT, reply_to=None, headers={"trace": "t1"}, correlation_id="c1")
    body, headers = CloudEventFormat.parse(raw)
    assert json.loads(body) == EVENT
    assert headers["trace"] == "t1"


def test_a_broken_binary_entry_is_kept_for_the_dead_letters() -> None:
    raw = BinaryMessageFormatV1.IDENTITY_HEADER + b"\x00\x01\x00"
    assert entry(b"1-1", {b"__data__": raw}) == Entry("1-1", raw)


def test_the_trap_we_step_around_the_stock_parser_takes_a_text_in_data_for_its_old_envelope() -> None:
    assert BinaryMessageFormatV1.parse(b'{"id":"a","data":"text"}')[0] == b"text"


def test_an_entry_without_a_document_is_shown_as_its_fields() -> None:
    item = entry(b"1-1", {b"caf\xc3\xa9": b"x", b"\xff": b"\xfe"})
    assert item.raw is None
    assert json.loads(document(item)) == {"café": "x", "\\xff": "\\xfe"}
    assert document(entry(b"1-1", {b"data": b"{}"})) == b"{}"
