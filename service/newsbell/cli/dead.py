"""`newsbell dead`: what could not be worked on or delivered, and its way back."""

import json
import sys

import click


@click.group()
def dead() -> None:
    """Look at dead letters and replay them."""


@dead.command("list")
@click.option("--count", type=click.IntRange(1, 10_000), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON line for each.")
def list_(count: int, as_json: bool) -> None:
    """List the newest dead letters, newest first."""
    import os

    from newsbell.app.letters import as_object, in_one_line
    from newsbell.app.operating import visit
    from newsbell.app.session import begin, run

    letters = run(visit(begin(os.environ), lambda operations: operations.dead_letters(count)))
    for letter in letters:
        click.echo(json.dumps(as_object(letter), ensure_ascii=False) if as_json else in_one_line(letter))
    if not letters and not as_json:
        click.echo("no dead letters")


@dead.command()
@click.argument("entry")
@click.option("--raw", is_flag=True, help="Only the document, byte for byte, to be mended and published again.")
@click.option("--json", "as_json", is_flag=True)
def show(entry: str, raw: bool, as_json: bool) -> None:
    r"""Show the dead letter ENTRY (an id from `dead list`) with its document.

    \b
    newsbell dead show 1764090000000-0 --raw > mended.json
    newsbell publish mended.json
    """
    import os

    from newsbell.app.errors import CannotStart
    from newsbell.app.letters import as_object, in_full
    from newsbell.app.operating import visit
    from newsbell.app.session import begin, run

    letter = run(visit(begin(os.environ), lambda operations: operations.dead_letter(entry)))
    if letter is None:
        raise CannotStart(f"there is no dead letter {entry}; `newsbell dead list` shows the ids")
    if raw:
        sys.stdout.buffer.write(letter.raw)
    else:
        click.echo(json.dumps(as_object(letter), ensure_ascii=False, indent=2) if as_json else in_full(letter))


@dead.command()
@click.argument("entries", nargs=-1, required=True)
@click.option("--force", is_flag=True, help="Also if it was replayed before.")
def replay(entries: tuple[str, ...], force: bool) -> None:
    """Put ENTRIES back: articles and alerts on the bus, deliveries into the ledger under the same id."""
    import os

    from newsbell.app.letters import replay_all
    from newsbell.app.session import begin, run
    from newsbell.cli.trouble import EXIT_WRONG, say

    done, refused = run(replay_all(begin(os.environ), entries, force=force))
    for line in done:
        click.echo(line)
    for line in refused:
        say(f"newsbell: {line}")
    if refused:
        raise SystemExit(EXIT_WRONG)
