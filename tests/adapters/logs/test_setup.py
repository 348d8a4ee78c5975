import asyncio
import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
import structlog
from pydantic import SecretStr

from newsbell.adapters.logs import configure
from newsbell.flow.redaction import Redactor

CANARY = 'hunter2-"canary"'


def fail(error: Exception) -> None:
    raise error


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Log:
    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.redact = Redactor([CANARY])
        self.undo: list[Callable[[], None]] = []

    def start(
        self, log_format: Literal["auto", "human", "json"] = "json", level: str = "info", *, terminal: bool = False
    ) -> "Log":
        self.stream = Terminal() if terminal else io.StringIO()
        self.undo.append(configure(log_format, level, self.redact, self.stream))
        return self

    @property
    def text(self) -> str:
        text = self.stream.getvalue()
        assert "hunter2" not in text
        assert "canary" not in text
        return text

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture(autouse=True)
def untouched_loggers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The Apprise sender silences that library's shared logger for the whole process, once it was used."""
    monkeypatch.setattr(logging.getLogger("apprise"), "filters", [])
    monkeypatch.setattr(logging.getLogger("apprise"), "propagate", True)
    monkeypatch.setattr(logging.getLogger("urllib3"), "level", logging.NOTSET)


@pytest.fixture
def log() -> Iterator[Log]:
    started = Log()
    yield started
    while started.undo:
        started.undo.pop()()


def test_extras_are_keys_of_the_json_line(log: Log) -> None:
    log.start()
    logging.getLogger("newsbell.flow.deliver").info("delivered", extra={"delivery": "d1", "attempt": 2, "ids": ("a",)})
    (row,) = log.rows
    assert row["timestamp"].endswith("+00:00")
    del row["timestamp"]
    assert row == {
        "level": "info",
        "logger": "newsbell.flow.deliver",
        "event": "delivered",
        "delivery": "d1",
        "attempt": 2,
        "ids": ["a"],
    }


def test_extras_are_pairs_of_the_human_line(log: Log) -> None:
    log.start("human")
    logging.getLogger("newsbell").warning(
        "late by %d s", 3, extra={"channel": "desk", "why": "too = big", "none": None}
    )
    assert log.text[9:] == 'warning  newsbell: late by 3 s channel=desk why="too = big" none=null\n'


def test_an_extra_never_takes_the_place_of_the_message(log: Log) -> None:
    log.start()
    logging.getLogger("newsbell").info(
        "found", extra={"event": "merger", "level": "x", "logger": "y", "exception": "z"}
    )
    (row,) = log.rows
    assert (row["event"], row["level"], row["logger"]) == ("found", "info", "newsbell")
    assert (row["event_"], row["level_"], row["logger_"], row["exception_"]) == ("merger", "x", "y", "z")


@pytest.mark.parametrize("log_format", ["json", "human"])
def test_secrets_are_masked_in_message_arguments_extras_and_tracebacks(
    log: Log, log_format: Literal["json", "human"]
) -> None:
    log.start(log_format)
    try:
        fail(ValueError(f"can not reach https://h/{CANARY}"))
    except ValueError:
        logging.getLogger("newsbell").exception(
            "failed: %s", CANARY, extra={"url": f"x {CANARY}", "deep": {"a": [CANARY], CANARY: SecretStr(CANARY)}}
        )
    assert "ValueError: can not reach https://h/***" in log.text
    assert "failed: ***" in log.text


def test_a_secret_added_later_is_masked_from_then_on(log: Log) -> None:
    log.start()
    log.redact.add("latecomer")
    logging.getLogger("newsbell").info("the latecomer is in")
    assert log.rows[0]["event"] == "the *** is in"


@pytest.mark.parametrize(
    "name",
    ["faststream", "faststream.access.redis", "apprise", "aiohttp.client", "asyncio", "uvicorn.error", "urllib3.pool"],
)
def test_records_of_libraries_go_the_same_way_once(log: Log, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    log.start()
    logging.getLogger(name).error("no luck with %s", CANARY)
    assert [(row["logger"], row["event"]) for row in log.rows] == [(name, "no luck with ***")]
    assert capsys.readouterr() == ("", "")


def test_a_library_that_adds_a_handler_afterwards_does_not_print_past_the_redactor(log: Log) -> None:
    log.start()
    past = io.StringIO()
    logger = logging.getLogger("faststream.access.redis")
    logger.propagate = False
    logger.addHandler(logging.StreamHandler(past))
    logger.error("no luck with %s", CANARY)
    assert past.getvalue() == ""
    assert log.rows[0]["event"] == "no luck with ***"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("apprise", ["info"]), ("urllib3.connectionpool", []), ("uvicorn.access", []), ("newsbell", ["debug", "info"])],
)
def test_apprise_and_urllib3_are_never_shown_at_debug(log: Log, name: str, shown: list[str]) -> None:
    log.start(level="debug")
    logging.getLogger(name).debug("POST /services/T/B/x")
    logging.getLogger(name).info("sending")
    assert [row["level"] for row in log.rows] == shown


@pytest.mark.filterwarnings("default::DeprecationWarning")  # apprise imports a module that Python 3.13 drops
def test_apprise_names_a_bad_url_in_full_and_the_log_does_not(log: Log) -> None:
    log.start(level="debug")
    url = "nosuch://user:passw0rd@host/tokenAAAA1111"
    log.redact.add(url, "passw0rd", "tokenAAAA1111")
    import apprise

    assert apprise.Apprise().add(url) is False
    assert log.rows
    assert "passw0rd" not in log.text
    assert "tokenAAAA1111" not in log.text


def test_a_structlog_logger_goes_the_same_way(log: Log) -> None:
    log.start()
    structlog.get_logger("some.library").warning("careful %s", CANARY, size=3)
    (row,) = log.rows
    assert (row["event"], row["level"], row["size"], row["logger"]) == ("careful ***", "warning", 3, "some.library")


def test_a_warning_is_logged(log: Log) -> None:
    log.start()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn(f"old {CANARY}", UserWarning, stacklevel=1)
    assert "UserWarning: old ***" in log.rows[0]["event"]


def test_uncaught_exceptions_are_logged_without_secrets(log: Log) -> None:
    log.start()
    try:
        fail(RuntimeError(CANARY))
    except RuntimeError as error:
        sys.excepthook(RuntimeError, error, error.__traceback__)
        threading.excepthook(threading.ExceptHookArgs((RuntimeError, error, error.__traceback__, None)))
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    rows = log.rows
    assert [row["level"] for row in rows] == ["critical", "error", "warning"]
    assert all("RuntimeError: ***" in row["exception"] for row in rows[:2])


async def test_an_error_of_a_lost_task_is_logged_without_secrets(log: Log) -> None:
    log.start()
    asyncio.get_running_loop().call_exception_handler({"message": "lost", "exception": RuntimeError(CANARY)})
    (row,) = log.rows
    assert row["logger"] == "asyncio"
    assert "RuntimeError: ***" in row["exception"]


def test_text_can_not_forge_a_line_in_the_human_log(log: Log) -> None:
    log.start("human")
    forged = "x\n12:00:00 info     newsbell: all is well\x1b[2J\x9b\u202e"
    try:
        fail(ValueError(forged))
    except ValueError:
        logging.getLogger("newsbell").exception(forged, extra={"headline": forged, "a\nb": "\n"})
    lines = log.text.split("\n")
    assert lines[0].count("\\n12:00:00") == 2
    assert all(line.startswith("    ") for line in lines[1:-1])
    assert not {"\x1b", "\x9b", "\u202e", "\r"} & set(log.text)


def test_a_json_line_is_one_line_whatever_the_text_and_reads_back_the_same(log: Log) -> None:
    log.start()
    nasty = "a\nb\r\x1b\x85\u2028\u202e\ud800 日産"
    logging.getLogger("newsbell").info("said", extra={"text": nasty})
    assert log.text.count("\n") == 1
    assert log.text.isprintable() is False
    assert log.text[:-1].isprintable()
    assert log.rows[0]["text"] == nasty
    assert "日産" in log.text


def test_values_that_json_does_not_know_are_written_as_text(log: Log) -> None:
    log.start()
    loop: dict[str, Any] = {}
    loop["loop"] = loop
    logging.getLogger("newsbell").info(
        "odd", extra={"path": Path("a/b"), "nan": float("nan"), "raw": b"\xff", "loop": loop, "at": structlog}
    )
    (row,) = log.rows
    assert (row["path"], row["nan"], row["raw"]) == ("a/b", "nan", "b'\\xff'")


def test_a_record_that_can_not_be_formatted_is_named_and_not_shown(
    log: Log, capsys: pytest.CaptureFixture[str]
) -> None:
    log.start()
    logging.getLogger("newsbell.x").info("%d", CANARY)
    assert log.text.startswith("a log record of newsbell.x, line ")
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("log_format", "terminal", "human"),
    [("auto", False, False), ("auto", True, True), ("human", False, True), ("json", True, False)],
)
def test_auto_is_human_on_a_terminal_and_json_elsewhere(
    log: Log, log_format: Literal["auto", "human", "json"], terminal: bool, human: bool
) -> None:
    log.start(log_format, terminal=terminal)
    logging.getLogger("newsbell").info("hello")
    assert log.text.startswith("{") is not human


def test_colours_are_for_terminals_and_no_color_switches_them_off(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    log.start("human", terminal=True)
    logging.getLogger("newsbell").error("red")
    assert "\x1b[31merror" in log.text
    monkeypatch.setenv("NO_COLOR", "1")
    log.start("human", terminal=True)
    logging.getLogger("newsbell").error("plain")
    assert "\x1b" not in log.text


def test_undoing_puts_everything_back(log: Log) -> None:
    faststream = logging.getLogger("faststream")
    before = (
        logging.getLogger().handlers[:],
        faststream.handlers[:],
        faststream.propagate,
        sys.excepthook,
        type(faststream),
    )
    log.start()
    log.undo.pop()()
    after = (
        logging.getLogger().handlers[:],
        faststream.handlers[:],
        faststream.propagate,
        sys.excepthook,
        type(faststream),
    )
    assert sorted(map(id, after[0])) == sorted(map(id, before[0]))
    assert after[1:] == before[1:]
