from fakes.ledger import World, matched, until
from newsbell.flow.ports import Commit


async def reclaim(world: World, consumer: str, lease: float) -> list[str]:
    reply = await world.client.xautoclaim(world.keys.articles, "watch", consumer, int(lease * 1000))
    return [entry.decode() for entry, _ in reply[1]]


async def test_a_retry_is_claimable_after_its_delay_and_not_before_the_rest_of_its_lease(world: World) -> None:
    first, second = await world.published(2)
    assert await world.store.retry("watch", "c1", [first], delay=0.05, lease=60) == 1
    assert await until(lambda: reclaim(world, "c2", 60)) == [first]
    assert await reclaim(world, "c2", 60) == []
    assert set(await world.pending()) == {first, second}


async def test_a_late_worker_can_not_take_back_what_another_has(world: World) -> None:
    (entry,) = await world.published(1)
    await reclaim(world, "c2", 0)
    assert await world.store.retry("watch", "c1", [entry], delay=0, lease=60) == 0
    assert await world.store.release("watch", "c1", [entry], lease=60) == 0
    assert await reclaim(world, "c3", 60) == []


async def test_on_stop_a_worker_releases_its_entries_to_its_siblings_at_once(world: World) -> None:
    entries = await world.published(5)
    await world.store.commit_watch([matched(entries[0])])
    assert await world.store.release("watch", "c1", entries[:3], lease=60) == 2
    assert await reclaim(world, "c2", 60) == entries[1:3]
    assert await world.store.release("watch", "c1", lease=60) == 2
    assert await reclaim(world, "c2", 60) == entries[3:]


async def test_neither_retry_nor_release_counts_as_a_delivery(world: World) -> None:
    (entry,) = await world.published(1)
    await world.store.retry("watch", "c1", [entry], delay=0, lease=60)
    await world.store.release("watch", "c1", [entry], lease=60)
    (found,) = await world.client.xpending_range(world.keys.articles, "watch", "-", "+", 10)
    assert found["times_delivered"] == 1


async def test_what_was_released_is_committed_by_one_worker_only(world: World) -> None:
    (entry,) = await world.published(1)
    await world.store.release("watch", "c1", lease=60)
    await reclaim(world, "c2", 60)
    commit = matched(entry)
    assert await world.store.commit_watch([commit, commit]) == [Commit.DONE, Commit.LOST]
