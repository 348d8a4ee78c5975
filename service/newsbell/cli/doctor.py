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
    for check in run(examine(begin(os.environ))):
        healthy = healthy and check.fine
        click.echo(f"{'ok  ' if check.fine else 'BAD '}  {check.subject}: {check.finding}")
    if not healthy:
        raise SystemExit(EXIT_WRONG)
