"""*collect*: articles onto the bus, in batches, each once."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from newsbell.flow.ports import Ingest, Ingested


class IngestStore(Protocol):
    """What *collect* keeps."""

    async def ingest(self, items: Sequence[Ingest]) -> Sequence[Ingested]:
        """Put articles on the bus, each in one step; a known version is not put there again."""
        ...


@dataclass(frozen=True, slots=True)
class Collected:
    """One article on the bus."""

    key: str
    entry_id: str
    repeated: bool


async def collect(items: Iterable[Ingest], store: IngestStore, batch: int = 64) -> AsyncIterator[Collected]:
    """Put articles on the bus; yields each one when it is durable."""
    waiting: list[Ingest] = []
    for item in items:
        waiting.append(item)
        if len(waiting) >= batch:
            for done in await _flush(waiting, store):
                yield done
            waiting = []
    for done in await _flush(waiting, store):
        yield done


async def _flush(waiting: Sequence[Ingest], store: IngestStore) -> list[Collected]:
    if not waiting:
        return []
    results = await store.ingest(waiting)
    return [Collected(item.key, r.entry_id, r.repeated) for item, r in zip(waiting, results, strict=True)]
