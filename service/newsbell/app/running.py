"""From a session to a service that runs until it is asked to stop."""

import asyncio
import logging
import os
from collections.abc import Callable

from newsbell.adapters.rulebook.reloading.watching import fingerprint
from newsbell.app.hangup import stop_or
from newsbell.app.heap import loading
from newsbell.app.opening import open_server
from newsbell.app.reloading import ReloadPlan
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
    reload = _reload_plan(session)
    with loading():
        configuration = session.configuration()
    for problem in configuration.problems:
        log.warning("%s", session.redact(problem.headline()))
    stop = stop_on_signals()
    stop_or(_asked(session, reload), stop)
    plan = Plan(session.settings, configuration, session.redact, rooms, reload=reload)
    starting = asyncio.ensure_future(_run(session, plan, stop))
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    await starting


def _reload_plan(session: Session) -> ReloadPlan | None:
    """How the configuration is read again; made before it is read, so that no change is missed."""
    settings = session.settings
    if settings.config is None or settings.reload == "off":
        return None
    seen = fingerprint(settings.config) if settings.reload == "auto" else None
    return ReloadPlan(settings.config, session.environ, settings.reload_timeout, seen)


def _asked(session: Session, reload: ReloadPlan | None) -> Callable[[], None]:
    """What SIGHUP does."""
    if reload is not None:
        return reload.asked.set
    why = "reloading is switched off" if session.settings.config else "the bundled example rules are in force"
    return lambda: log.warning("SIGHUP: nothing is read again, for %s", why)


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
                    "reload": "off" if plan.reload is None else session.settings.reload,
                    "server": f"{opened.report.flavour} {opened.report.version}{', private' if private else ''}",
                    "pid": os.getpid(),
                },
            )

        await Service(plan, opened).run(stop, started)
        log.info("newsbell has stopped")
