"""What the rules keep in memory, measured in a process of their own: `python -m bench.memory sparse 10000 1`."""

import gc
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

from bench.corpus import load_corpus
from bench.ours import filled
from bench.rulesets import KINDS, RuleSet, Words, draw

TRACED = 10_000
"""Rules up to which every allocation is traced, which is exact and slow; beyond, the growth of the process is taken."""
_STATM = Path("/proc/self/statm")


def bytes_a_rule(kind: str, count: int, seed: int, *, bundled: bool) -> float:
    """Bytes that the engine keeps of one rule beside the rule itself and its entities, on average."""
    words = [sys.executable, "-m", "bench.memory", kind, str(count), str(seed), *(["bundled"] if bundled else [])]
    done = subprocess.run(words, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True)
    return float(done.stdout)


def _measure(rule_set: RuleSet) -> int:
    traced = len(rule_set.rules) <= TRACED or not _STATM.is_file()
    gc.collect()
    gc.disable()
    if traced:
        tracemalloc.start()
    before = _held(traced=traced)
    matcher = filled(rule_set)
    grown = _held(traced=traced) - before
    del matcher
    return grown


def _held(*, traced: bool) -> int:
    if traced:
        return tracemalloc.get_traced_memory()[0]
    return int(_STATM.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _main(kind: str, count: str, seed: str, *origin: str) -> None:
    corpus = load_corpus(int(seed), bundled="bundled" in origin)
    rule_set = draw(KINDS[kind], Words(corpus), int(count), int(seed))
    print(_measure(rule_set) / len(rule_set.rules))


if __name__ == "__main__":
    _main(*sys.argv[1:])
