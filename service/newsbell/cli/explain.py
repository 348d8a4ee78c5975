"""`newsbell explain`: why an article matches a rule, or why it does not."""

from pathlib import Path

import click

from newsbell.cli.paths import NamedPath


@click.command()
@click.argument("path", type=NamedPath())
@click.argument("rule")
@click.argument("file", type=NamedPath(allow_dash=True))
@click.option("--article", "article_id", metavar="ID", help="Only the articles of FILE with this id.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each article.")
def explain(path: Path, rule: str, file: Path, article_id: str | None, as_json: bool) -> None:
    """Show RULE of PATH against the articles of FILE: what held, what did not, and what came nearest.

    The first line says what stands in the way of a match. Exit code 0 when every article matches, 1 when one does not
    or is no article.
    """
    from newsbell.app.errors import CannotStart
    from newsbell.app.explaining import Explainer
    from newsbell.app.rules import load
    from newsbell.cli.terminal import colour
    from newsbell.cli.trouble import EXIT_WRONG, say

    shown, matched, painted = 0, True, colour()
    for explained in Explainer(load(path, None), rule).explain_file(file, article_id):
        if explained.explanation is None:
            matched = False
            say(f"newsbell: {explained.problem}")
            continue
        shown += 1
        matched = matched and explained.held
        click.echo(explained.line() if as_json else explained.text(colour=painted))
    if article_id is not None and not shown:
        raise CannotStart(f"{file} holds no article with the id {article_id!r}")
    if not matched:
        raise SystemExit(EXIT_WRONG)
