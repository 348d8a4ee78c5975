from typing import Any

import pytest

from fakes.ledger import World, article, matched, sent, until
from newsbell.adapters.store import StoreError, TrimReport


async def left(world: World, stream: str) -> int:
    return int(await world.client.xlen(stream))


async def test_only_what_every_group_has_acknowledged_is_removed(world: World) -> None:
    entries = await world.published(6)
    await world.store.ingest([article(f"unread-{number}") for number in range(4)])
    await world.store.commit_watch([matched(entry) for entry in entries[:3] + entries[4:]])
    await world.tick()
    report = await world.operations.trim("articles", age=0)
    assert report == TrimReport("articles", 3, held_by=("watch",))
    assert await left(world, world.keys.articles) == 7
    assert await world.pending() == [entries[3]]
    assert len(await world.read()) == 4


async def test_nothing_unread_is_removed(world: World) -> None:
    await world.store.ingest([article(number) for number in range(10)])
    await world.tick()
    assert (await world.operations.trim("articles", age=0)).removed == 0
    assert len(await world.read()) == 10


async def test_what_is_younger_than_its_age_stays(world: World) -> None:
    entries = await world.published(3)
    await world.store.commit_watch([matched(entry) for entry in entries])
    assert (await world.operations.trim("articles")).removed == 0

    async def trimmed() -> bool:
        await world.operations.trim("articles", age=0.02)
        return await left(world, world.keys.articles) == 0

    assert await until(trimmed)
    assert (await world.operations.audit()).difference == 0


async def test_ids_are_compared_as_numbers(world: World) -> None:
    """As strings, 9-0 comes after 10-0."""
    for entry in ("9-2", "9-11", "10-1"):
        await world.client.xadd(world.keys.articles, {"__data__": b"{}"}, id=entry)
    assert await world.read(count=2) == ["9-2", "9-11"]
    await world.store.commit_watch([matched("9-2")])
    assert (await world.operations.trim("articles", age=0)).removed == 1
    await world.store.commit_watch([matched("9-11")])
    assert (await world.operations.trim("articles", age=0)).removed == 1
    assert await world.read() == ["10-1"]


async def test_entries_of_one_millisecond_are_compared_by_number_too(world: World) -> None:
    moment = ((await world.client.time())[0] - 5) * 1000
    await world.client.xgroup_create(world.keys.articles, "another", id="0")
    for number in (2, 11):
        await world.client.xadd(world.keys.articles, {"__data__": b"{}"}, id=f"{moment}-{number}")
    await world.store.commit_watch([matched((await world.read())[0])])
    assert (await world.operations.trim("articles", age=0)).removed == 0


async def test_a_stream_without_its_group_is_not_touched(world: World) -> None:
    await world.published(2)
    await world.client.xgroup_destroy(world.keys.articles, "watch")
    assert await world.operations.trim("articles", age=0) == TrimReport("articles", 0, held_by=("watch",))


async def test_another_services_group_holds_the_alerts_until_it_is_overruled(world: World) -> None:
    await world.client.xgroup_create(world.keys.alerts, "crm", id="0")
    await world.planned(1, 2)
    await world.tick()
    held = await world.operations.trim("alerts", age=0)
    assert held == TrimReport("alerts", 0, held_by=("crm",))
    overruled = await world.operations.trim("alerts", age=0, overrule_after=0)
    assert overruled == TrimReport("alerts", 2, overruled=("crm",))


async def _overruled(world: World) -> TrimReport | None:
    await world.tick()
    report = await world.operations.trim("alerts", age=0, overrule_after=0)
    return report if report.removed else None


async def test_a_group_that_has_read_all_of_a_quiet_stream_holds_nothing(world: World) -> None:
    await world.raised(1)
    await world.client.xack(world.keys.alerts, "notify", *await world.pending("notify"))
    await world.tick()
    assert await world.operations.trim("alerts", age=0, overrule_after=0) == TrimReport("alerts", 1)


async def test_deliveries_need_no_group(world: World) -> None:
    await world.planned(1)
    await world.store.claim("autos", 1, 30)
    await world.store.finish(sent("de_1", 1))

    async def trimmed() -> int:
        return (await world.operations.trim("deliveries", age=0)).removed

    assert await until(trimmed) == 1


async def test_dead_letters_go_after_thirty_days_and_not_before(world: World) -> None:
    seconds, _ = await world.client.time()
    days = [f"{(seconds - age * 86_400) * 1000}-0" for age in (31, 29)]
    for entry in days:
        await world.client.xadd(world.keys.dead, {"kind": "article"}, id=entry)

    assert (await world.operations.trim("dead")).removed == 1
    left: Any = await world.client.xrange(world.keys.dead)
    assert [entry for entry, _ in left] == [days[1].encode()]


async def test_a_stream_that_is_none_is_an_error(world: World) -> None:
    with pytest.raises(ValueError, match="no stream 'stories'"):
        await world.operations.trim("stories")


async def test_a_stream_of_the_wrong_kind_is_an_error(world: World) -> None:
    await world.client.set(world.keys.deliveries, "a text")
    with pytest.raises(StoreError, match="WRONGTYPE"):
        await world.operations.trim("deliveries")


async def test_idle_consumers_go_but_not_those_with_entries(world: World) -> None:
    await world.published(1)
    await world.read(consumer="idle")

    async def removed() -> int:
        return await world.operations.clean(idle=0)

    assert await until(removed) == 1
    found = await world.client.xinfo_consumers(world.keys.articles, "watch")
    assert [consumer["name"] for consumer in found] == [b"c1"]
    assert len(await world.pending()) == 1
