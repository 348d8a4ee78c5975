"""`newsbell check`: is the rulebook right, and do its rules do what their own tests say?"""

from pathlib import Path

import click

from newsbell.cli.paths import NamedPath
from newsbell.cli.trouble import EXIT_WRONG, say


@click.command()
@click.argument("path", type=NamedPath())
@click.option("--env", is_flag=True, help="Look up the variables of channels too, as `run` does.")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
def check(path: Path, env: bool, strict: bool) -> None:
    """Validate PATH, a YAML file or a folder of them, and run the rules' own tests.

    Every mistake is shown at once with its file, line and column. Exit code: 0 all is well, 1 a test failed (or a
    warning, with --strict), 78 the configuration can not be used.
    """
    import os

    from newsbell.adapters.rulebook.testing import run_rule_tests
    from newsbell.app.rules import load

    configuration = load(path, os.environ if env else None)
    for problem in configuration.problems:
        say(problem.render())
    results = run_rule_tests(configuration)
    failed = [result for result in results if not result.passed]
    for result in failed:
        say(f"{result.sentence}")
    if configuration.missing_names:
        say(f"note: not looked up here: {', '.join(configuration.missing_names)} (use --env)")
    rules, channels = configuration.rule_set.rules, configuration.channels
    click.echo(
        f"{path}: {_count(len(rules), 'rule')}, {_count(len(channels), 'channel')}, "
        f"{len(results) - len(failed)} of {_count(len(results), 'test')} passed, "
        f"{_count(len(configuration.problems), 'warning')}"
    )
    if failed or (strict and configuration.problems):
        raise SystemExit(EXIT_WRONG)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
