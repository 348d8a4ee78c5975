"""What is measured: an engine, a rival or a limit, all run the same way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

OURS = "newsbell"
"""The name of the engine whose time is 1."""


class View(Enum):
    """What an engine takes for an occurrence of a term, and so the only reason why its answer may differ from ours."""

    OURS = "nothing"
    WORDS = "a phrase across a comma, a full stop or an empty line"
    LOWER = "a term with a curly quote beside it, or with an accent, a dash or a line break in it"
    RAW = "a term with an accent or a dash in it"


def _nothing(_: Any) -> frozenset[str]:
    return frozenset()


@dataclass(frozen=True, slots=True)
class Engine:
    """Something that tells which rules an article matches.

    `inputs` are the articles of the corpus in the form it takes, and `run` is what is timed, one input a call.
    `rule_ids` reads a result of `run`, untimed; a `limit` has none, for it only passes over the text. `change` is what
    has to be done when one rule changes, None if nothing.
    """

    name: str
    inputs: Sequence[Any]
    run: Callable[[Any], Any]
    rule_ids: Callable[[Any], frozenset[str]] = _nothing
    view: View = View.OURS
    limit: bool = False
    change: Callable[[], object] | None = field(default=None, repr=False)
