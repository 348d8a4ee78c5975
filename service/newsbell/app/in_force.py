"""What a running service works by and can exchange: its rules and its routes. Channels are opened at the start only."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from newsbell.adapters.rulebook.configuration import Configuration
from newsbell.adapters.rulebook.reloading.marks import (
    channel_changes,
    channel_marks,
    mark_of,
    named_channels,
    routes_mark,
)
from newsbell.adapters.rulebook.reloading.pacing import Pacer
from newsbell.adapters.rulebook.reloading.reader import Reading
from newsbell.core.match.hit import RuleIndex
from newsbell.core.route.model import Route
from newsbell.core.rules.errors import QueryError
from newsbell.core.rules.model import Rule, RuleSet, Vocabulary

log = logging.getLogger(__name__)

AT_ONCE = 0.004
"""Seconds; a change that takes no longer comes in one go, so that all of it takes effect together.

Anything longer comes in the pacer's short slices from the start: an article would meet one of those after a long one.
"""

FIRST_GUESS = 0.0001
"""Seconds that a rule takes, until it was seen how long it does."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the rules of one reading. `refused`: what the index would not take, each with the reason."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    refused: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.added} added, {self.changed} changed, {self.removed} removed, {self.unchanged} unchanged"


class RulesInForce:
    """The rules that articles are matched against, with the marks by which a change is known."""

    def __init__(self, index: RuleIndex, rule_set: RuleSet) -> None:
        self._index = index
        self.vocabulary: Vocabulary = rule_set.vocabulary
        self.marks: dict[str, str] = {rule.id: mark_of(rule) for rule in rule_set.rules}
        self._seconds_a_rule = FIRST_GUESS

    async def take(self, reading: Reading, pacer: Pacer) -> Taken:
        """Exchange what differs. Between two slices articles are matched, each by whole rules, old or new ones.

        New rules come before the old ones go: under a rename an article may ring for both, and none is missed.
        """
        before = len(self.marks)
        added = 0
        refused: list[str] = []
        count = len(reading.rules) + len(reading.removed)
        worked = pacer.worked
        pacer.begin(AT_ONCE if count * self._seconds_a_rule <= AT_ONCE else None)
        try:
            for mark, rule in reading.rules:
                added += rule.id not in self.marks
                if (reason := self._add(rule, mark, reading.vocabulary)) is not None:
                    refused.append(reason)
                await pacer.breathe()
            for rule_id in reading.removed:
                self._index.remove(rule_id)
                del self.marks[rule_id]
                await pacer.breathe()
        finally:
            pacer.stop()
        if count:
            self._seconds_a_rule = (pacer.worked - worked) / count
        changed, removed = len(reading.rules) - added, len(reading.removed)
        return Taken(added, changed, removed, before - changed - removed, tuple(refused))

    def _add(self, rule: Rule, mark: str, vocabulary: Vocabulary) -> str | None:
        """Put a rule into the index; gives the reason if it does not take it."""
        try:
            self._index.add(rule, vocabulary)
        except QueryError as error:
            return f"rule '{rule.id}': {error}"
        self.marks[rule.id] = mark
        return None


@dataclass(slots=True)
class RoutesInForce:
    """The routing tree in use. `use` puts another in its place, between two alerts."""

    routes: tuple[Route, ...]
    use: Callable[[tuple[Route, ...]], None]
    mark: str = ""

    def __post_init__(self) -> None:
        self.mark = routes_mark(self.routes)

    def take(self, routes: tuple[Route, ...]) -> None:
        """Route by this tree from now on."""
        self.use(routes)
        self.routes, self.mark = routes, routes_mark(routes)


@dataclass(slots=True)
class InForce:
    """What this process works by. `rules` and `routes` are None where it does not match, or does not route."""

    channels: Mapping[str, str]
    """Name to mark of each channel that was opened, or would be in a process that sends."""
    rules: RulesInForce | None = None
    routes: RoutesInForce | None = None
    warned: frozenset[str] = field(default_factory=frozenset)
    """Keys of the warnings that were told already."""

    def restart_needed(self, reading: Reading) -> list[str]:
        """What of a reading has to wait for a restart, in words: one line each, none if nothing has."""
        found = channel_changes(self.channels, reading.done.channels)
        lines = [f"the channels ({', '.join(found)})"] if found else []
        if reading.done.routes is not None and (missing := self._missing_channels(reading)):
            lines.append(f"the routes (they need {', '.join(missing)})")
        return lines

    def _missing_channels(self, reading: Reading) -> list[str]:
        """Why the new routes can not be used yet, in words; nothing if they can."""
        routes = reading.done.routes or ()
        if not routes:
            # Without routes every channel gets every alert: exactly the new ones, so they must be the open ones.
            return (
                ["the channels of the new configuration"]
                if reading.done.channels.keys() != self.channels.keys()
                else []
            )
        return [f"'{name}'" for name in sorted(named_channels(routes) - self.channels.keys())]

    async def take(self, reading: Reading, pacer: Pacer) -> "Effect":
        """Take over what can be taken over while running."""
        began = time.perf_counter()
        taken = await self.rules.take(reading, pacer) if self.rules is not None else None
        rerouted = False
        if self.routes is not None and reading.done.routes is not None and not self._missing_channels(reading):
            self.routes.take(reading.done.routes)
            rerouted = True
        return Effect(taken, rerouted, time.perf_counter() - began)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a reading has changed, and how long it took until all of it was in force."""

    rules: Taken | None
    rerouted: bool
    seconds: float

    @property
    def nothing(self) -> bool:
        """Whether all is as it was."""
        same = self.rules is None or not (self.rules.added or self.rules.changed or self.rules.removed)
        return same and not self.rerouted

    def __str__(self) -> str:
        if self.nothing:
            return "the configuration was read again: nothing has changed here"
        parts = [f"rules reloaded: {self.rules}" if self.rules is not None else "routes reloaded"]
        if self.rules is not None and self.rerouted:
            parts.append("routes replaced")
        return "; ".join([*parts, f"took effect in {self.seconds * 1000:.0f} ms"])


def in_force_of(configuration: Configuration) -> InForce:
    """What is in force at the start, as far as every process knows it."""
    keys = frozenset(f"{problem.path}: {problem.message}" for problem in configuration.problems)
    return InForce(channels=channel_marks(configuration.channels), warned=keys)
