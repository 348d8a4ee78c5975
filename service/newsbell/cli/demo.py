"""`newsbell demo`: see it work."""

import click

NEXT = """
Next:
  newsbell run                        this, for real, until Ctrl-C;
                                      in another terminal: newsbell publish FILE
  newsbell check RULES.yaml           write your own rules;
                                      `newsbell schema export` helps your editor
  newsbell backtest RULES.yaml FILE   what they would have told you"""


@click.command()
def demo() -> None:
    """Run the whole service on bundled sample articles and show every alert, the Slack message and the digest.

    It uses a private server in a temporary folder and sends nothing to anybody.
    """
    from newsbell.app.demo import demonstrate
    from newsbell.app.session import run
    from newsbell.cli.terminal import colour

    run(demonstrate(click.echo, colour=colour()))
    click.echo(NEXT)
