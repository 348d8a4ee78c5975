"""The embedded server as the service uses it."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

from newsbell.adapters.embedded.binary import find_binary
from newsbell.adapters.embedded.errors import EmbeddedError
from newsbell.adapters.embedded.launcher import Launcher, Progress
from newsbell.adapters.embedded.place import Place

MAXMEMORY = "1gb"

_log = logging.getLogger(__name__)


class EmbeddedValkey:
    """A private server on a unix socket, its data in a folder.

    Any number of processes may use one folder at the same time; they share one server. It is durable: an answer means
    that the data are on disk. It refuses writes, and evicts nothing, when `maxmemory` is reached.

    Args:
        folder: on a local disk; made, and closed to other users, if need be.
        binary: the server program; None looks for one (see `find_binary`).
        maxmemory: as Valkey writes it, e.g. ``1gb``.
        progress: told, in words and from another thread, what is being waited for; once a second at most.
    """

    def __init__(
        self,
        folder: Path,
        *,
        binary: str | None = None,
        maxmemory: str = MAXMEMORY,
        progress: Progress | None = None,
    ) -> None:
        self._folder = folder
        self._binary = binary
        self._maxmemory = maxmemory
        self._progress = progress
        self._launcher: Launcher | None = None

    @property
    def url(self) -> str:
        """Where the server listens, for Redis clients.

        Raises:
            EmbeddedError: it was not acquired.
        """
        if self._launcher is None:
            raise EmbeddedError("the private server was not started")
        return f"unix://{self._launcher.socket}"

    async def acquire(self) -> str:
        """Start the server, or join the one that runs; returns the URL. A second call changes nothing.

        Raises:
            EmbeddedError: no server can be had; the text says why and what to do.
        """
        if self._launcher is None:
            place = await asyncio.to_thread(Place, self._folder)
            launcher = Launcher(place, partial(find_binary, self._binary), self._maxmemory, self._progress)
            joining = asyncio.ensure_future(asyncio.to_thread(launcher.acquire))
            try:
                await asyncio.shield(joining)
            except asyncio.CancelledError:
                await _give_up(launcher, joining)
                raise
            self._launcher = launcher
        return self.url

    async def release(self) -> None:
        """Stop using the server; the last user of the folder stops it. Without `acquire` nothing happens."""
        launcher, self._launcher = self._launcher, None
        if launcher is not None:
            await asyncio.shield(asyncio.to_thread(launcher.release))

    async def ensure(self) -> bool:
        """Start the server again if it has died; True when it had. Its data are those of the last answer.

        Raises:
            EmbeddedError: it was not acquired, or does not start.
        """
        if self._launcher is None:
            raise EmbeddedError("the private server was not started")
        return await asyncio.to_thread(self._launcher.ensure)

    async def keep_alive(self, interval: float = 1.0) -> None:
        """Look after the server until cancelled, each `interval` seconds. A full disk, for one, makes it end."""
        while True:
            await asyncio.sleep(interval)
            try:
                if await self.ensure():
                    _log.warning("the private server had died and was started again")
            except EmbeddedError as error:
                _log.error("the private server had died and does not start: %s", error)
                await asyncio.sleep(5 * interval)


async def _give_up(launcher: Launcher, joining: "asyncio.Future[None]") -> None:
    """Leave nothing behind when the caller is cancelled, also if the server was got at the last moment."""
    launcher.abandoned.set()
    with suppress(EmbeddedError):
        await joining
        launcher.abandoned.clear()
        await asyncio.to_thread(launcher.release)


@asynccontextmanager
async def embedded(
    folder: Path, *, binary: str | None = None, maxmemory: str = MAXMEMORY, progress: Progress | None = None
) -> AsyncIterator[EmbeddedValkey]:
    """Acquire the private server of a folder for a block, and release it afterwards, however the block ends.

    Raises:
        EmbeddedError: no server can be had; the text says why and what to do.
    """
    server = EmbeddedValkey(folder, binary=binary, maxmemory=maxmemory, progress=progress)
    await server.acquire()
    try:
        yield server
    finally:
        await server.release()
