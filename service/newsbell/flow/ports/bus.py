"""The bus as a stage sees it: entries in, dead letters out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Clock(Protocol):
    """Tells the time, so that the flow never asks the machine itself."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class DeadReason(StrEnum):
    """Why something went to the dead letters."""

    NO_DATA_FIELD = "no_data_field"
    NOT_JSON = "not_json"
    NOT_VALID = "not_valid"
    UNKNOWN_MAJOR = "unknown_major"
    TOO_LARGE = "too_large"
    TOO_MANY_ALERTS = "too_many_alerts"
    TOO_MANY_DELIVERIES = "too_many_deliveries"
    KEPT_FAILING = "kept_failing"
    INTERNAL_ERROR = "internal_error"
    REJECTED = "rejected"
    EXPIRED = "expired"
    UNKNOWN_OUTCOME = "unknown_outcome"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a stream as a worker of a group got it.

    `raw` is the JSON document, None when the entry has no field for it; `fields` then shows what was there.
    """

    id: str
    raw: bytes | None
    fields: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bury:
    """An entry that can not be worked on, for the dead letters. `error` says what is wrong and how to mend it."""

    entry_id: str
    reason: DeadReason
    error: str
    raw: bytes
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a document of the bus can not be read, for the dead letters."""

    reason: DeadReason
    error: str


class Stage(Protocol):
    """One stage of the way: handles a batch and commits each entry by itself; raises only when the store fails."""

    async def handle(self, entries: Sequence[Entry]) -> None:
        """Work on a batch. When it returns, each entry is committed, buried or owned by somebody else."""
        ...

    async def bury(self, burials: Sequence[Bury]) -> None:
        """Put entries into the dead letters without working on them."""
        ...
