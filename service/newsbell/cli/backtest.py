"""`newsbell backtest`: what the rules would have told you."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsbell.cli.moment import moment
from newsbell.cli.paths import NamedPath

if TYPE_CHECKING:
    from newsbell.app.backtesting import Trial
    from newsbell.cli.terminal import Progress


@click.command()
@click.argument("path", type=NamedPath())
@click.argument("files", nargs=-1, type=NamedPath(allow_dash=True))
@click.option("--bus", is_flag=True, help="The articles that the bus remembers, instead of FILES.")
@click.option("--since", callback=moment, metavar="WHEN", help="With --bus, from then on: 24h, 7d, 2025-07-14.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Stop after N articles.")
@click.option("--rule", "rules", multiple=True, metavar="ID", help="This rule alone; can be given more than once.")
@click.option("--diff", "old", type=NamedPath(), metavar="OLD", help="Against OLD: alerts that PATH gains and loses.")
@click.option("--top", type=click.IntRange(0), default=10, show_default=True, help="Rules listed; 0 for all.")
@click.option("--samples", type=click.IntRange(0, 100), default=3, show_default=True, help="Alerts shown in full.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line for each article and rule that matched.")
def backtest(
    *,
    path: Path,
    files: tuple[Path, ...],
    bus: bool,
    since: datetime | None,
    limit: int | None,
    rules: tuple[str, ...],
    old: Path | None,
    top: int,
    samples: int,
    as_json: bool,
) -> None:
    """Run the rules of PATH over an archive: FILES (.txt, .md, .json, .jsonl, each also .gz, folders, - for standard
    input), or with --bus what the articles stream of the server holds. Nothing is sent, and nothing changes.

    With --json each line is `{article_id, rule, raised, reason, story_id, alert}`, in the order of the input; `raised`
    is false for a copy or repeat. With --diff as well, a line is an alert that only one of both raises, with
    `"diff": "gained"` or `"lost"` in front. Ctrl-C shows what was found so far.
    """
    from newsbell.cli.terminal import Progress, colour
    from newsbell.cli.trouble import EXIT_INTERRUPTED, EXIT_WRONG

    _check_usage(files, bus=bus, since=since)
    trial = _trial(path, old, rules, samples)
    progress = Progress(beside_data=as_json)
    interrupted = False
    try:
        if bus:
            _over_bus(trial, progress, since, limit, as_json=as_json)
        else:
            _over_files(trial, progress, files, limit, as_json=as_json)
    except KeyboardInterrupt:
        interrupted = True
    progress.clear()
    if interrupted and not as_json:
        progress.say(f"newsbell: interrupted; this is what the first {trial.articles:,} articles gave")
    if not as_json:
        click.echo("\n".join(trial.report(top=top, colour=colour())))
    if interrupted or trial.refused:
        raise SystemExit(EXIT_INTERRUPTED if interrupted else EXIT_WRONG)


def _check_usage(files: tuple[Path, ...], *, bus: bool, since: datetime | None) -> None:
    if bus and files:
        raise click.UsageError("--bus reads what the server holds; leave the FILES out, or leave out --bus")
    if not bus and not files:
        raise click.UsageError("name FILES with articles, or read those on the bus with --bus")
    if since is not None and not bus:
        raise click.UsageError("--since goes with --bus; files are read as a whole")


def _trial(path: Path, old: Path | None, wanted: tuple[str, ...], samples: int) -> "Trial":
    from newsbell.app.backtesting import DiffTrial, PlainTrial, only
    from newsbell.app.rules import load

    rules = load(path, None).rule_set
    if old is None:
        return PlainTrial(only(rules, wanted), samples)
    before = load(old, None).rule_set
    return DiffTrial(only(before, wanted, anywhere=rules), only(rules, wanted, anywhere=before), samples)


def _over_files(
    trial: "Trial", progress: "Progress", files: tuple[Path, ...], limit: int | None, *, as_json: bool
) -> None:
    from newsbell.app.archive import FileArchive
    from newsbell.app.backtesting import LIMIT, run_backtest
    from newsbell.cli.terminal import Meter

    archive = FileArchive(files, LIMIT)
    if progress.watched:
        archive.measure()
    meter = Meter(progress)

    def complain(text: str) -> None:
        progress.say(f"newsbell: {text}")

    def seen() -> None:
        meter.show(lambda: archive.fraction, trial.articles, trial.progress)

    for line in run_backtest(trial, archive, complain, seen=seen, limit=limit):
        if as_json:
            click.echo(line())


def _over_bus(
    trial: "Trial", progress: "Progress", since: datetime | None, limit: int | None, *, as_json: bool
) -> None:
    import os

    from newsbell.app.bus_history import BusProgress, run_bus
    from newsbell.app.session import begin, run
    from newsbell.cli.terminal import Meter

    course = BusProgress(limit)
    meter = Meter(progress)
    work = run_bus(
        begin(os.environ),
        trial,
        show=lambda line: click.echo(line()) if as_json else None,
        complain=lambda text: progress.say(f"newsbell: {text}"),
        progress=course,
        seen=lambda: meter.show(lambda: course.fraction, trial.articles, trial.progress),
        since=since,
        limit=limit,
    )
    run(work)
