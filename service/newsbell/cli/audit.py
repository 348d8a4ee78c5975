"""`newsbell audit`: does everything add up?"""

import json

import click


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def audit(as_json: bool) -> None:
    """Add up articles, alerts, deliveries and digests. At a quiet moment every difference is 0, or exit code is 1."""
    import os

    from newsbell.app.ledger import audit as add_up
    from newsbell.app.ledger import audit_lines, audit_object
    from newsbell.app.session import begin, run
    from newsbell.cli.trouble import EXIT_WRONG

    report = run(add_up(begin(os.environ)))
    if as_json:
        click.echo(json.dumps(audit_object(report)))
    else:
        click.echo("\n".join(audit_lines(report)))
    if report.difference:
        raise SystemExit(EXIT_WRONG)
