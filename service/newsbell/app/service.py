"""The running service: stages on the bus, a sender a channel, the digests' clock, housekeeping, health."""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TextIO

from newsbell import wire
from newsbell.adapters.bus.broker import Broker, build_broker, consumer_name
from newsbell.adapters.bus.reclaim import Reclaiming
from newsbell.adapters.bus.running import Bus, BusUnavailable
from newsbell.adapters.bus.stages import AHEAD, Subscription, subscribe
from newsbell.adapters.http.health import HealthServer
from newsbell.adapters.rulebook.configuration import Configuration
from newsbell.adapters.store import StoreError
from newsbell.adapters.store.keys import NOTIFY, WATCH
from newsbell.app.channels import limits_of, open_channels, pace_of
from newsbell.app.clock import SystemClock
from newsbell.app.errors import CannotStart
from newsbell.app.heap import settle
from newsbell.app.in_force import RoutesInForce, RulesInForce, in_force_of
from newsbell.app.opening import Opened
from newsbell.app.reloading import Reloader, ReloadPlan
from newsbell.app.rule_counts import TELL, CountedRules
from newsbell.app.rules import index_of
from newsbell.flow.deliver import Sender
from newsbell.flow.digest import Digests
from newsbell.flow.engine import Engine
from newsbell.flow.notify import Notify
from newsbell.flow.ports import DeliveryFact, Stage
from newsbell.flow.redaction import Redactor
from newsbell.flow.watch import Watch
from newsbell.settings import Settings

log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[None]]
"""Something to be run; a coroutine made before everything is up would be left over if a port is taken."""

ROOMS = ("watch", "notify", "deliver", "serve")
"""What one process may do; several processes may share the work."""

DIGEST_TICK = 1.0
"""Seconds between looks at the digests' schedules."""

HOUSEKEEPING = 60.0
"""Seconds between trimming the streams."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a service is made of. `stream` is where console channels write (default: standard output).

    Without `reload` the configuration stays as it is.
    """

    settings: Settings
    configuration: Configuration
    redact: Redactor
    rooms: frozenset[str] = field(default_factory=lambda: frozenset(ROOMS))
    stream: TextIO | None = None
    reload: ReloadPlan | None = None


class Service:
    """One process of newsbell on a server that is open."""

    def __init__(self, plan: Plan, opened: Opened) -> None:
        self._plan = plan
        self._opened = opened
        self._clock = SystemClock()
        self._bus: Bus | None = None
        self._senders: list[Sender] = []
        self._in_force = in_force_of(plan.configuration)
        self._reloader: Reloader | None = None
        self._counted: CountedRules | None = None

    async def run(self, stop: asyncio.Event, started: Callable[[], None] = lambda: None) -> None:
        """Work until `stop` is set, then finish what is in hand and let the rest go to others.

        Raises:
            CannotStart: a channel can not be opened, the server does not answer, or a port is taken.
        """
        async with AsyncExitStack() as stack:
            work: list[Work] = []
            if "deliver" in self._plan.rooms:
                work += await self._delivering(stack, stop)
            await self._start_bus(stack)
            await self._start_health(stack)
            work.append(partial(self._forever, self._keep_house, HOUSEKEEPING, stop))
            work += self._reloading(stop)
            if self._counted is not None:
                work.append(partial(self._forever, self._counted.tell, TELL, stop))
            if self._opened.embedded is not None:
                work.append(partial(_until, stop, self._opened.embedded.keep_alive))
            tasks = [asyncio.ensure_future(begin()) for begin in work]
            started()
            await stop.wait()
            await asyncio.gather(self._stop_bus(), _finish(tasks, self._plan.settings.graceful_timeout))
            if self._counted is not None:
                await self._counted.tell_last()

    async def ready(self) -> Sequence[str]:
        """Why the service is not ready, in words; nothing when it is."""
        reasons = []
        try:
            await self._opened.operations.probe()
        except StoreError as error:
            reasons.append(str(error))
        if self._bus is not None and (trouble := self._bus.healthy()):
            reasons.append(trouble)
        return reasons

    def notes(self) -> Sequence[str]:
        """What the operator should know although the service works, in words."""
        return self._reloader.state.notes() if self._reloader is not None else ()

    def wake(self) -> None:
        """Tell the senders that rows may have become due."""
        for sender in self._senders:
            sender.wake()

    async def _delivering(self, stack: AsyncExitStack, stop: asyncio.Event) -> list[Work]:
        plan = self._plan
        channels = await open_channels(plan.configuration.channels, plan.settings, plan.redact, stack, plan.stream)
        specs = {config.spec.name: config.spec for config in plan.configuration.channels}
        self._senders = [
            Sender(
                spec=specs[name],
                channel=channel,
                store=self._opened.store,
                clock=self._clock,
                read=wire.views_of,
                write_fact=self._write_fact,
                dice=random.random,
                limits=limits_of(specs[name].kind, plan.settings),
                pace=pace_of(specs[name].kind),
            )
            for name, channel in channels.items()
        ]
        digests = Digests(channels=specs, store=self._opened.store, clock=self._clock)

        async def tick() -> None:
            if await digests.tick():
                self.wake()

        senders = (partial(sender.run, stop) for sender in self._senders)
        return [*senders, partial(self._forever, tick, DIGEST_TICK, stop)]

    def _reloading(self, stop: asyncio.Event) -> list[Work]:
        """Reading the configuration again; a process that only sends tells what waits for a restart."""
        if self._plan.reload is None or self._plan.rooms <= {"serve"}:
            return []
        self._reloader = Reloader(self._plan.reload, self._in_force, self._plan.redact, self._clock)
        return [partial(_until, stop, self._reloader.run)]

    async def _start_bus(self, stack: AsyncExitStack) -> None:
        """Bring up the stages of this process; on the way out, finish the batch in hand and release the rest."""
        stages: list[tuple[str, str, Stage]] = []
        if "watch" in self._plan.rooms:
            stages.append((WATCH, self._opened.keys.articles, self._watch()))
        if "notify" in self._plan.rooms:
            stages.append((NOTIFY, self._opened.keys.alerts, self._notify()))
        if not stages:
            return
        settings = self._plan.settings
        broker = build_broker(self._opened.url, graceful_timeout=settings.graceful_timeout)
        consumer = consumer_name()
        self._bus = Bus(
            self._opened.url,
            broker,
            [self._subscription(broker, consumer, *stage) for stage in stages],
            ensure_groups=self._opened.ensure_groups,
            reclaiming=Reclaiming(lease=settings.lease, cap=settings.max_deliveries),
            grace=settings.graceful_timeout,
        )
        settle()
        try:
            await self._bus.start()
        except BusUnavailable as error:
            raise CannotStart(str(error)) from error
        stack.push_async_callback(self._stop_bus)

    async def _stop_bus(self) -> None:
        bus, self._bus = self._bus, None
        if bus is not None:
            await bus.stop()

    def _subscription(self, broker: Broker, consumer: str, group: str, stream: str, stage: Stage) -> Subscription:
        return subscribe(
            broker.frame,
            stream,
            group=group,
            consumer=consumer,
            stage=stage,
            title=group,
            retry=self._opened.store.retry,
            release=self._opened.store.release,
            batch=self._plan.settings.batch_size,
            at_once=AHEAD if group == WATCH else 1,
        )

    def _watch(self) -> Watch:
        rule_set = self._plan.configuration.rule_set
        counting = index_of(rule_set, time.perf_counter_ns)
        index = self._counted = CountedRules(
            counting, rule_set.rules, store=self._opened.store, worker=consumer_name(), clock=self._clock
        )
        self._in_force.rules = RulesInForce(index, rule_set)
        return Watch(
            engine=Engine(index),
            store=self._opened.store,
            clock=self._clock,
            read=wire.document_reader(self._plan.settings.max_article_bytes),
            write=wire.write_alert,
        )

    def _write_fact(self, fact: DeliveryFact) -> bytes:
        """The fact for the bus; what a receiver answered may hold a secret."""
        return wire.write_fact(replace(fact, error=self._plan.redact(fact.error) if fact.error else None))

    def _notify(self) -> Notify:
        notify = Notify(
            routes=self._plan.configuration.routes,
            channels={config.spec.name: config.spec for config in self._plan.configuration.channels},
            store=self._opened.store,
            clock=self._clock,
            read=wire.alert_to_route,
            write_fact=self._write_fact,
            planned=self.wake,
        )
        self._in_force.routes = RoutesInForce(self._plan.configuration.routes, notify.reroute)
        return notify

    async def _start_health(self, stack: AsyncExitStack) -> None:
        address = self._plan.settings.http
        if address is None or "serve" not in self._plan.rooms:
            return
        host, _, port = address.rpartition(":")
        server = HealthServer(host, int(port), self.ready, notes=self.notes, redact=self._plan.redact)
        try:
            await server.start()
        except OSError as error:
            raise CannotStart(str(error)) from error
        stack.push_async_callback(server.stop)

    async def _keep_house(self) -> None:
        for stream in ("articles", "alerts", "deliveries", "dead"):
            report = await self._opened.operations.trim(stream)
            if report.overruled:
                log.warning("groups that stand still lost old entries of %s: %s", stream, ", ".join(report.overruled))
        await self._opened.operations.clean()

    async def _forever(self, act: Callable[[], Awaitable[object]], pause: float, stop: asyncio.Event) -> None:
        """Act each `pause` seconds until `stop`; a server that does not answer is waited for."""
        while not stop.is_set():
            try:
                await act()
            except StoreError as error:
                log.warning("will be tried again: %s", error)
            except Exception:
                # A bug in housekeeping must neither end it for good nor stop the service.
                log.exception("will be tried again")
            try:
                await asyncio.wait_for(stop.wait(), pause)
            except TimeoutError:
                continue


async def _finish(tasks: Sequence["asyncio.Future[None]"], grace: float) -> None:
    """Give the tasks `grace` seconds to end by themselves, then end them."""
    _, late = await asyncio.wait(tasks, timeout=grace)
    for task in late:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception):
            log.error("a part of the service failed", exc_info=outcome)


async def _until(stop: asyncio.Event, work: Work) -> None:
    """Run `work` until `stop` is set."""
    task = asyncio.ensure_future(work())
    await stop.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
