"""A proxy in front of a unix socket that swallows some answers and cuts the connection then: the command did run."""

import asyncio
import contextlib
import random
from pathlib import Path
from types import TracebackType
from typing import Self


class CuttingProxy:
    """Use as `async with CuttingProxy(target, path, chance=0.1) as proxy`; clients connect to `path`.

    Which answers are cut is a matter of a seeded dice: a fixed interval would hit the same step of each reconnect.
    """

    def __init__(self, target: Path, path: Path, chance: float, seed: int = 7) -> None:
        self.target = target
        self.path = path
        self.chance = chance
        self.dice = random.Random(seed)
        self.cuts = 0
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"unix://{self.path}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_unix_server(self._accept, self.path)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        server_reader, server_writer = await asyncio.open_unix_connection(self.target)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            async with asyncio.TaskGroup() as group:
                up = group.create_task(self._up(reader, server_writer))
                group.create_task(self._down(server_reader, writer, up))
        writer.close()
        server_writer.close()

    async def _up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
        writer.close()

    async def _down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, up: "asyncio.Task[None]") -> None:
        while data := await reader.read(65_536):
            if self.dice.random() < self.chance:
                self.cuts += 1
                break
            writer.write(data)
            await writer.drain()
        up.cancel()
        writer.close()
