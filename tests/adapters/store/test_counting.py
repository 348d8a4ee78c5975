"""What the workers tell of their rules adds up, whatever happens on the way."""

from datetime import timedelta
from typing import Any

import pytest

from fakes.ledger import World
from newsbell.adapters.store import Operations, RedisStore, StoreError
from newsbell.adapters.store.counting import KEPT, MOST_RULES, SILENCE
from newsbell.flow.ports import CountPage, CountReader, CountStore, RuleCount, RuleTotal


def protocols(store: RedisStore, operations: Operations) -> tuple[CountStore, CountReader]:
    """The type checker holds that they are these."""
    return store, operations


def page(number: int, *rules: RuleCount, articles: int = 0, worker: str = "w1") -> CountPage:
    return CountPage(worker, number, articles, rules)


async def totals(world: World) -> dict[str, RuleTotal]:
    """By version and rule."""
    return {f"{each.version}:{each.rule}": each for each in await world.operations.rule_totals()}


async def test_counts_of_all_workers_add_up(world: World) -> None:
    counting, reading = protocols(world.store, world.operations)
    assert await reading.rule_totals() == []
    assert await counting.add_counts(page(1, RuleCount("a", "v1", 5, 3, 2, 1_000), articles=40))
    assert await counting.add_counts(page(1, RuleCount("a", "v1", 1, 1, 1, 500), RuleCount("b", "v1"), worker="w2"))
    assert await counting.add_counts(page(2, articles=60))

    found = await totals(world)
    a, b = found["v1:a"], found["v1:b"]
    assert (a.articles, a.candidates, a.checks, a.matches, a.cost_ns) == (100, 6, 4, 3, 1_500)
    assert (b.articles, b.candidates, b.checks, b.matches, b.cost_ns) == (60, 0, 0, 0, 0)
    assert (a.rule, a.version, a.in_force) == ("a", "v1", True)
    assert timedelta(0) <= a.told - a.since < timedelta(minutes=1)


async def test_a_page_that_comes_again_is_not_counted_again(world: World) -> None:
    first, second = (page(number, RuleCount("a", "v1", 1, 1, 1, 7), articles=10) for number in (1, 2))

    answers = [await world.store.add_counts(each) for each in (first, first, second, first, second)]

    assert answers == [True, False, True, False, False]
    assert (await totals(world))["v1:a"].candidates == 2
    assert (await totals(world))["v1:a"].articles == 20


async def test_a_new_version_starts_from_zero_and_the_old_one_stays_as_it_was(world: World) -> None:
    await world.store.add_counts(page(1, RuleCount("a", "v1", 5, 5, 5, 100), articles=10))
    await world.store.add_counts(page(2, RuleCount("a", "v2", 1, 0, 0, 0), articles=7))

    found = await totals(world)
    assert (found["v1:a"].candidates, found["v1:a"].matches) == (5, 5)
    assert (found["v2:a"].candidates, found["v2:a"].articles) == (1, 7)


async def ago(world: World, member: str, seconds: int) -> None:
    """Let the last word of a version be so old."""
    told: Any = await world.client.hget(world.keys.count(member), "told")
    await world.client.hset(world.keys.count(member), "told", int(told) - 1000 * seconds)


async def test_a_version_that_nobody_names_any_more_is_out_of_force_and_sees_no_more_articles(world: World) -> None:
    await world.store.add_counts(page(1, RuleCount("a", "v1"), RuleCount("b", "v1"), articles=10))
    await ago(world, "v1:a", SILENCE + 1)
    await world.store.add_counts(page(2, RuleCount("b", "v1"), articles=90))

    found = await totals(world)
    assert {name: each.in_force for name, each in found.items()} == {"v1:a": False, "v1:b": True}
    assert (found["v1:a"].articles, found["v1:b"].articles) == (0, 100)

    await world.store.add_counts(page(3, RuleCount("a", "v1", 1, 1, 1, 1), articles=1))
    back = (await totals(world))["v1:a"]
    assert (back.in_force, back.articles, back.candidates) == (True, 1, 1)


async def test_after_a_long_stop_of_the_whole_service_all_are_still_in_force(world: World) -> None:
    await world.store.add_counts(page(1, RuleCount("a", "v1"), RuleCount("b", "v1"), articles=10))
    await ago(world, "v1:a", 7 * SILENCE)
    await ago(world, "v1:b", 7 * SILENCE)

    assert [each.in_force for each in (await totals(world)).values()] == [True, True]


async def test_what_is_kept_ends_by_itself(world: World) -> None:
    await world.store.add_counts(page(1, RuleCount("a", "v1"), RuleCount("b", "v1"), articles=1))
    keys = (world.keys.counts, world.keys.counts_articles, world.keys.count("v1:a"))
    left = [await world.client.ttl(key) for key in keys]
    assert all(KEPT - 60 < seconds <= KEPT for seconds in left)
    assert 0 < await world.client.ttl(world.keys.counts_told("w1")) <= 86_400

    await world.client.delete(world.keys.count("v1:a"))
    await world.client.zadd(world.keys.counts, {"v1:a": 0})
    assert set(await totals(world)) == {"v1:b"}
    await world.store.add_counts(page(2))
    assert await world.client.zrange(world.keys.counts, 0, -1) == [b"v1:b"]


async def test_a_key_of_another_kind_is_an_error_and_nothing_is_written(world: World) -> None:
    await world.client.set(world.keys.count("v1:b"), "mine")

    with pytest.raises(StoreError, match="WRONGTYPE"):
        await world.store.add_counts(page(1, RuleCount("a", "v1"), RuleCount("b", "v1"), articles=1))

    assert await world.client.exists(world.keys.count("v1:a"), world.keys.counts_articles) == 0


async def test_a_page_has_a_bound(world: World) -> None:
    rules = [RuleCount(f"r{number}", "v1", 1, 1, 1, 1) for number in range(MOST_RULES + 1)]
    with pytest.raises(ValueError, match="100 rules at most, not 101"):
        await world.store.add_counts(page(1, *rules))

    assert await world.store.add_counts(page(1, *rules[:-1], articles=3))
    assert len(await totals(world)) == MOST_RULES


async def test_ids_may_hold_anything(world: World) -> None:
    await world.store.add_counts(page(1, RuleCount("Müller:{x} y", "v:1", 1, 1, 1, 1), articles=3))

    [total] = await world.operations.rule_totals()
    assert (total.rule, total.version, total.matches) == ("Müller:{x} y", "v:1", 1)
