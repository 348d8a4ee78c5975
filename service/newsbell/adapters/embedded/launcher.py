"""Starting, joining and leaving the server of a folder. Blocks; `EmbeddedValkey` runs it in a thread."""

import logging
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import Enum, auto
from pathlib import Path
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import BusyLoadingError, RedisError
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import TimeoutError as NoAnswer
from redis.retry import Retry

from newsbell.adapters.embedded.errors import EmbeddedError
from newsbell.adapters.embedded.place import Lock, Place

Progress = Callable[[str], None]

_log = logging.getLogger(__name__)

_STEP = 0.02
_PATIENCE = 30.0
"""Seconds for a server that lives to listen, and for one that was told to stop to end."""
_TELL = 1.0
_FIRST_TELL = 0.3
"""Seconds between two words on what is waited for, and before the first."""
_LEAVING = 10.0
"""Seconds to wait for the start lock when leaving; after that the server is left to the others."""

_DURABLE = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"}
"""Without these a server loses or evicts what it acknowledged."""

_left_running: list[subprocess.Popen[bytes]] = []
"""Servers that others still use when we leave; kept, because a forgotten Popen complains that it still runs."""


class _State(Enum):
    READY = auto()
    LOADING = auto()
    SILENT = auto()
    ABSENT = auto()


@contextmanager
def _client(socket: Path) -> Iterator["Redis"]:
    client = Redis(
        unix_socket_path=str(socket), socket_timeout=3, socket_connect_timeout=2, retry=Retry(NoBackoff(), 0)
    )
    try:
        yield client
    finally:
        client.close()


def _look(socket: Path) -> _State:
    """What is behind a socket."""
    with _client(socket) as client:
        try:
            client.ping()
        except BusyLoadingError:
            return _State.LOADING
        except NoAnswer:
            return _State.SILENT
        except (Unreachable, OSError):
            return _State.ABSENT
    return _State.READY


class Launcher:
    """One user of the server of one folder."""

    def __init__(self, place: Place, find: Callable[[], Path], maxmemory: str, progress: Progress | None) -> None:
        self._place = place
        self._find = find
        self._maxmemory = maxmemory
        self._progress = progress or (lambda _: None)
        self._users: Lock | None = None
        self._child: subprocess.Popen[bytes] | None = None
        # A start that takes no time is not talked about.
        self._told_at = time.monotonic() - _TELL + _FIRST_TELL
        self.abandoned = threading.Event()
        self.socket = place.socket()

    # --- joining -----------------------------------------------------------------------------------------------------

    def acquire(self) -> None:
        """Become a user: join the server that runs, or start one.

        Raises:
            EmbeddedError: no server can be had; nothing is left behind.
        """
        with self._start_lock():
            users = self._place.users_lock()
            try:
                users.shared()
                self._bring_up()
            except BaseException:
                users.close()
                raise
            self._users = users

    def ensure(self) -> bool:
        """Start the server again if it has died. True when it had to be started."""
        if _look(self.socket) is _State.READY:
            return False
        with self._start_lock():
            return self._bring_up()

    @contextmanager
    def _start_lock(self, patience: float | None = None) -> Iterator[bool]:
        """Hold the start lock. With `patience` seconds: yields False, and holds nothing, when they are over."""
        lock = self._place.start_lock()
        try:
            yield self._wait_for(lock, patience)
        finally:
            lock.close()

    def _wait_for(self, lock: Lock, patience: float | None) -> bool:
        deadline = None if patience is None else time.monotonic() + patience
        while not lock.exclusive():
            if deadline is not None and time.monotonic() > deadline:
                return False
            self._pause("waiting for another newsbell that starts or stops the server of this folder")
        return True

    def _pause(self, what: str) -> None:
        if self.abandoned.is_set():
            raise EmbeddedError("starting the private server was given up")
        if time.monotonic() - self._told_at > _TELL:
            self._told_at = time.monotonic()
            self._progress(what)
        time.sleep(_STEP)

    def _bring_up(self) -> bool:
        """Wait for a server that answers, starting one if none lives. True when one was started."""
        started: subprocess.Popen[bytes] | None = None
        deadline = time.monotonic() + _PATIENCE
        try:
            while (state := _look(self.socket)) is not _State.READY:
                if state is _State.LOADING:
                    deadline = time.monotonic() + _PATIENCE
                    self._pause(self._loading())
                elif started is None and not self._place.server_lives():
                    started = self._start()
                else:
                    self._wait_for_listening(started, deadline)
            self._check()
        except BaseException:
            if started is not None:
                _end(started)
            raise
        self._keep(started)
        return started is not None

    def _keep(self, started: subprocess.Popen[bytes] | None) -> None:
        if started is not None:
            if self._child is not None:
                self._child.wait()
            self._child = started

    def _wait_for_listening(self, started: subprocess.Popen[bytes] | None, deadline: float) -> None:
        """One step of waiting for a server that lives, but does not answer."""
        if started is not None and started.poll() is not None:
            raise EmbeddedError(
                f"the private server ended at once; the end of its log {self._place.log}:\n  "
                f"{self._place.last_log_lines()}"
            )
        pid, noted = self._place.noted_server()
        if started is None and noted is not None and noted != self.socket:
            self.socket = noted
        if time.monotonic() > deadline:
            raise EmbeddedError(
                f"the server of {self._place.folder} (process {pid or 'unknown'}) runs, but does not answer on "
                f"{self.socket}: end that process, then start again. The end of its log {self._place.log}:\n  "
                f"{self._place.last_log_lines()}"
            )
        self._pause("waiting for the private server to answer")

    def _loading(self) -> str:
        with _client(self.socket) as client, suppress(RedisError, OSError):
            share = float(client.info("persistence").get("loading_loaded_perc", 0))
            return f"the private server reads its data: {share:.0f} %"
        return "the private server reads its data"

    # --- the process -------------------------------------------------------------------------------------------------

    def _start(self) -> subprocess.Popen[bytes]:
        binary = self._find()
        lock = self._place.server_lock()
        log = self._place.open_log()
        try:
            if not lock.exclusive():
                raise EmbeddedError(f"another process has just started a server on {self._place.folder}: start again")
            process = subprocess.Popen(  # noqa: S603 - the operator's own choice of program
                [str(binary), *self._arguments()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._place.folder,
                start_new_session=True,
                pass_fds=(lock.fd,),
                umask=0o077,
            )
            self._place.note_server(process.pid, self.socket)
        except OSError as error:
            raise EmbeddedError(f"{binary} could not be started: {error.strerror}") from error
        finally:
            os.close(log)
            lock.close()
        return process

    def _arguments(self) -> list[str]:
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self._place.folder),
            "daemonize": "no",
            "save": "",
            **_DURABLE,
            "no-appendfsync-on-rewrite": "no",
            "aof-load-truncated": "yes",
            "aof-use-rdb-preamble": "yes",
            "maxmemory": self._maxmemory,
            "enable-debug-command": "no",
            "enable-module-command": "no",
            "enable-protected-configs": "no",
            "loglevel": "notice",
        }
        return [part for name, value in settings.items() for part in (f"--{name}", value)]

    def _check(self) -> None:
        """Refuse a server that would lose data, or that keeps it elsewhere."""
        wanted = {**_DURABLE, "dir": str(self._place.folder)}
        try:
            with _client(self.socket) as client:
                found: Any = client.config_get(*wanted)
        except (RedisError, OSError) as error:
            raise EmbeddedError(f"the server on {self.socket} can not be asked for its settings: {error}") from error
        others = {name: found.get(name) for name, value in wanted.items() if found.get(name) != value}
        wrong = [f"{name} is {value!r}, not {wanted[name]!r}" for name, value in others.items()]
        if wrong:
            raise EmbeddedError(
                f"the server that runs on {self.socket} could lose data ({'; '.join(wrong)}): "
                "stop it, and newsbell starts its own"
            )

    # --- leaving -----------------------------------------------------------------------------------------------------

    def release(self) -> None:
        """Stop being a user. The last one stops the server and waits until it has ended."""
        if self._users is None:
            return
        users, self._users = self._users, None
        with self._start_lock(_LEAVING) as held:
            last = held and users.exclusive()
            if last:
                self._shut_down()
            users.close()
        if self._child is not None and not last:
            _left_running.append(self._child)
        self._child = None

    def _shut_down(self) -> None:
        with _client(self.socket) as client, suppress(RedisError, OSError):
            client.shutdown()
        deadline = time.monotonic() + _PATIENCE
        while _look(self.socket) is not _State.ABSENT or self._place.server_lives():
            if time.monotonic() > deadline:
                _log.warning("the private server of %s has not stopped yet; its data are safe", self._place.folder)
                return
            time.sleep(_STEP)
        if self._child is not None:
            self._child.wait()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Stop a server that nobody came to use."""
    process.terminate()
    try:
        process.wait(_LEAVING)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
