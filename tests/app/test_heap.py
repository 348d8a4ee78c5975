"""The collector leaves alone what stays, and still finds rubbish."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from newsbell.app.heap import Lasting, loading, settle


class Ring:
    """Rubbish that only the collector finds."""

    def __init__(self) -> None:
        self.self = self


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()
    assert gc.isenabled()


def test_what_lives_at_the_start_is_not_looked_at_again_and_rubbish_is_gone() -> None:
    ring = weakref.ref(Ring())
    kept = [[number] for number in range(1_000)]

    settle()

    assert ring() is None
    assert gc.get_freeze_count() > 1_000
    assert not any(each is kept[0] for each in gc.get_objects())


def test_work_that_lasts_is_taken_out_of_the_collectors_sight() -> None:
    settle()
    before = gc.get_freeze_count()
    work = Lasting()

    work.begin()
    assert not gc.isenabled()
    kept = [[number] for number in range(5_000)]
    work.stop()

    assert gc.isenabled()
    assert gc.get_freeze_count() >= before + 5_000
    assert len(kept) == 5_000


def test_the_rubbish_of_others_is_collected_before_it_could_be_kept() -> None:
    time = iter([0.0, 1.0, 2.0, 3.0])
    work = Lasting(lambda: next(time))
    work.begin()
    work.stop()
    ring = weakref.ref(Ring())

    work.begin()
    work.stop()

    assert ring() is None


def test_the_collector_works_again_even_if_loading_failed() -> None:
    enabled: list[bool] = []

    def fail() -> None:
        enabled.append(gc.isenabled())
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"), loading():
        fail()

    assert enabled == [False]
