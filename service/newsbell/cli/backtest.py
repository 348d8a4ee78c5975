"""`newsbell backtest`: what the rules would have told you."""

from pathlib import Path

import click

from newsbell.cli.paths import NamedPath


@click.command()
@click.argument("path", type=NamedPath())
@click.argument("files", nargs=-1, required=True, type=NamedPath(allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="One JSON line for each article and rule that matched.")
@click.option("--samples", type=click.IntRange(0, 100), default=3, show_default=True, help="Alerts shown in full.")
def backtest(path: Path, files: tuple[Path, ...], as_json: bool, samples: int) -> None:
    """Run the rules of PATH over an archive of articles. Nothing is sent, and no server is needed.

    With --json each line is `{article_id, rule, raised, reason, story_id, alert}`, in the order of the input; `raised`
    is false for a copy or repeat.
    """
    from newsbell.app.backtesting import Tally, run_backtest
    from newsbell.app.rules import load
    from newsbell.cli.terminal import Progress, colour
    from newsbell.cli.trouble import EXIT_WRONG

    rules = load(path, None).rule_set
    progress = Progress(beside_data=as_json)
    tally = Tally(keep=samples)

    def complain(text: str) -> None:
        progress.say(f"newsbell: {text}")

    def seen() -> None:
        progress.show(f"{tally.articles:,} articles, {tally.matches:,} matches")

    for line in run_backtest(rules, files, tally, complain, seen):
        if as_json:
            click.echo(line())
    progress.clear()
    if not as_json:
        click.echo("\n".join(tally.report(colour=colour())))
    if tally.refused:
        raise SystemExit(EXIT_WRONG)
