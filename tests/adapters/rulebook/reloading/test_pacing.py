"""Slices of work are short, and others run between them."""

import asyncio

from newsbell.adapters.rulebook.reloading.pacing import Pacer


class Clock:
    """Moves when a test says so."""

    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


class Notes:
    """What the pacer says about the work."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def begin(self) -> None:
        self.said.append("begin")

    def stop(self) -> None:
        self.said.append("stop")


async def test_work_rests_when_its_slice_is_used_up_and_not_before() -> None:
    clock, notes = Clock(), Notes()
    pacer = Pacer(notes, slice_=1.0, rest=0.0, clock=clock)
    others: list[float] = []

    async def other() -> None:
        while True:
            others.append(clock.time)
            await asyncio.sleep(0)

    task = asyncio.ensure_future(other())
    pacer.begin()
    for _ in range(10):
        clock.time += 0.3
        await pacer.breathe()
    pacer.stop()
    task.cancel()

    assert [round(time, 1) for time in others] == [1.2, 2.4]
    assert notes.said == ["begin", "stop"] * 3


async def test_waiting_for_something_is_no_work() -> None:
    clock, notes = Clock(), Notes()
    pacer = Pacer(notes, slice_=1.0, rest=0.0, clock=clock)
    for _ in range(3):
        pacer.begin()
        clock.time += 0.3
        pacer.stop()
        clock.time += 100.0

    pacer.begin()
    await pacer.breathe()

    assert notes.said == ["begin", "stop"] * 3 + ["begin"]


async def test_one_slice_may_be_longer() -> None:
    clock, notes = Clock(), Notes()
    pacer = Pacer(notes, slice_=1.0, rest=0.0, clock=clock)
    pacer.begin(3.0)
    for _ in range(4):
        clock.time += 0.9
        await pacer.breathe()

    assert notes.said == ["begin", "stop", "begin"]
