"""Nothing lost, nothing twice, whoever dies: the crash battery, small for every day and long for `make chaos`."""

import json
from pathlib import Path
from random import Random

import pytest

from chaos.articles import REGISTER_RULES, articles, broken
from chaos.installation import seed_from_environment
from chaos.storm import Load, Outcome, Weather, storm

ROUNDS = range(3)
BURST = 40
"""Articles that a stranger puts on the bus just before a kill or a sleep."""


def made_up(count: int, seed: int, *, takeovers: int, bad: int, blows: int) -> Load:
    """A load of our own articles; the first tenth of them comes from a stranger, before newsbell ever ran."""
    rng = Random(seed)
    lines = [json.dumps(item) for item in articles(count, rng, takeovers=takeovers)]
    return Load(lines[count // 10 :], lines[: count // 10], broken(bad, rng), bursts(BURST * blows, rng))


def bursts(count: int, rng: Random) -> list[str]:
    """More of our own articles, for the moments of a crash."""
    return [json.dumps(item) for item in articles(count, rng, name="burst")]


def tell(outcome: Outcome, capsys: pytest.CaptureFixture[str]) -> None:
    """Show the figures of a long storm although it passed."""
    with capsys.disabled():
        print(f"\n{outcome}")


async def test_a_small_storm_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    seed = seed_from_environment(20250714)
    outcome = await storm(tmp_path, made_up(300, seed, takeovers=8, bad=16, blows=3), Weather(seed, workers=2))

    assert not outcome.broken, outcome.failure()


@pytest.mark.chaos
@pytest.mark.timeout(600)
@pytest.mark.parametrize("number", ROUNDS)
async def test_a_long_storm_loses_nothing_and_repeats_nothing(
    tmp_path: Path, number: int, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = seed_from_environment(1000) + number
    weather = Weather(seed, workers=3, kills=8, sleeps=2, server_kills=1, publisher_kills=1, patience=240)
    outcome = await storm(tmp_path, made_up(5_000, seed, takeovers=60, bad=80, blows=10), weather)
    tell(outcome, capsys)

    assert not outcome.broken, outcome.failure()


@pytest.mark.chaos
@pytest.mark.needs_shared
@pytest.mark.timeout(600)
@pytest.mark.parametrize("number", ROUNDS)
async def test_a_storm_over_real_notices_loses_nothing_and_repeats_nothing(
    tmp_path: Path, shared: Path, number: int, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = seed_from_environment(2000) + number
    rng = Random(seed)
    sample = shared / "data" / "news" / "federal_register_sample_5000.jsonl"
    lines = [line for line in sample.read_text(encoding="utf-8").splitlines() if line.strip()]
    load = Load(lines=lines, broken=broken(40, rng), bursts=bursts(10 * BURST, rng), rules=REGISTER_RULES, publishers=2)
    weather = Weather(seed, workers=3, kills=8, sleeps=2, server_kills=1, publisher_kills=1, patience=240)
    outcome = await storm(tmp_path, load, weather)
    tell(outcome, capsys)

    assert not outcome.broken, outcome.failure()
