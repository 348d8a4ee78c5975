"""A reload takes over what it can, leaves everything as it is when it fails, and says what happened."""

import asyncio
import logging
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fakes.channels import SettableClock
from fakes.newsbell import until, write
from fakes.reading import answer, player
from fakes.rulebooks import CONSOLE, replace, rulebook
from newsbell.adapters.rulebook.loading import load_configuration
from newsbell.adapters.rulebook.reloading.watching import fingerprint
from newsbell.app.in_force import RoutesInForce, RulesInForce, in_force_of
from newsbell.app.reloading import Reloader, ReloadPlan
from newsbell.app.rules import index_of
from newsbell.core.route.model import Route

FIRST = rulebook({"a": "honda", "b": "nissan"}, channels={"term": CONSOLE})
NOON = datetime(2025, 7, 14, 12, tzinfo=UTC)
Record = pytest.LogCaptureFixture


class Place:
    """A rulebook, and what a service has in force of it."""

    def __init__(self, path: Path) -> None:
        self.path = write(path, "rules.yaml", FIRST)
        self.played = path / "answer"
        self.clock = SettableClock(NOON)
        configuration = load_configuration(self.path, {}).configuration
        self.index = index_of(configuration.rule_set)
        self.in_force = in_force_of(configuration)
        self.in_force.rules = RulesInForce(self.index, configuration.rule_set)
        self.routed: list[tuple[Route, ...]] = []
        self.in_force.routes = RoutesInForce(configuration.routes, self.routed.append)
        self.asked = asyncio.Event()

    def write(self, text: str) -> None:
        """A new text, and the answer about it."""
        replace(self.path, text)
        assert self.in_force.rules is not None
        assert self.in_force.routes is not None
        self.played.write_bytes(answer(self.path, self.in_force.rules.marks, self.in_force.routes.mark))

    def reloader(self, command: Sequence[str] = (), *, watch: bool = False) -> Reloader:
        seen = fingerprint(self.path) if watch else None
        plan = ReloadPlan(self.path, {}, 20.0, seen, self.asked)
        return Reloader(plan, self.in_force, _redact, self.clock, command=command or player(self.played))

    @property
    def rules(self) -> set[str]:
        assert self.in_force.rules is not None
        return set(self.in_force.rules.marks)


def _redact(text: str) -> str:
    return text.replace("hunter2", "***")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def log(caplog: Record) -> Callable[[], list[str]]:
    """What was logged since the last call, with the level before it."""
    caplog.set_level(logging.INFO, "newsbell")

    def take() -> list[str]:
        lines = [f"{record.levelname} {record.getMessage()}" for record in caplog.records]
        caplog.clear()
        return lines

    return take


Log = Callable[[], list[str]]


async def test_a_good_rulebook_is_taken_over_and_told_in_a_line(place: Place, log: Log) -> None:
    place.write(rulebook({"b": "nissan OR datsun", "c": "toyota", "d": "mazda"}, channels={"term": CONSOLE}))
    place.clock.move(minutes=5)
    reloader = place.reloader()

    await reloader.reload()

    (line,) = log()
    assert line.startswith("INFO rules reloaded: 2 added, 1 changed, 1 removed, 0 unchanged; took effect in ")
    assert place.rules == {"b", "c", "d"}
    assert reloader.state.notes() == []


async def test_reading_the_same_again_changes_nothing_and_says_so(place: Place, log: Log) -> None:
    place.write(FIRST)

    await place.reloader().reload()

    assert log() == ["INFO the configuration was read again: nothing has changed here"]


async def test_errors_leave_all_as_it_is_until_they_are_mended(place: Place, log: Log) -> None:
    place.clock.move(minutes=1)
    reloader = place.reloader()
    place.clock.move(minutes=1)
    place.write(rulebook({"a": "hunter2 NEAR x", "b": "@nobody", "c": "toyota"}))

    await reloader.reload()

    first, second, last = log()
    assert (first[:5], second[:5]) == ("ERROR", "ERROR")
    assert "rules.yaml:1:" in first
    assert "hunter2" not in first + second
    assert last == (
        "ERROR the configuration was not reloaded: 2 errors; the one of 2025-07-14T12:01:00Z stays in force"
    )
    assert place.rules == {"a", "b"}
    assert reloader.state.notes() == [
        "reload: failed at 2025-07-14T12:02:00Z: 2 errors; the configuration of 2025-07-14T12:01:00Z is in force"
    ]

    place.write(rulebook({"a": "honda", "c": "toyota"}, channels={"term": CONSOLE}))
    await reloader.reload()

    assert place.rules == {"a", "c"}
    assert reloader.state.notes() == []


async def test_warnings_are_told_when_they_are_new(place: Place, log: Log) -> None:
    book = rulebook({"a": "honda", "b": "nissan"}, channels={"term": CONSOLE}, entities={"x": {"name": "X"}})
    reloader = place.reloader()
    for text, told in ((book, 1), (book, 0), (FIRST, 0), (book, 1)):
        place.write(text)
        await reloader.reload()

        assert len([line for line in log() if line.startswith("WARNING") and "@x" in line]) == told


async def test_what_waits_for_a_restart_is_told_and_the_rest_is_taken(place: Place, log: Log) -> None:
    crm = {"term": CONSOLE, "crm": CONSOLE}
    place.write(rulebook({"c": "toyota"}, channels=crm, routes=[{"channels": ["crm", "term"]}]))
    reloader = place.reloader()

    await reloader.reload()

    assert log()[1:] == [
        "WARNING the channels ('crm' is new) wait for a restart",
        "WARNING the routes (they need 'crm') wait for a restart",
    ]
    assert (place.rules, place.routed) == ({"c"}, [])
    assert reloader.state.notes() == [
        "reload: the channels ('crm' is new) wait for a restart",
        "reload: the routes (they need 'crm') wait for a restart",
    ]

    place.write(rulebook({"c": "toyota"}, channels={"term": CONSOLE}, routes=[{"channels": ["term"]}]))
    await reloader.reload()

    assert log()[0].startswith("INFO rules reloaded: 0 added, 0 changed, 0 removed, 1 unchanged; routes replaced; took")
    assert [route.channels for routes in place.routed for route in routes] == [("term",)]
    assert reloader.state.notes() == []


async def test_a_process_that_failed_is_tried_again_later_and_later(place: Place, log: Log) -> None:
    reloader = place.reloader(("/bin/sh", "-c", "kill -9 $$"))

    for _ in range(2):
        await reloader.reload()

    first, second = log()
    killed = "was killed (SIGKILL), perhaps because memory ran out; the one of 2025-07-14T12:00:00Z stays in force; "
    assert first.endswith(f"{killed}it is tried again in 60 s")
    assert second.endswith(f"{killed}it is tried again in 120 s")
    assert "SIGKILL" in reloader.state.notes()[0]


async def test_a_fault_of_our_own_ends_neither_the_service_nor_the_reloading(place: Place, log: Log) -> None:
    place.write(rulebook({"a": "toyota"}, channels={"term": CONSOLE}))
    reloader = place.reloader()
    assert place.in_force.rules is not None
    marks, place.in_force.rules.marks = place.in_force.rules.marks, {"a": 1}  # type: ignore[dict-item]

    await reloader.reload()
    assert "a fault of newsbell itself" in reloader.state.notes()[0]

    place.in_force.rules.marks = marks
    await reloader.reload()
    assert reloader.state.notes() == []


async def test_files_that_change_while_they_are_read_are_read_again(place: Place, log: Log, tmp_path: Path) -> None:
    """The first answer is about a text that is gone already: it is dropped."""
    broken, good = tmp_path / "broken", tmp_path / "good"
    place.write(rulebook({"a": "@nobody"}))
    place.played.rename(broken)
    place.write(rulebook({"c": "toyota"}, channels={"term": CONSOLE}))
    place.played.rename(good)
    gate = tmp_path / "gate"
    script = (
        f"if [ -e {gate} ]; then cat {good}; else touch {gate}; read x < {tmp_path}/pipe; cat {broken}; fi; cat >&2"
    )
    os.mkfifo(tmp_path / "pipe")
    task = asyncio.ensure_future(place.reloader(("/bin/sh", "-c", script)).reload())
    await until(gate.exists)

    place.asked.set()
    await asyncio.to_thread(write, tmp_path, "pipe", "go\n")
    await task

    assert [line.partition(";")[0] for line in log()] == [
        "INFO rules reloaded: 1 added, 0 changed, 2 removed, 0 unchanged"
    ]
    assert place.rules == {"c"}


async def test_it_reloads_when_asked_and_when_the_files_change(place: Place) -> None:
    place.write(FIRST)
    running = asyncio.ensure_future(place.reloader(watch=True).run())
    place.write(rulebook({"a": "honda"}, channels={"term": CONSOLE}))
    await until(lambda: place.rules == {"a"})

    replace(place.played, "")
    place.asked.set()
    await until(lambda: not place.asked.is_set())
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
