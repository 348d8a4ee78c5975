"""The plan of an alert: which channels get it at once, which in their digest, and what is held back.

The tree is walked as Prometheus Alertmanager walks its own: depth first, the first branch that matches wins,
`continue` (here `go_on`) looks further, and the deepest matching branch decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from newsbell.core.route.model import ChannelSpec, Planned, Routable, Route, SuppressedBy

DEFAULT_ROUTE = "default"
"""The `route` of a plan made without any routes: every channel gets every alert."""

NO_ROUTE = "none"
"""The `route` of a plan when routes exist and none of them matches."""


@dataclass(frozen=True, slots=True)
class _Branch:
    """A branch that decides, with its place in the tree and its own or inherited channels."""

    place: str
    channels: tuple[str, ...]


def plan(alert: Routable, routes: tuple[Route, ...], channels: Mapping[str, ChannelSpec]) -> tuple[Planned, ...]:
    """One share for each channel that gets the alert, each channel once; never empty.

    When nobody gets it, one share with the channel "" says so (`SuppressedBy.ROUTE`). An alert from replayed history
    is held back in every channel (`SuppressedBy.BACKFILL`).

    Raises:
        KeyError: a route names a channel that is not in `channels`.
    """
    deciding = _deciding(alert, routes, (), "") if routes else [_Branch(DEFAULT_ROUTE, tuple(channels))]
    shares: dict[str, Planned] = {}
    for branch in deciding:
        for name in branch.channels:
            if name not in shares:
                shares[name] = _share(channels[name], branch.place, backfill=alert.backfill)
    if shares:
        return tuple(shares.values())
    place = deciding[0].place if deciding else NO_ROUTE
    return (Planned(channel="", kind="", route=place, suppressed_by=SuppressedBy.ROUTE),)


def _share(channel: ChannelSpec, place: str, *, backfill: bool) -> Planned:
    if backfill:
        return Planned(channel.name, channel.kind, place, suppressed_by=SuppressedBy.BACKFILL)
    return Planned(channel.name, channel.kind, place, digest=channel.digest is not None)


def _deciding(alert: Routable, routes: tuple[Route, ...], inherited: tuple[str, ...], above: str) -> list[_Branch]:
    """The branches that decide, in the order of the tree; a branch with a matching child leaves it to the child."""
    found: list[_Branch] = []
    for number, route in enumerate(routes):
        if not matches(alert, route):
            continue
        place = f"{above}routes[{number}]"
        channels = route.channels or inherited
        found.extend(_deciding(alert, route.routes, channels, f"{place}.") or [_Branch(place, channels)])
        if not route.go_on:
            break
    return found


def matches(alert: Routable, route: Route) -> bool:
    """Whether every matcher of the route holds by one of its values; a route without matchers always does.

    Names of matchers are compared in any case, values exactly.
    """
    have = {name.casefold(): values for name, values in alert.values.items()}
    return all(
        any(value in have.get(name.casefold(), ()) for value in accepted) for name, accepted in route.match.items()
    )
