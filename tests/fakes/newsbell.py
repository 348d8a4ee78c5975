"""The installed command, run as an operator would: in a process of its own, with an environment of its own."""

import asyncio
import json
import os
import signal
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Ended:
    """How a verb ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        """Standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(slots=True)
class Newsbell:
    """An installation: its environment, and its processes."""

    env: dict[str, str] = field(default_factory=dict)

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        dropped = ("NEWSBELL_", "PYTHONDONTWRITEBYTECODE")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
        return {**kept, "NEWSBELL_LOG_FORMAT": "json", **self.env, **(more or {})}

    async def run(self, *arguments: str, stdin: bytes = b"", seconds: float = 30.0, **env: str) -> Ended:
        """Run a verb to its end."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "newsbell",
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self.environment(env),
        )
        try:
            out, err = await asyncio.wait_for(process.communicate(stdin), seconds)
        except TimeoutError:
            process.kill()
            await process.wait()
            raise
        assert process.returncode is not None
        return Ended(process.returncode, out.decode(), err.decode())

    def service(self, *arguments: str, **env: str) -> "Running":
        """A service to be started with `async with`."""
        return Running(self, arguments, env)


class Running:
    """`newsbell run` as a process, from its word that it runs until it is stopped."""

    def __init__(self, owner: Newsbell, arguments: tuple[str, ...], env: dict[str, str]) -> None:
        self._owner = owner
        self._arguments = arguments
        self._env = env
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed at the end of the block
        self.process: asyncio.subprocess.Process | None = None
        self.out = b""

    @property
    def log(self) -> str:
        """What it logged so far."""
        # Not by `seek`: the process writes at the position that it shares with us.
        number = self._log.fileno()
        return os.pread(number, os.fstat(number).st_size, 0).decode()

    async def start(self, *, wait: bool = True) -> Self:
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "newsbell",
            "run",
            *self._arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=self._log,
            env=self._owner.environment(self._env),
        )
        if wait:
            await until(lambda: "newsbell is running" in self.log or self.ended, 20.0, lambda: self.log)
            assert not self.ended, self.log
        return self

    @property
    def ended(self) -> bool:
        return self.process is not None and self.process.returncode is not None

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def code(self) -> int:
        """The exit code of a process that has ended."""
        assert self.process is not None
        assert self.process.returncode is not None
        return self.process.returncode

    def send(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    async def kill(self) -> None:
        """End it as a crash would."""
        self.send(signal.SIGKILL)
        await self._gone()

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop; gives its exit code."""
        self.send(number)
        return await self._gone()

    async def _gone(self) -> int:
        assert self.process is not None
        self.out, _ = await asyncio.wait_for(self.process.communicate(), 20.0)
        assert self.process.returncode is not None
        return self.process.returncode

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        if self.process is not None and self.process.returncode is None:
            await self.stop()
        self._log.close()


async def until(holds: Any, seconds: float = 10.0, why: Any = None) -> None:
    """Wait until `holds()` is true (it may be a coroutine function); fails with `why()` after `seconds`."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while True:
        found = holds()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return
        assert loop.time() < deadline, why() if why else "it did not come about in time"
        event = asyncio.Event()
        loop.call_later(0.02, event.set)
        await event.wait()


def write(folder: Path, name: str, text: str) -> Path:
    """A file of these words."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
