"""*watch*: articles in, alerts out.

    entries | read | match | understand | decide against the stories | commit

Each entry is committed in a step of its own: acknowledgement, alerts, story states and one counter; those that change
nothing but a counter share a call, and each counts only if its acknowledgement was ours. A story that moved since the
decision makes the commit refuse; the decision is then made again from the new state.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from newsbell.core.events.finding import Finding
from newsbell.core.story.decide import decide, story_id
from newsbell.core.story.story import Change, StoryChange, StoryState
from newsbell.core.text.document import Document
from newsbell.flow.burying import by_bug, without_document
from newsbell.flow.engine import Engine
from newsbell.flow.ports import (
    AlertWrite,
    Bury,
    Clock,
    Commit,
    DeadReason,
    Entry,
    ReadDocument,
    StoryWrite,
    Unreadable,
    WatchCommit,
    WatchCounter,
    WatchStore,
    WriteAlert,
)

Item = TypeVar("Item")

log = logging.getLogger(__name__)

MAX_ALERTS = 50
"""Alerts that one article may raise; beyond that a rule set is at fault and the article goes to the dead letters."""

MAX_ROUNDS = 20
"""How often a decision is made again because a story moved; the rest is left to the next delivery of the entry."""

BREATH = 4
"""Articles after which the rest of the process gets its turn: about a millisecond."""

READ_AHEAD = 250_000
"""Bytes of articles that are read before the first of them is understood; what they become takes several times that."""


class StoriesKeptMoving(Exception):
    """Decisions were overtaken again and again; the entries stay pending and are delivered once more."""


@dataclass(frozen=True, slots=True)
class Understood:
    """An entry with the findings of its article."""

    entry: Entry
    findings: tuple[Finding, ...]


class Watch:
    """The stage between `articles` and `alerts`."""

    def __init__(
        self,
        *,
        engine: Engine,
        store: WatchStore,
        clock: Clock,
        read: ReadDocument,
        write: WriteAlert,
    ) -> None:
        self._engine = engine
        self._store = store
        self._clock = clock
        self._read = read
        self._write = write
        self._understanding = asyncio.Lock()
        self._committing = asyncio.Lock()

    async def handle(self, entries: Sequence[Entry]) -> None:
        """Work on a batch of articles; see `flow.ports.Stage`.

        Called again before it is done, it works on the next batch while the first one waits for its commit. Batches
        are understood one at a time and committed one at a time, in the order of the calls.
        """
        now = self._clock.now()
        async with self._understanding:
            burials, waiting = await self._understand_all(entries, now)
        async with self._committing:
            await self.bury(burials)
            for _ in range(MAX_ROUNDS):
                if waiting:
                    waiting = await self._commit(waiting, now)
        if waiting:
            raise StoriesKeptMoving(f"{len(waiting)} articles")

    async def _understand_all(self, entries: Sequence[Entry], now: datetime) -> tuple[list[Bury], list[Understood]]:
        """Some are read before the first is understood: one kind of work at a time is a tenth cheaper (measured)."""
        results: list[Understood | Bury] = []
        for some in _stretches(entries):
            read = [(entry, self._document(entry, now)) async for entry in _breathing(some)]
            results += [self._understand(*pair) async for pair in _breathing(read)]
        burials = [result for result in results if isinstance(result, Bury)]
        return burials, [result for result in results if isinstance(result, Understood)]

    async def bury(self, burials: Sequence[Bury]) -> None:
        """Put articles into the dead letters."""
        if burials:
            await self._store.bury_articles(burials)
            for burial in burials:
                log.warning("article buried", extra={"entry": burial.entry_id, "reason": burial.reason.value})

    def _document(self, entry: Entry, now: datetime) -> Document | Bury:
        if entry.raw is None:
            return without_document(entry)
        try:
            document = self._read(entry.raw, now)
        except Exception as bug:
            return by_bug(entry, bug)
        if isinstance(document, Unreadable):
            return Bury(entry.id, document.reason, document.error, entry.raw)
        return document

    def _understand(self, entry: Entry, document: Document | Bury) -> Understood | Bury:
        if isinstance(document, Bury):
            return document
        try:
            findings = self._engine.findings(document)
        except Exception as bug:
            return by_bug(entry, bug)
        if len(findings) > MAX_ALERTS:
            excess = f"{len(findings)} rules match; the limit for one article is {MAX_ALERTS}: narrow the rules"
            return Bury(entry.id, DeadReason.TOO_MANY_ALERTS, excess, entry.raw or b"")
        return Understood(entry, findings)

    async def _commit(self, waiting: Sequence[Understood], now: datetime) -> list[Understood]:
        """Decide and commit; gives back those whose stories moved meanwhile."""
        wanted = {story_of(finding) for item in waiting for finding in item.findings}
        stories = await self._store.stories(sorted(wanted)) if wanted else {}
        decided = [(item, self._decide(item, stories, now)) for item in waiting]
        await self.bury([result for _, result in decided if isinstance(result, Bury)])
        commits = {item.entry.id: result for item, result in decided if isinstance(result, WatchCommit)}
        outcomes = dict(zip(commits, await self._store.commit_watch(list(commits.values())), strict=True))
        return [item for item in waiting if outcomes.get(item.entry.id) is Commit.AGAIN]

    def _decide(self, item: Understood, stories: Mapping[str, StoryState], now: datetime) -> WatchCommit | Bury:
        try:
            return self._commit_of(item, stories, now)
        except Exception as bug:
            return by_bug(item.entry, bug)

    def _commit_of(self, item: Understood, stories: Mapping[str, StoryState], now: datetime) -> WatchCommit:
        alerts: list[AlertWrite] = []
        writes: list[StoryWrite] = []
        repeats = 0
        for finding in item.findings:
            change = decide(finding, stories.get(story_of(finding)), now)
            repeats += change.change is Change.REPEAT
            if _unchanged(change):
                continue
            seen = change.before.version if change.before else 0
            writes.append(StoryWrite(state=change.after, seen_version=seen))
            if change.reason is not None:
                alerts.append(self._write(finding, change, now))
        if not item.findings:
            counter = WatchCounter.UNMATCHED
        else:
            counter = WatchCounter.REPEATED if repeats == len(item.findings) else WatchCounter.MATCHED
        return WatchCommit(entry_id=item.entry.id, counter=counter, alerts=tuple(alerts), stories=tuple(writes))


def _stretches(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """The entries in parts of at most READ_AHEAD bytes; one that is larger is a part by itself."""
    some: list[Entry] = []
    size = 0
    for entry in entries:
        length = len(entry.raw or b"")
        if some and size + length > READ_AHEAD:
            yield some
            some, size = [], 0
        some.append(entry)
        size += length
    if some:
        yield some


async def _breathing(items: Sequence[Item]) -> AsyncIterator[Item]:
    """The items, with turns for the rest of the process between them."""
    for number, item in enumerate(items, start=1):
        yield item
        if number % BREATH == 0:
            await asyncio.sleep(0)


def story_of(finding: Finding) -> str:
    """The id of the story that the finding belongs to."""
    return story_id(finding.hit.rule.id, finding.document.article_id)


def _unchanged(change: StoryChange) -> bool:
    return change.before is not None and change.after == change.before
