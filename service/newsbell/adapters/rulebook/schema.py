"""The shape of the configuration file, as strict models; the JSON Schema for editors comes from them."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

MAX_ALIASES = 200
MAX_TRIGGERS = 500
RESERVED = ("severity", "rule", "status", "entity", "event", "source", "language")
"""Matchers of routes that look at the alert itself; no label may take their names."""

Text = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
Id = Annotated[str, StringConstraints(pattern=r"^\w[\w-]*$", max_length=100)]
StatusName = Literal["rumoured", "in_talks", "announced", "confirmed", "denied", "called_off", "reported"]
SeverityName = Literal["low", "normal", "high", "critical"]


def _listed(value: Any) -> Any:
    """One text stands for a list of one."""
    return [value] if isinstance(value, str) else value


def _any_is_none(value: Any) -> Any:
    return None if value == "any" else _listed(value)


class Part(BaseModel):
    """A part of the file; unknown keys are errors, and nothing is converted silently."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, serialize_by_alias=True)


class EntityPart(Part):
    """Someone or something with names. The name counts as an alias."""

    name: Annotated[Text, Field(description="As people know it.")]
    type: Annotated[Id, Field(description="organization, place, person, product ...")] = "organization"
    aliases: Annotated[
        list[Text],
        Field(max_length=MAX_ALIASES, description="Exact words in any case; with a leading = in this case only."),
    ] = []
    exclude: Annotated[
        list[Text],
        Field(alias="not", max_length=MAX_ALIASES, description="Phrases that hold an alias and mean something else."),
    ] = []
    region: Annotated[
        Text | None, Field(description="Where a place lies, e.g. Mississippi; other regions are rejected.")
    ] = None


class ExamplePart(Part):
    """A text that must match, or one that must not."""

    match: Annotated[Text | None, Field(description="A text that must match.")] = None
    no: Annotated[Text | None, Field(description="A text that must not match.")] = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.match is None) == (self.no is None):
            raise ValueError("a test is either `match: text` or `no: text`")
        return self


class EventTypePart(Part):
    """A kind of event, found by its triggers."""

    title: Annotated[Text | None, Field(description="In words; default: the key.")] = None
    triggers: Annotated[
        list[Text],
        Field(min_length=1, max_length=MAX_TRIGGERS, description="Terms of the rule language: words, quoted phrases."),
    ]
    exclude: Annotated[
        list[Text],
        Field(alias="not", max_length=MAX_TRIGGERS, description="Terms that hold a trigger and mean something else."),
    ] = []
    media_topic: Annotated[
        Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")] | None,
        Field(description="The code among the IPTC Media Topics."),
    ] = None
    examples: Annotated[list[ExamplePart], Field(description="Texts that show what counts and what does not.")] = []


class RulePart(Part):
    """A question to every article."""

    title: Annotated[Text | None, Field(description="In words; default: the key.")] = None
    when: Annotated[Text, Field(description="The query, best in single quotes.")]
    status: Annotated[
        Annotated[list[StatusName], Field(min_length=1)] | None,
        BeforeValidator(_any_is_none, json_schema_input_type=Literal["any"] | StatusName | list[StatusName]),
        Field(description="`any`, or the statuses of an event that raise an alert."),
    ] = None
    severity: Annotated[SeverityName, Field(description="How urgent its alerts are.")] = "normal"
    labels: Annotated[dict[Id, Text], Field(description="Names and values that routes match on.")] = {}
    tests: Annotated[list[ExamplePart], Field(description="Texts that must match, or must not.")] = []


class WebhookPart(Part):
    """A web service that receives the alerts as CloudEvents, signed after Standard Webhooks."""

    url: Annotated[Text, Field(description="https://…, best from a variable: ${NAME}.")]
    secret: Annotated[
        list[Text],
        BeforeValidator(_listed, json_schema_input_type=str | list[str]),
        Field(min_length=1, max_length=5, description="The signing secret; several while it is being changed."),
    ]


class DigestPart(Part):
    """When the channel's alerts go out together."""

    schedule: Annotated[Text, Field(description="Five cron fields: minute hour day month weekday.")]
    timezone: Annotated[Text, Field(description="An IANA name, e.g. Europe/Paris.")] = "UTC"


class ChannelPart(Part):
    """A way to reach people or services."""

    url: Annotated[Text | None, Field(description="Any Apprise URL, or console://; best from a variable: ${NAME}.")] = (
        None
    )
    webhook: WebhookPart | None = None
    digest: DigestPart | None = None
    via: Annotated[Literal["apprise"] | None, Field(description="Use Apprise's own sender.")] = None

    @model_validator(mode="after")
    def _one_address(self) -> Self:
        if (self.url is None) == (self.webhook is None):
            raise ValueError("a channel has either `url` or `webhook`")
        if self.via is not None and self.url is None:
            raise ValueError("`via` goes with `url` only")
        return self


Values = Annotated[list[Text], BeforeValidator(_listed, json_schema_input_type=str | list[str]), Field(min_length=1)]


class RoutePart(Part):
    """A branch of the routing tree: the first branch that matches takes the alert."""

    match: Annotated[
        dict[Id, Values],
        Field(description="A label, or severity, rule, status, entity, event, source, language: the accepted values."),
    ] = {}
    channels: Annotated[list[Text], Field(description="Channel names; a branch without any takes its parent's.")] = []
    go_on: Annotated[bool, Field(alias="continue", description="Look at the next branches as well.")] = False
    routes: Annotated[list["RoutePart"], Field(description="Branches of this branch.")] = []


class FilePart(Part):
    """One configuration file of newsbell. Several files in a folder add up."""

    version: Annotated[Literal[1], Field(description="The version of this format.")]
    entities: dict[Id, EntityPart] = {}
    event_types: dict[Id, EventTypePart] = {}
    rules: dict[Id, RulePart] = {}
    channels: dict[Id, ChannelPart] = {}
    routes: list[RoutePart] = []


def configuration_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a configuration file, for editors."""
    schema = FilePart.model_json_schema(by_alias=True, mode="validation")
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:newsbell:configuration:v1"}
    return {**head, **schema, "title": "newsbell configuration"}
