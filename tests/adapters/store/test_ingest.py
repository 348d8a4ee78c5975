from fakes.ledger import World, article
from newsbell.flow.ports import Ingest


async def test_an_article_is_put_on_the_bus_as_one_json_document(world: World) -> None:
    answers = await world.store.ingest([article(1), article(2)])
    assert [answer.repeated for answer in answers] == [False, False]
    assert await world.documents(world.keys.articles) == [article(1).event, article(2).event]


async def test_the_same_version_again_stays_one_entry_and_tells_where_it_is(world: World) -> None:
    """The same as when the answer was lost and the call is made again."""
    first = (await world.store.ingest([article(1)]))[0]
    again = (await world.store.ingest([article(1), article(1)]))[1]
    assert again.repeated
    assert again.entry_id == first.entry_id
    assert len(await world.documents(world.keys.articles)) == 1


async def test_another_version_of_an_article_is_new(world: World) -> None:
    answers = await world.store.ingest([Ingest("a:1", b"{}"), Ingest("a:2", b"{}")])
    assert answers[0].entry_id != answers[1].entry_id


async def test_more_articles_than_one_pipeline_holds_come_in_their_order(world: World) -> None:
    items = [article(number) for number in range(150)]
    await world.store.ingest(items)
    assert await world.documents(world.keys.articles) == [item.event for item in items]


async def test_what_is_seen_is_forgotten_after_its_time(world: World) -> None:
    await world.store.ingest([article(1)])
    assert 0 < await world.client.ttl(world.keys.seen("a1:1")) <= 7 * 86_400


async def test_a_raw_document_is_put_on_the_bus_as_it_came(world: World) -> None:
    entry = await world.store.put_raw(b"not json")
    assert await world.documents(world.keys.articles) == [b"not json"]
    assert await world.read() == [entry]
