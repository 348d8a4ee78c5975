"""The routing tree as text, for people who ask what is in force."""

from collections.abc import Mapping, Sequence

from newsbell.core.route.model import ChannelSpec, Route
from newsbell.core.route.schedule import schedule_words


def routes_text(routes: tuple[Route, ...], channels: Mapping[str, ChannelSpec]) -> str:
    """The tree: each branch with a line for each of its channels, children indented under their parent."""
    if not routes:
        return "\n".join(["no routes: every alert goes", *_names(tuple(channels), channels, "  ")]) + "\n"
    return "\n".join(_lines(routes, channels, (), 0)) + "\nno branch matches: sent nowhere, and counted\n"


def _lines(
    routes: tuple[Route, ...], channels: Mapping[str, ChannelSpec], inherited: tuple[str, ...], depth: int
) -> list[str]:
    lines: list[str] = []
    for number, route in enumerate(routes):
        names = route.channels or inherited
        further = ", and go on" if route.go_on else ""
        indent = "  " * depth
        lines.append(f"{indent}routes[{number}]  {_conditions(route.match)}{further}")
        lines.extend(_names(names, channels, f"{indent}  "))
        lines.extend(_lines(route.routes, channels, names, depth + 1))
    return lines


def _conditions(match: Mapping[str, Sequence[str]]) -> str:
    if not match:
        return "everything"
    return " and ".join(f"{name} is {' or '.join(values)}" for name, values in match.items())


def _names(names: tuple[str, ...], channels: Mapping[str, ChannelSpec], indent: str) -> list[str]:
    return [f"{indent}-> {_name(name, channels.get(name))}" for name in names] or [f"{indent}-> nobody"]


def _name(name: str, channel: ChannelSpec | None) -> str:
    if channel is None:
        return f"{name} (not configured)"
    if channel.digest is None:
        return f"{name} ({channel.kind}, at once)"
    return f"{name} ({channel.kind}, digest {schedule_words(channel.digest)})"
