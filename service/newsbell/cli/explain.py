"""`newsbell explain`: why an article matches a rule, or why it does not."""

from pathlib import Path

import click

from newsbell.cli.paths import NamedPath


@click.command()
@click.argument("path", type=NamedPath())
@click.argument("rule")
@click.argument("file", type=NamedPath(allow_dash=True))
def explain(path: Path, rule: str, file: Path) -> None:
    """Show RULE of PATH against the articles of FILE: the tree of its terms with what held and what did not.

    Exit code 0 when every article matches, 1 when one does not or is no article.
    """
    from newsbell.app.explaining import explain_file
    from newsbell.app.rules import load
    from newsbell.cli.terminal import colour
    from newsbell.cli.trouble import EXIT_WRONG, say

    matched = True
    for explained in explain_file(load(path, None), rule, file, colour=colour()):
        matched = matched and explained.held
        if explained.readable:
            click.echo(explained.text)
        else:
            say(f"newsbell: {explained.text}")
    if not matched:
        raise SystemExit(EXIT_WRONG)
