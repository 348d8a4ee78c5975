"""Alerts as cards on the terminal."""

import os
import shutil
from dataclasses import dataclass
from typing import TextIO

from newsbell.adapters.channels.wording import EMPTY, the_alert
from newsbell.core.render.console import console_digest, console_text
from newsbell.flow.ports import ErrorCode, Outcome, Outgoing, Rejected, Sent

WIDEST = 100
"""Columns beyond which lines become hard to read."""


@dataclass(frozen=True, slots=True)
class Console:
    """Writes to a stream; in colour only on a terminal, and never when NO_COLOR is set (https://no-color.org)."""

    name: str
    kind: str
    stream: TextIO

    @property
    def send_timeout(self) -> float:
        """Seconds. Writing is not waited for; the figure is for the lease's sake."""
        return 1.0

    async def send(self, message: Outgoing) -> Outcome:
        """Write one card."""
        try:
            text = self._text(message, colour=self._colour())
            if text is None:
                return EMPTY
            self.stream.write(f"{text.rstrip()}\n\n")
            self.stream.flush()
        except (OSError, ValueError):
            return Rejected(ErrorCode.CLIENT, "the output is closed")
        return Sent({"status": "written"})

    def preview(self, message: Outgoing) -> str:
        """The card without colour."""
        return self._text(message, colour=False) or ""

    async def close(self) -> None:
        """Nothing to let go of; the stream is the caller's."""

    def _colour(self) -> bool:
        return not os.environ.get("NO_COLOR") and self.stream.isatty()

    def _text(self, message: Outgoing, *, colour: bool) -> str | None:
        width = min(WIDEST, shutil.get_terminal_size((80, 24)).columns)
        if message.digest is not None:
            return console_digest(message.digest, colour=colour, width=width)
        alert = the_alert(message)
        return None if alert is None else console_text(alert, colour=colour, width=width)
