"""`newsbell publish`: articles from files to the bus."""

from pathlib import Path

import click

from newsbell.cli.paths import NamedPath


@click.command()
@click.argument("files", nargs=-1, required=True, type=NamedPath(allow_dash=True))
@click.option("--raw", is_flag=True, help="Put each document on the bus as it is, unchecked.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line for each article.")
def publish(files: tuple[Path, ...], raw: bool, as_json: bool) -> None:
    """Put the articles of FILES on the bus: .txt, .md, .json, .jsonl (each also .gz), folders, or - for standard input.

    An article that is there already (same id and version) is not put there again. What is no article is named on
    standard error and left out; exit code 1 says that there was some.
    """
    import os

    from newsbell.app.publishing import Report, publish_files, publish_raw
    from newsbell.app.session import begin, run
    from newsbell.cli.terminal import Progress
    from newsbell.cli.trouble import EXIT_WRONG

    session = begin(os.environ)
    progress = Progress(beside_data=as_json)

    def show(report: Report) -> None:
        if as_json and report.last is not None:
            click.echo(report.last.as_json())
        progress.show(f"{report.total:,} articles")

    work = publish_raw if raw else publish_files
    report = run(work(session, files, show, lambda problem: progress.say(f"newsbell: {problem}")))
    progress.clear()
    if not as_json:
        click.echo(report.sentence())
    if report.refused:
        raise SystemExit(EXIT_WRONG)
