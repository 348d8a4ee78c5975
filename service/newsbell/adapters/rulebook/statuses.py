"""A word of warning to whoever waits for a status that no article is given."""

from collections.abc import Iterable
from dataclasses import replace

from newsbell.adapters.rulebook.tree import Loc, Tree
from newsbell.core.events.understand import READ_STATUSES
from newsbell.core.rules.problem import Level, Problem


def waits_in_vain(tree: Tree, loc: Loc, statuses: Iterable[str]) -> Problem | None:
    """A warning at `loc` if none of the statuses is ever read from an article; None if one is."""
    read = sorted(status.value for status in READ_STATUSES)
    if set(statuses) & set(read):
        return None
    message = f"no article is given one of these statuses yet: every event is {' or '.join(read)}"
    problem = tree.problem(message, loc, suggestion=f"add {read[0]} to the list, or leave status out")
    return replace(problem, level=Level.WARNING)
