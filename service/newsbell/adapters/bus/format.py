"""The wire format: a stream entry holds one plain JSON document, readable in any language."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from faststream.redis.parser import BinaryMessageFormatV1, MessageFormat

if TYPE_CHECKING:
    from fast_depends.library.serializer import SerializerProto
    from faststream._internal.basic_types import SendableMessage
    from faststream._internal.parser import CodecProto

MAGIC = BinaryMessageFormatV1.IDENTITY_HEADER
"""The first bytes of an entry written by FastStream with its own defaults."""


class CloudEventFormat(MessageFormat):
    """JSON bytes and nothing around them; headers are not sent, they live in the CloudEvent.

    Entries of stock FastStream producers (binary format v1) are understood. No other envelope is guessed at: the
    stock parser takes any JSON object with a text in `data` for its old envelope and drops the rest.
    """

    __slots__ = ()

    @classmethod
    async def encode(
        cls,
        *,
        message: "Sequence[SendableMessage] | SendableMessage",
        reply_to: str | None,
        headers: dict[str, Any] | None,
        correlation_id: str,
        serializer: "SerializerProto | None" = None,
        codec: "CodecProto | None" = None,
    ) -> bytes:
        """The message as JSON; `reply_to`, `headers` and `correlation_id` have no place on the wire."""
        built = await cls.build(
            message=message,
            reply_to=reply_to,
            headers=headers,
            correlation_id=correlation_id,
            serializer=serializer,
            codec=codec,
        )
        return built.data

    @classmethod
    def parse(cls, data: bytes) -> tuple[bytes, dict[str, Any]]:
        """The JSON document and the headers of an entry's field; there are headers only from stock producers."""
        if data.startswith(MAGIC):
            return BinaryMessageFormatV1.parse(data)
        return data, {}
