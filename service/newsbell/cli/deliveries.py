"""`newsbell deliveries`: the ledger."""

import json

import click

STATES = ("due", "sending", "sent", "dead", "suppressed")


@click.command()
@click.option("--channel", help="Only this channel.")
@click.option("--state", type=click.Choice(STATES), help="Only this state.")
@click.option("--count", type=click.IntRange(1, 10_000), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON line for each.")
def deliveries(channel: str | None, state: str | None, count: int, as_json: bool) -> None:
    """List the deliveries that changed last, newest first: what was sent, what waits, what failed and why."""
    import os

    from newsbell.app.ledger import as_object, in_one_line, rows
    from newsbell.app.session import begin, run
    from newsbell.cli.trouble import say

    found = run(rows(begin(os.environ), channel, state, count))
    for row in found:
        click.echo(json.dumps(as_object(row), ensure_ascii=False) if as_json else in_one_line(row))
    if not found:
        through = f" through a channel {channel!r}" if channel else ""
        say(f"no deliveries{through}{f' in state {state}' if state else ''}")
