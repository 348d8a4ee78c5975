"""The data folder of an embedded server: its files, its locks, its socket."""

import fcntl
import hashlib
import json
import os
import stat
import tempfile
from pathlib import Path

from newsbell.adapters.embedded.errors import EmbeddedError

_LONGEST_SOCKET = 100
"""Bytes that a socket's path may have; the system's limit is 104 to 108."""
_LONGEST_LOG = 5_000_000


class Lock:
    """An advisory lock on a file. It ends with its last holder, however that ends."""

    __slots__ = ("_fd",)

    def __init__(self, path: Path) -> None:
        self._fd: int | None = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @property
    def fd(self) -> int:
        """The open file, to be inherited by a process that shall hold the lock."""
        if self._fd is None:
            raise ValueError("the lock is closed")
        return self._fd

    def exclusive(self) -> bool:
        """Take it alone; False when anybody else holds it."""
        return self._take(fcntl.LOCK_EX)

    def shared(self) -> bool:
        """Take it together with others; False when somebody holds it alone."""
        return self._take(fcntl.LOCK_SH)

    def _take(self, how: int) -> bool:
        try:
            fcntl.flock(self.fd, how | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        """Let go of it; a process that inherited it still holds it."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None


class Place:
    """The files of one embedded server.

    Raises:
        EmbeddedError: the folder can not be used.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.expanduser().resolve()
        self._start_file = self.folder / "start.lock"
        self._prepare()
        self.log = self.folder / "valkey.log"
        self._server_file = self.folder / "server.lock"

    def _prepare(self) -> None:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._close_to_others()
            self.start_lock().close()
        except OSError as error:
            raise EmbeddedError(
                f"the data folder {self.folder} can not be used ({error.strerror}): "
                "give newsbell a folder that it may write to, or set NEWSBELL_REDIS_URL to a server"
            ) from error

    def _close_to_others(self) -> None:
        """Close a folder of our own to other users; one with other things in it is not ours to close."""
        if not stat.S_IMODE(self.folder.stat().st_mode) & 0o077:
            return
        if any(self.folder.iterdir()) and not self._start_file.exists():
            raise EmbeddedError(
                f"the data folder {self.folder} holds other things and is open to other users: "
                "give newsbell a folder of its own"
            )
        self.folder.chmod(0o700)

    def start_lock(self) -> Lock:
        """Held alone by whoever starts or stops the server."""
        return Lock(self._start_file)

    def users_lock(self) -> Lock:
        """Held together by all who use the server."""
        return Lock(self.folder / "users.lock")

    def server_lock(self) -> Lock:
        """Held alone by the server itself, which inherits it: there is never a second one on the folder."""
        return Lock(self._server_file)

    def socket(self) -> Path:
        """Where the server listens: in the folder, or in a private folder of the temporary ones if that is too long."""
        path = self.folder / "valkey.sock"
        if len(os.fsencode(path)) <= _LONGEST_SOCKET:
            return path
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        short = Path(tempfile.gettempdir()) / f"newsbell-{os.getuid()}-{name}"
        short.mkdir(mode=0o700, exist_ok=True)
        seen = short.lstat()
        if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != os.getuid() or stat.S_IMODE(seen.st_mode) & 0o077:
            raise EmbeddedError(f"{short} belongs to somebody else or is open to others: remove it")
        return short / "s"

    def server_lives(self) -> bool:
        """Whether a server that newsbell started still runs on the folder."""
        lock = self.server_lock()
        try:
            return not lock.exclusive()
        finally:
            lock.close()

    def note_server(self, pid: int, socket: Path) -> None:
        """Write down who the server is, for processes that find it running."""
        self._server_file.write_text(json.dumps({"pid": pid, "socket": str(socket)}))

    def noted_server(self) -> tuple[int, Path | None]:
        """Process id (0: unknown) and socket of the server that was started last."""
        try:
            noted = json.loads(self._server_file.read_text())
            return int(noted["pid"]), Path(noted["socket"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0, None

    def open_log(self) -> int:
        """The server's log, to append to; one that has grown too long is put aside first."""
        if self.log.exists() and self.log.stat().st_size > _LONGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        return os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)

    def last_log_lines(self, count: int = 5) -> str:
        """The end of the server's log, for an error."""
        try:
            lines = self.log.read_bytes()[-4000:].decode(errors="replace").strip().splitlines()
        except OSError:
            return "(no log)"
        return "\n  ".join(lines[-count:]) or "(an empty log)"
