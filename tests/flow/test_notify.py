import asyncio
from datetime import datetime

import pytest

from fakes.channels import ScriptedChannel
from fakes.flow import AUTOS, MAIL, MORNING, FlowWorld, article
from newsbell import wire
from newsbell.core.events.finding import Finding
from newsbell.core.route.model import ChannelSpec, Route
from newsbell.core.story.story import StoryChange
from newsbell.flow.notify import MAX_DELIVERIES
from newsbell.flow.ports import AlertWrite, Bury, DeadReason


async def raised(world: FlowWorld, *numbers: int) -> list[str]:
    """Alerts on the bus, one an article; gives their ids."""
    await world.watched(*(article(number) for number in numbers))
    return [alert.id for alert in await world.alerts()]


async def test_an_alert_becomes_one_due_row_for_each_channel(world: FlowWorld) -> None:
    (alert,) = await raised(world, 1)
    await world.notify(AUTOS, MAIL).handle(await world.entries("notify"))

    rows = await world.operations.deliveries()
    assert {(row.channel, row.kind, row.state.value) for row in rows} == {
        ("autos", "slack", "due"),
        ("mail", "email", "due"),
    }
    assert {row.alert_ids for row in rows} == {(alert,)}
    assert not await world.is_pending("notify")
    assert await world.facts() == []


async def test_a_digest_channel_collects_and_has_no_row_yet(world: FlowWorld) -> None:
    await raised(world, 1, 2)
    await world.notify(MORNING).handle(await world.entries("notify"))

    assert await world.operations.deliveries() == []
    assert (await world.operations.audit()).digests.terms == {"sealed": 0, "open": 2}


async def test_an_alert_that_no_route_takes_is_a_suppressed_row_with_its_fact(world: FlowWorld) -> None:
    (alert,) = await raised(world, 1)
    routes = (Route({"desk": ("banks",)}, ("autos",)),)
    await world.notify(routes=routes).handle(await world.entries("notify"))

    (row,) = await world.operations.deliveries()
    assert (row.state.value, row.suppressed_by, row.channel) == ("suppressed", "route", "")
    (fact,) = await world.facts()
    assert (fact.id, fact.alert_ids, fact.status, fact.suppressed_by) == (row.id, (alert,), "suppressed", "route")
    assert (fact.channel.name, fact.channel.kind, fact.attempt) == ("none", "none", 0)
    assert (fact.queued_at, fact.sent_at, fact.latency_ms) == (world.clock.now(), None, None)


async def test_replayed_history_is_held_back_in_every_channel_even_in_digests(world: FlowWorld) -> None:
    def write(finding: Finding, change: StoryChange, now: datetime) -> AlertWrite:
        alert = wire.alert_of(finding, change, now, backfill=True)
        return AlertWrite(alert.id, wire.alert_event(alert))

    await world.watched(article(), by=world.watch(write=write))
    await world.notify(AUTOS, MORNING).handle(await world.entries("notify"))

    assert {fact.suppressed_by for fact in await world.facts()} == {"backfill"}
    assert {fact.channel.name for fact in await world.facts()} == {"autos", "morning"}
    assert (await world.operations.audit()).digests.total == 0


async def test_a_route_by_language_takes_the_regions_too(world: FlowWorld) -> None:
    tags = ["en-GB", "EN", "ja", None]
    await world.watched(*(article(number, language=tag) for number, tag in enumerate(tags)))
    await world.notify(routes=(Route({"language": ("en",)}, ("autos",)),)).handle(await world.entries("notify"))

    due = [row.alert_ids[0] for row in await world.operations.deliveries() if row.state.value == "due"]
    languages = {alert.id: alert.articles[0].language for alert in await world.alerts()}
    assert sorted(str(languages[alert]) for alert in due) == ["EN", "en-GB"]


async def test_the_same_alert_again_makes_no_second_row(world: FlowWorld) -> None:
    """As after a crash between the commit and its answer: the entry comes again, from the bus or by hand."""
    await raised(world, 1)
    (event,) = await world.documents(world.keys.alerts)
    await world.client.xadd(world.keys.alerts, {"__data__": event})
    await world.notify().handle(await world.entries("notify"))

    assert await world.state() == ["due"]


async def test_workers_that_got_the_same_alerts_plan_each_once(world: FlowWorld) -> None:
    await raised(world, *range(10))
    entries = await world.entries("notify")
    await asyncio.gather(*(world.notify(AUTOS, MORNING).handle(entries) for _ in range(3)))

    assert await world.state() == ["due"] * 10
    assert (await world.operations.audit()).digests.terms == {"sealed": 0, "open": 10}


BROKEN = [
    (b"\xff", DeadReason.NOT_JSON, "not UTF-8: the byte 0xff at offset 0"),
    (b"{}", DeadReason.NOT_VALID, "the envelope's `type` is missing or no text; expected newsbell.alert.v1"),
    (b'{"type":"newsbell.article.v1"}', DeadReason.NOT_VALID, "does not belong on this stream"),
    (b'{"type":"newsbell.alert.v9"}', DeadReason.UNKNOWN_MAJOR, "is a version not known here"),
    (b'{"type":"newsbell.alert.v1","id":"a","source":"s"}', DeadReason.NOT_VALID, "not a valid alert: data: "),
]


async def test_each_broken_alert_is_buried_with_its_reason_and_its_neighbour_is_planned(world: FlowWorld) -> None:
    for raw, _, _ in BROKEN:
        await world.client.xadd(world.keys.alerts, {"__data__": raw})
    await world.client.xadd(world.keys.alerts, {"text": "Honda"})
    await world.watched(article())
    await world.notify().handle(await world.entries("notify"))

    *letters, bare = await world.letters()
    assert [letter.reason for letter in letters] == [reason.value for _, reason, _ in BROKEN]
    assert all(error in letter.error for letter, (_, _, error) in zip(letters, BROKEN, strict=True))
    assert (bare.reason, bare.raw, bare.kind) == ("no_data_field", b"text=Honda\n", "alert")
    assert await world.state() == ["due"]


async def test_a_route_to_a_channel_that_is_not_there_buries_the_alerts_it_takes(world: FlowWorld) -> None:
    await world.watched(article(1), article(2, source={"name": "Elsewhere"}))
    routes = (Route({"source": ("Elsewhere",)}, ("gone",)), Route({}, ("autos",)))
    await world.notify(routes=routes).handle(await world.entries("notify"))

    (letter,) = await world.letters()
    assert (letter.reason, letter.error) == ("internal_error", "KeyError: 'gone'")
    assert await world.state() == ["due"]


@pytest.mark.parametrize("excess", [0, 1])
async def test_an_alert_may_plan_five_hundred_deliveries_and_no_more(world: FlowWorld, excess: int) -> None:
    await raised(world, 1)
    channels = [ChannelSpec(f"c{number}", "webhook") for number in range(MAX_DELIVERIES + excess)]
    await world.notify(*channels).handle(await world.entries("notify"))

    assert (await world.operations.audit()).deliveries.total == (0 if excess else MAX_DELIVERIES)
    assert [(letter.reason, letter.error) for letter in await world.letters()] == [
        ("too_many_deliveries", "the routes plan 501 deliveries; the limit is 500: narrow the routes")
    ] * excess


async def test_senders_are_told_when_rows_were_planned_and_only_then(world: FlowWorld) -> None:
    told: list[int] = []
    notify = world.notify(planned=lambda: told.append(1))
    await notify.handle([])
    await world.client.xadd(world.keys.alerts, {"__data__": b"broken"})
    await notify.handle(await world.entries("notify"))
    assert told == []

    await world.watched(article())
    await notify.handle(await world.entries("notify"))
    assert told == [1]


async def test_what_the_bus_gives_up_is_buried(world: FlowWorld) -> None:
    await raised(world, 1)
    (entry,) = await world.entries("notify")
    await world.notify().bury([Bury(entry.id, DeadReason.KEPT_FAILING, "given out 5 times", entry.raw or b"", 5)])

    (letter,) = await world.letters()
    assert (letter.kind, letter.reason, letter.group) == ("alert", "kept_failing", "notify")
    replayed = await world.operations.replay(letter.entry)
    assert replayed.letter.entry == letter.entry
    await world.notify().handle(await world.entries("notify"))
    assert await world.sender(ScriptedChannel()).work() == 1


async def test_new_routes_are_planned_by_from_the_next_alert_on(world: FlowWorld) -> None:
    notify = world.notify(AUTOS, MAIL, routes=(Route({}, ("autos",)),))
    await raised(world, 1)
    await notify.handle(await world.entries("notify"))

    notify.reroute((Route({}, ("mail",)),))
    await raised(world, 2)
    await notify.handle(await world.entries("notify"))

    rows = await world.operations.deliveries()
    assert sorted(row.channel for row in rows) == ["autos", "mail"]
