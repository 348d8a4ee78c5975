"""The demonstration: the real service on a private server that is thrown away, fed with the bundled samples."""

import asyncio
import io
import tempfile
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from newsbell import wire
from newsbell.adapters.bus.tailing import tail
from newsbell.adapters.rulebook.configuration import Configuration
from newsbell.app.clock import SystemClock
from newsbell.app.errors import CannotStart
from newsbell.app.opening import Opened, open_server
from newsbell.app.samples import samples
from newsbell.app.service import Plan, Service
from newsbell.app.session import begin
from newsbell.core.render.sketch import slack_sketch
from newsbell.core.render.slack import slack_message
from newsbell.core.route.delivery_id import digest_id
from newsbell.flow.collect import collect
from newsbell_contracts import Alert

PATIENCE = 30.0
"""Seconds that the demonstration waits for the last delivery."""

Tell = Callable[[str], None]


async def demonstrate(tell: Tell, *, colour: bool) -> None:
    """Play the samples through the whole service and tell what came out.

    Raises:
        CannotStart: the private server does not start, or something did not come through in time.
    """
    with tempfile.TemporaryDirectory(prefix="newsbell-demo-") as folder:
        session = begin({}, data_dir=Path(folder), log_level="warning")
        configuration = session.configuration()
        async with open_server(session.settings, session.redact) as opened:
            written = _Written(colour=colour)
            plan = Plan(session.settings, configuration, session.redact, stream=written)
            stop, up = asyncio.Event(), asyncio.Event()
            service = Service(plan, opened)
            running = asyncio.create_task(service.run(stop, up.set))
            await _until_up(up, running)
            try:
                await _play(_Show(tell, configuration, opened, service, written))
            finally:
                stop.set()
                await running


class _Written(io.StringIO):
    """What the console channels wrote; says whether they may use colour."""

    def __init__(self, *, colour: bool) -> None:
        super().__init__()
        self._colour = colour

    def isatty(self) -> bool:
        return self._colour

    def take(self) -> str:
        """What was written since the last call."""
        text = self.getvalue()
        self.seek(0)
        self.truncate()
        return text


@dataclass(frozen=True, slots=True)
class _Show:
    """What the scenes of the demonstration share."""

    tell: Tell
    configuration: Configuration
    opened: Opened
    service: Service
    written: _Written


async def _play(show: _Show) -> None:
    clock = SystemClock()
    articles = samples()
    opened, tell = show.opened, show.tell
    rules = ", ".join(rule.id for rule in show.configuration.rule_set.rules)
    tell(f"Watching with the bundled rules ({rules}) on a private {opened.report.flavour} {opened.report.version}.")
    known = 0
    async for done in collect((wire.ingest_of(article, clock.now()) for article in articles), opened.store):
        known += done.repeated
    tell(f"{len(articles)} sample articles published, {known} of them known already.\n")
    await _settled(opened)
    tell(show.written.take().rstrip())
    counters = await opened.operations.counters()
    raised = counters.get("alerts:raised", 0)
    tell(f"\n{raised} alerts from {len(articles)} articles; the others matched no rule or said nothing new.\n")
    for alert in await _alerts(opened, min(raised, 1)):
        tell("What a Slack channel would get for the first one:\n")
        tell(slack_sketch(slack_message(wire.view_of(alert))))
    await _digests(show)


async def _digests(show: _Show) -> None:
    """Close each digest now instead of at its time."""
    now = SystemClock().now().replace(microsecond=0)
    for config in show.configuration.channels:
        if config.spec.digest is None:
            continue
        name = config.spec.name
        if await show.opened.store.seal(name, config.spec.kind, now, digest_id(name, now)):
            show.service.wake()
            await _settled(show.opened)
            schedule = f"{config.spec.digest.schedule}, {config.spec.digest.timezone}"
            show.tell(f"\nThe digest {name!r}, closed early for you\n(its schedule: {schedule}):\n")
            show.tell(show.written.take().rstrip())


async def _settled(opened: Opened) -> None:
    """Wait until nothing is unread, pending or due.

    Raises:
        CannotStart: it takes too long.
    """
    try:
        async with asyncio.timeout(PATIENCE):
            while not await _quiet(opened):  # noqa: ASYNC110 - the server tells nobody when it is quiet
                await asyncio.sleep(0.05)
    except TimeoutError as error:
        raise CannotStart(f"the samples did not come through within {PATIENCE:g} s") from error


async def _quiet(opened: Opened) -> bool:
    report = await opened.operations.audit()
    waiting = [line.terms.get(term, 0) for line in report.lines for term in ("unread", "pending", "due")]
    return sum(waiting) == 0


async def _alerts(opened: Opened, count: int) -> list[Alert]:
    """The first alerts on the bus, read as another service would."""
    found: list[Alert] = []
    async with aclosing(tail(opened.url, opened.keys.alerts, "0")) as entries:
        async for _, raw in entries:
            alert = wire.read_alert(raw)
            if isinstance(alert, Alert):
                found.append(alert)
            if len(found) >= count:
                return found
    return found


async def _until_up(up: asyncio.Event, running: "asyncio.Task[None]") -> None:
    """Wait until the service is up; if it ends before, raise what ended it."""
    waiting = asyncio.create_task(up.wait())
    await asyncio.wait([waiting, running], return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        waiting.cancel()
        await running
