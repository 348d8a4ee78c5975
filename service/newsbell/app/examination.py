"""What `doctor` looks at."""

from contextlib import AsyncExitStack
from dataclasses import dataclass

from newsbell.adapters.rulebook.configuration import Configuration, ConfigurationError
from newsbell.adapters.store import StoreError
from newsbell.app.channels import open_channels
from newsbell.app.errors import CannotStart
from newsbell.app.opening import open_server
from newsbell.app.rules import EXAMPLE
from newsbell.app.session import Session


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    subject: str
    fine: bool
    finding: str


async def examine(session: Session) -> list[Check]:
    """Look at everything; a thing that is wrong does not hide the others."""
    checks = [Check("settings", fine=True, finding=warning) for warning in session.settings.warnings]
    checks.append(Check("settings", fine=True, finding="read"))
    try:
        configuration = session.configuration()
    except ConfigurationError as error:
        checks += [Check("configuration", fine=False, finding=p.headline()) for p in error.errors]
    else:
        checks.append(_rulebook(session, configuration))
        checks += await _channels(session, configuration)
    return [*checks, *await _server(session)]


def _rulebook(session: Session, configuration: Configuration) -> Check:
    name = session.settings.config or EXAMPLE
    count = len(configuration.rule_set.rules)
    return Check("configuration", fine=True, finding=f"{name}: {count} rules")


async def _channels(session: Session, configuration: Configuration) -> list[Check]:
    async with AsyncExitStack() as stack:
        try:
            channels = await open_channels(configuration.channels, session.settings, session.redact, stack)
        except CannotStart as error:
            return [Check("channels", fine=False, finding=line) for line in error.lines]
    return [
        Check("channels", fine=True, finding=", ".join(f"{c.name} ({c.kind})" for c in channels.values()) or "none")
    ]


async def _server(session: Session) -> list[Check]:
    try:
        async with open_server(session.settings, session.redact) as opened:
            report = opened.report
            checks = [Check("server", fine=report.safe, finding=f"{report.flavour} {report.version}")]
            checks += [Check("server", fine=False, finding=problem) for problem in report.problems]
            checks += [Check("server", fine=True, finding=warning) for warning in report.warnings]
            await opened.operations.probe()
            return [*checks, Check("server", fine=True, finding="takes writes")]
    except CannotStart as error:
        return [Check("server", fine=False, finding=line) for line in error.lines]
    except StoreError as error:
        return [Check("server", fine=False, finding=str(error))]
