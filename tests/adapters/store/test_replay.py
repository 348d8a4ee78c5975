import pytest

from fakes.ledger import World, alert, article, matched, sent
from newsbell.adapters.store import ReplayRefused
from newsbell.adapters.store.letters import RAW_LIMIT
from newsbell.flow.ports import Bury, Commit, DeadReason, Finish, RowState


async def buried(world: World, raw: bytes) -> str:
    (entry,) = await world.published(1)
    await world.store.bury_articles([Bury(entry, DeadReason.INTERNAL_ERROR, "it broke", raw)])
    return (await world.operations.dead_letters())[0].entry


async def dead_delivery(world: World) -> str:
    await world.planned(1)
    await world.store.claim("autos", 1, 30)
    await world.store.finish(
        Finish("de_1", "autos", 1, RowState.DEAD, b"{}", error="no", dead_reason=DeadReason.REJECTED)
    )
    return (await world.operations.dead_letters())[0].entry


async def test_a_dead_article_is_on_the_bus_again_though_it_was_seen(world: World) -> None:
    letter = await buried(world, article(0).event)
    replayed = await world.operations.replay(letter)
    assert await world.read() == [replayed.now]
    assert await world.documents(world.keys.articles) == [article(0).event] * 2
    assert await world.store.commit_watch([matched(replayed.now, alert(1))]) == [Commit.DONE]
    audit = await world.operations.audit()
    assert (audit.articles.total, audit.articles.terms["dead"], audit.difference) == (2, 1, 0)
    found = await world.operations.dead_letter(letter)
    assert found is not None
    assert found.replayed == replayed.now


async def test_a_second_replay_is_refused_unless_it_is_forced(world: World) -> None:
    letter = await buried(world, article(0).event)
    first = await world.operations.replay(letter)
    with pytest.raises(ReplayRefused, match=f"replayed before, as {first.now}"):
        await world.operations.replay(letter)
    assert (await world.operations.replay(letter, force=True)).now != first.now


async def test_a_dead_alert_is_on_the_bus_again(world: World) -> None:
    (entry,) = await world.raised(1)
    await world.store.bury_alerts([Bury(entry, DeadReason.INTERNAL_ERROR, "it broke", alert(1).event)])
    letter = (await world.operations.dead_letters())[0].entry
    replayed = await world.operations.replay(letter)
    assert await world.read("notify") == [replayed.now]
    assert (await world.operations.audit()).difference == 0


async def test_what_was_kept_in_part_can_not_be_replayed(world: World) -> None:
    letter = await buried(world, b"x" * (RAW_LIMIT + 1))
    with pytest.raises(ReplayRefused, match="only the beginning"):
        await world.operations.replay(letter, force=True)


async def test_what_holds_no_document_can_not_be_replayed(world: World) -> None:
    letter = await buried(world, b"")
    with pytest.raises(ReplayRefused, match="holds no document"):
        await world.operations.replay(letter)


async def test_a_letter_that_is_gone_can_not_be_replayed(world: World) -> None:
    with pytest.raises(ReplayRefused, match="kept no longer"):
        await world.operations.replay("1-1")


async def test_a_dead_delivery_is_due_again_under_its_id(world: World) -> None:
    letter = await dead_delivery(world)
    assert (await world.operations.replay(letter)).now == "de_1"
    audit = await world.operations.audit()
    assert (audit.deliveries.terms, audit.difference) == ({"sent": 0, "dead": 0, "suppressed": 0, "due": 1}, 0)
    row = await world.operations.delivery("de_1")
    assert row is not None
    assert (row.state, row.error, row.finished_at) == (RowState.DUE, None, None)
    assert await world.client.ttl(world.keys.delivery("de_1")) == -1
    (claim,) = await world.store.claim("autos", 1, 30)
    assert (claim.id, claim.attempt, claim.maybe_repeat) == ("de_1", 2, False)
    assert claim.queued_at >= claim.first_attempt_at
    assert await world.store.finish(sent("de_1", 2))
    assert (await world.operations.audit()).difference == 0


async def test_a_delivery_that_is_not_dead_is_not_replayed_not_even_by_force(world: World) -> None:
    letter = await dead_delivery(world)
    await world.operations.replay(letter)
    with pytest.raises(ReplayRefused, match="replayed before"):
        await world.operations.replay(letter)
    with pytest.raises(ReplayRefused, match="not dead but due"):
        await world.operations.replay(letter, force=True)
    assert (await world.operations.audit()).difference == 0


async def test_a_delivery_kept_no_longer_is_not_replayed(world: World) -> None:
    letter = await dead_delivery(world)
    await world.client.delete(world.keys.delivery("de_1"))
    with pytest.raises(ReplayRefused, match="kept no longer"):
        await world.operations.replay(letter)


async def test_dead_letters_are_read_in_pages_newest_first(world: World) -> None:
    entries = await world.published(5)
    await world.store.bury_articles([Bury(entry, DeadReason.NOT_JSON, "no", b"{") for entry in entries])
    first = await world.operations.dead_letters(3)
    rest = await world.operations.dead_letters(3, before=first[-1].entry)
    assert [letter.entry_id for letter in (*first, *rest)] == entries[::-1]
    assert await world.operations.dead_letter("1-1") is None
