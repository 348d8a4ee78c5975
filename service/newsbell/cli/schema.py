"""`newsbell schema`: JSON Schemas for editors and for other services."""

import json
from typing import Any

import click

KINDS = ("configuration", "article", "alert", "delivery")


@click.group()
def schema() -> None:
    """Export JSON Schemas (2020-12)."""


@schema.command(short_help="Print the schema of KIND (configuration by default).")
@click.argument("kind", type=click.Choice(KINDS), default="configuration", metavar="[KIND]")
def export(kind: str) -> None:
    """Print the schema of KIND: the configuration file (default), or an `article`, `alert` or `delivery` on the bus.

    \b
    newsbell schema export > newsbell.schema.json
    # yaml-language-server: $schema=newsbell.schema.json      (first line of the rulebook)
    """  # noqa: D301 - click's mark
    click.echo(json.dumps(_schema(kind), indent=2, ensure_ascii=False))


def _schema(kind: str) -> object:
    if kind == "configuration":
        from newsbell.adapters.rulebook.schema import configuration_schema

        return configuration_schema()
    from pydantic import TypeAdapter

    from newsbell_contracts import Alert, CloudEvent, Delivery, NewsArticle

    adapters: dict[str, TypeAdapter[Any]] = {
        "article": TypeAdapter(CloudEvent[NewsArticle]),
        "alert": TypeAdapter(CloudEvent[Alert]),
        "delivery": TypeAdapter(CloudEvent[Delivery]),
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **adapters[kind].json_schema()}
