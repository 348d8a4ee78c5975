"""`newsbell doctor`: is this installation fit to run?"""

import click


@click.command()
def doctor() -> None:
    """Check the settings, the configuration with its variables, the channels and the server; nothing is sent."""
    import os

    from newsbell.app.examination import examine
    from newsbell.app.session import begin, run
    from newsbell.cli.trouble import EXIT_WRONG

    healthy = True
    for check in run(examine(begin(os.environ, warn=False))):
        healthy = healthy and check.fine
        mark = "BAD" if not check.fine else "note" if check.note else "ok"
        click.echo(f"{mark:<4}  {check.subject}: {check.finding}")
    if not healthy:
        raise SystemExit(EXIT_WRONG)
