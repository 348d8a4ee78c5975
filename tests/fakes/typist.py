"""Someone who types commands, fast: one process imports newsbell once, and forks for each command.

Each command is a process of its own, with its own environment, folder, standard streams and exit code, and costs some
hundredths of a second instead of one.

As a program (`python -m fakes.typist`): reads orders from standard input, one JSON object a line; answers exit codes.
"""

import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from fakes.newsbell import Ended

_STREAMS = ("in", "out", "err")
_MODES = (os.O_RDONLY, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)


class Typist:
    """Types commands, one after the other."""

    def __init__(self) -> None:
        self._place = tempfile.TemporaryDirectory(prefix="nbt-typist-")
        self._files = {name: Path(self._place.name, name) for name in _STREAMS}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "fakes.typist"],
            cwd=Path(__file__).parents[1],
            env={**_plain_environment(), "PYTHONPATH": str(Path(__file__).parents[1])},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, cwd: Path, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Ended:
        """Run `newsbell WORDS` to its end. Of the environment only what every process needs is passed on, and `env`."""
        self._files["in"].write_bytes(stdin)
        paths = [str(self._files[name]) for name in _STREAMS]
        environment = {**_plain_environment(), "HOME": str(cwd), "NEWSBELL_DATA_DIR": str(cwd / "data"), **(env or {})}
        order = {"words": words, "cwd": str(cwd), "env": environment, "streams": paths}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps(order)}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        out, err = (self._files[name].read_text(encoding="utf-8") for name in ("out", "err"))
        assert answer, f"the typist has gone: {err}"
        return Ended(int(answer), out, err)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()
        self._place.cleanup()


def _plain_environment() -> dict[str, str]:
    kept = ("PATH", "LANG", "LC_ALL", "TMPDIR", "TZ")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"PYTHONUTF8": "1", "COLUMNS": "80"}


def _work(order: dict[str, Any]) -> int:
    """Be the command that was ordered; the exit code."""
    from newsbell.cli import main

    for number, (path, mode) in enumerate(zip(order["streams"], _MODES, strict=True)):
        os.dup2(os.open(path, mode, 0o600), number)
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    try:
        main(order["words"])
    except SystemExit as stop:
        code = stop.code
    sys.stdout.flush()
    sys.stderr.flush()
    return code if isinstance(code, int) else 0


def _serve() -> None:
    # What the verbs would import one by one: here once for all of them. Nothing of it starts a thread.
    import newsbell.adapters.channels.apprise
    import newsbell.adapters.channels.email
    import newsbell.adapters.channels.slack
    import newsbell.adapters.channels.slackbot
    import newsbell.adapters.channels.webhook
    import newsbell.app.channel_test
    import newsbell.app.demo
    import newsbell.app.examination
    import newsbell.app.following
    import newsbell.app.letters
    import newsbell.app.publishing
    import newsbell.app.running  # noqa: F401

    gc.collect()
    gc.freeze()  # so that no child's collector touches, and thereby copies, what all of them share
    while line := os.read(0, 1_000_000).decode():
        child = os.fork()
        if child == 0:
            code = 99
            try:
                code = _work(json.loads(line))
            except BaseException:
                sys.excepthook(*sys.exc_info())
            finally:
                sys.stderr.flush()
                os._exit(code)
        _, status = os.waitpid(child, 0)
        os.write(1, f"{os.waitstatus_to_exitcode(status)}\n".encode())


if __name__ == "__main__":
    _serve()
