"""The beginning of every verb that reaches the world: settings, one redactor, logs."""

import asyncio
import signal
import sys
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from newsbell.adapters.logs import configure
from newsbell.adapters.rulebook.configuration import Configuration
from newsbell.app.rules import load
from newsbell.flow.redaction import Redactor, secrets_in_url
from newsbell.settings import Settings, load_settings

Result = TypeVar("Result")


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


def begin(environ: Mapping[str, str], *, quiet: bool = True, **overrides: object) -> Session:
    """Read the settings, and let everything that is logged pass the redactor.

    `quiet` verbs log warnings only, unless the operator asked for more.

    Raises:
        SettingsError: a setting can not be used.
    """
    if quiet and "NEWSBELL_LOG_LEVEL" not in environ:
        overrides.setdefault("log_level", "warning")
    settings = load_settings(environ, **overrides)
    redact = Redactor(settings.secrets())
    configure(settings.log_format, settings.log_level, redact, sys.stderr)
    return Session(settings, redact, environ)


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run the verb's work in an event loop; the fast one where there is one."""
    try:
        from uvloop import new_event_loop  # noqa: PLC0415 - not to be had on every platform
    except ImportError:
        return asyncio.run(work)
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(work)


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
