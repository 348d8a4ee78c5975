"""`newsbell rules`: how the rules do at work."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsbell.cli.paths import NamedPath

if TYPE_CHECKING:
    from newsbell.app.rule_stats import ArchiveCount, RuleCost

ORDERS = ("cost", "candidates", "matches", "share", "rule")


@click.group()
def rules() -> None:
    """Show how the rules do at work."""


@rules.command(short_help="Show what each rule costs, and how often it matches.")
@click.argument("path", required=False, type=NamedPath())
@click.argument("files", nargs=-1, type=NamedPath(allow_dash=True))
@click.option("--sort", type=click.Choice(ORDERS), default="cost", show_default=True, help="What comes first.")
@click.option("--top", type=click.IntRange(0), default=50, show_default=True, help="Rules listed; 0 for all.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line for each rule, all of them.")
def stats(path: Path | None, files: tuple[Path, ...], sort: str, top: int, as_json: bool) -> None:
    """Show how often each rule was a candidate and matched, and what it costs.

    Without arguments: what the running service counted, all its processes together. With the rules of PATH and
    FILES of articles: the same counts over that archive, without a server.

    \b
    articles    seen while this version of the rule was in force
    candidates  articles with a word of the clause that the rule is looked up by
    matched     articles in which the rule held
    share       of its candidates that matched
    µs/article  time spent on evaluating it, spread over all articles; total ms: in all
    """  # noqa: D301 - click's mark
    from newsbell.app.rule_stats import Order, as_object, ordered
    from newsbell.cli.trouble import EXIT_INTERRUPTED, EXIT_WRONG

    if path is not None and not files:
        message = "name FILES with articles behind PATH, or leave PATH out to see what the service counted"
        raise click.UsageError(message)
    count, interrupted = _over_files(path, files, as_json=as_json) if path is not None else (None, False)
    costs = ordered(count.costs() if count is not None else _of_service(), Order(sort))
    if as_json:
        for cost in costs:
            click.echo(json.dumps(as_object(cost), ensure_ascii=False))
    else:
        _show(costs, top, count)
    if interrupted or (count is not None and count.refused):
        raise SystemExit(EXIT_INTERRUPTED if interrupted else EXIT_WRONG)


def _of_service() -> "list[RuleCost]":
    import os

    from newsbell.app.rule_counts import counted
    from newsbell.app.session import begin, run

    return run(counted(begin(os.environ)))


def _over_files(path: Path, files: tuple[Path, ...], *, as_json: bool) -> "tuple[ArchiveCount, bool]":
    """What was counted over an archive, and whether Ctrl-C ended it before its end."""
    from newsbell.app.archive import FileArchive
    from newsbell.app.backtesting import LIMIT
    from newsbell.app.rule_stats import ArchiveCount
    from newsbell.app.rules import load
    from newsbell.cli.terminal import Meter, Progress

    count = ArchiveCount(load(path, None).rule_set)
    archive = FileArchive(files, LIMIT)
    progress = Progress(beside_data=as_json)
    meter = Meter(progress)
    if progress.watched:
        archive.measure()
    interrupted = False
    try:
        count.read(
            archive,
            complain=lambda text: progress.say(f"newsbell: {text}"),
            seen=lambda: meter.show(lambda: archive.fraction, count.articles, lambda: "matched"),
        )
    except KeyboardInterrupt:
        interrupted = True
        progress.say(f"newsbell: interrupted; this is what the first {count.articles:,} articles gave")
    progress.clear()
    return count, interrupted


def _show(costs: "list[RuleCost]", top: int, count: "ArchiveCount | None") -> None:
    from newsbell.app.rule_stats import hints, table
    from newsbell.cli.trouble import say

    if not costs:
        say(
            "nothing was counted yet: a service that watches (newsbell run) tells its counts every 10 s"
            if count is None
            else "there are no rules to count"
        )
        return
    if count is not None and not count.articles:
        say("there was no article to count with")
        return
    shown = costs[:top] if top else costs
    click.echo("\n".join(table(shown)))
    for line in hints(costs):
        click.echo(f"\n{line}")
    if len(shown) < len(costs):
        say(f"{len(costs) - len(shown):,} more rules; --top 0 shows all of them")
