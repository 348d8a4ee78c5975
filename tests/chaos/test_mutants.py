"""A battery that never failed proves nothing: with a guard taken out of a copy of the service, it must turn red."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from chaos.mutants import Mutant, mutated
from chaos.scenarios import sleeping_and_given_up, sleeping_over_nothing, sleeping_sender
from chaos.storm import Weather, storm
from chaos.test_storm import made_up

PENDING_GATE = "if not pending(KEYS[1], ARGV[1], ARGV[2]) then return 'LOST' end\n"
ACK_GATE = "if redis.call('XACK', KEYS[1], ARGV[1], ARGV[2]) ~= 1 then return 'LOST' end\n"
ACK_ALONE = "redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])\n"

Attack = Callable[[Path, Mapping[str, str]], Awaitable[Sequence[str]]]


async def small_storm(folder: Path, env: Mapping[str, str]) -> Sequence[str]:
    """A storm in which every kill and sleep falls into a batch; gives the broken promises."""
    weather = Weather(7, workers=2, kills=3, sleeps=2, server_kills=0, patience=12.0)
    return (await storm(folder, made_up(300, 7, takeovers=6, bad=8, blows=5), weather, env)).broken


@dataclass(frozen=True, slots=True)
class Guarded(Mutant):
    """A guard taken out. `red` is in what the attack then says."""

    attack: Attack
    red: str


STORE = "newsbell/adapters/store"
MUTANTS = (
    Guarded("as it is", f"{STORE}/scripts/finish.lua", (), small_storm, ""),
    Guarded(
        "commit of an article without the gate",
        f"{STORE}/scripts/commit_watch.lua",
        ((PENDING_GATE, ""), (ACK_GATE, ACK_ALONE)),
        sleeping_and_given_up,
        "the audit differs",
    ),
    Guarded(
        "articles without a match counted by whoever commits",
        f"{STORE}/scripts/acknowledge.lua",
        (("count = count + ours", "count = count + 1"),),
        sleeping_over_nothing,
        "the audit differs",
    ),
    Guarded(
        "articles without a match counted by whoever commits, in a storm",
        f"{STORE}/scripts/acknowledge.lua",
        (("count = count + ours", "count = count + 1"),),
        small_storm,
        "the audit of articles accepted differs",
    ),
    Guarded(
        "outcome of an attempt that is over",
        f"{STORE}/scripts/finish.lua",
        (("if row.attempt ~= ARGV[2] then return 0 end\n", ""),),
        sleeping_sender,
        "the bus says attempts",
    ),
    Guarded(
        "possible repeat not told",
        f"{STORE}/scripts/claim.lua",
        (("    redis.call('HSET', row, 'maybe_repeat', 1)\n", ""),),
        sleeping_sender,
        "the ledger does not say",
    ),
    Guarded(
        "group created at the end of the stream",
        f"{STORE}/safety.py",
        (('id="0"', 'id="$"'),),
        small_storm,
        "lost: story",
    ),
    Guarded(
        "nobody takes over from the dead",
        "newsbell/adapters/bus/reclaim.py",
        (("int(self._settings.lease * 1000)", "int(self._settings.lease * 1000_000)"),),
        small_storm,
        "not finished",
    ),
    Guarded(
        "acknowledged before it is committed",
        f"{STORE}/scripts/commit_watch.lua",
        ((ACK_GATE, ACK_ALONE + "if true then return 'DONE' end\n"),),
        small_storm,
        "lost: story",
    ),
)


@pytest.mark.chaos
@pytest.mark.timeout(180)
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name.replace(" ", "-"))
async def test_the_battery_turns_red_when_a_guard_is_missing(tmp_path: Path, mutant: Guarded) -> None:
    broken = await mutant.attack(tmp_path, mutated(tmp_path, mutant))

    print(*broken, sep="\n")
    assert any(mutant.red in fault for fault in broken) if mutant.changes else broken == []
