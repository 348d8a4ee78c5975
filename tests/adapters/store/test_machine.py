"""Two workers that read, steal, stall, commit and crash in any order lose nothing and write nothing twice."""

import asyncio
import itertools
import os
from collections.abc import Coroutine
from typing import Any, TypeVar

import redis.asyncio
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from fakes.ledger import World, alert, article, state
from fakes.valkey import ValkeyProcess
from newsbell.core.story.story import StoryState
from newsbell.flow.ports import Commit, StoryWrite, WatchCommit, WatchCounter

Answer = TypeVar("Answer")

STORIES = ("st_1", "st_2")
_numbers = itertools.count()
workers = st.sampled_from(["w1", "w2"])


class WatchMachine(RuleBasedStateMachine):
    """The model: each article belongs to a story, raises one alert, and raises the story's sequence by one."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.client = redis.asyncio.Redis.from_url(url)
        self.world = World(self.client, f"{{m{os.getpid()}-{next(_numbers)}}}")
        self.run(self.world.begin())
        self.published: list[str] = []
        self.done: list[str] = []
        self.held: dict[str, list[str]] = {"w1": [], "w2": []}
        self.decided: dict[str, dict[str, StoryState | None]] = {"w1": {}, "w2": {}}

    def run(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return self.runner.run(work)

    @rule()
    def publish(self) -> None:
        answers = self.run(self.world.store.ingest([article(len(self.published))]))
        self.published.append(answers[0].entry_id)

    @rule()
    def publish_again(self) -> None:
        if self.published:
            answers = self.run(self.world.store.ingest([article(0)]))
            assert (answers[0].entry_id, answers[0].repeated) == (self.published[0], True)

    @rule(worker=workers, count=st.integers(1, 3))
    def read(self, worker: str, count: int) -> None:
        self.held[worker] += self.run(self.world.read(consumer=worker, count=count))

    @rule(worker=workers)
    def steal(self, worker: str) -> None:
        """The lease of everything is over; the one who had it does not know yet."""
        self.held[worker] = self.run(self._steal(worker))

    @rule(worker=workers)
    def decide(self, worker: str) -> None:
        """Read the stories and stall with what was read."""
        known = self.run(self.world.store.stories(STORIES))
        self.decided[worker] = {story: known.get(story) for story in STORIES}

    @rule(worker=workers, twice=st.booleans())
    def commit(self, worker: str, twice: bool) -> None:
        if not self.decided[worker]:
            self.decide(worker)
        commits = [self._commit(worker, entry) for entry in self.held[worker]]
        answers = self.run(self.world.store.commit_watch(commits))
        if twice:
            again = self.run(self.world.store.commit_watch(commits))
            assert all(new is not Commit.DONE for new in again)
        self.done += [entry for entry, answer in zip(self.held[worker], answers, strict=True) if answer is Commit.DONE]
        self.held[worker] = [
            entry for entry, answer in zip(self.held[worker], answers, strict=True) if answer is Commit.AGAIN
        ]
        self.decided[worker] = {}

    @rule(worker=workers)
    def crash(self, worker: str) -> None:
        self.held[worker] = []
        self.decided[worker] = {}

    @invariant()
    def nothing_is_written_twice(self) -> None:
        assert len(self.done) == len(set(self.done))

    def teardown(self) -> None:
        try:
            while len(self.done) < len(self.published):
                before = len(self.done)
                self.read("w1", 100)
                self.steal("w1")
                for _ in self.published:
                    self.commit("w1", twice=False)
                assert len(self.done) > before, "an article is lost"
            self._check()
        finally:
            self.run(self.client.aclose())
            self.runner.close()

    async def _steal(self, worker: str) -> list[str]:
        reply: Any = await self.client.xautoclaim(self.world.keys.articles, "watch", worker, 0)
        return [entry.decode() for entry, _ in reply[1]]

    def _check(self) -> None:
        alerts = self.run(self.world.documents(self.world.keys.alerts))
        assert sorted(alerts) == sorted(alert(entry).event for entry in self.published)
        stories = self.run(self.world.store.stories(STORIES))
        assert sum(story.sequence for story in stories.values()) == len(self.published)
        assert self.run(self.world.operations.audit()).difference == 0

    def _commit(self, worker: str, entry: str) -> WatchCommit:
        story = STORIES[self.published.index(entry) % 2]
        known = self.decided[worker][story]
        after = state(story, sequence=known.sequence + 1 if known else 1)
        write = StoryWrite(after, known.version if known else 0)
        return WatchCommit(entry, WatchCounter.MATCHED, (alert(entry),), (write,))


def test_two_workers_in_any_order_lose_nothing_and_write_nothing_twice(server: ValkeyProcess) -> None:
    class Machine(WatchMachine):
        def __init__(self) -> None:
            super().__init__(server.url)

    examples = 100 if os.environ.get("CI") else 25
    run_state_machine_as_test(Machine, settings=settings(max_examples=examples, stateful_step_count=25, deadline=None))
