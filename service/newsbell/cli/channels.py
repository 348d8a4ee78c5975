"""`newsbell channels`: the ways out, and a test of each."""

import click


@click.group()
def channels() -> None:
    """List channels, and test one."""


@channels.command("list", short_help="List the channels; never their addresses.")
def list_() -> None:
    """List the channels of the configuration, never their addresses, and what the routes send there."""
    import os

    from newsbell.app.session import begin
    from newsbell.core.route.explain import routes_text

    configuration = begin(os.environ).configuration()
    specs = {config.spec.name: config.spec for config in configuration.channels}
    for spec in specs.values():
        digest = f"  digest {spec.digest.schedule} {spec.digest.timezone}" if spec.digest else ""
        click.echo(f"{spec.name}  {spec.kind}{digest}")
    click.echo(f"\n{routes_text(configuration.routes, specs)}", nl=False)


@channels.command("test", short_help="Show a channel's payload and send one test message.")
@click.argument("name")
@click.option("--dry-run", is_flag=True, help="Show the payload, send nothing.")
def test_(name: str, dry_run: bool) -> None:
    """Show the exact payload for channel NAME, send one test message, and show the receipt."""
    import os

    from newsbell.app.channel_test import send_test
    from newsbell.app.session import begin, run
    from newsbell.cli.trouble import EXIT_WRONG, say

    payload, receipt, problem = run(send_test(begin(os.environ), name, dry_run=dry_run))
    click.echo(payload)
    if receipt is not None:
        click.echo(f"\nsent; receipt: {receipt or 'none'}")
    if problem is not None:
        say(f"newsbell: channel {name}: {problem}")
        raise SystemExit(EXIT_WRONG)
