"""What *watch* keeps: articles in, stories, alerts out."""

from collections.abc import Mapping, Sequence

from redis.exceptions import RedisError

from newsbell.adapters.store.base import StorePart, as_commits
from newsbell.adapters.store.connection import insist
from newsbell.adapters.store.errors import as_store_error
from newsbell.adapters.store.keys import WATCH
from newsbell.adapters.store.scripts import Call, Value
from newsbell.adapters.store.states import state_from_json, state_to_json
from newsbell.core.story.story import StoryState
from newsbell.flow.ports import Bury, Commit, Ingest, Ingested, WatchCommit, WatchCounter
from newsbell_contracts.envelope import FIELD


class Watching(StorePart):
    """The part of the store behind `WatchStore`, and the way in."""

    async def ingest(self, items: Sequence[Ingest]) -> Sequence[Ingested]:
        """Put articles on the bus; one whose `key` is there already stays as it is.

        Raises:
            StoreFull: the server takes no new data; nothing was written for the items refused.
            StoreError: the server did not answer or refused. Calling again is safe.
        """
        calls = [
            Call(
                "ingest",
                (self._keys.seen(item.key), self._keys.articles, self._keys.counters),
                (FIELD, item.event, self._life.seen),
            )
            for item in items
        ]
        answers = await self._scripts.run_all(calls)
        return [Ingested(entry_id=entry.decode(), repeated=known == 1) for known, entry in answers]

    async def put_raw(self, document: bytes) -> str:
        """Put a document on the bus unchecked, as a foreign producer would; gives the id of its entry.

        A call whose answer is lost may put it there twice, for a foreign producer has no key.

        Raises:
            StoreError: the server did not answer or refused.
        """
        try:
            entry = await self._client.xadd(self._keys.articles, {FIELD: document})
        except RedisError as error:
            raise as_store_error(error) from error
        return entry.decode() if isinstance(entry, bytes) else str(entry)

    async def stories(self, ids: Sequence[str]) -> Mapping[str, StoryState]:
        """The stored stories among `ids`."""
        if not ids:
            return {}
        rows = await insist(lambda: self._story_rows(ids), self._patience)
        return {
            story: state_from_json(state, int(version))
            for story, (version, state) in zip(ids, rows, strict=True)
            if version is not None and state is not None
        }

    async def commit_watch(self, commits: Sequence[WatchCommit]) -> Sequence[Commit]:
        """Commit articles, each by itself; the answers are in the same order.

        Those that change nothing but a counter go together: each is acknowledged, and counted if that was ours to do.
        When the answer to a commit got lost and it was sent again, it reads LOST although it was ours.
        """
        plain: dict[WatchCounter, list[int]] = {}
        whole: list[int] = []
        for place, commit in enumerate(commits):
            if commit.alerts or commit.stories:
                whole.append(place)
            else:
                plain.setdefault(commit.counter, []).append(place)
        # The short ones last: then all of it has arrived at the server before any of it waits for the disk.
        calls = [self._watch_call(commits[place]) for place in whole]
        calls += [self._plain_call(counter, [commits[place] for place in places]) for counter, places in plain.items()]
        answers = await self._scripts.run_all(calls)
        ended = dict(zip(whole, as_commits(answers[: len(whole)]), strict=True))
        for places, ours in zip(plain.values(), answers[len(whole) :], strict=True):
            ended.update(zip(places, (Commit.DONE if each else Commit.LOST for each in ours), strict=True))
        return [ended[place] for place in range(len(commits))]

    async def bury_articles(self, burials: Sequence[Bury]) -> Sequence[Commit]:
        """Acknowledge article entries and put them into the dead letters, each in one step."""
        return await self._bury(burials, self._keys.articles, "article", WATCH)

    async def _story_rows(self, ids: Sequence[str]) -> list[list[bytes | None]]:
        pipeline = self._client.pipeline(transaction=False)
        for story in ids:
            pipeline.hmget(self._keys.story(story), ["version", "state"])
        return await pipeline.execute()

    def _plain_call(self, counter: WatchCounter, commits: Sequence[WatchCommit]) -> Call:
        entries = (commit.entry_id for commit in commits)
        return Call("acknowledge", (self._keys.articles, self._keys.counters), (WATCH, f"articles:{counter}", *entries))

    def _watch_call(self, commit: WatchCommit) -> Call:
        keys = [
            *(self._keys.articles, self._keys.alerts, self._keys.counters),
            *(self._keys.story(write.state.id) for write in commit.stories),
            *(self._keys.alert(alert.id) for alert in commit.alerts),
        ]
        args: list[Value] = [WATCH, commit.entry_id, f"articles:{commit.counter}", FIELD]
        args += [self._life.alert, self._life.story, len(commit.stories)]
        for write in commit.stories:
            args += [write.seen_version, state_to_json(write.state)]
        args += [alert.event for alert in commit.alerts]
        return Call("commit_watch", keys, args)
