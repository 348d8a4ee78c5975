"""What each step of the stage costs by itself, in this process and without a bus.

The steps are done as the stage does them, a batch at a time and on articles that were not looked at before: a step that
is repeated on the same few articles alone finds all it needs in the processor's memory, and looks a third cheaper.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime

from newsbell import wire
from newsbell.core.events.understand import understand
from newsbell.core.match.hit import Matcher
from newsbell.core.story.decide import decide
from newsbell.flow.ports import Unreadable

LIMIT = 1_048_576
BATCH = 64


@dataclass(slots=True)
class Steps:
    """Microseconds of processor time for one article; `hits` is how many it has."""

    read: float = 0.0
    match: float = 0.0
    understand: float = 0.0
    decide: float = 0.0
    write: float = 0.0
    hits: float = 0.0

    def rows(self) -> list[tuple[str, float]]:
        """The steps, each with the microseconds it takes of an average article."""
        a_hit = [each / self.hits if self.hits else 0.0 for each in (self.understand, self.decide, self.write)]
        return [
            ("read: JSON, article, zones, visible text", self.read),
            ("match", self.match),
            (f"understand ({a_hit[0]:.0f} a hit)", self.understand),
            (f"decide on the story ({a_hit[1]:.0f} a hit)", self.decide),
            (f"write the alert ({a_hit[2]:.0f} a hit)", self.write),
        ]


def measure(events: Sequence[bytes], matcher: Matcher) -> Steps:
    """The steps for these articles; the first tenth only warms up what is learnt from articles."""
    warming = len(events) // 10
    _spent(events[:warming], matcher)
    rest = events[warming:]
    spent = _spent(rest, matcher)
    for name in (field.name for field in fields(Steps)):
        setattr(spent, name, getattr(spent, name) / len(rest) * (1 if name == "hits" else 1e6))
    return spent


def _spent(events: Sequence[bytes], matcher: Matcher) -> Steps:
    total = Steps()
    for start in range(0, len(events), BATCH):
        _work_on(events[start : start + BATCH], matcher, total)
    return total


def _work_on(events: Sequence[bytes], matcher: Matcher, total: Steps) -> None:
    """One batch, in the order of the stage; adds the seconds."""
    now = datetime.now(UTC)
    reader = wire.document_reader(LIMIT)
    clock = time.thread_time
    began = clock()
    documents = [reader(event, now) for event in events]
    total.read += clock() - began
    findings = []
    for document in documents:
        assert not isinstance(document, Unreadable)
        began = clock()
        hits = matcher.hits(document)
        matched = clock()
        findings += [understand(document, hit) for hit in hits]
        total.match += matched - began
        total.understand += clock() - matched
    for finding in findings:
        began = clock()
        change = decide(finding, None, now)
        decided = clock()
        wire.write_alert(finding, change, now)
        total.decide += decided - began
        total.write += clock() - decided
    total.hits += len(findings)
