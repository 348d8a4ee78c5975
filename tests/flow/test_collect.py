from collections.abc import Iterator, Sequence

import pytest

from fakes.flow import FlowWorld, ingest
from newsbell.flow.collect import collect
from newsbell.flow.ports import Ingest, Ingested


async def test_articles_come_out_in_order_when_they_are_on_the_bus(world: FlowWorld) -> None:
    items = [ingest(number) for number in range(5)]
    done = [item async for item in collect(items, world.store, batch=2)]

    assert [(item.key, item.repeated) for item in done] == [(item.key, False) for item in items]
    assert [entry.id for entry in await world.entries()] == [item.entry_id for item in done]
    await world.watch().handle(await world.entries(start="0"))
    assert len(await world.alerts()) == 5


@pytest.mark.parametrize("batch", [1, 3, 64])
async def test_a_version_that_is_known_is_told_with_its_entry_and_not_put_there_again(
    world: FlowWorld, batch: int
) -> None:
    items = [ingest(1), ingest(2), ingest(1), ingest(2, "Honda merger, edited")]
    done = [item async for item in collect(items, world.store, batch)]

    assert [item.repeated for item in done] == [False, False, True, False]
    assert done[2].entry_id == done[0].entry_id
    assert len(await world.entries()) == 3


async def test_nothing_is_no_call() -> None:
    class Untouched:
        async def ingest(self, items: Sequence[Ingest]) -> Sequence[Ingested]:
            raise AssertionError(items)

    assert [item async for item in collect([], Untouched())] == []


async def test_what_is_given_out_is_on_the_bus_though_the_rest_can_not_be_read(world: FlowWorld) -> None:
    def broken() -> Iterator[Ingest]:
        yield ingest(1)
        yield ingest(2)
        raise OSError("the disk is gone")

    given_out = collect(broken(), world.store, batch=2)
    done = [await anext(given_out), await anext(given_out)]
    with pytest.raises(OSError, match="the disk is gone"):
        await anext(given_out)

    assert [entry.id for entry in await world.entries()] == [item.entry_id for item in done]
