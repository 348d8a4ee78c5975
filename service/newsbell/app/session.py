"""The beginning of every verb that reaches the world: settings, one redactor, logs."""

import asyncio
import logging
import signal
import sys
import threading
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

    SIGTERM ends it as Ctrl-C does, cleanly, so that a private server is not left behind; the exit code is 143 then.
    Work that minds signals itself (`stop_on_signals`) keeps doing so.
    """
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        try:
            return runner.run(_ended_by_sigterm(work))
        except asyncio.CancelledError:
            raise SystemExit(128 + signal.SIGTERM) from None


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        from uvloop import new_event_loop  # noqa: PLC0415 - not to be had on every platform
    except ImportError:
        return None
    return new_event_loop


async def _ended_by_sigterm(work: Coroutine[Any, Any, Result]) -> Result:
    task = asyncio.current_task()
    if task is not None and threading.current_thread() is threading.main_thread():
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await work


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
