"""SIGHUP reloads; but a service whose terminal was closed stops, unless it was started to survive that."""

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

from fakes.newsbell import write

SERVICE = """
import asyncio, os, signal, sys
from pathlib import Path
from newsbell.app.hangup import stop_or

said, terminal, nohup = Path(sys.argv[1]), sys.argv[2], "nohup" in sys.argv
if terminal != "none":
    os.open(terminal, os.O_RDWR)  # the first one that the head of a session opens is its own
if nohup:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)

def say(word):
    with said.open("a") as file:
        file.write(word)

async def main():
    stop = asyncio.Event()
    stop_or(lambda: say("reload "), stop)
    say("ready ")
    await stop.wait()
    say("stop ")

asyncio.run(main())
"""
PATIENCE = 10.0


class Service:
    """A service at the head of a session of its own, with a terminal or without."""

    def __init__(self, folder: Path, *words: str, terminal: bool = True) -> None:
        self.said = write(folder, "said", "")
        self._ours, theirs = pty.openpty()
        name = os.ttyname(theirs) if terminal else "none"
        command = [sys.executable, "-c", SERVICE, str(self.said), name, *words]
        self.process = subprocess.Popen(command, start_new_session=True)
        self.wait_for("ready ")
        os.close(theirs)

    def wait_for(self, words: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while self.said.read_text() != words:
            assert time.monotonic() < deadline, self.said.read_text()
            time.sleep(0.01)

    def close(self) -> None:
        """Close the window."""
        os.close(self._ours)

    def end(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)


def test_in_a_terminal_sighup_reloads_and_closing_it_stops(tmp_path: Path) -> None:
    service = Service(tmp_path)
    service.process.send_signal(signal.SIGHUP)
    service.wait_for("ready reload ")

    service.close()
    service.wait_for("ready reload stop ")

    assert service.process.wait(PATIENCE) == 0


def test_with_nohup_closing_the_terminal_does_not_stop(tmp_path: Path) -> None:
    service = Service(tmp_path, "nohup")

    service.close()

    service.wait_for("ready reload ")
    service.end()


def test_without_a_terminal_sighup_reloads(tmp_path: Path) -> None:
    service = Service(tmp_path, terminal=False)
    service.close()

    service.process.send_signal(signal.SIGHUP)

    service.wait_for("ready reload ")
    service.end()
