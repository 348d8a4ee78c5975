"""`newsbell explain`: why an article matches a rule, or why it does not."""

import sys
from pathlib import Path

import click


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.argument("rule")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
def explain(path: Path, rule: str, file: Path) -> None:
    """Show RULE of PATH against the articles of FILE: the tree of its terms with what held and what did not.

    Exit code 0 when every article matches, 1 when one does not.
    """
    from newsbell.app.explaining import explain_file
    from newsbell.app.rules import load
    from newsbell.cli.trouble import EXIT_WRONG

    matched = True
    for held, text in explain_file(load(path, None), rule, file, colour=sys.stdout.isatty()):
        click.echo(text)
        matched = matched and held
    if not matched:
        raise SystemExit(EXIT_WRONG)
