"""Nothing lost, nothing twice, whoever dies: the crash battery, small for every day and long for `make chaos`."""

import json
from pathlib import Path
from random import Random

import pytest

from chaos.articles import articles, broken
from chaos.installation import seed_from_environment
from chaos.storm import Load, Weather, storm


def made_up(count: int, seed: int, *, takeovers: int, bad: int) -> Load:
    """A load of our own articles; the first tenth of them comes from a stranger, before newsbell ever ran."""
    rng = Random(seed)
    lines = [json.dumps(item) for item in articles(count, rng, takeovers=takeovers)]
    return Load(lines=lines[count // 10 :], early=lines[: count // 10], broken=broken(bad, rng))


async def test_a_small_storm_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    seed = seed_from_environment(20250714)
    outcome = await storm(tmp_path, made_up(400, seed, takeovers=10, bad=16), Weather(seed))
    print(outcome)

    assert not outcome.broken, outcome.failure()
