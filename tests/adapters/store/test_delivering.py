import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from fakes.ledger import SECRET, THEN, World, alert, sent, until
from newsbell.adapters.store import StoreError
from newsbell.adapters.store.scripts import Call, Scripts
from newsbell.flow.ports import DeadReason, Finish, RowState


async def test_a_claim_takes_due_rows_with_their_alerts_and_raises_the_attempt(world: World) -> None:
    await world.planned(1, 2)
    claims = await world.store.claim("autos", 10, 30)
    assert [claim.id for claim in claims] == ["de_1", "de_2"]
    first = claims[0]
    assert (first.attempt, first.channel, first.kind, first.maybe_repeat) == (1, "autos", "slack", False)
    assert (first.alert_ids, first.alerts) == (("al_1",), (alert(1).event,))
    assert first.detected_at == THEN
    assert first.queued_at <= first.first_attempt_at <= first.queued_at + timedelta(seconds=30)
    assert await world.store.claim("autos", 10, 30) == []


async def test_an_alert_kept_no_longer_is_missing_from_a_claim(world: World) -> None:
    await world.planned(1)
    await world.client.delete(world.keys.alert("al_1"))
    (claim,) = await world.store.claim("autos", 1, 30)
    assert (claim.alert_ids, claim.alerts) == (("al_1",), ())


async def test_workers_that_claim_at_once_never_share_a_row(world: World) -> None:
    await world.planned(*range(40))
    pages = await asyncio.gather(*(world.store.claim("autos", 5, 30) for _ in range(12)))
    ids = [claim.id for page in pages for claim in page]
    assert len(ids) == len(set(ids))
    rest = await world.store.claim("autos", 40, 30)
    assert sorted(ids + [claim.id for claim in rest]) == sorted(f"de_{number}" for number in range(40))


async def test_each_channel_is_a_bulkhead(world: World) -> None:
    await world.planned(1, channel="autos")
    await world.planned(2, channel="mail")
    assert [claim.id for claim in await world.store.claim("mail", 10, 30)] == ["de_2"]


async def test_a_lease_that_ran_out_is_claimed_again_as_a_possible_repeat(world: World) -> None:
    await world.planned(1)
    (first,) = await world.store.claim("autos", 1, 0.05)
    (second,) = await until(lambda: world.store.claim("autos", 1, 30))
    assert (first.attempt, second.attempt) == (1, 2)
    assert second.maybe_repeat
    assert second.first_attempt_at == first.first_attempt_at
    assert not await world.store.still_mine("de_1", 1, 0)
    assert await world.store.still_mine("de_1", 2, 10)
    assert not await world.store.still_mine("de_1", 2, 31)


async def test_a_stale_attempt_can_not_finish_a_row(world: World) -> None:
    await world.planned(1)
    await world.store.claim("autos", 1, 0.05)
    await until(lambda: world.store.claim("autos", 1, 30))
    assert not await world.store.finish(sent("de_1", 1))
    assert await world.documents(world.keys.deliveries) == []
    assert await world.store.finish(sent("de_1", 2))
    assert (await world.operations.counters())["deliveries:sent"] == 1


async def test_sent_ends_the_row_and_says_so_on_the_bus(world: World) -> None:
    await world.planned(1)
    await world.store.claim("autos", 1, 30)
    assert await world.store.finish(sent("de_1", 1))
    row = await world.operations.delivery("de_1")
    assert row is not None
    assert (row.state, row.receipt, row.due_at) == (RowState.SENT, {"status": "ok"}, None)
    assert row.finished_at is not None
    assert await world.documents(world.keys.deliveries) == [b'{"status":"sent"}']
    assert 0 < await world.client.ttl(world.keys.delivery("de_1")) <= 30 * 86_400
    assert await world.store.next_due("autos") is None


async def test_the_same_outcome_again_is_taken_for_the_answer_that_got_lost(world: World) -> None:
    await world.planned(1)
    await world.store.claim("autos", 1, 30)
    assert await world.store.finish(sent("de_1", 1))
    assert await world.store.finish(sent("de_1", 1))
    other = Finish("de_1", "autos", 1, RowState.DEAD, b"{}", dead_reason=DeadReason.REJECTED)
    assert not await world.store.finish(other)
    counters = await world.operations.counters()
    assert counters["deliveries:sent"] == 1
    assert len(await world.documents(world.keys.deliveries)) == 1


async def test_a_claim_whose_answer_got_lost_gives_the_same_rows_without_a_new_attempt(world: World) -> None:
    await world.planned(1)
    scripts = Scripts(world.client)
    keys = (world.keys.due("autos"), world.keys.counters, world.keys.delivery("de_1"))
    call = Call("claim", keys, (30_000, "token", "de_1"))
    first = await scripts.run(call)
    assert await scripts.run(call) == first
    assert await scripts.run(replace(call, args=(30_000, "other", "de_1"))) == []


async def test_a_retry_is_due_later_with_its_error_redacted(world: World) -> None:
    await world.planned(1)
    await world.store.claim("autos", 1, 30)
    again = Finish(
        "de_1",
        "autos",
        1,
        RowState.DUE,
        b"",
        delay=5,
        error_code="server",
        error=f"503 from {SECRET}",
        maybe_repeat=True,
    )
    assert await world.store.finish(again)
    assert await world.store.finish(again)
    wait = await world.store.next_due("autos")
    assert wait is not None
    assert 4 < wait <= 5
    row = await world.operations.delivery("de_1")
    assert row is not None
    assert (row.state, row.error_code, row.error, row.maybe_repeat) == (RowState.DUE, "server", "503 from ***", True)
    assert await world.store.claim("autos", 1, 30) == []
    assert await world.documents(world.keys.deliveries) == []
    assert (await world.operations.counters())["deliveries:retried"] == 1


async def test_a_retry_without_delay_is_due_at_once_and_keeps_the_first_attempts_time(world: World) -> None:
    await world.planned(1)
    (first,) = await world.store.claim("autos", 1, 30)
    await world.store.finish(Finish("de_1", "autos", 1, RowState.DUE, b"", maybe_repeat=True))
    (second,) = await world.store.claim("autos", 1, 30)
    assert (second.attempt, second.maybe_repeat) == (2, True)
    assert second.first_attempt_at == first.first_attempt_at


async def test_dead_writes_a_dead_letter_in_the_same_step(world: World) -> None:
    await world.planned(1)
    await world.store.claim("autos", 1, 30)
    dead = Finish(
        "de_1", "autos", 1, RowState.DEAD, b'{"status":"dead"}', error=f"{SECRET} is revoked", error_code="auth",
        dead_reason=DeadReason.REJECTED,
    )  # fmt: skip
    assert await world.store.finish(dead)
    assert await world.store.finish(dead)
    (letter,) = await world.operations.dead_letters()
    assert (letter.kind, letter.id, letter.channel, letter.reason) == ("delivery", "de_1", "autos", "rejected")
    assert (letter.alert_ids, letter.error, letter.attempts) == (("al_1",), "*** is revoked", 1)
    counters = await world.operations.counters()
    assert counters["deliveries:dead"] == counters["dead:rejected"] == 1


async def test_suppressed_at_the_last_moment_is_counted_by_its_reason(world: World) -> None:
    await world.planned(1)
    await world.store.claim("autos", 1, 30)
    assert await world.store.finish(Finish("de_1", "autos", 1, RowState.SUPPRESSED, b"{}", suppressed_by="silence"))
    counters = await world.operations.counters()
    assert counters["deliveries:suppressed"] == counters["suppressed:silence"] == 1


async def test_an_outcome_that_is_none_is_refused_before_the_server_is_asked(world: World) -> None:
    with pytest.raises(ValueError, match="no outcome"):
        await world.store.finish(Finish("de_1", "autos", 1, RowState.SENDING, b""))
    with pytest.raises(ValueError, match="dead reason"):
        await world.store.finish(Finish("de_1", "autos", 1, RowState.DEAD, b""))


async def test_a_row_that_is_unknown_can_not_be_finished_nor_checked(world: World) -> None:
    assert not await world.store.finish(sent("de_none", 1))
    assert not await world.store.still_mine("de_none", 1, 0)
    assert await world.store.next_due("autos") is None


async def test_a_row_that_vanished_does_not_block_the_channel_and_shows_in_the_audit(world: World) -> None:
    await world.planned(1, 2)
    await world.client.delete(world.keys.delivery("de_1"))
    assert [claim.id for claim in await until(lambda: world.store.claim("autos", 1, 30))] == ["de_2"]
    assert (await world.operations.audit()).deliveries.difference == 1


async def test_a_dead_stream_of_the_wrong_kind_leaves_the_row_sending(world: World) -> None:
    await world.planned(1)
    await world.store.claim("autos", 1, 30)
    await world.client.set(world.keys.dead, "a text")
    with pytest.raises(StoreError, match="WRONGTYPE"):
        await world.store.finish(sent("de_1", 1))
    assert await world.store.still_mine("de_1", 1, 0)


async def test_rows_are_listed_by_channel_and_state_newest_first(world: World) -> None:
    await world.planned(1, channel="mail")
    await world.planned(2, 3)
    await world.store.claim("autos", 1, 30)
    await world.store.finish(sent("de_2", 1))
    rows = await world.operations.deliveries()
    assert {row.id for row in rows} == {"de_1", "de_2", "de_3"}
    assert [row.id for row in await world.operations.deliveries(channel="autos", state=RowState.DUE)] == ["de_3"]
    assert [row.id for row in await world.operations.deliveries(state=RowState.SENT)] == ["de_2"]
    assert len(await world.operations.deliveries(count=2)) == 2
