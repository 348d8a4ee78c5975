"""Sends all that is logged in this process to one stream, through one formatter and one redactor."""

import logging
import os
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Literal, TextIO

import structlog
from structlog.stdlib import BoundLogger, LoggerFactory, PositionalArgumentsFormatter, ProcessorFormatter

from newsbell.adapters.logs.formatting import LineFormatter, Redact, human_renderer, render_json

# At DEBUG these print requests, and with them tokens in paths and headers; uvicorn's INFO tells us nothing new.
_FLOORS = {
    "apprise": logging.INFO,
    "urllib3": logging.WARNING,
    "requests": logging.WARNING,
    "asyncio": logging.INFO,
    "aiohttp.access": logging.WARNING,
    "uvicorn": logging.WARNING,
    "uvicorn.error": logging.WARNING,
    "uvicorn.access": logging.WARNING,
}
# Libraries that print by themselves: when imported they add handlers of their own and stop passing records on.
_SELF_WILLED = (
    "faststream",
    "faststream.access",
    "faststream.access.redis",
    "uvicorn",
    "uvicorn.error",
    "uvicorn.access",
    "uvicorn.asgi",
)

_log = logging.getLogger(__name__)


class _LineHandler(logging.StreamHandler[TextIO]):
    """Writes lines; a record that can not be written is named, and never printed as it came."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        kind = getattr(sys.exc_info()[0], "__name__", "error")
        try:
            self.stream.write(f"a log record of {record.name}, line {record.lineno}, could not be written ({kind})\n")
            self.flush()
        except (OSError, ValueError):  # the stream itself is gone: nobody is left to be told
            pass


class _PassingLogger(logging.Logger):
    """A logger that keeps no handlers and always passes its records on to the root."""

    @property
    def propagate(self) -> bool:
        return True

    @propagate.setter
    def propagate(self, value: bool) -> None:
        """Ignore the wish to keep records back."""

    def addHandler(self, hdlr: logging.Handler) -> None:  # noqa: N802
        """Ignore a handler that would print past the redactor."""


def configure(
    log_format: Literal["auto", "human", "json"], level: str, redact: Redact, stream: TextIO
) -> Callable[[], None]:
    """Log to `stream` from now on: our modules, libraries, warnings and uncaught exceptions alike.

    Args:
        log_format: `human` lines, `json` lines, or `auto`: human on a terminal, else JSON.
        level: The least serious records shown: `debug`, `info`, `warning` or `error`. Apprise and others that
            would show secrets at DEBUG are never shown below INFO or WARNING.
        redact: Masks secrets; the last step of every line.
        stream: Usually `sys.stderr`.

    Returns:
        A function that puts everything back as it was; for tests and for verbs that run inside another program.
    """
    terminal = stream.isatty()
    human = log_format == "human" or (log_format == "auto" and terminal)
    render = human_renderer(colours=terminal and not os.environ.get("NO_COLOR")) if human else render_json
    handler = _LineHandler(stream)
    handler.setFormatter(LineFormatter(render, redact))
    threshold = logging.getLevelNamesMapping()[level.upper()]
    undo = ExitStack()
    _replace_root(undo, handler, threshold)
    for name in _SELF_WILLED:
        _make_passing(undo, logging.getLogger(name))
    for name, floor in _FLOORS.items():
        _set_level(undo, logging.getLogger(name), max(floor, threshold))
    _send_structlog(undo)
    _send_warnings_and_uncaught(undo)
    return undo.close


def _replace_root(undo: ExitStack, handler: logging.Handler, threshold: int) -> None:
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
        undo.callback(root.addHandler, old)
    _set_level(undo, root, threshold)
    root.addHandler(handler)
    undo.callback(root.removeHandler, handler)


def _set_level(undo: ExitStack, logger: logging.Logger, level: int) -> None:
    undo.callback(logger.setLevel, logger.level)
    logger.setLevel(level)


def _make_passing(undo: ExitStack, logger: logging.Logger) -> None:
    handlers, kind, propagate = logger.handlers[:], logger.__class__, logger.propagate

    def restore() -> None:
        logger.__class__ = kind
        logger.propagate = propagate
        logger.handlers[:] = handlers

    undo.callback(restore)
    logger.handlers.clear()
    logger.__class__ = _PassingLogger


def _send_structlog(undo: ExitStack) -> None:
    undo.callback(structlog.configure, **structlog.get_config())
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            PositionalArgumentsFormatter(),
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=LoggerFactory(),
        wrapper_class=BoundLogger,
        cache_logger_on_first_use=False,
    )


def _send_warnings_and_uncaught(undo: ExitStack) -> None:
    logging.captureWarnings(True)
    undo.callback(logging.captureWarnings, False)
    for owner, name, hook in (
        (sys, "excepthook", _uncaught),
        (sys, "unraisablehook", _unraisable),
        (threading, "excepthook", _uncaught_in_thread),
    ):
        undo.callback(setattr, owner, name, getattr(owner, name))
        setattr(owner, name, hook)


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        _log.warning("interrupted")
        return
    _log.critical("stopped by an error that nobody caught", exc_info=(kind, error, trace))


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and args.exc_type is not SystemExit:
        _log.error("a thread stopped by an error", exc_info=(args.exc_type, args.exc_value, args.exc_traceback))


def _unraisable(args: "sys.UnraisableHookArgs") -> None:
    if args.exc_value is not None:
        _log.error("an error that could not be raised", exc_info=(args.exc_type, args.exc_value, args.exc_traceback))
