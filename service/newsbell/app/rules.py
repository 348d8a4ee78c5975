"""Rulebooks and engines, for every verb; nothing here reaches a server."""

from collections.abc import Callable, Mapping
from pathlib import Path

from newsbell.adapters.rulebook.configuration import Configuration
from newsbell.adapters.rulebook.loading import load_configuration, load_text
from newsbell.adapters.rulebook.packs import example_configuration
from newsbell.core.events.places import ContextJudge
from newsbell.core.match.matcher import FastMatcher
from newsbell.core.rules.model import RuleSet
from newsbell.flow.engine import Engine

EXAMPLE = "example.yaml (bundled)"
"""What the bundled example is called in messages."""


def load(path: Path | None, environ: Mapping[str, str] | None) -> Configuration:
    """The configuration at `path`, or the bundled example when there is none.

    With `environ` None the variables of channels are not looked up.

    Raises:
        ConfigurationError: with every mistake of every file.
    """
    if path is None:
        return load_text(example_configuration(), EXAMPLE, environ).configuration
    return load_configuration(path, environ).configuration


def index_of(rule_set: RuleSet, tick: Callable[[], int] | None = None) -> FastMatcher:
    """An index of these rules, whose rules may come and go; with a clock of nanoseconds it counts what they cost."""
    matcher = FastMatcher(ContextJudge(), tick)
    for rule in rule_set.rules:
        matcher.add(rule, rule_set.vocabulary)
    return matcher


def engine_of(rule_set: RuleSet) -> Engine:
    """The engine for a rule set that stays."""
    return Engine(index_of(rule_set))
