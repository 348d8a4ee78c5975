"""One sender on a real ledger, with a channel whose outcomes are given; the clock stands still unless it is moved."""

import json
from datetime import timedelta

import pytest

from fakes.channels import ScriptedChannel
from fakes.flow import AUTOS, MORNING, FlowWorld, article
from newsbell.core.route.backoff import LONGEST_DELAY
from newsbell.core.route.breaker import FAILURES_TO_OPEN
from newsbell.flow.deliver import MAX_UNKNOWN, Limits, Pace
from newsbell.flow.ports import ErrorCode, Outcome, Outgoing, Rejected, Retry, Sent, Unknown

DOWN = Retry(ErrorCode.SERVER, "the receiver answered HTTP 503")
LOST = Unknown(ErrorCode.TIMEOUT, "no answer in time")


async def test_what_is_accepted_is_sent_with_its_receipt_and_told_on_the_bus(world: FlowWorld) -> None:
    (alert,) = await world.due(1)
    world.clock.move(seconds=1.5)
    channel = ScriptedChannel("autos", Sent({"ts": "17.1"}))
    assert await world.sender(channel).work() == 1

    (row,) = await world.operations.deliveries()
    assert (row.state.value, row.attempt, row.receipt, row.error, row.due_at) == ("sent", 1, {"ts": "17.1"}, None, None)
    (fact,) = await world.facts()
    assert (fact.id, fact.alert_ids, fact.status, fact.attempt) == (row.id, (alert,), "sent", 1)
    assert (fact.latency_ms, fact.sent_at, fact.receipt) == (1500, world.clock.now(), {"ts": "17.1"})
    assert (fact.channel.name, fact.channel.kind, fact.error, fact.maybe_repeat) == ("autos", "slack", None, False)
    assert await world.sender(channel).work() == 0


async def test_the_message_holds_the_alert_in_words_and_the_event_as_it_is_on_the_bus(world: FlowWorld) -> None:
    (alert,) = await world.due(1)
    channel = ScriptedChannel()
    await world.sender(channel).work()

    (message,) = channel.sends
    assert [view.id for view in message.alerts] == [alert]
    assert list(message.events) == await world.documents(world.keys.alerts)
    assert (message.attempt, message.digest, message.maybe_repeat) == (1, None, False)
    assert not message.alerts[0].maybe_repeat


async def test_all_that_is_due_goes_out_each_once(world: FlowWorld) -> None:
    alerts = await world.due(1, 2, 3)
    channel = ScriptedChannel()
    assert await world.sender(channel).work() == 3

    assert sorted(message.alerts[0].id for message in channel.sends) == sorted(alerts)


async def test_what_fails_for_now_comes_again_after_its_delay(world: FlowWorld) -> None:
    await world.due(1)
    channel = ScriptedChannel("autos", DOWN)
    sender = world.sender(channel, dice=9.0)
    assert await sender.work() == 1

    (row,) = await world.operations.deliveries()
    assert (row.state.value, row.error_code, row.error) == ("due", "server", DOWN.message)
    due_in = await world.store.next_due("autos")
    assert due_in is not None
    assert 4 < due_in <= 9
    assert await sender.work() == 0
    await world.make_due()
    assert await sender.work() == 1
    assert [(fact.status, fact.attempt) for fact in await world.facts()] == [("retrying", 1), ("sent", 2)]
    retried = (await world.facts())[0]
    assert retried.error is not None
    assert (retried.error.code, retried.error.message, retried.latency_ms) == ("server", DOWN.message, None)
    assert not channel.sends[1].maybe_repeat


async def test_a_receiver_that_asks_for_time_holds_its_whole_channel(world: FlowWorld) -> None:
    await world.due(1, 2)
    channel = ScriptedChannel("autos", Retry(ErrorCode.RATE_LIMITED, "slow down", after=30))
    sender = world.sender(channel)
    assert await sender.work() == 1

    await world.make_due()
    world.clock.move(seconds=29)
    assert await sender.work() == 0
    world.clock.move(seconds=1)
    assert await sender.work() == 2


@pytest.mark.parametrize("after", [86_400.0, 1e300, float("inf"), float("nan"), -5.0])
async def test_a_receiver_that_asks_for_nonsense_is_asked_again_within_a_quarter_of_an_hour(
    world: FlowWorld, after: float
) -> None:
    await world.due(1)
    sender = world.sender(ScriptedChannel("autos", Retry(ErrorCode.RATE_LIMITED, "slow down", after=after)))
    assert await sender.work() == 1

    due_in = await world.store.next_due("autos")
    assert due_in is not None
    assert due_in <= LONGEST_DELAY
    await world.make_due()
    world.clock.move(seconds=LONGEST_DELAY)
    assert await sender.work() == 1


async def test_what_is_refused_for_good_is_a_dead_letter(world: FlowWorld) -> None:
    (alert,) = await world.due(1)
    assert await world.sender(ScriptedChannel("autos", Rejected(ErrorCode.CLIENT, "no such room"))).work() == 1

    (letter,) = await world.letters()
    assert (letter.kind, letter.reason, letter.error, letter.alert_ids) == (
        "delivery",
        "rejected",
        "no such room",
        (alert,),
    )
    (fact,) = await world.facts()
    assert fact.error is not None
    assert (fact.status, fact.error.code, fact.error.message) == ("dead", "client", "no such room")
    assert await world.state() == ["dead"]


async def test_a_dead_delivery_that_is_replayed_goes_out_under_its_id(world: FlowWorld) -> None:
    await world.due(1)
    channel = ScriptedChannel("autos", Rejected(ErrorCode.AUTH, "the token is refused"))
    await world.sender(channel).work()
    (letter,) = await world.letters()
    await world.operations.replay(letter.entry)
    assert await world.sender(channel).work() == 1

    first, second = channel.sends
    assert (first.delivery_id, first.attempt, second.delivery_id, second.attempt) == (letter.id, 1, letter.id, 2)
    assert await world.state() == ["sent"]


async def attempts(world: FlowWorld, channel: ScriptedChannel, limit: int = 9) -> list[Outgoing]:
    """Let one row be tried until it is finished."""
    sender = world.sender(channel)
    for _ in range(limit):
        await world.make_due()
        if not await sender.work():
            break
    return channel.sends


async def test_an_unknown_outcome_is_sent_again_as_a_possible_repeat(world: FlowWorld) -> None:
    await world.due(1)
    first, second = await attempts(world, ScriptedChannel("autos", LOST))

    assert (first.maybe_repeat, second.maybe_repeat) == (False, True)
    assert second.alerts[0].maybe_repeat
    assert first.delivery_id == second.delivery_id
    assert [(fact.status, fact.maybe_repeat) for fact in await world.facts()] == [("retrying", True), ("sent", True)]


async def test_an_outcome_that_stays_unknown_is_given_up_so_that_nobody_reads_it_ten_times(world: FlowWorld) -> None:
    await world.due(1)
    sends = await attempts(world, ScriptedChannel("autos", *[LOST] * 9))

    assert len(sends) == MAX_UNKNOWN
    (letter,) = await world.letters()
    assert (letter.reason, letter.attempts, letter.error) == ("unknown_outcome", MAX_UNKNOWN, "no answer in time")
    assert [fact.status for fact in await world.facts()] == ["retrying", "retrying", "dead"]


async def test_where_a_repeat_does_no_harm_an_unknown_outcome_is_never_given_up_early(world: FlowWorld) -> None:
    await world.due(1)
    safe = Unknown(ErrorCode.TIMEOUT, "no answer in time", safe_to_resend=True)
    sends = await attempts(world, ScriptedChannel("autos", *[safe] * (FAILURES_TO_OPEN - 1)))

    assert len(sends) == FAILURES_TO_OPEN > MAX_UNKNOWN
    assert await world.state() == ["sent"]


async def test_a_first_unknown_outcome_after_sure_failures_is_tried_once_more(world: FlowWorld) -> None:
    await world.due(1)
    busy = Retry(ErrorCode.RATE_LIMITED, "slow down", after=0)
    sends = await attempts(world, ScriptedChannel("autos", *[busy] * 4, LOST))

    assert [send.maybe_repeat for send in sends] == [False] * 5 + [True]
    assert await world.state() == ["sent"]


async def test_a_channel_with_a_bug_is_tried_again_and_its_words_stay_inside(
    world: FlowWorld, caplog: pytest.LogCaptureFixture
) -> None:
    await world.due(1)
    sends = await attempts(world, ScriptedChannel("autos", LookupError("https://hooks.example/SECRET")))

    assert len(sends) == 2
    fact = (await world.facts())[0]
    assert fact.error is not None
    assert (fact.status, fact.error.code, fact.error.message) == ("retrying", "unknown", "LookupError")
    assert "a channel failed" in caplog.messages


async def test_what_became_too_old_is_a_dead_letter_and_is_not_sent(world: FlowWorld) -> None:
    await world.due(1)
    world.clock.move(hours=6, minutes=1)
    channel = ScriptedChannel()
    assert await world.sender(channel, limits=Limits(max_age=timedelta(hours=6))).work() == 1

    assert channel.sends == []
    (letter,) = await world.letters()
    assert (letter.reason, letter.error) == ("expired", "not delivered within 6 hours")
    assert [fact.status for fact in await world.facts()] == ["dead"]


async def test_an_alert_kept_no_longer_is_a_dead_letter_that_says_so(world: FlowWorld) -> None:
    (alert,) = await world.due(1)
    await world.client.delete(world.keys.alert(alert))
    channel = ScriptedChannel()
    await world.sender(channel).work()

    assert channel.sends == []
    (letter,) = await world.letters()
    assert (letter.reason, letter.error) == ("expired", "none of its alerts is kept any longer or can be read")


async def test_after_five_failures_in_a_row_the_channel_rests_and_nothing_is_claimed(world: FlowWorld) -> None:
    await world.due(*range(FAILURES_TO_OPEN + 2))
    channel = ScriptedChannel("autos", *[DOWN] * (FAILURES_TO_OPEN + 1))
    sender = world.sender(channel)
    assert await sender.work() == FAILURES_TO_OPEN
    await world.make_due()
    assert await sender.work() == 0
    rows = await world.operations.deliveries()
    assert sorted(row.attempt for row in rows) == [0, 0, *[1] * FAILURES_TO_OPEN]

    world.clock.move(seconds=30)
    assert await sender.work() == 1, "one probe, and it failed"
    world.clock.move(seconds=59)
    assert await sender.work() == 0
    world.clock.move(seconds=1)
    await world.make_due()
    assert await sender.work() == FAILURES_TO_OPEN + 2
    assert set(await world.state()) == {"sent"}


async def test_a_message_that_is_refused_does_not_make_its_channel_rest(world: FlowWorld) -> None:
    await world.due(*range(FAILURES_TO_OPEN + 1))
    refused = Rejected(ErrorCode.TOO_LONG, "msg_too_long")
    assert await world.sender(ScriptedChannel("autos", *[refused] * 9)).work() == FAILURES_TO_OPEN + 1


async def test_a_login_that_is_refused_makes_its_channel_rest_and_each_probe_costs_one_message(
    world: FlowWorld,
) -> None:
    await world.due(*range(FAILURES_TO_OPEN + 3))
    refused = Rejected(ErrorCode.AUTH, "invalid_auth")
    sender = world.sender(ScriptedChannel("autos", *[refused] * (FAILURES_TO_OPEN + 1)))
    assert await sender.work() == FAILURES_TO_OPEN
    world.clock.move(seconds=30)
    assert await sender.work() == 1
    world.clock.move(seconds=60)
    assert await sender.work() == 2, "mended meanwhile: all that waited goes out"

    assert sorted(await world.state()) == ["dead"] * (FAILURES_TO_OPEN + 1) + ["sent"] * 2


async def test_a_channel_is_sent_to_at_its_pace(world: FlowWorld) -> None:
    await world.due(*range(6))
    channel = ScriptedChannel()
    sender = world.sender(channel, pace=Pace(interval=1.0, burst=3))
    made = []
    for _ in range(4):
        made.append(await sender.work())
        world.clock.move(seconds=1)

    assert made == [3, 1, 1, 1]


async def test_without_a_pace_nothing_waits(world: FlowWorld) -> None:
    await world.due(*range(6))
    assert await world.sender(ScriptedChannel()).work() == 6


async def test_an_edition_of_a_digest_goes_out_with_its_slot_in_its_own_time_zone(world: FlowWorld) -> None:
    await world.watched(article(1), article(2))
    await world.notify(MORNING).handle(await world.entries("notify"))
    slot = world.clock.now().replace(hour=5, minute=30, second=0, microsecond=0)
    await world.store.seal("morning", "email", slot, "dg_1")
    channel = ScriptedChannel("morning", kind="email")
    assert await world.sender(channel, MORNING).work() == 1

    (message,) = channel.sends
    assert message.digest is not None
    assert (message.digest.due, str(message.digest.due.tzinfo)) == (slot, "Europe/Paris")
    assert [view.id for view in message.digest.alerts] == [alert.id for alert in await world.alerts()]
    (fact,) = await world.facts()
    assert fact.digest == slot.isoformat()
    assert len(fact.alert_ids) == 2


async def test_an_edition_of_a_channel_that_is_no_digest_any_more_goes_out_as_alerts(world: FlowWorld) -> None:
    await world.watched(article(1))
    await world.notify(MORNING).handle(await world.entries("notify"))
    await world.store.seal("morning", "email", world.clock.now(), "dg_1")
    channel = ScriptedChannel("morning")
    await world.sender(channel).work()
    assert channel.sends == [], "another channel's rows are none of its business"
    plain = world.sender(channel, type(AUTOS)("morning", "email"))
    assert await plain.work() == 1
    assert channel.sends[0].digest is None
    assert len(channel.sends[0].alerts) == 1


@pytest.mark.parametrize("count", [1, 3])
async def test_the_ledger_adds_up_however_the_attempts_end(world: FlowWorld, count: int) -> None:
    await world.due(*range(count * 4))
    ends: list[Outcome] = [Sent(), DOWN, Rejected(ErrorCode.CLIENT, "no"), LOST]
    channel = ScriptedChannel("autos", *ends * count)
    await world.sender(channel).work()

    audit = await world.operations.audit()
    assert audit.deliveries.terms == {"sent": count, "dead": count, "suppressed": 0, "due": 2 * count}
    events = [json.loads(raw)["id"] for raw in await world.documents(world.keys.deliveries)]
    assert len(events) == len(set(events)) == 4 * count
