"""Channels: from entries to addresses behind a veil, and what the router needs to know of them."""

from collections.abc import Iterable, Mapping
from zoneinfo import available_timezones

from pydantic import SecretStr
from yaml.nodes import ScalarNode

from newsbell.adapters.rulebook.configuration import ChannelConfig
from newsbell.adapters.rulebook.merging import Entry
from newsbell.adapters.rulebook.scalars import scalar_problem
from newsbell.adapters.rulebook.schema import ChannelPart, DigestPart
from newsbell.adapters.rulebook.secrets import substitute
from newsbell.adapters.rulebook.validation import did_you_mean
from newsbell.core.route.model import ChannelSpec, DigestSchedule
from newsbell.core.route.schedule import schedule_problem
from newsbell.core.rules.problem import Level, Problem

_MAIL = ("mailto", "mailtos")
_SCHEDULE_ADVICE = 'minute hour day month weekday, e.g. "30 7 * * 1-5" is 07:30 on working days'


def channel_kind(url: str) -> str:
    """What sort of channel an address is, by its text alone: slack, email, console or apprise."""
    scheme, _, rest = url.lower().partition("://")
    host = rest.partition("/")[0].partition("?")[0]
    if scheme == "console":
        return "console"
    if scheme == "slack" or (scheme in ("http", "https") and host.rpartition("@")[2] == "hooks.slack.com"):
        return "slack"
    return "email" if scheme in _MAIL else "apprise"


class ChannelReader:
    """Reads channels; collects problems, and the names that are missing because nothing was looked up."""

    def __init__(self, environ: Mapping[str, str] | None, problems: list[Problem]) -> None:
        self.environ = environ
        self.problems = problems
        self.missing: list[str] = []

    def read(self, found: Iterable[Entry]) -> tuple[ChannelConfig, ...]:
        """The channels whose shape is right."""
        channels: list[ChannelConfig] = []
        for entry in found:
            self._check_digest(entry)
            part = entry.parse(ChannelPart)
            if part is not None:
                channels.append(self._channel(entry, part))
        return tuple(channels)

    def _channel(self, entry: Entry, part: ChannelPart) -> ChannelConfig:
        digest = DigestSchedule(part.digest.schedule, part.digest.timezone) if part.digest else None
        if part.webhook is not None:
            url = self._address(entry, part.webhook.url, ("webhook", "url"), ("http", "https"))
            secrets = tuple(
                self._secret(entry, text, number, len(part.webhook.secret))
                for number, text in enumerate(part.webhook.secret)
            )
            spec = ChannelSpec(entry.name, "webhook", digest)
            known = tuple(SecretStr(secret) for secret in secrets if secret is not None)
            return ChannelConfig(spec, webhook_url=_veiled(url), webhook_secrets=known)
        url = self._address(entry, part.url or "", ("url",), None)
        kind = channel_kind(url or part.url or "")
        return ChannelConfig(ChannelSpec(entry.name, kind, digest), url=_veiled(url), via=part.via)

    def _address(self, entry: Entry, text: str, steps: tuple[str, ...], schemes: tuple[str, ...] | None) -> str | None:
        url = self._value(entry, text, steps)
        if url is None:
            return None
        scheme, separator, rest = url.partition("://")
        if not separator or not scheme or (not rest and scheme.lower() != "console"):
            origin = " after its variables were put in" if url != text else ""
            self._complain(entry, steps, f"this is no URL{origin}", "it looks like scheme://…, e.g. console://")
            return None
        if schemes is not None and scheme.lower() not in schemes:
            self._complain(entry, steps, "a webhook needs an http or https address", "write https://…")
            return None
        if channel_kind(url) == "slack" and "${" not in text:
            self._complain(
                entry, steps, "the address stands in the file itself", "keep it in a variable: ${NAME}", Level.WARNING
            )
        return url

    def _secret(self, entry: Entry, text: str, number: int, count: int) -> str | None:
        node = entry.node("webhook", "secret")
        steps: tuple[int | str, ...] = ("webhook", "secret")
        if not isinstance(node, ScalarNode) or count > 1:
            steps = (*steps, number)
        if "${" not in text:
            advice = "keep it in a variable: ${NAME}"
            self._complain(entry, steps, "the secret stands in the file itself", advice, Level.WARNING)
        return self._value(entry, text, steps)

    def _value(self, entry: Entry, text: str, steps: tuple[int | str, ...]) -> str | None:
        node = entry.node(*steps)
        if entry.broken(node):
            return None
        lookup = substitute(text, self.environ)
        for message, advice, start, end in lookup.problems:
            self._complain_at(entry, node, message, advice=advice, start=start, end=end)
        for name, start, end in lookup.missing:
            if self.environ is None:
                self.missing.append(name)
            else:
                advice = "export it, or write ${file:/path/of/a/secret}"
                self._complain_at(
                    entry,
                    node,
                    f"{name} is {'empty' if name in self.environ else 'not set'}",
                    advice=advice,
                    start=start,
                    end=end,
                )
        return lookup.text

    def _complain(
        self, entry: Entry, steps: tuple[int | str, ...], message: str, advice: str, level: Level = Level.ERROR
    ) -> None:
        node = entry.node(*steps)
        length = len(node.value) if isinstance(node, ScalarNode) else 1
        self._complain_at(entry, node, message, advice=advice, start=0, end=length, level=level)

    def _complain_at(
        self,
        entry: Entry,
        node: object,
        message: str,
        *,
        advice: str,
        start: int,
        end: int,
        level: Level = Level.ERROR,
    ) -> None:
        source = entry.tree.source
        if isinstance(node, ScalarNode):
            problem = scalar_problem(source, node, message, start, end, suggestion=advice, level=level)
        else:
            problem = entry.tree.problem(message, entry.loc, suggestion=advice, on_key=True)
        self.problems.append(problem)

    def _check_digest(self, entry: Entry) -> None:
        data = entry.field("digest")
        if not isinstance(data, dict):
            return
        schedule, zone = data.get("schedule"), data.get("timezone", DigestPart.model_fields["timezone"].default)
        wrong = schedule_problem(schedule) if isinstance(schedule, str) and schedule.strip() else None
        if wrong is not None:
            self._complain(entry, ("digest", "schedule"), wrong, _SCHEDULE_ADVICE)
        if isinstance(zone, str) and zone.strip() and zone not in available_timezones():
            advice = did_you_mean(zone, available_timezones()) or "use an IANA name, e.g. Europe/Paris"
            self._complain(entry, ("digest", "timezone"), f"unknown time zone '{zone}'", advice)


def _veiled(text: str | None) -> SecretStr | None:
    return SecretStr(text) if text is not None else None
