"""Burials that every stage on the bus may have to make, whatever it reads."""

import logging

from newsbell.flow.ports import Bury, DeadReason, Entry

log = logging.getLogger(__name__)

_FIELDS_SHOWN = 10


def without_document(entry: Entry) -> Bury:
    """The burial of an entry that holds no document; what it holds instead is kept, one field a line."""
    names = ", ".join(sorted(entry.fields)[:_FIELDS_SHOWN]) or "none"
    error = f"the entry has no field `__data__` with a JSON document; its fields: {names}"
    raw = b"".join(name.encode() + b"=" + value + b"\n" for name, value in entry.fields.items())
    return Bury(entry.id, DeadReason.NO_DATA_FIELD, error, raw)


def by_bug(entry: Entry, bug: Exception) -> Bury:
    """The burial of an entry that met a bug of ours: it is kept for replay, and its neighbours go on."""
    log.error("an entry could not be worked on", extra={"entry": entry.id}, exc_info=bug)
    return Bury(entry.id, DeadReason.INTERNAL_ERROR, f"{type(bug).__name__}: {bug}", entry.raw or b"")
