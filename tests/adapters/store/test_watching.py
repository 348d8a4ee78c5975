import asyncio

import pytest

from fakes.ledger import SECRET, World, alert, article, matched, state
from newsbell.adapters.store import StoreError
from newsbell.adapters.store.letters import RAW_LIMIT
from newsbell.adapters.store.scripts import PAGE
from newsbell.flow.ports import Bury, Commit, DeadReason, WatchCommit, WatchCounter


async def test_a_commit_writes_alerts_stories_and_counter_and_acknowledges(world: World) -> None:
    (entry,) = await world.published(1)
    assert await world.store.commit_watch([matched(entry, alert(1), alert(2), story="st_1")]) == [Commit.DONE]
    assert await world.documents(world.keys.alerts) == [alert(1).event, alert(2).event]
    assert await world.store.stories(["st_1", "st_unknown"]) == {"st_1": state("st_1", version=1)}
    assert await world.pending() == []
    counters = await world.operations.counters()
    assert counters["articles:matched"] == 1
    assert counters["alerts:raised"] == 2


async def test_a_commit_twice_is_lost_the_second_time_and_writes_nothing(world: World) -> None:
    (entry,) = await world.published(1)
    commit = matched(entry, alert(1), story="st_1")
    assert await world.store.commit_watch([commit, commit]) == [Commit.DONE, Commit.LOST]
    assert await world.store.commit_watch([commit]) == [Commit.LOST]
    assert await world.documents(world.keys.alerts) == [alert(1).event]
    assert (await world.store.stories(["st_1"]))["st_1"].version == 1
    assert (await world.operations.counters())["articles:matched"] == 1


async def test_a_story_that_moved_refuses_the_whole_commit(world: World) -> None:
    first, second = await world.published(2)
    await world.store.commit_watch([matched(first, alert(1), story="st_1")])
    late = matched(second, alert(2), story="st_1")
    assert await world.store.commit_watch([late]) == [Commit.AGAIN]
    assert await world.pending() == [second]
    assert len(await world.documents(world.keys.alerts)) == 1
    assert await world.store.commit_watch([matched(second, alert(2), story="st_1", seen=1)]) == [Commit.DONE]
    assert (await world.store.stories(["st_1"]))["st_1"].version == 2


async def test_a_story_forgotten_meanwhile_counts_as_moved(world: World) -> None:
    (entry,) = await world.published(1)
    assert await world.store.commit_watch([matched(entry, story="st_1", seen=3)]) == [Commit.AGAIN]


async def test_one_moved_story_of_two_keeps_the_other_as_it_was(world: World) -> None:
    first, second = await world.published(2)
    await world.store.commit_watch([matched(first, story="st_2")])
    both = matched(second, story="st_1").stories + matched(second, story="st_2").stories
    commit = WatchCommit(second, WatchCounter.MATCHED, (alert(1),), both)
    assert await world.store.commit_watch([commit]) == [Commit.AGAIN]
    assert list(await world.store.stories(["st_1", "st_2"])) == ["st_2"]


async def test_an_alert_raised_before_is_not_raised_again(world: World) -> None:
    first, second = await world.published(2)
    assert await world.store.commit_watch([matched(first, alert(1)), matched(second, alert(1))]) == [Commit.DONE] * 2
    assert await world.documents(world.keys.alerts) == [alert(1).event]
    assert (await world.operations.counters())["alerts:repeated"] == 1


def plain(entry: str, counter: WatchCounter = WatchCounter.UNMATCHED) -> WatchCommit:
    """An article that changes nothing but a counter."""
    return WatchCommit(entry, counter)


async def test_plain_commits_are_answered_and_counted_each_by_itself(world: World) -> None:
    one, two, three, four, five = await world.published(5)
    assert await world.store.bury_articles([Bury(three, DeadReason.NOT_VALID, "by hand", b"{}")]) == [Commit.DONE]
    commits = [
        *(plain(one), plain(two, WatchCounter.REPEATED), plain(three), matched(four, alert(1), story="st_1")),
        *(plain(five), plain(one), plain("9-9")),
    ]
    assert await world.store.commit_watch(commits) == [
        *(Commit.DONE, Commit.DONE, Commit.LOST, Commit.DONE),
        *(Commit.DONE, Commit.LOST, Commit.LOST),
    ]
    assert await world.pending() == []
    counters = await world.operations.counters()
    assert (counters["articles:unmatched"], counters["articles:repeated"], counters["articles:matched"]) == (2, 1, 1)
    assert (await world.operations.audit()).difference == 0


async def test_plain_commits_that_lost_everything_count_nothing(world: World) -> None:
    entries = await world.published(3)
    commits = [plain(entry) for entry in entries]
    assert await world.store.commit_watch(commits) == [Commit.DONE] * 3
    assert await world.store.commit_watch(commits) == [Commit.LOST] * 3
    assert (await world.operations.counters())["articles:unmatched"] == 3


async def test_workers_that_commit_the_same_plain_articles_count_each_once(world: World) -> None:
    commits = [plain(entry) for entry in await world.published(90)]
    answers = await asyncio.gather(*(world.store.commit_watch(commits[first:]) for first in (0, 0, 30, 60)))
    assert sum(each.count(Commit.DONE) for each in map(list, answers)) == 90
    assert (await world.operations.counters())["articles:unmatched"] == 90


async def test_more_commits_than_one_page_are_answered_in_their_order(world: World) -> None:
    await world.store.ingest([article(number) for number in range(2 * PAGE + 3)])
    entries = await world.read(count=1_000)
    await world.store.commit_watch([matched(entries[PAGE], alert("before"))])
    commits = [matched(entry, alert(number), story=f"st_{number}") for number, entry in enumerate(entries)]
    answers = await world.store.commit_watch(commits)
    assert [number for number, answer in enumerate(answers) if answer is not Commit.DONE] == [PAGE]
    assert len(await world.documents(world.keys.alerts)) == len(entries)


async def test_a_key_of_the_wrong_kind_leaves_the_entry_pending_and_its_neighbour_is_committed(world: World) -> None:
    first, second = await world.published(2)
    await world.client.set(world.keys.story("st_bad"), "a text")
    commits = [matched(first, alert(1), story="st_bad"), matched(second, alert(2))]
    with pytest.raises(StoreError, match="WRONGTYPE"):
        await world.store.commit_watch(commits)
    assert await world.pending() == [first]
    assert await world.documents(world.keys.alerts) == [alert(2).event]


async def test_an_alerts_key_of_the_wrong_kind_writes_nothing(world: World) -> None:
    (entry,) = await world.published(1)
    await world.client.delete(world.keys.alerts)
    await world.client.set(world.keys.alerts, "a text")
    with pytest.raises(StoreError, match="not a stream"):
        await world.store.commit_watch([matched(entry, alert(1), story="st_1")])
    assert await world.pending() == [entry]
    assert await world.store.stories(["st_1"]) == {}
    assert await world.client.exists(world.keys.alert("al_1")) == 0


async def test_a_group_that_is_gone_is_an_error_not_a_lost_commit(world: World) -> None:
    (entry,) = await world.published(1)
    await world.client.xgroup_destroy(world.keys.articles, "watch")
    with pytest.raises(StoreError, match="NOGROUP"):
        await world.store.commit_watch([matched(entry)])


async def test_a_buried_article_is_a_dead_letter_with_all_that_is_known(world: World) -> None:
    (entry,) = await world.published(1)
    error = f"headline: missing; the sender said {SECRET}"
    bury = Bury(entry, DeadReason.NOT_VALID, error, b'{"id":"a0:1"}', attempts=3)
    assert await world.store.bury_articles([bury, bury]) == [Commit.DONE, Commit.LOST]
    (letter,) = await world.operations.dead_letters()
    assert (letter.kind, letter.id, letter.reason, letter.attempts) == ("article", "a0:1", "not_valid", 3)
    assert (letter.stream, letter.group, letter.entry_id) == ("articles", "watch", entry)
    assert letter.raw == bury.raw
    assert letter.error == "headline: missing; the sender said ***"
    assert await world.pending() == []
    counters = await world.operations.counters()
    assert counters["articles:dead"] == counters["dead:not_valid"] == 1


async def test_a_long_document_and_a_long_error_are_cut_in_a_dead_letter(world: World) -> None:
    (entry,) = await world.published(1)
    await world.store.bury_articles([Bury(entry, DeadReason.TOO_LARGE, "x" * 5000, b"y" * (RAW_LIMIT + 1))])
    (letter,) = await world.operations.dead_letters()
    assert (len(letter.error), len(letter.raw), letter.truncated) == (2000, RAW_LIMIT, True)


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"[" * 20_000, b'["id"]', b'{"id": 7}', b'{"id": "\\ud800"}'])
async def test_bytes_of_any_sort_can_be_buried(world: World, raw: bytes) -> None:
    (entry,) = await world.published(1)
    assert await world.store.bury_articles([Bury(entry, DeadReason.NOT_JSON, "no", raw)]) == [Commit.DONE]
    assert (await world.operations.dead_letters())[0].raw == raw
