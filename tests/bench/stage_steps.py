"""What each step of the stage costs by itself, in this process and without a bus."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from newsbell import wire
from newsbell.core.events.finding import Finding
from newsbell.core.events.understand import understand
from newsbell.core.match.hit import Matcher
from newsbell.core.story.decide import decide
from newsbell.core.story.story import StoryChange
from newsbell.core.text.document import Document
from newsbell.flow.ports import Unreadable

Item = TypeVar("Item")
Made = TypeVar("Made")

LIMIT = 1_048_576


@dataclass(frozen=True, slots=True)
class Steps:
    """Microseconds: the first two for every article, the rest for one hit; `hits` is how many an article has."""

    read: float
    match: float
    understand: float
    decide: float
    write: float
    hits: float

    def rows(self) -> list[tuple[str, float]]:
        """The steps, each with the microseconds it takes of an average article."""
        return [
            ("read: JSON, article, zones, visible text", self.read),
            ("match", self.match),
            (f"understand ({self.understand:.0f} a hit)", self.understand * self.hits),
            (f"decide on the story ({self.decide:.0f} a hit)", self.decide * self.hits),
            (f"write the alert ({self.write:.0f} a hit)", self.write * self.hits),
        ]


def measure(events: Sequence[bytes], matcher: Matcher, rounds: int = 5) -> Steps:
    """The steps for these articles; of several rounds the fastest counts.

    Each round makes the documents anew, for what a document remembers must not help the next round.
    """
    now = datetime.now(UTC)
    reader = wire.document_reader(LIMIT)
    best = [float("inf")] * 5
    hits = 0
    for _ in range(rounds):
        spent, documents = _timed(lambda event: _read(reader, event, now), events)
        matched, found = _timed(matcher.hits, documents)
        pairs = [(document, hit) for document, own in zip(documents, found, strict=True) for hit in own]
        understood, findings = _timed(lambda pair: understand(*pair), pairs)
        decided, changes = _timed(lambda finding: decide(finding, None, now), findings)
        both = list(zip(findings, changes, strict=True))
        written, _ = _timed(lambda pair: _write(pair, now), both)
        hits = len(pairs)
        a_hit = [(seconds, max(1, hits)) for seconds in (understood, decided, written)]
        all_steps = [(spent, len(events)), (matched, len(events)), *a_hit]
        best = [min(old, seconds / count * 1e6) for old, (seconds, count) in zip(best, all_steps, strict=True)]
    return Steps(*best, hits=hits / len(events))


def _timed(act: Callable[[Item], Made], items: Sequence[Item]) -> tuple[float, list[Made]]:
    began = time.thread_time()
    made = [act(item) for item in items]
    return time.thread_time() - began, made


def _read(reader: Callable[[bytes, datetime], Document | Unreadable], event: bytes, now: datetime) -> Document:
    document = reader(event, now)
    assert not isinstance(document, Unreadable)
    return document


def _write(pair: tuple[Finding, StoryChange], now: datetime) -> bytes:
    return wire.write_alert(*pair, now).event
