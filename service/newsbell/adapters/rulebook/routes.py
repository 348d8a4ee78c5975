"""Routes: from the file's tree to the routing tree, every name in it checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from newsbell.adapters.rulebook.schema import RESERVED, RoutePart
from newsbell.adapters.rulebook.statuses import waits_in_vain
from newsbell.adapters.rulebook.tree import Loc, Tree
from newsbell.adapters.rulebook.validation import did_you_mean, one_of, without_empty
from newsbell.core.route.model import Route
from newsbell.core.rules.model import Severity, Status
from newsbell.core.rules.problem import Level, Problem

_WORDS = {"severity": [item.value for item in Severity], "status": [item.value for item in Status]}


@dataclass(frozen=True, slots=True)
class Known:
    """The names a route may use. `labels` maps a label to the values that rules give it."""

    channels: frozenset[str]
    rules: frozenset[str]
    entities: frozenset[str]
    events: frozenset[str]
    labels: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def ids(self, matcher: str) -> frozenset[str] | None:
        """The ids that a matcher takes, or None if it takes other words."""
        return {"rule": self.rules, "entity": self.entities, "event": self.events}.get(matcher)


def compile_routes(trees: Sequence[Tree], known: Known, problems: list[Problem]) -> tuple[Route, ...]:
    """The routes of all files, one file after the other."""
    routes: list[Route] = []
    for tree in trees:
        listed = tree.data.get("routes") if isinstance(tree.data, dict) else None
        for number, data in enumerate(listed if isinstance(listed, list) else ()):
            loc: Loc = ("routes", number)
            _check(tree, loc, data, known, problems, inherits=False)
            try:
                routes.append(_route(RoutePart.model_validate(without_empty(data))))
            except ValidationError:
                continue
    return tuple(routes)


def _route(part: RoutePart) -> Route:
    return Route(
        match={name: tuple(values) for name, values in part.match.items()},
        channels=tuple(part.channels),
        go_on=part.go_on,
        routes=tuple(_route(child) for child in part.routes),
    )


def _check(tree: Tree, loc: Loc, data: object, known: Known, problems: list[Problem], *, inherits: bool) -> None:
    if not isinstance(data, dict):
        return
    channels = data.get("channels")
    for number, name in enumerate(channels if isinstance(channels, list) else ()):
        if isinstance(name, str) and name not in known.channels:
            advice = did_you_mean(name, known.channels) or _listing("channels", known.channels)
            problems.append(tree.problem(f"unknown channel '{name}'", (*loc, "channels", number), suggestion=advice))
    match = data.get("match")
    for name, values in match.items() if isinstance(match, dict) else ():
        _check_matcher(tree, (*loc, "match", name), values, known, problems)
    children = data.get("routes")
    below = children if isinstance(children, list) else []
    inherits = inherits or bool(channels)
    if not inherits and not below:
        advice = "add channels: [name]"
        problems.append(tree.problem("this route names no channel", loc, suggestion=advice))
    for number, child in enumerate(below):
        _check(tree, (*loc, "routes", number), child, known, problems, inherits=inherits)


def _listing(what: str, names: frozenset[str]) -> str:
    return f"the {what} are {', '.join(sorted(names)[:10])}" if names else f"there are no {what} yet"


def _check_matcher(tree: Tree, loc: Loc, values: object, known: Known, problems: list[Problem]) -> None:
    name = str(loc[-1])
    if name not in RESERVED and name not in known.labels:
        advice = did_you_mean(name, [*RESERVED, *known.labels])
        advice = advice or f"no rule has this label; the alert's own words are {', '.join(RESERVED)}"
        problems.append(tree.problem(f"unknown matcher '{name}'", loc, suggestion=advice, on_key=True))
        return
    listed = values if isinstance(values, list) else [values]
    statuses = [value for value in listed if value in _WORDS["status"] and isinstance(value, str)]
    if name == "status" and statuses:
        vain = waits_in_vain(tree, loc, statuses)
        problems.extend([vain] if vain else [])
    for number, value in enumerate(listed):
        place = (*loc, number) if isinstance(values, list) else loc
        if isinstance(value, str) and (found := _value_problem(tree, place, name, value, known)) is not None:
            problems.append(found)


def _value_problem(tree: Tree, loc: Loc, name: str, value: str, known: Known) -> Problem | None:
    words = _WORDS.get(name)
    if words is not None and value not in words:
        advice = did_you_mean(value, words) or f"choose {one_of(words)}"
        return tree.problem(f"unknown {name} '{value}'", loc, suggestion=advice)
    ids = known.ids(name)
    if ids is not None and value not in ids:
        plural = {"entity": "entities", "rule": "rules", "event": "event types"}[name]
        advice = did_you_mean(value, ids) or _listing(plural, ids)
        return tree.problem(f"unknown {name} '{value}'", loc, suggestion=advice)
    values = known.labels.get(name)
    if values and value not in values:
        advice = did_you_mean(value, values) or _listing("values", values)
        problem = tree.problem(f"no rule has the label {name}: {value}", loc, suggestion=advice)
        return replace(problem, level=Level.WARNING)
    return None


def unused_channels(routes: Sequence[Route], channels: Sequence[str]) -> tuple[str, ...]:
    """The channels that no route names, if there are routes at all."""
    used: set[str] = set()
    pending = list(routes)
    while pending:
        route = pending.pop()
        used.update(route.channels)
        pending.extend(route.routes)
    return tuple(name for name in channels if name not in used) if routes else ()
