"""A channel whose attempts end as a test says, and a clock that a test sets."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from newsbell.flow.ports import Outcome, Outgoing, Sent


class SettableClock:
    """Stands still until it is moved; it starts at the machine's time, which the server knows too."""

    def __init__(self, start: datetime | None = None) -> None:
        self.time = start or datetime.now(UTC)

    def now(self) -> datetime:
        return self.time

    def move(self, **by: float) -> None:
        self.time += timedelta(**by)


Script = Outcome | Exception | Callable[[Outgoing], Awaitable[Outcome]]


class ScriptedChannel:
    """Records what it is asked to send; the outcomes come from a list, and after its end all is accepted."""

    def __init__(self, name: str = "autos", *outcomes: Script, kind: str = "slack", send_timeout: float = 5.0) -> None:
        self.name = name
        self.kind = kind
        self.send_timeout = send_timeout
        self.outcomes: deque[Script] = deque(outcomes)
        self.sends: list[Outgoing] = []
        self._changed = asyncio.Event()

    async def send(self, message: Outgoing) -> Outcome:
        self.sends.append(message)
        self._changed.set()
        step = self.outcomes.popleft() if self.outcomes else Sent({"status": "ok"})
        if isinstance(step, Exception):
            raise step
        return await step(message) if callable(step) else step

    def preview(self, message: Outgoing) -> str:
        return f"{len(message.alerts)} alerts"

    async def close(self) -> None:
        """Nothing to let go of."""

    async def reached(self, sends: int, seconds: float = 5.0) -> None:
        """Wait until so many messages were handed over."""
        async with asyncio.timeout(seconds):
            while len(self.sends) < sends:
                self._changed.clear()
                await self._changed.wait()


class Gate:
    """An outcome that comes when the gate is opened, and not before."""

    def __init__(self, outcome: Outcome | None = None) -> None:
        self.outcome = outcome or Sent()
        self.entered = asyncio.Event()
        self.open = asyncio.Event()

    async def __call__(self, _: Outgoing) -> Outcome:
        self.entered.set()
        await self.open.wait()
        return self.outcome
