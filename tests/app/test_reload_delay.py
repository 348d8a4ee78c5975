"""What a reload costs the articles: the work of exchanging 100 of many rules is done in slices that stay short."""

import time
from pathlib import Path

import pytest

from fakes.newsbell import write
from fakes.reading import answer, player
from fakes.rulebooks import rulebook
from newsbell.adapters.rulebook.loading import load_text
from newsbell.adapters.rulebook.reloading.pacing import Pacer
from newsbell.adapters.rulebook.reloading.reader import Reader
from newsbell.app.heap import Lasting
from newsbell.app.in_force import RulesInForce
from newsbell.app.rules import index_of

RULES, CHANGED = 3_000, 100


class Timed:
    """The slices of work, in seconds of the processor: other programs do not count."""

    def __init__(self) -> None:
        self.slices: list[float] = []
        self._lasting = Lasting()
        self._began = 0.0

    def begin(self) -> None:
        self._began = time.thread_time()
        self._lasting.begin()

    def stop(self) -> None:
        self._lasting.stop()
        self.slices.append(time.thread_time() - self._began)


def book(version: int) -> str:
    rules = {
        f"r{number}": f"@e{number % 500} AND (harbour{number} OR bridge OR NOT quince{version * (number < CHANGED)})"
        for number in range(RULES)
    }
    entities = {f"e{number}": {"name": f"Works {number}", "aliases": [f"W{number}"]} for number in range(500)}
    return rulebook(rules, entities=entities)


@pytest.mark.chaos
async def test_no_slice_of_the_work_keeps_an_article_waiting(tmp_path: Path) -> None:
    before = load_text(book(0), "rules.yaml", {}).configuration.rule_set
    rules = RulesInForce(index_of(before), before)
    path = write(tmp_path, "rules.yaml", book(1))
    frames = tmp_path / "frames"
    frames.write_bytes(answer(path, rules.marks))
    reader = Reader(str(path), {}, limit=60.0, vocabulary=rules.vocabulary, command=player(frames))
    reading_work, taking_work = Timed(), Timed()

    reading = await reader.read(rules.marks, None, Pacer(reading_work))
    taken = await rules.take(reading, Pacer(taking_work))

    slices = sorted([*reading_work.slices, *taking_work.slices])
    assert (taken.changed, taken.unchanged) == (CHANGED, RULES - CHANGED)
    assert slices[-1] < 0.005
    assert slices[len(slices) * 9 // 10] < 0.002
