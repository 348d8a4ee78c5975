"""The list of verbs. A verb's module is imported when the verb is used, so that `--help` answers at once."""

from importlib import import_module

import click

import newsbell as package

VERBS = {
    "demo": "See it work: the whole service on bundled sample articles.",
    "run": "Run the service.",
    "check": "Validate rules, channels and routes; run the rules' own tests.",
    "explain": "Show why an article matches a rule, or why it does not.",
    "backtest": "Try rules on an archive of articles; nothing is sent.",
    "publish": "Put articles on the bus.",
    "tail": "Follow articles, alerts, deliveries or dead letters.",
    "deliveries": "List what was sent, what waits and what failed.",
    "dead": "Look at dead letters and replay them.",
    "channels": "List channels, and test one.",
    "rules": "Show what each rule costs and how often it matches.",
    "audit": "Add up articles and deliveries: nothing lost, nothing twice.",
    "doctor": "Check settings, configuration and server.",
    "config": "Show the settings in force.",
    "schema": "Export JSON Schemas for editors and other services.",
}


class Verbs(click.Group):
    """A group whose commands live in modules of the same name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All verbs, in the order of a first acquaintance."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb's module; None for an unknown verb."""
        if cmd_name not in VERBS:
            return None
        command = getattr(import_module(f"newsbell.cli.{cmd_name}"), cmd_name)
        if not isinstance(command, click.Command):
            raise TypeError(f"newsbell.cli.{cmd_name} does not hold the verb")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb, and suggest one for a word that is none."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            close = get_close_matches(args[0], VERBS, 1)
            if close:
                raise click.UsageError(f"there is no verb {args[0]!r}; did you mean {close[0]!r}?", ctx) from error
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs from the table, without importing them."""
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


@click.command(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package.__version__, prog_name="newsbell", message="%(prog)s %(version)s")
def newsbell() -> None:
    """Watch a stream of news and ring once when something happens, with the sentence that says so.

    \b
    newsbell demo                                the first minute
    newsbell check rules.yaml                    before anything else
    newsbell backtest rules.yaml archive.jsonl   what it would have told you
    newsbell run --config rules.yaml             for real
    """  # noqa: D301 - the \b is click's mark for lines to be left as they are
