"""The service's side: real processes that answer, die, hang and babble."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from fakes.newsbell import until, write
from fakes.rulebooks import SECRET, replace, rulebook
from newsbell.adapters.rulebook.loading import load_configuration
from newsbell.adapters.rulebook.reloading.marks import rule_marks
from newsbell.adapters.rulebook.reloading.reader import COMMAND, Reader, ReaderFailed, RulebookWrong

ENTITIES = {"honda": {"name": "Honda"}, "nissan": {"name": "Nissan"}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write(tmp_path, "rules.yaml", rulebook({"a": "@honda", "b": "merger"}, entities=ENTITIES))


def lives(pid: str) -> bool:
    """Whether there is a process of this number, ended ones that nobody asked about included."""
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    return True


def answering(script: str, limit: float = 20.0) -> Reader:
    """A reader whose process runs this script instead."""
    return Reader("rules.yaml", {}, limit=limit, command=(sys.executable, "-S", "-E", "-c", script))


async def test_a_process_of_its_own_tells_what_differs(path: Path) -> None:
    before = load_configuration(path, {}).configuration.rule_set
    reader = Reader(str(path), dict(os.environ), limit=20.0, vocabulary=before.vocabulary)
    replace(path, rulebook({"b": "merger", "c": "@honda OR @nissan"}, entities=ENTITIES))

    reading = await reader.read(rule_marks(before.rules), None)

    after = load_configuration(path, {}).configuration.rule_set
    assert [rule for _, rule in reading.rules] == [after.rule("c")]
    assert reading.removed == ["a"]
    assert reading.done.rules == 2
    assert reading.vocabulary.entities == after.vocabulary.entities
    assert reading.vocabulary.event_types == after.vocabulary.event_types
    # A thousand reloads must not keep a thousand copies of what never changed.
    assert reading.vocabulary.event_types is not before.vocabulary.event_types
    assert all(
        reading.vocabulary.entities[name] is before.vocabulary.entities[name] for name in before.vocabulary.entities
    )


async def test_a_rulebook_with_errors_is_told_apart_from_a_process_that_failed(path: Path) -> None:
    replace(path, rulebook({"a": "@hondo"}, entities=ENTITIES, channels={"s": {"url": "${SLACK}"}}))
    reader = Reader(str(path), {**os.environ, "SLACK": SECRET}, limit=20.0)

    with pytest.raises(RulebookWrong) as wrong:
        await reader.read({}, None)

    assert wrong.value.count == 1
    assert "@honda?" in wrong.value.lines[0]


async def test_a_process_that_is_killed_is_a_clear_failure() -> None:
    with pytest.raises(ReaderFailed, match=r"was killed \(SIGKILL\), perhaps because memory ran out"):
        await answering(f"import os; os.kill(os.getpid(), {signal.SIGKILL:d})").read({"a": "1"}, None)


async def test_a_process_that_crashes_is_a_clear_failure() -> None:
    with pytest.raises(ReaderFailed, match="was ended by SIGSEGV"):
        await answering(f"import os; os.kill(os.getpid(), {signal.SIGSEGV:d})").read({}, None)


async def test_the_last_words_of_a_process_are_quoted() -> None:
    with pytest.raises(ReaderFailed, match="ended with exit code 1: no module of that name"):
        await answering("import sys; sys.exit('no module of that name')").read({}, None)


async def test_a_process_that_hangs_is_given_up_and_killed(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    script = f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(600)"

    with pytest.raises(ReaderFailed, match=r"takes longer than 0.4 s: split the rulebook, or raise NEWSBELL_RELOAD_TI"):
        await answering(script, limit=0.4).read({}, None)

    assert not note.exists() or not lives(note.read_text())  # on a busy machine it may not even have begun


async def test_a_process_that_babbles_is_a_clear_failure() -> None:
    with pytest.raises(ReaderFailed, match="a frame of 1633771873 bytes"):
        await answering("print('a' * 100)").read({}, None)
    with pytest.raises(ReaderFailed, match=r"is not understood .* restart the service"):
        await answering("import sys; sys.stdout.buffer.write(b'\\0\\0\\0\\3abc'); sys.stdout.flush()").read({}, None)


async def test_a_program_that_is_not_there_is_a_clear_failure() -> None:
    reader = Reader("rules.yaml", {}, limit=20.0, command=("/nowhere/python",))

    with pytest.raises(ReaderFailed, match="could not be started: No such file"):
        await reader.read({}, None)


async def test_a_reading_that_is_cancelled_leaves_no_process(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    script = f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    task = asyncio.ensure_future(answering(script).read({}, None))
    await until(lambda: note.exists() and note.read_text())

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert not lives(note.read_text())


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
async def test_the_process_steps_back_behind_the_service(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    script = f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    task = asyncio.ensure_future(answering(script).read({}, None))
    await until(lambda: note.exists() and note.read_text())
    place = Path(f"/proc/{note.read_text()}")

    await until(lambda: (place / "oom_score_adj").read_text().strip() == "800")
    assert os.getpriority(os.PRIO_PROCESS, int(place.name)) == 10
    assert os.getsid(int(place.name)) == int(place.name)  # Ctrl-C in our terminal does not reach it
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_a_file_in_the_folder_of_the_day_is_not_taken_for_a_module() -> None:
    assert "-P" in COMMAND
