"""The stages of the flow on a real store, without the framework: a test reads the streams as a worker does."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from fakes.channels import ScriptedChannel, SettableClock
from fakes.ledger import World
from newsbell import wire
from newsbell.adapters.store import DeadLetter
from newsbell.core.match.oracle import AcceptAll, SlowMatcher
from newsbell.core.route.model import ChannelSpec, DigestSchedule, Route
from newsbell.core.rules.model import Entity, EventType, Rule, RuleSet, Vocabulary
from newsbell.core.rules.parser import parse_query
from newsbell.flow.deliver import Limits, Pace, Sender
from newsbell.flow.engine import Engine
from newsbell.flow.notify import Notify
from newsbell.flow.ports import (
    DeliverStore,
    Entry,
    Ingest,
    NotifyStore,
    ReadDocument,
    Unreadable,
    WatchStore,
    WriteAlert,
)
from newsbell.flow.watch import Watch
from newsbell_contracts import Alert, CloudEvent, Delivery

LIMIT = 100_000
"""The largest article that these stages accept, in bytes."""

VOCABULARY = Vocabulary(
    {"honda": Entity("honda", "Honda"), "nissan": Entity("nissan", "Nissan")},
    {
        "merger": EventType("merger", "Mergers", ("merger", "merge")),
        "tariff": EventType("tariff", "Tariffs", ("tariff",)),
    },
)
MERGER = "@honda AND (event:merger OR event:tariff)"
AUTOS = ChannelSpec("autos", "slack")
MAIL = ChannelSpec("mail", "email")
MORNING = ChannelSpec("morning", "email", DigestSchedule("30 7 * * *", "Europe/Paris"))


def rules(*queries: str) -> RuleSet:
    """A rule set of these questions, named r0, r1 ..."""
    made = tuple(
        Rule(f"r{number}", f"Rule {number}", text, parse_query(text, VOCABULARY), "v1", labels={"desk": "autos"})
        for number, text in enumerate(queries)
    )
    return RuleSet(made, VOCABULARY, "v1")


def engine(*queries: str) -> Engine:
    """The rules at work."""
    rule_set = rules(*(queries or (MERGER,)))
    return Engine(SlowMatcher(rule_set, AcceptAll()))


def article(number: int | str = 1, headline: str | None = "Honda plans a merger", **more: object) -> dict[str, object]:
    """An article as a foreign producer writes it: bare JSON, no envelope."""
    return {"id": f"a{number}", "headline": headline, "source": {"name": "The Example Ledger"}, **more}


def ingest(number: int | str = 1, headline: str = "Honda plans a merger", **more: object) -> Ingest:
    """The article as *collect* puts it on the bus."""
    read = wire.read_article(json.dumps(article(number, headline, **more)).encode(), LIMIT)
    assert not isinstance(read, Unreadable)
    return wire.ingest_of(read, SettableClock().now())


class FlowWorld(World):
    """A world with stages in it. Times come from `clock`, except those of the server."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.clock = SettableClock()

    # --- stages

    def watch(
        self,
        rules_at_work: Engine | None = None,
        *,
        store: WatchStore | None = None,
        read: ReadDocument | None = None,
        write: WriteAlert = wire.write_alert,
    ) -> Watch:
        return Watch(
            engine=rules_at_work or engine(),
            store=store or self.store,
            clock=self.clock,
            read=read or wire.document_reader(LIMIT),
            write=write,
        )

    def notify(
        self, *channels: ChannelSpec, routes: tuple[Route, ...] = (), store: NotifyStore | None = None, **more: Any
    ) -> Notify:
        return Notify(
            routes=routes,
            channels={spec.name: spec for spec in channels or (AUTOS,)},
            store=store or self.store,
            clock=self.clock,
            read=wire.alert_to_route,
            write_fact=wire.write_fact,
            **more,
        )

    def sender(
        self,
        channel: ScriptedChannel,
        spec: ChannelSpec = AUTOS,
        *,
        store: DeliverStore | None = None,
        limits: Limits | None = None,
        pace: Pace | None = None,
        dice: float = 900.0,
    ) -> Sender:
        """A sender whose retries come a quarter of an hour later, so that a test says when: see `make_due`."""
        return Sender(
            spec=spec,
            channel=channel,
            store=store or self.store,
            clock=self.clock,
            read=wire.views_of,
            write_fact=wire.write_fact,
            dice=lambda: dice,
            limits=limits or Limits(),
            pace=pace or Pace(),
        )

    # --- the bus

    async def put(self, document: object) -> str:
        """One document on the articles, unchecked; gives the id of its entry."""
        raw = document if isinstance(document, bytes) else json.dumps(document).encode()
        return await self.store.put_raw(raw)

    async def entries(self, group: str = "watch", consumer: str = "c1", *, start: str = ">") -> list[Entry]:
        """What the group gives this consumer, as the bus hands it to a stage; `start` "0": what it holds already."""
        stream = self.keys.stream_of(group)
        found: Any = await self.client.xreadgroup(group, consumer, {stream: start}, count=1000)
        return [_entry(entry, fields) for _, entries in found for entry, fields in entries]

    async def watched(self, *articles: Mapping[str, object], by: Watch | None = None) -> None:
        """Articles put on the bus and worked on in one batch."""
        for item in articles:
            await self.put(item)
        await (by or self.watch()).handle(await self.entries())

    async def due(self, *numbers: int, channel: ChannelSpec = AUTOS) -> list[str]:
        """Rows that are due in a channel, one for each article; gives the ids of their alerts."""
        await self.watched(*(article(number, detail=number) for number in numbers))
        await self.notify(channel).handle(await self.entries("notify"))
        return [alert.id for alert in await self.alerts()]

    async def alerts(self) -> list[Alert]:
        """The alerts on the bus, oldest first."""
        events = await self.documents(self.keys.alerts)
        return [CloudEvent[Alert].model_validate_json(event).data for event in events]

    async def facts(self) -> list[Delivery]:
        """What became of deliveries, as told on the bus, oldest first."""
        events = await self.documents(self.keys.deliveries)
        return [CloudEvent[Delivery].model_validate_json(event).data for event in events]

    async def letters(self) -> Sequence[DeadLetter]:
        """The dead letters, oldest first."""
        return list(reversed(await self.operations.dead_letters()))

    async def count(self, *names: str) -> tuple[int, ...]:
        """Counters of articles by name."""
        counters = await self.operations.counters()
        return tuple(counters.get(f"articles:{name}", 0) for name in names)

    async def state(self) -> list[str]:
        """The states of all rows, oldest change first."""
        return [row.state.value for row in reversed(await self.operations.deliveries())]

    async def make_due(self, channel: str = "autos") -> None:
        """Let time pass for the rows of a channel: all of them may be claimed now."""
        key = self.keys.due(channel)
        rows: list[Any] = await self.client.zrange(key, 0, -1)
        for row in rows:
            await self.client.zadd(key, {row: 0})

    async def is_pending(self, group: str = "watch") -> bool:
        return bool(await self.pending(group))


def _entry(entry_id: bytes, fields: Mapping[bytes, bytes]) -> Entry:
    raw = fields.get(b"__data__")
    shown = {} if raw is not None else {name.decode(): value for name, value in fields.items()}
    return Entry(entry_id.decode(), raw, shown)
