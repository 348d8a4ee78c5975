"""Hot reload: the rulebook is read again when its files change or SIGHUP comes, and only what differs is exchanged.

changed, SIGHUP ──▶ read and check ──▶ compare ──▶ take over ──▶ say what happened
                    in a process of its own        in slices     log, /readyz

A rulebook that can not be used changes nothing.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from newsbell.adapters.rulebook.reloading.frames import MAX_LINES
from newsbell.adapters.rulebook.reloading.pacing import Pacer
from newsbell.adapters.rulebook.reloading.reader import COMMAND, Reader, ReaderFailed, Reading, RulebookWrong
from newsbell.adapters.rulebook.reloading.watching import FileWatch, Fingerprint
from newsbell.app.heap import Lasting
from newsbell.app.in_force import InForce
from newsbell.flow.ports import Clock

log = logging.getLogger(__name__)

ATTEMPTS = 3
"""Readings in a row that are dropped because the files changed meanwhile; after that the last one counts."""

FIRST_RETRY = 60.0
LONGEST_RETRY = 3_600.0
"""Seconds until a reading whose process failed is tried again by itself: doubling from the first to the longest."""


@dataclass(slots=True)
class ReloadState:
    """How the last reload went, for whoever asks for the service's health."""

    since: datetime
    """When the configuration in force was read."""
    failed_at: datetime | None = None
    failure: str = ""
    waiting: tuple[str, ...] = ()
    """What waits for a restart."""

    def notes(self) -> list[str]:
        """What the operator should know, in words; nothing when all is well."""
        notes = []
        if self.failed_at is not None:
            when, since = _stamp(self.failed_at), _stamp(self.since)
            notes.append(f"reload: failed at {when}: {self.failure}; the configuration of {since} is in force")
        return [*notes, *(f"reload: {line} wait for a restart" for line in self.waiting)]


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class ReloadPlan:
    """What is read again, and when.

    `seen` are the files as they were before they were read at the start; None: changes are not watched for. `asked`
    is set by whoever wants a reload, SIGHUP for one.
    """

    path: Path
    environ: Mapping[str, str]
    limit: float
    seen: Fingerprint | None = None
    asked: asyncio.Event = field(default_factory=asyncio.Event)


class Reloader:
    """Reads the configuration again for as long as it runs."""

    def __init__(
        self,
        plan: ReloadPlan,
        in_force: InForce,
        redact: Callable[[str], str],
        clock: Clock,
        *,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._plan = plan
        self._in_force = in_force
        self._redact = redact
        self._clock = clock
        self._asked = plan.asked
        self._retry: float | None = None
        vocabulary = in_force.rules.vocabulary if in_force.rules is not None else None
        self._reader = Reader(str(plan.path), plan.environ, limit=plan.limit, vocabulary=vocabulary, command=command)
        self.state = ReloadState(clock.now())

    async def run(self) -> None:
        """Watch, and reload whenever there is reason to, until cancelled."""
        watching = self._watching()
        if watching is not None:
            watching.start()
        try:
            while True:
                await self._reason()
                await self.reload()
        finally:
            if watching is not None:
                await asyncio.to_thread(watching.stop)

    def _watching(self) -> FileWatch | None:
        if self._plan.seen is None:
            return None
        loop = asyncio.get_running_loop()

        def changed() -> None:
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(self._asked.set)

        return FileWatch(self._plan.path, self._plan.seen, changed)

    async def _reason(self) -> None:
        """Wait until somebody asks, the files change, or it is time to try again."""
        try:
            await asyncio.wait_for(self._asked.wait(), self._retry)
        except TimeoutError:
            return

    async def reload(self) -> None:
        """Read once, and take over what differs; every failure is told, and leaves all as it is."""
        try:
            reading = await self._read()
            await self._take(reading)
        except RulebookWrong as wrong:
            self._wrong(wrong)
        except ReaderFailed as failed:
            pause = min((self._retry or FIRST_RETRY / 2) * 2, LONGEST_RETRY)
            self._failed(f"{failed}", f"; it is tried again in {pause:.0f} s")
            self._retry = pause
        except Exception as bug:
            log.exception("the configuration was not reloaded")
            self._failed(f"a fault of newsbell itself ({type(bug).__name__}), the log says more")

    async def _read(self) -> Reading:
        """A reading of files that did not change while they were read."""
        rules, routes = self._in_force.rules, self._in_force.routes
        for attempt in range(1, ATTEMPTS + 1):
            self._asked.clear()
            try:
                reading = await self._reader.read(
                    None if rules is None else rules.marks, None if routes is None else routes.mark, Pacer(Lasting())
                )
            except RulebookWrong:
                if not self._asked.is_set() or attempt == ATTEMPTS:
                    raise
            else:
                if not self._asked.is_set() or attempt == ATTEMPTS:
                    return reading
        raise AssertionError("the last attempt counts, whatever it brings")

    async def _take(self, reading: Reading) -> None:
        waiting = self._in_force.restart_needed(reading)
        effect = await self._in_force.take(reading, Pacer(Lasting()))
        self._retry = None
        self._warn(reading)
        self.state = ReloadState(self._clock.now(), waiting=tuple(waiting))
        log.info("%s", effect, extra={"rules": reading.done.rules, "read_seconds": round(reading.done.seconds, 2)})
        for line in waiting:
            log.warning("%s wait for a restart", self._redact(line))
        if effect.rules is not None and effect.rules.refused:
            for line in effect.rules.refused:
                log.error("not taken over, the former version stays: %s", self._redact(line))
            self._failed(f"{len(effect.rules.refused)} rules were refused")

    def _warn(self, reading: Reading) -> None:
        """Tell the warnings that are new."""
        warnings = reading.done.warnings
        new = [self._redact(each.line) for each in warnings if each.key not in self._in_force.warned]
        _tell(logging.WARNING, new, len(new))
        self._in_force.warned = frozenset(each.key for each in warnings)

    def _wrong(self, wrong: RulebookWrong) -> None:
        _tell(logging.ERROR, [self._redact(line) for line in wrong.lines], wrong.count)
        self._retry = None
        self._failed("1 error" if wrong.count == 1 else f"{wrong.count} errors")

    def _failed(self, why: str, then: str = "") -> None:
        why = self._redact(why)
        self.state.failed_at, self.state.failure = self._clock.now(), why.splitlines()[0]
        since = _stamp(self.state.since)
        log.error("the configuration was not reloaded: %s; the one of %s stays in force%s", why, since, then)


def _tell(level: int, lines: Sequence[str], count: int) -> None:
    """A record for each line, up to a limit, and one for the rest."""
    for line in lines[:MAX_LINES]:
        log.log(level, "%s", line)
    rest = count - min(len(lines), MAX_LINES)
    if rest > 0:
        log.log(level, "and %d more; `newsbell check` shows all of them", rest)
