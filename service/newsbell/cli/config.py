"""`newsbell config`: the settings in force."""

import json

import click


@click.group()
def config() -> None:
    """Show the settings in force."""


@config.command(short_help="Print every setting, its value and its origin.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def show(as_json: bool) -> None:
    """Print every setting, its value and where it came from. Secrets are shown as ***."""
    import os

    from newsbell.cli.trouble import say
    from newsbell.settings import config_lines, load_settings

    settings = load_settings(os.environ)
    for warning in settings.warnings:
        say(f"warning: {warning}")
    lines = config_lines(settings)
    if as_json:
        found = {name: {"value": None if value == "-" else value, "origin": origin} for name, value, origin in lines}
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    width = max(len(name) for name, _, _ in lines)
    longest = max(len(value) for _, value, _ in lines)
    for name, value, origin in lines:
        click.echo(f"NEWSBELL_{name.upper():<{width}}  {value:<{longest}}  {origin}")
