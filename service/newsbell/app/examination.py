"""What `doctor` looks at."""

from contextlib import AsyncExitStack
from dataclasses import dataclass

from newsbell.adapters.rulebook.configuration import Configuration, ConfigurationError
from newsbell.adapters.store import StoreError
from newsbell.adapters.store.keys import NOTIFY, WATCH
from newsbell.app.channels import open_channels
from newsbell.app.errors import CannotStart
from newsbell.app.opening import Opened, open_server
from newsbell.app.rules import EXAMPLE
from newsbell.app.session import Session

LATE = 60.0
"""Seconds that an entry may wait before it is worth a note."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `note` marks what is fine and worth a look."""

    subject: str
    fine: bool
    finding: str
    note: bool = False


async def examine(session: Session) -> list[Check]:
    """Look at everything; a thing that is wrong does not hide the others."""
    checks = [Check("settings", fine=True, finding=warning, note=True) for warning in session.settings.warnings]
    checks.append(Check("settings", fine=True, finding="read"))
    try:
        configuration = session.configuration()
    except ConfigurationError as error:
        checks += [Check("configuration", fine=False, finding=p.headline()) for p in error.errors]
    else:
        checks.append(_rulebook(session, configuration))
        checks += [Check("configuration", fine=True, finding=p.headline(), note=True) for p in configuration.problems]
        checks += await _channels(session, configuration)
    return [*checks, *await _server(session)]


def _rulebook(session: Session, configuration: Configuration) -> Check:
    name = session.settings.config or EXAMPLE
    rules, channels = len(configuration.rule_set.rules), len(configuration.channels)
    counts = f"{rules} {'rule' if rules == 1 else 'rules'}, {channels} {'channel' if channels == 1 else 'channels'}"
    return Check("configuration", fine=True, finding=f"{name}: {counts}")


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
            name = f"{report.flavour} {report.version}, {_place(session)}"
            checks = [Check("server", fine=report.safe, finding=name)]
            checks += [Check("server", fine=False, finding=problem) for problem in report.problems]
            checks += [Check("server", fine=True, finding=warning, note=True) for warning in report.warnings]
            await opened.operations.probe()
            checks.append(Check("server", fine=True, finding="takes writes"))
            return [*checks, *[await _waiting(opened, group) for group in (WATCH, NOTIFY)]]
    except CannotStart as error:
        return [Check("server", fine=False, finding=line) for line in error.lines]
    except StoreError as error:
        return [Check("server", fine=False, finding=str(error))]


async def _waiting(opened: Opened, group: str) -> Check:
    """What the group has not worked on yet; much of it, or old, says that no worker runs or that they are too few."""
    found = await opened.operations.backlog(group)
    oldest = max(found.oldest_unread or 0.0, found.oldest_pending or 0.0)
    text = (
        f"{found.pending} entries in work, the oldest that waits is {oldest:.0f} s old" if oldest else "nothing waits"
    )
    return Check(group, fine=True, finding=text, note=oldest > LATE)


def _place(session: Session) -> str:
    if session.settings.redis_url is not None:
        return "named by NEWSBELL_REDIS_URL"
    return f"private, its data in {session.settings.data_dir}"
