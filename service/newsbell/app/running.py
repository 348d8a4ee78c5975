"""From a session to a service that runs until it is asked to stop."""

import asyncio
import logging
import os

from newsbell.app.opening import open_server
from newsbell.app.rules import EXAMPLE
from newsbell.app.service import Plan, Service
from newsbell.app.session import Session, stop_on_signals

log = logging.getLogger(__name__)


async def run_service(session: Session, rooms: frozenset[str]) -> None:
    """Run the service of this session until SIGTERM or SIGINT.

    Raises:
        CannotStart: something has to be mended first.
        ConfigurationError: the rulebook is wrong.
    """
    configuration = session.configuration()
    for problem in configuration.problems:
        log.warning("%s", session.redact(problem.headline()))
    stop = stop_on_signals()
    starting = asyncio.ensure_future(_run(session, Plan(session.settings, configuration, session.redact, rooms), stop))
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    await starting


async def _run(session: Session, plan: Plan, stop: asyncio.Event) -> None:
    async with open_server(session.settings, session.redact, lambda text: log.info("%s", text)) as opened:
        rules = plan.configuration.rule_set.rules

        def started() -> None:
            private = opened.embedded is not None
            log.info(
                "newsbell is running",
                extra={
                    "rules": len(rules),
                    "channels": len(plan.configuration.channels),
                    "rooms": ",".join(sorted(plan.rooms)),
                    "configuration": str(session.settings.config or EXAMPLE),
                    "server": f"{opened.report.flavour} {opened.report.version}{', private' if private else ''}",
                    "pid": os.getpid(),
                },
            )

        await Service(plan, opened).run(stop, started)
        log.info("newsbell has stopped")
