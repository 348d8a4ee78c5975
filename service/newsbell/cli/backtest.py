"""`newsbell backtest`: what the rules would have told you."""

import sys
from pathlib import Path

import click


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="One JSON line for each article and rule that matched.")
@click.option("--samples", type=click.IntRange(0, 100), default=3, show_default=True, help="Alerts shown in full.")
def backtest(path: Path, files: tuple[Path, ...], as_json: bool, samples: int) -> None:
    """Run the rules of PATH over an archive of articles. Nothing is sent, and no server is needed.

    With --json each line is `{article_id, rule, raised, reason, story_id, alert}`, in the order of the input; `raised`
    is false for a copy or repeat.
    """
    from newsbell.app.backtesting import Tally, run_backtest
    from newsbell.app.rules import load
    from newsbell.cli.trouble import EXIT_WRONG, say

    configuration = load(path, None)
    progress = sys.stderr.isatty()
    tally = Tally(keep=samples)
    for line in run_backtest(configuration.rule_set, files, tally, complain=lambda text: say(f"newsbell: {text}")):
        if as_json:
            click.echo(line())
        if progress and tally.articles % 200 == 0:
            click.echo(f"\r{tally.articles:,} articles, {tally.matches:,} matches", err=True, nl=False)
    if progress and tally.articles >= 200:
        click.echo(f"\r{' ' * 60}\r", err=True, nl=False)
    if not as_json:
        click.echo("\n".join(tally.report(colour=sys.stdout.isatty())))
    if tally.refused:
        raise SystemExit(EXIT_WRONG)
