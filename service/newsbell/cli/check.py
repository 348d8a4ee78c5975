"""`newsbell check`: is the rulebook right, and do its rules do what their own tests say?"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsbell.cli.paths import NamedPath
from newsbell.cli.trouble import EXIT_WRONG, say

if TYPE_CHECKING:
    from newsbell.app.checking import Checked


@click.command()
@click.argument("path", type=NamedPath())
@click.argument("more", nargs=-1, type=NamedPath(), metavar="")
@click.option("--env", is_flag=True, help="Look up the variables of channels too, as `run` does.")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option(
    "--articles",
    "files",
    multiple=True,
    type=NamedPath(allow_dash=True),
    metavar="FILE...",
    help="Warn of words that none of these articles has (.txt, .md, .json, .jsonl, .gz, folders).",
)
def check(path: Path, more: tuple[Path, ...], env: bool, strict: bool, files: tuple[Path, ...]) -> None:
    """Validate PATH, a YAML file or a folder of them, and run the rules' own tests.

    Every mistake is shown at once with its file, line and column. Exit code: 0 all is well, 1 a test failed (or a
    warning, with --strict), 78 the configuration can not be used.
    """
    import os

    if more and not files:
        raise click.UsageError("check takes one PATH, a file or a folder; name articles behind --articles")
    checked = _checked(path, os.environ if env else None, (*files, *more))
    for problem in checked.problems:
        say(problem.render())
    for result in checked.failed:
        say(f"{result.sentence}")
    configuration = checked.configuration
    if configuration.missing_names:
        say(f"note: not looked up here: {', '.join(configuration.missing_names)} (use --env)")
    click.echo(_summary(path, checked))
    if checked.failed or (strict and checked.problems) or (files and not checked.articles):
        raise SystemExit(EXIT_WRONG)


def _checked(path: Path, environ: Mapping[str, str] | None, files: tuple[Path, ...]) -> "Checked":
    if not files:
        from newsbell.app.checking import check_rulebook

        return check_rulebook(path, environ)
    from newsbell.app.word_check import check_with_articles
    from newsbell.cli.terminal import Progress

    progress = Progress()
    checked = check_with_articles(
        path,
        environ,
        files,
        refused=lambda text: progress.say(f"newsbell: {text}"),
        read=lambda count: progress.show(lambda: f"{count:,} articles read"),
    )
    progress.clear()
    if not checked.articles:
        say("newsbell: there is no article in what --articles names, so no word was compared")
    return checked


def _summary(path: Path, checked: "Checked") -> str:
    rules, channels = checked.configuration.rule_set.rules, checked.configuration.channels
    compared = f", compared with {_count(checked.articles, 'article')}" if checked.articles else ""
    return (
        f"{path}: {_count(len(rules), 'rule')}, {_count(len(channels), 'channel')}, "
        f"{len(checked.results) - len(checked.failed):,} of {_count(len(checked.results), 'test')} passed, "
        f"{_count(len(checked.problems), 'warning')}{compared}"
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
