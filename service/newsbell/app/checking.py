"""A rulebook checked: its mistakes, the doubts about it, and its own tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from newsbell.adapters.rulebook.configuration import Configuration
from newsbell.adapters.rulebook.loading import load_configuration
from newsbell.adapters.rulebook.testing import RuleTestResult, run_rule_tests
from newsbell.core.rules.problem import Problem


@dataclass(frozen=True, slots=True)
class Checked:
    """A rulebook that can be used: the doubts about it, in the order of the files, and how its tests ended.

    `articles` is the number of articles that its words were compared with.
    """

    configuration: Configuration
    problems: tuple[Problem, ...]
    results: tuple[RuleTestResult, ...]
    articles: int = 0

    @property
    def failed(self) -> tuple[RuleTestResult, ...]:
        """The tests that did not end as wanted."""
        return tuple(result for result in self.results if not result.passed)


def check_rulebook(path: Path, environ: Mapping[str, str] | None) -> Checked:
    """Read a rulebook and run its tests.

    Raises:
        ConfigurationError: with every mistake of every file.
    """
    configuration = load_configuration(path, environ).configuration
    return Checked(configuration, configuration.problems, run_rule_tests(configuration))
