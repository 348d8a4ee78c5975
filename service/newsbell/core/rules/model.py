"""What a rule set is made of: entities, event types and rules, all immutable."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from newsbell.core.rules.names import size_and_height
from newsbell.core.rules.syntax import Node


class Severity(StrEnum):
    """How urgent an alert is; the order is low, normal, high, critical."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    CRITICAL = "critical"


class Status(StrEnum):
    """Where an event stands, as the article puts it on its date."""

    RUMOURED = "rumoured"
    IN_TALKS = "in_talks"
    ANNOUNCED = "announced"
    CONFIRMED = "confirmed"
    DENIED = "denied"
    CALLED_OFF = "called_off"
    REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class Entity:
    """Someone or something with names. `name` counts as an alias.

    An alias is exact words in any case; with a leading `=` in this case only. `exclude` (YAML: `not`) are phrases
    that contain an alias and mean something else; they mask the mention. `region` says where a place lies.
    """

    id: str
    name: str
    type: str = "organization"
    aliases: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    region: str | None = None


@dataclass(frozen=True, slots=True)
class EventType:
    """A kind of event. `triggers` and `exclude` (YAML: `not`) are terms of the rule language: a bare word matches its
    inflections, a quoted phrase exactly these words, and wildcards and `=` work as in rules.
    """

    id: str
    title: str
    triggers: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    media_topic: str | None = None


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A part of a query with a name of its own (YAML: `terms`), for many rules to use as `term:id`.

    `size` is the number of its terms and `height` that of the nodes on its longest way down; both count what other
    names in it stand for, so that a rule's limits hold through names.
    """

    id: str
    text: str
    query: Node
    size: int = field(init=False, compare=False, default=0)
    height: int = field(init=False, compare=False, default=0)

    def __post_init__(self) -> None:
        size, height = size_and_height(self.query)
        object.__setattr__(self, "size", size)
        object.__setattr__(self, "height", height)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names a rule may use: entities, event types and named queries by id."""

    entities: Mapping[str, Entity] = field(default_factory=dict)
    event_types: Mapping[str, EventType] = field(default_factory=dict)
    terms: Mapping[str, NamedQuery] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RuleTest:
    """An example under a rule: a text and whether the rule must match it."""

    text: str
    expected: bool
    line: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A question to every article. `version` is a hash of all that can change its answers, vocabulary included."""

    id: str
    title: str
    text: str
    query: Node
    version: str
    statuses: frozenset[Status] | None = None
    severity: Severity = Severity.NORMAL
    labels: Mapping[str, str] = field(default_factory=dict)
    tests: tuple[RuleTest, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules with the names they use; `version` is a hash over them."""

    rules: tuple[Rule, ...]
    vocabulary: Vocabulary
    version: str

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of that id, or None."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)
