"""The beginning of every verb that reaches the world: settings, one redactor, logs."""

import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from newsbell.adapters.logs import configure
from newsbell.adapters.rulebook.configuration import Configuration
from newsbell.app.rules import load
from newsbell.flow.redaction import Redactor, secrets_in_url
from newsbell.settings import Settings, load_settings

Result = TypeVar("Result")

log = logging.getLogger(__name__)

CANCEL_AGAIN = 0.5
"""Seconds until work that was cancelled, and goes on, is cancelled again."""

_QUIET = {"log_level": "warning", "log_format": "human"}


@dataclass(frozen=True, slots=True)
class Session:
    """What a verb works with."""

    settings: Settings
    redact: Redactor
    environ: Mapping[str, str]

    def configuration(self) -> Configuration:
        """The rulebook in force; its secrets are known to the redactor from here on.

        Raises:
            ConfigurationError: with every mistake of every file.
        """
        found = load(self.settings.config, self.environ)
        for channel in found.channels:
            for secret in channel.secrets():
                self.redact.add(*secrets_in_url(secret), secret)
        return found


def begin(environ: Mapping[str, str], *, quiet: bool = True, warn: bool = True, **overrides: object) -> Session:
    """Read the settings, and let everything that is logged pass the redactor.

    `quiet` verbs, which a person starts, log warnings only and in words, unless the operator chose otherwise. With
    `warn`, what is odd about the settings is logged at once: a misspelt variable may lead a verb to another server.

    Raises:
        SettingsError: a setting can not be used.
    """
    for name, value in _QUIET.items() if quiet else ():
        if not any(f"NEWSBELL_{name}{ending}".upper() in environ for ending in ("", "_FILE")):
            overrides.setdefault(name, value)
    settings = load_settings(environ, **overrides)
    redact = Redactor(settings.secrets())
    configure(settings.log_format, settings.log_level, redact, sys.stderr)
    for warning in settings.warnings if warn else ():
        log.warning("%s", warning)
    return Session(settings, redact, environ)


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run the verb's work in an event loop; the fast one where there is one.

    Ctrl-C and SIGTERM end it cleanly, so that no private server is left behind; a second Ctrl-C ends it at once. Work
    that minds signals itself (`stop_on_signals`) does so instead.

    Raises:
        KeyboardInterrupt: Ctrl-C ended it.
        SystemExit: SIGTERM ended it; the code is 143.
    """
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        number, task = runner.run(_watched(work))
        if number is None or not task.cancelled():
            return task.result()
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise SystemExit(128 + number)


async def _watched(work: Coroutine[Any, Any, Result]) -> tuple[int | None, "asyncio.Task[Result]"]:
    """Run `work` to its end, or until a signal comes; gives the signal, and the task, which is over."""
    loop = asyncio.get_running_loop()
    asked: asyncio.Future[int] = loop.create_future()

    def ask(number: int) -> None:
        loop.remove_signal_handler(number)
        if not asked.done():
            asked.set_result(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ask, number)
    task = loop.create_task(work)
    either: set[asyncio.Future[Any]] = {task, asked}
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    # More than once, for the `wait_for` of Python 3.11, by which redis-py sends, loses what comes just as it ends.
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=CANCEL_AGAIN)
    return (asked.result() if asked.done() else None), task


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        from uvloop import new_event_loop  # noqa: PLC0415 - not to be had on every platform
    except ImportError:
        return None
    return new_event_loop


def stop_on_signals() -> asyncio.Event:
    """An event that SIGINT and SIGTERM set; a second SIGINT ends the process as usual."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def asked(number: int) -> None:
        stop.set()
        loop.remove_signal_handler(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked, number)
    return stop
