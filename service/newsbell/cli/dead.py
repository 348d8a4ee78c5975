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
    from newsbell.cli.trouble import say

    letters = run(visit(begin(os.environ), lambda operations: operations.dead_letters(count)))
    for letter in letters:
        click.echo(json.dumps(as_object(letter), ensure_ascii=False) if as_json else in_one_line(letter))
    if not letters:
        say("no dead letters")
    elif not as_json:
        say("newsbell dead show ENTRY tells more; mend the cause, then: newsbell dead replay ENTRY...")


@dead.command(short_help="Show one with its document.")
@click.argument("entry")
@click.option("--raw", is_flag=True, help="Only the document, byte for byte, to be mended and published again.")
@click.option("--json", "as_json", is_flag=True)
def show(entry: str, raw: bool, as_json: bool) -> None:
    """Show the dead letter ENTRY (an id from `dead list`) with its document.

    \b
    newsbell dead show 1764090000000-0 --raw > mended.json
    newsbell publish mended.json
    """  # noqa: D301 - click's mark
    import os

    from newsbell.app.letters import as_object, in_full, letter_of
    from newsbell.app.session import begin, run

    letter = run(letter_of(begin(os.environ), entry))
    if raw:
        sys.stdout.buffer.write(letter.raw)
    else:
        click.echo(json.dumps(as_object(letter), ensure_ascii=False, indent=2) if as_json else in_full(letter))


@dead.command(short_help="Put some back where they came from.")
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
