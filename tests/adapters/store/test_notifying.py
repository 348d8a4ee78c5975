import pytest

from fakes.ledger import World, delivery
from newsbell.adapters.store import StoreError
from newsbell.flow.ports import Bury, Commit, DeadReason, DigestItem, NotifyCommit, RowState


async def test_a_commit_plans_deliveries_and_digest_items_and_acknowledges(world: World) -> None:
    (entry,) = await world.raised(1)
    rows = (delivery(1), delivery("1q", "mail", suppressed_by="silence"))
    items = (DigestItem("morning", "al_1"), DigestItem("evening", "al_1"))
    assert await world.store.commit_notify([NotifyCommit(entry, "al_1", rows, items)]) == [Commit.DONE]
    due = await world.operations.delivery("de_1")
    quiet = await world.operations.delivery("de_1q")
    assert due is not None
    assert quiet is not None
    assert (due.state, due.attempt, due.alert_ids, due.kind) == (RowState.DUE, 0, ("al_1",), "slack")
    assert due.detected_at == rows[0].detected_at
    assert (quiet.state, quiet.suppressed_by, quiet.due_at) == (RowState.SUPPRESSED, "silence", None)
    assert await world.documents(world.keys.deliveries) == [b'{"status":"suppressed"}']
    assert await world.client.lrange(world.keys.digest_open("evening"), 0, -1) == [b"al_1"]
    assert await world.pending("notify") == []
    assert (await world.operations.audit()).difference == 0


async def test_a_commit_twice_is_lost_the_second_time_and_writes_nothing(world: World) -> None:
    (entry,) = await world.raised(1)
    commit = NotifyCommit(entry, "al_1", (delivery(1),), (DigestItem("morning", "al_1"),))
    assert await world.store.commit_notify([commit, commit]) == [Commit.DONE, Commit.LOST]
    assert await world.client.llen(world.keys.digest_open("morning")) == 1
    assert (await world.operations.counters())["deliveries:planned"] == 1


async def test_a_row_that_exists_is_left_as_it_is(world: World) -> None:
    """An alert replayed after its deliveries went out sends nothing again."""
    first, second = await world.raised(1, 2)
    await world.store.commit_notify([NotifyCommit(first, "al_1", (delivery(1),))])
    await world.store.claim("autos", 1, 30)
    again = NotifyCommit(second, "al_1", (delivery(1), delivery(2)))
    assert await world.store.commit_notify([again]) == [Commit.DONE]
    row = await world.operations.delivery("de_1")
    assert row is not None
    assert (row.state, row.attempt) == (RowState.SENDING, 1)
    assert (await world.operations.counters())["deliveries:planned"] == 2


async def test_a_key_of_the_wrong_kind_leaves_the_alert_pending(world: World) -> None:
    (entry,) = await world.raised(1)
    await world.client.set(world.keys.digest_open("morning"), "a text")
    commit = NotifyCommit(entry, "al_1", (delivery(1),), (DigestItem("morning", "al_1"),))
    with pytest.raises(StoreError, match="not a list"):
        await world.store.commit_notify([commit])
    assert await world.pending("notify") == [entry]
    assert await world.operations.delivery("de_1") is None


async def test_a_buried_alert_is_a_dead_letter(world: World) -> None:
    (entry,) = await world.raised(1)
    bury = Bury(entry, DeadReason.INTERNAL_ERROR, "it broke", b'{"id":"al_1"}')
    assert await world.store.bury_alerts([bury, bury]) == [Commit.DONE, Commit.LOST]
    (letter,) = await world.operations.dead_letters()
    assert (letter.kind, letter.stream, letter.group) == ("alert", "alerts", "notify")
    assert (await world.operations.audit()).difference == 0
