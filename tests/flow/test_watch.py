import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

import pytest

from fakes.flow import LIMIT, MERGER, FlowWorld, article, engine, ingest, rules
from fakes.newsbell import until
from newsbell import wire
from newsbell.adapters.store import RedisStore, StoreError
from newsbell.core.events.finding import Finding
from newsbell.core.match.hit import Hit
from newsbell.core.match.oracle import AcceptAll, SlowMatcher
from newsbell.core.story.story import StoryChange, StoryState
from newsbell.core.text.document import Document
from newsbell.flow.engine import Engine
from newsbell.flow.ports import AlertWrite, Bury, Commit, DeadReason, Unreadable, WatchCommit
from newsbell.flow.watch import MAX_ALERTS, MAX_ROUNDS, StoriesKeptMoving
from newsbell_contracts import ARTICLE_TYPE


async def test_an_article_that_matches_raises_one_alert(world: FlowWorld) -> None:
    await world.watched(article(1, body_text="Nissan is not named here. Honda says the merger is near."))

    (alert,) = await world.alerts()
    assert (alert.reason, alert.sequence, alert.references, alert.rule.id) == ("first_report", 1, (), "r0")
    assert [event.type for event in alert.events] == ["merger"]
    assert alert.detected_at == world.clock.now()
    assert await world.count("matched", "unmatched", "repeated", "dead") == (1, 0, 0, 0)
    assert not await world.is_pending()


async def test_an_article_that_matches_nothing_is_counted_and_acknowledged(world: FlowWorld) -> None:
    await world.watched(article(1, "A bakery opens"))

    assert await world.alerts() == []
    assert await world.count("matched", "unmatched") == (0, 1)
    assert not await world.is_pending()


async def test_an_article_under_two_rules_raises_an_alert_for_each(world: FlowWorld) -> None:
    await world.watched(article(), by=world.watch(engine(MERGER, "honda")))

    assert [alert.rule.id for alert in await world.alerts()] == ["r0", "r1"]
    assert await world.count("matched") == (1,)


async def test_an_article_twice_in_one_batch_rings_once(world: FlowWorld) -> None:
    await world.watched(article(), article(), article())

    assert len(await world.alerts()) == 1
    assert await world.count("matched", "repeated") == (1, 2)


async def test_an_article_that_was_published_before_is_a_repeat(world: FlowWorld) -> None:
    await world.watched(article())
    before = await world.store.stories([(await world.alerts())[0].story.id])
    await world.watched(article())

    assert len(await world.alerts()) == 1
    assert await world.count("matched", "repeated") == (1, 1)
    assert await world.store.stories(list(before)) == before


async def test_a_known_article_under_a_rule_that_is_new_rings_for_that_rule_and_is_no_repeat(world: FlowWorld) -> None:
    await world.watched(article(), by=world.watch(engine(MERGER)))
    await world.watched(article(), by=world.watch(engine(MERGER, "honda")))

    assert [alert.rule.id for alert in await world.alerts()] == ["r0", "r1"]
    assert await world.count("matched", "repeated") == (2, 0)


async def test_an_article_from_collect_and_the_same_bare_one_ring_once(world: FlowWorld) -> None:
    await world.store.ingest([ingest()])
    await world.watched(article())

    assert len(await world.alerts()) == 1


async def test_an_edit_that_says_something_else_rings_as_edited_and_names_the_first_alert(world: FlowWorld) -> None:
    await world.watched(article(1, "Honda plans a merger"))
    world.clock.move(minutes=5)
    await world.watched(article(1, "Honda pays a tariff"))

    first, second = await world.alerts()
    assert (second.reason, second.sequence, second.references) == ("article_edited", 2, (first.id,))
    assert (second.story.id, second.story.first_seen) == (first.story.id, first.detected_at)
    assert first.id != second.id
    assert await world.count("matched", "repeated") == (2, 0)


async def test_an_edit_that_says_the_same_does_not_ring_and_is_remembered(world: FlowWorld) -> None:
    await world.watched(article(1, "Honda plans a merger"))
    await world.watched(article(1, "Honda plans a merger soon"))

    (alert,) = await world.alerts()
    story = (await world.store.stories([alert.story.id]))[alert.story.id]
    assert (story.version, story.sequence) == (2, 1)
    assert await world.count("matched", "repeated") == (1, 1)


HEAD = b'{"id":"x1","headline":"Honda'
BROKEN = [
    (b'{"id":"x1","headline":"\xff"}', DeadReason.NOT_JSON, "not UTF-8: the byte 0xff at offset 23"),
    (b"", DeadReason.NOT_JSON, "not a JSON object"),
    (b"Honda plans a merger", DeadReason.NOT_JSON, "not a JSON object: expected value at line 1 column 1"),
    (HEAD, DeadReason.NOT_JSON, "at line 1 column 28"),
    (b"[1, 2]", DeadReason.NOT_JSON, "not a JSON object: Input should be an object"),
    (b'{"id":"x1","headline":"\\ud800"}', DeadReason.NOT_JSON, "hex escape at line 1 column"),
    (HEAD + b'","extensions":' + b'{"a":' * 9_000 + b"1" + b"}" * 9_001, DeadReason.NOT_JSON, "recursion limit"),
    (HEAD + b'","body_text":"' + b"x" * LIMIT + b'"}', DeadReason.TOO_LARGE, "the limit is 100,000"),
    (b'{"id":"x1"}', DeadReason.NOT_VALID, "an article needs a `headline` or a `body_text`"),
    (b'{"headline":"Honda"}', DeadReason.NOT_VALID, "an article needs an `id` or a `url`"),
    (HEAD + b'","published_at":"soon"}', DeadReason.NOT_VALID, "published_at: "),
    (HEAD + b'","extensions":{"a":NaN}}', DeadReason.NOT_VALID, "extensions: numbers must be finite"),
    (b'{"specversion":"1.0","id":"x1","source":"s","data":{}}', DeadReason.NOT_VALID, "`type` is missing"),
    (
        b'{"specversion":"1.0","type":"newsbell.article.v2","id":"x1","source":"s","data":{}}',
        DeadReason.UNKNOWN_MAJOR,
        "type 'newsbell.article.v2' is a version not known here; known: newsbell.article.v1",
    ),
    (
        b'{"specversion":"1.0","type":"newsbell.alert.v1","id":"x1","source":"s","data":{}}',
        DeadReason.NOT_VALID,
        "does not belong on this stream; expected newsbell.article.v1",
    ),
]


async def test_each_broken_document_is_buried_with_its_reason_and_its_neighbour_rings(world: FlowWorld) -> None:
    for raw, _, _ in BROKEN:
        await world.put(raw)
    await world.watched(article())

    letters = await world.letters()
    assert [letter.reason for letter in letters] == [reason.value for _, reason, _ in BROKEN]
    for letter, (raw, _, error) in zip(letters, BROKEN, strict=True):
        assert error in letter.error
        assert "\n" not in letter.error
        assert letter.raw == raw[:65_536]
    assert len(await world.alerts()) == 1
    assert await world.count("matched", "dead") == (1, len(BROKEN))


async def test_an_entry_without_a_document_is_buried_with_the_names_of_its_fields(world: FlowWorld) -> None:
    await world.client.xadd(world.keys.articles, {"headline": "Honda plans a merger", "id": "x"})
    await world.watch().handle(await world.entries())

    (letter,) = await world.letters()
    assert letter.reason == "no_data_field"
    assert letter.error.endswith("has no field `__data__` with a JSON document; its fields: headline, id")
    assert letter.raw == b"headline=Honda plans a merger\nid=x\n"


class Stumbling:
    """A matcher with a bug that one word brings out."""

    def __init__(self) -> None:
        rule_set = rules(MERGER)
        self.engine = Engine(self)
        self._true = SlowMatcher(rule_set, AcceptAll())

    def hits(self, document: Document) -> tuple[Hit, ...]:
        if "stumble" in (document.headline or ""):
            raise LookupError("no such span")
        return self._true.hits(document)


async def test_a_bug_met_by_one_article_buries_that_one_alone(
    world: FlowWorld, caplog: pytest.LogCaptureFixture
) -> None:
    articles = [article(1), article(2, "Honda and a merger stumble"), article(3)]
    await world.watched(*articles, by=world.watch(Stumbling().engine))

    (letter,) = await world.letters()
    assert (letter.id, letter.reason, letter.error) == ("a2", "internal_error", "LookupError: no such span")
    assert json.loads(letter.raw) == articles[1]
    assert [alert.articles[0].id for alert in await world.alerts()] == ["a1", "a3"]
    assert any(record.exc_info for record in caplog.records)


async def test_an_article_whose_alert_can_not_be_written_is_buried_alone(world: FlowWorld) -> None:
    def write(finding: Finding, change: StoryChange, now: datetime) -> AlertWrite:
        if finding.document.article_id == "a2":
            raise ValueError("it has no name")
        return wire.write_alert(finding, change, now)

    await world.watched(article(1), article(2), article(3), by=world.watch(write=write))

    (letter,) = await world.letters()
    assert (letter.id, letter.reason, letter.error) == ("a2", "internal_error", "ValueError: it has no name")
    assert [alert.articles[0].id for alert in await world.alerts()] == ["a1", "a3"]


@pytest.mark.parametrize(("number", "dead"), [(MAX_ALERTS, 0), (MAX_ALERTS + 1, 1)])
async def test_an_article_may_raise_fifty_alerts_and_no_more(world: FlowWorld, number: int, dead: int) -> None:
    await world.watched(article(), by=world.watch(engine(*["honda"] * number)))

    assert len(await world.alerts()) == (0 if dead else MAX_ALERTS)
    assert await world.count("matched", "dead") == (1 - dead, dead)
    assert [letter.error for letter in await world.letters()] == [
        "51 rules match; the limit for one article is 50: narrow the rules"
    ] * dead


async def test_workers_that_got_the_same_entries_commit_each_once(world: FlowWorld) -> None:
    """As after a lease that ran out: both decide, one commits, the other is told that it lost."""
    for number in range(20):
        await world.put(article(number % 12))
    await world.put(b"broken")
    entries = await world.entries()
    await asyncio.gather(*(world.watch().handle(entries) for _ in range(4)))

    alerts = [alert.id for alert in await world.alerts()]
    assert len(alerts) == len(set(alerts)) == 12
    assert await world.count("matched", "repeated", "dead") == (12, 8, 1)
    assert not await world.is_pending()


async def test_workers_with_different_entries_of_one_article_ring_once(world: FlowWorld) -> None:
    for _ in range(6):
        await world.put(article())
    entries = await world.entries()
    await asyncio.gather(*(world.watch().handle([entry]) for entry in entries))

    assert len(await world.alerts()) == 1
    assert await world.count("matched", "repeated") == (1, 5)


class Restless(RedisStore):
    """A store on which somebody else writes a story between our reading and our commit, so many times."""

    moves = 0

    async def stories(self, ids: Sequence[str]) -> Mapping[str, StoryState]:
        found = await super().stories(ids)
        if self.moves > 0:
            self.moves -= 1
            for story in ids:
                await self._client.hincrby(self._keys.story(story), "version", 1)
        return found


def restless(world: FlowWorld, moves: int) -> Restless:
    store = Restless(world.client, world.keys, redact=str)
    store.moves = moves
    return store


@pytest.mark.parametrize("moves", [1, MAX_ROUNDS - 1])
async def test_a_story_that_moves_is_decided_again_from_its_new_state(world: FlowWorld, moves: int) -> None:
    await world.watched(article(1, "Honda plans a merger"))
    store = restless(world, moves)
    await world.watched(article(1, "Honda pays a tariff"), by=world.watch(store=store))

    assert [alert.sequence for alert in await world.alerts()] == [1, 2]
    assert store.moves == 0


async def test_a_story_that_never_rests_leaves_the_entry_for_later(world: FlowWorld) -> None:
    await world.watched(article(1, "Honda plans a merger"))
    await world.put(article(1, "Honda pays a tariff"))
    with pytest.raises(StoriesKeptMoving, match="1 articles"):
        await world.watch(store=restless(world, MAX_ROUNDS)).handle(await world.entries())

    assert await world.is_pending()
    await world.watch().handle(await world.entries(start="0"))
    assert [alert.sequence for alert in await world.alerts()] == [1, 2]


async def test_an_empty_batch_is_no_work(world: FlowWorld) -> None:
    await world.watch().handle([])
    await world.watch().bury([])

    assert await world.operations.counters() == {}


async def test_what_the_bus_gives_up_is_buried_and_told(world: FlowWorld, caplog: pytest.LogCaptureFixture) -> None:
    await world.put(article())
    (entry,) = await world.entries()
    with caplog.at_level(logging.WARNING):
        await world.watch().bury([Bury(entry.id, DeadReason.KEPT_FAILING, "given out 5 times", entry.raw or b"", 5)])

    (letter,) = await world.letters()
    assert (letter.reason, letter.attempts) == ("kept_failing", 5)
    assert [record.message for record in caplog.records] == ["article buried"]
    assert not await world.is_pending()


async def test_an_envelope_of_another_producer_is_read_like_ours(world: FlowWorld) -> None:
    event = {"specversion": "1.0", "type": ARTICLE_TYPE, "id": "e1", "source": "elsewhere", "data": article(7)}
    await world.watched(event)

    assert [alert.articles[0].id for alert in await world.alerts()] == ["a7"]


async def test_the_commit_of_an_entry_that_somebody_finished_is_refused(world: FlowWorld) -> None:
    await world.put(article())
    entries = await world.entries()
    assert await world.store.bury_articles([Bury(entries[0].id, DeadReason.NOT_VALID, "by hand", b"{}")]) == [
        Commit.DONE
    ]
    await world.watch().handle(entries)

    assert await world.alerts() == []


class Held(RedisStore):
    """A store whose commits wait until they are let go, and that notes what was asked of it."""

    def let_go_later(self) -> "Held":
        self.asked: list[int] = []
        self.go = asyncio.Event()
        return self

    async def commit_watch(self, commits: Sequence[WatchCommit]) -> Sequence[Commit]:
        self.asked.append(len(commits))
        await self.go.wait()
        return await super().commit_watch(commits)


async def test_a_batch_is_understood_while_the_one_before_waits_and_committed_behind_it(world: FlowWorld) -> None:
    store = Held(world.client, world.keys, redact=str).let_go_later()
    read: list[str] = []

    def reader(raw: bytes, now: datetime) -> Document | Unreadable:
        document = wire.document_reader(LIMIT)(raw, now)
        assert not isinstance(document, Unreadable)
        read.append(document.headline or "")
        return document

    watch = world.watch(store=store, read=reader)
    for headline in ("Honda plans a merger", "Honda pays a tariff", "Honda plans another merger"):
        await world.put(article(1, headline))
    batches = [asyncio.create_task(watch.handle([entry])) for entry in await world.entries()]
    await until(lambda: len(read) == 3 and store.asked, 5.0)
    assert store.asked == [1]
    store.go.set()
    await asyncio.gather(*batches)

    assert read == ["Honda plans a merger", "Honda pays a tariff", "Honda plans another merger"]
    assert [alert.headline for alert in await world.alerts()] == read
    assert [alert.sequence for alert in await world.alerts()] == [1, 2, 3]


async def test_a_batch_whose_commit_fails_does_not_hold_up_the_next(world: FlowWorld) -> None:
    class Failing(RedisStore):
        failures = 1

        async def commit_watch(self, commits: Sequence[WatchCommit]) -> Sequence[Commit]:
            if self.failures:
                self.failures -= 1
                raise StoreError("the server is away")
            return await super().commit_watch(commits)

    watch = world.watch(store=Failing(world.client, world.keys, redact=str))
    for number in range(2):
        await world.put(article(number))
    one, two = await world.entries()
    outcomes = await asyncio.gather(watch.handle([one]), watch.handle([two]), return_exceptions=True)

    assert [type(outcome) for outcome in outcomes] == [StoreError, type(None)]
    assert [alert.articles[0].id for alert in await world.alerts()] == ["a1"]
    assert await world.is_pending()


async def test_few_large_articles_are_held_at_once(world: FlowWorld) -> None:
    """Each is understood before many more are read, or a batch of the largest ones would fill the memory."""
    said: list[str] = []
    large = "Honda. " * 13_000

    class Noting:
        def hits(self, document: Document) -> tuple[Hit, ...]:
            said.append("understood")
            return ()

    def reader(raw: bytes, now: datetime) -> Document | Unreadable:
        said.append("read")
        return wire.document_reader(LIMIT)(raw, now)

    articles = [article(number, body_text=large) for number in range(5)]
    await world.watched(*articles, by=world.watch(Engine(Noting()), read=reader))

    assert said == ["read"] * 2 + ["understood"] * 2 + ["read"] * 2 + ["understood"] * 2 + ["read", "understood"]
    assert await world.count("unmatched") == (5,)
