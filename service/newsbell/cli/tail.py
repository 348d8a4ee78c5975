"""`newsbell tail`: follow the bus."""

import click

STREAMS = ("articles", "alerts", "deliveries", "dead")


@click.command()
@click.argument("stream", type=click.Choice(STREAMS), default="alerts", metavar="[STREAM]")
@click.option("--json", "as_json", is_flag=True, help="The documents as they are, one a line.")
@click.option("--from-start", is_flag=True, help="Everything that is there, then what comes.")
@click.option("--count", type=click.IntRange(min=1), help="Stop after so many.")
def tail(stream: str, as_json: bool, from_start: bool, count: int | None) -> None:
    """Follow STREAM until Ctrl-C: articles, alerts (the default), deliveries or dead.

    It reads only, and disturbs nobody.
    """
    import os
    import sys

    from newsbell.app.following import follow
    from newsbell.app.session import begin, run
    from newsbell.cli.terminal import colour

    session = begin(os.environ)
    painted = colour()

    def show(line: str) -> None:
        click.echo(line)
        sys.stdout.flush()

    run(follow(session, stream, show, as_json=as_json, from_start=from_start, count=count, colour=painted))
