"""SIGHUP has two meanings, and they must not be taken for each other: "read your configuration again", and "your
terminal is gone".
"""

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import suppress

_TERMINAL = "/dev/tty"


def stop_or(reload: Callable[[], None], stop: asyncio.Event) -> None:
    """On SIGHUP call `reload`; but set `stop` if the terminal that this process was started from has been closed.

    A service that a person started in a window would otherwise outlive the window unseen. One started with `nohup`
    was asked to.
    """
    owned = _has_terminal() and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN

    def hung_up() -> None:
        if owned and not _has_terminal():
            stop.set()
        else:
            reload()

    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, hung_up)


def _has_terminal() -> bool:
    """Whether this process has a controlling terminal that is still there."""
    with suppress(OSError):
        os.close(os.open(_TERMINAL, os.O_RDWR | os.O_NOCTTY))
        return True
    return False
