"""What a rulebook says once it is understood: plain values, secrets wrapped."""

from dataclasses import dataclass

from pydantic import SecretStr

from newsbell.core.route.model import ChannelSpec, Route
from newsbell.core.rules.model import RuleSet, RuleTest
from newsbell.core.rules.problem import Level, Problem


class ConfigurationError(ValueError):
    """The configuration can not be used; `problems` holds every mistake that was found, warnings included."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(problem.headline() for problem in problems))

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The mistakes that stop the file from being used."""
        return tuple(problem for problem in self.problems if problem.level is Level.ERROR)

    def render(self) -> str:
        """All problems, each with its line and a caret."""
        return "\n".join(problem.render() for problem in self.problems)


@dataclass(frozen=True, slots=True)
class ChannelConfig:
    """A channel with its address. Exactly one of `url` and `webhook_url` was written.

    Both are None when the variables were not looked up (`check`). `webhook_secrets` has several while a secret is
    being rotated, the newest first. `via` is `apprise` when the author wants Apprise's own sender.
    """

    spec: ChannelSpec
    url: SecretStr | None = None
    webhook_url: SecretStr | None = None
    webhook_secrets: tuple[SecretStr, ...] = ()
    via: str | None = None

    def secrets(self) -> tuple[str, ...]:
        """The secret texts of the channel, in the clear, for a redactor."""
        found = (self.url, self.webhook_url, *self.webhook_secrets)
        return tuple(secret.get_secret_value() for secret in found if secret is not None)


@dataclass(frozen=True, slots=True)
class TypeExample:
    """An example under an event type: a text, and whether the type must be found in it. `path` is its file."""

    event_type: str
    test: RuleTest
    path: str = ""


@dataclass(frozen=True, slots=True)
class Configuration:
    """A rulebook that can be used. `problems` are warnings only.

    `rule_paths` says which file a rule came from; `missing_names` are the variables that channels ask for and that
    were not looked up.
    """

    rule_set: RuleSet
    channels: tuple[ChannelConfig, ...] = ()
    routes: tuple[Route, ...] = ()
    problems: tuple[Problem, ...] = ()
    examples: tuple[TypeExample, ...] = ()
    rule_paths: tuple[tuple[str, str], ...] = ()
    missing_names: tuple[str, ...] = ()

    def channel(self, name: str) -> ChannelConfig | None:
        """The channel of that name, or None."""
        return next((channel for channel in self.channels if channel.spec.name == name), None)

    def secrets(self) -> tuple[str, ...]:
        """The secret texts of all channels, in the clear, for a redactor."""
        return tuple(secret for channel in self.channels for secret in channel.secrets())


@dataclass(frozen=True, slots=True)
class LoadResult:
    """A configuration and the files it was read from, in the order they were read."""

    configuration: Configuration
    files: tuple[str, ...]
