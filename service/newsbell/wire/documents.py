"""A document of the bus taken apart: is it JSON, is it an envelope, and is what is inside ours to read."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from newsbell.flow.ports import DeadReason, Unreadable
from newsbell_contracts import CloudEvent
from newsbell_contracts.base import Contract

Data = TypeVar("Data", bound=Contract)

_HEAD = 256
"""Bytes at the beginning of a document in which nearly all envelopes say that they are one."""


class _Peek(BaseModel):
    """Just enough of a document to tell an envelope from a bare article."""

    specversion: object = None
    type: object = None


def data_at_once(raw: bytes, envelope: type[CloudEvent[Data]], wanted: str) -> Data | None:
    """The data of an envelope of the wanted type, by one parse; None when it takes a closer look to tell what it is."""
    if raw.find(b'"specversion"', 0, _HEAD) < 0:
        return None
    try:
        if not raw.isascii():
            raw.decode()
        event = envelope.model_validate_json(raw)
    except ValueError:
        return None
    return event.data if event.type == wanted and "specversion" in event.model_fields_set else None


def peek(raw: bytes) -> _Peek | Unreadable:
    """The head of a document, or why it is no JSON object."""
    try:
        raw.decode()
        return _Peek.model_validate_json(raw)
    except UnicodeDecodeError as error:
        fault = f"not UTF-8: the byte 0x{raw[error.start]:02x} at offset {error.start}; write the document in UTF-8"
    except ValidationError as error:
        fault = f"not a JSON object: {complaints(error)}"
    return Unreadable(DeadReason.NOT_JSON, fault)


def wrong_type(found: object, wanted: str) -> Unreadable:
    """Why an envelope of another type can not be read."""
    if not isinstance(found, str):
        return Unreadable(DeadReason.NOT_VALID, f"the envelope's `type` is missing or no text; expected {wanted}")
    if found.rsplit(".v", 1)[0] == wanted.rsplit(".v", 1)[0]:
        return Unreadable(DeadReason.UNKNOWN_MAJOR, f"type {found[:80]!r} is a version not known here; known: {wanted}")
    return Unreadable(DeadReason.NOT_VALID, f"type {found[:80]!r} does not belong on this stream; expected {wanted}")


def not_valid(what: str, error: ValidationError) -> Unreadable:
    """Why what is inside can not be read."""
    return Unreadable(DeadReason.NOT_VALID, f"not a valid {what}: {complaints(error)}")


def complaints(error: ValidationError) -> str:
    """What pydantic found wrong, in one line, without the input's values."""
    found = []
    for item in error.errors(include_url=False, include_context=False, include_input=False)[:5]:
        place = ".".join(str(part) for part in item["loc"])
        message = item["msg"].removeprefix("Value error, ").removeprefix("Invalid JSON: ")
        found.append(f"{place}: {message}" if place else message)
    return "; ".join(found)
