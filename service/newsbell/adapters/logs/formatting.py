"""A log record as one line: JSON for machines, words for people. Secrets are masked last of all."""

import json
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

from structlog.contextvars import merge_contextvars
from structlog.processors import StackInfoRenderer, format_exc_info
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

Redact = Callable[[str], str]
Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]

_OWN_KEYS = frozenset({"event", "level", "logger", "timestamp", "exception", "stack", "exc_info", "stack_info"})
_RECORD_KEYS = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_IGNORED_KEYS = frozenset({"color_message", "_logger", "_name", "_record", "_from_structlog"})
# Controls, line separators, bidi overrides and lone surrogates: they forge lines, reorder text or break the stream.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_DEEPEST = 6

_RESET = "\x1b[0m"
_DIM = "\x1b[2m"
_COLOURS = {"warning": "\x1b[33m", "error": "\x1b[31m", "critical": "\x1b[1;31m"}


class LineFormatter(ProcessorFormatter):
    """Formats every record the same way, whoever made it, and masks secrets as the last step."""

    def __init__(self, render: Processor, redact: Redact) -> None:
        super().__init__(
            processors=[merge_contextvars, _describe, StackInfoRenderer(), format_exc_info, _fields(redact), render]
        )
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """The record as text; several lines only where a traceback follows, for people."""
        return self._redact(super().format(record))


def render_json(_: WrappedLogger, __: str, fields: EventDict) -> str:
    """One JSON object on one line, in ASCII where a character would not be safe on a terminal."""
    line = json.dumps(fields, ensure_ascii=False)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", line)


def human_renderer(*, colours: bool) -> Processor:
    """Time, level, logger, message and key=value; tracebacks below, indented so that no text can pose as a record."""

    def render(_: WrappedLogger, __: str, fields: EventDict) -> str:
        level = str(fields.pop("level"))
        clock = str(fields.pop("timestamp"))[11:19]
        logger, event = escaped(str(fields.pop("logger"))), escaped(str(fields.pop("event")))
        blocks = [str(fields.pop(key)) for key in ("stack", "exception") if key in fields]
        pairs = [f"{escaped(key)}={_quoted(value)}" for key, value in fields.items()]
        if not colours:
            return _with_blocks(" ".join([clock, f"{level:<8}", f"{logger}:", event, *pairs]), blocks)
        coloured = f"{_COLOURS.get(level, '')}{level:<8}{_RESET if level in _COLOURS else ''}"
        head = [f"{_DIM}{clock}{_RESET}", coloured, f"{_DIM}{logger}:{_RESET}", event, *pairs]
        return _with_blocks(" ".join(head), blocks)

    return render


def escaped(text: str) -> str:
    """The text on one line, with control characters shown as escapes."""
    return _UNSAFE.sub(lambda match: _SHORT.get(match[0]) or _escape(match[0]), text)


def plain(value: object, redact: Redact, depth: int = 0) -> Plain:
    """A value as JSON has it, each text in it without secrets; what JSON has no word for as its `str`."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float) and value - value == 0.0:
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if depth < _DEEPEST and isinstance(value, Mapping):
        return {redact(str(key)): plain(item, redact, depth + 1) for key, item in value.items()}
    if depth < _DEEPEST and isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item, redact, depth + 1) for item in value]
    return redact(str(value))


def _describe(_: WrappedLogger, __: str, fields: EventDict) -> EventDict:
    """Who says it, when and how serious it is, taken from the record; its `extra` as fields."""
    record: logging.LogRecord = fields["_record"]
    described: EventDict = {
        "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": fields["event"],
    }
    extras = {key: value for key, value in record.__dict__.items() if key not in _RECORD_KEYS}
    for key, value in {**fields, **extras}.items():
        if key in _IGNORED_KEYS or (key in {"event", "exc_info", "stack_info"} and key not in extras):
            continue
        described[f"{key}_" if key in _OWN_KEYS else key] = value
    described.update({key: fields[key] for key in ("exc_info", "stack_info") if key in fields})
    return described


def _fields(redact: Redact) -> Processor:
    def make_plain(_: WrappedLogger, __: str, fields: EventDict) -> EventDict:
        return {str(key): plain(value, redact) for key, value in fields.items()}

    return make_plain


def _quoted(value: object) -> str:
    if isinstance(value, str) and value and not re.search(r"""[\s="'\\]""", value):
        return escaped(value)
    return escaped(json.dumps(value, ensure_ascii=False))


def _with_blocks(line: str, blocks: Iterable[str]) -> str:
    below = [f"    {escaped(row)}" for block in blocks for row in block.split("\n")]
    return "\n".join([line, *below])


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
