"""Marks: short hashes by which two readings of a rulebook are compared without sending either."""

from collections.abc import Iterable, Mapping
from hashlib import sha256

from newsbell.adapters.rulebook.configuration import ChannelConfig
from newsbell.core.route.model import Route
from newsbell.core.rules.model import Rule


def mark_of(rule: Rule) -> str:
    """Differs when anything does that an alert of the rule may show or depend on; its own `tests:` do not count."""
    return f"{rule.version}{_hash(rule.title)}"


def rule_marks(rules: Iterable[Rule]) -> dict[str, str]:
    """The mark of each rule by its id."""
    return {rule.id: mark_of(rule) for rule in rules}


def routes_mark(routes: tuple[Route, ...]) -> str:
    """Differs when the routing tree does."""
    return _hash(repr(routes))


def channel_marks(channels: Iterable[ChannelConfig]) -> dict[str, str]:
    """The mark of each channel by its name; its address counts, and can not be read from the mark."""
    return {each.spec.name: _hash(repr((each.spec, each.via, each.secrets()))) for each in channels}


def named_channels(routes: tuple[Route, ...]) -> frozenset[str]:
    """All channels that these routes and those below them name."""
    found: set[str] = set()
    pending = list(routes)
    while pending:
        route = pending.pop()
        found.update(route.channels)
        pending.extend(route.routes)
    return frozenset(found)


def channel_changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """In words, which channels differ: one phrase a channel, in the order of their names."""
    phrases = {name: f"'{name}' is new" for name in after.keys() - before.keys()}
    phrases |= {name: f"'{name}' was removed" for name in before.keys() - after.keys()}
    phrases |= {name: f"'{name}' was changed" for name in before.keys() & after.keys() if before[name] != after[name]}
    return tuple(phrases[name] for name in sorted(phrases))


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
