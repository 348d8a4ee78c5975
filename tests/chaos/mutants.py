"""A copy of the service with something changed in it."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change: in `file`, each `old` becomes `new`."""

    name: str
    file: str
    changes: Sequence[tuple[str, str]]


def mutated(folder: Path, mutant: Mutant) -> dict[str, str]:
    """A copy of the packages with the change in it, and the environment that uses the copy."""
    copy = folder / "copy"
    shutil.copytree(ROOT / "service" / "newsbell", copy / "newsbell")
    shutil.copytree(ROOT / "contracts" / "newsbell_contracts", copy / "newsbell_contracts")
    file = copy / mutant.file
    text = file.read_text(encoding="utf-8")
    for old, new in mutant.changes:
        assert old in text, f"{mutant.file} has changed: {old!r} is not in it any more"
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    return {"PYTHONPATH": str(copy)}
