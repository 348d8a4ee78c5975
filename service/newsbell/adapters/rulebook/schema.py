"""The shape of the configuration file, as strict models; the JSON Schema for editors comes from them."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel, StringConstraints, model_validator

MAX_ALIASES = 200
MAX_TRIGGERS = 500
MAX_LISTED = 2_000
RESERVED = ("severity", "rule", "status", "entity", "event", "source", "language")
"""Matchers of routes that look at the alert itself; no label may take their names."""

Text = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
_ID = r"^\w[\w-]*$"
Id = Annotated[str, StringConstraints(pattern=_ID, max_length=100)]
_ID_FOR_EDITORS = r"^[^\s!-/:-@\[-^`{-~][^\s!-,./:-@\[-^`{-~]*$"
"""The same for editors, in whose regular expressions no letter beyond ASCII is a word character."""

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

    name: Annotated[Text, Field(description="As people know it; it counts as an alias.", examples=["Honda"])]
    type: Annotated[
        Id,
        Field(
            description="What sort of thing it is: organization, place, person, product, or a word of your own.",
            examples=["organization", "place", "person", "product"],
        ),
    ] = "organization"
    aliases: Annotated[
        list[Text],
        Field(
            max_length=MAX_ALIASES,
            description="Other names: exact words in any case; with a leading = in this case only. No wildcards.",
            examples=[["Honda Motor", "=HMC", "本田技研", "7267.T"]],
        ),
    ] = []
    exclude: Annotated[
        list[Text],
        Field(
            alias="not",
            max_length=MAX_ALIASES,
            description="Phrases that hold an alias and mean somebody else; they mask the mention.",
            examples=[["Soichiro Honda", "Honda Center"]],
        ),
    ] = []
    region: Annotated[
        Text | None,
        Field(description="Where a place lies; mentions in other regions do not count.", examples=["Mississippi"]),
    ] = None


class ExamplePart(Part):
    """A text that must match, or one that must not."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["match"]}, {"required": ["no"]}]})

    match: Annotated[
        Text | None,
        Field(description="A text that must match.", examples=["Nissan may build Honda's pickups at its Canton plant"]),
    ] = None
    no: Annotated[
        Text | None, Field(description="A text that must not match.", examples=["Honda's tariff bill grows"])
    ] = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.match is None) == (self.no is None):
            raise ValueError("a test is either `match: text` or `no: text`")
        return self


class EventTypePart(Part):
    """A kind of event, found by its triggers; rules use it as `event:id`."""

    title: Annotated[
        Text | None, Field(description="In words, for readers; default: the key.", examples=["Charging network"])
    ] = None
    triggers: Annotated[
        list[Text],
        Field(
            min_length=1,
            max_length=MAX_TRIGGERS,
            description="Terms of the rule language: a bare word with its inflections, a quoted phrase, a wildcard.",
            examples=[["charger", '"charging station*"']],
        ),
    ]
    exclude: Annotated[
        list[Text],
        Field(
            alias="not",
            max_length=MAX_TRIGGERS,
            description="Terms that hold a trigger and mean something else; they mask it.",
            examples=[['"phone charger"']],
        ),
    ] = []
    media_topic: Annotated[
        Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")] | None,
        Field(description="The code among the IPTC Media Topics: eight digits, in quotes.", examples=["20000204"]),
    ] = None
    examples: Annotated[
        list[ExamplePart],
        Field(
            description="Texts that show what counts and what does not; `newsbell check` runs them as tests.",
            examples=[[{"match": "Honda opens a charging station"}, {"no": "a phone charger in every car"}]],
        ),
    ] = []


class TermPart(
    RootModel[
        Annotated[
            list[Text],
            BeforeValidator(_listed, json_schema_input_type=Text | list[Text]),
            Field(min_length=1, max_length=MAX_LISTED),
        ]
    ]
):
    """A part of a query with a name of its own, which rules use as `term:id`; of a list, any of the texts may hold."""

    model_config = ConfigDict(strict=True, frozen=True)


class RulePart(Part):
    """A question to every article."""

    title: Annotated[
        Text | None,
        Field(description="In words, for readers; default: the key.", examples=["Honda and Nissan, with a merger"]),
    ] = None
    when: Annotated[
        Text,
        Field(
            description="The query, best in single quotes: words, phrases in double quotes, @entity, event:type, "
            "term:name, joined by AND, OR, NOT, NEAR/5.",
            examples=["@honda AND @nissan AND (event:merger OR tariff)"],
        ),
    ]
    status: Annotated[
        Annotated[list[StatusName], Field(min_length=1)] | None,
        BeforeValidator(_any_is_none, json_schema_input_type=Literal["any"] | StatusName | list[StatusName]),
        Field(
            description="`any`, or the statuses of an event that raise an alert.",
            examples=["any", ["confirmed", "denied"]],
        ),
    ] = None
    severity: Annotated[
        SeverityName, Field(description="How urgent its alerts are; routes can look at it.", examples=["high"])
    ] = "normal"
    labels: Annotated[
        dict[Id, Text],
        Field(description="Names and values of your own that routes match on.", examples=[{"desk": "autos"}]),
    ] = {}
    tests: Annotated[
        list[ExamplePart],
        Field(
            description="Texts that must match, or must not; `newsbell check` runs them.",
            examples=[[{"match": "Honda and Nissan agreed to merge"}, {"no": "Honda's tariff bill grows"}]],
        ),
    ] = []


class WebhookPart(Part):
    """A web service that receives the alerts as CloudEvents, signed after Standard Webhooks."""

    url: Annotated[
        Text,
        Field(
            description="Its https address, best from a variable: ${NAME}.",
            examples=["https://crm.example/hooks/news", "${CRM_URL}"],
        ),
    ]
    secret: Annotated[
        list[Text],
        BeforeValidator(_listed, json_schema_input_type=str | list[str]),
        Field(
            min_length=1,
            max_length=5,
            description="The signing secret, from a variable; several while it is being changed, the newest first.",
            examples=["${CRM_SECRET}"],
        ),
    ]


class DigestPart(Part):
    """When the channel's alerts go out together."""

    schedule: Annotated[
        Text, Field(description="Five cron fields: minute hour day month weekday.", examples=["30 7 * * 1-5"])
    ]
    timezone: Annotated[Text, Field(description="An IANA name.", examples=["Europe/Paris"])] = "UTC"


class ChannelPart(Part):
    """A way to reach people or services: either a url or a webhook."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [{"required": ["url"]}, {"required": ["webhook"]}],
            "dependentRequired": {"via": ["url"]},
        }
    )

    url: Annotated[
        Text | None,
        Field(
            description="Any Apprise URL, or console://; best from a variable: ${NAME}.",
            examples=["${SLACK_AUTOS_URL}", "console://"],
        ),
    ] = None
    webhook: Annotated[
        WebhookPart | None,
        Field(
            description="A web service that receives the alerts as signed CloudEvents.",
            examples=[{"url": "https://crm.example/hooks/news", "secret": "${CRM_SECRET}"}],
        ),
    ] = None
    digest: Annotated[
        DigestPart | None,
        Field(
            description="Collect the alerts and send them together at these times.",
            examples=[{"schedule": "30 7 * * 1-5", "timezone": "Europe/Paris"}],
        ),
    ] = None
    via: Annotated[
        Literal["apprise"] | None,
        Field(description="Use Apprise's own sender instead of newsbell's.", examples=["apprise"]),
    ] = None

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
        Field(
            description="A label, or severity, rule, status, entity, event, source, language: the accepted values.",
            examples=[{"desk": "autos", "severity": ["high", "critical"]}],
        ),
    ] = {}
    channels: Annotated[
        list[Text],
        Field(description="Channel names; a branch without any takes its parent's.", examples=[["autos", "morning"]]),
    ] = []
    go_on: Annotated[
        bool,
        Field(alias="continue", description="true: the next branches look at the alert as well.", examples=[True]),
    ] = False
    routes: Annotated[
        list["RoutePart"],
        Field(
            description="Branches of this branch; what none of them takes stays with it.",
            examples=[[{"match": {"severity": "critical"}, "channels": ["pager"]}]],
        ),
    ] = []


class FilePart(Part):
    """One configuration file of newsbell. Several files in a folder add up."""

    version: Annotated[Literal[1], Field(description="The version of this format: 1.")]
    entities: Annotated[
        dict[Id, EntityPart],
        Field(
            description="People, companies, places and products by id; rules use them as @id.",
            examples=[{"honda": {"name": "Honda", "aliases": ["Honda Motor"], "not": ["Honda Center"]}}],
        ),
    ] = {}
    event_types: Annotated[
        dict[Id, EventTypePart],
        Field(
            description="Kinds of events by id, besides those that come with newsbell; rules use them as event:id.",
            examples=[{"charging": {"triggers": ["charger", '"charging station*"']}}],
        ),
    ] = {}
    terms: Annotated[
        dict[Id, TermPart],
        Field(
            description="Parts of queries by id: a query, or a list of which any may hold; rules use them as term:id.",
            examples=[{"deal": ["merger", "takeover", '"tie-up"'], "talks": "talk* NEAR/5 (merger OR alliance)"}],
        ),
    ] = {}
    rules: Annotated[
        dict[Id, RulePart],
        Field(
            description="The questions to every article, by id.",
            examples=[{"honda-nissan": {"when": "@honda AND @nissan AND event:merger", "severity": "high"}}],
        ),
    ] = {}
    channels: Annotated[
        dict[Id, ChannelPart],
        Field(
            description="Ways to reach people and services, by name; routes use the names.",
            examples=[{"autos": {"url": "${SLACK_AUTOS_URL}"}}],
        ),
    ] = {}
    routes: Annotated[
        list[RoutePart],
        Field(
            description="Which alerts go to which channels; the first branch that matches takes the alert.",
            examples=[[{"match": {"desk": "autos"}, "channels": ["autos"]}]],
        ),
    ] = []


def configuration_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a configuration file, for editors."""
    schema = _for_editors(FilePart.model_json_schema(by_alias=True, mode="validation"))
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:newsbell:configuration:v1"}
    return {**head, **schema, "title": "newsbell configuration"}


def _for_editors(part: Any) -> Any:
    """The schema without what only the models need: made-up titles, and null, which no key of a file may be.

    Names may hold letters of any script, and nothing else stands beside them.
    """
    if isinstance(part, list):
        return [_for_editors(item) for item in part if item != {"type": "null"}]
    if not isinstance(part, dict):
        return part
    plain = {key: _for_editors(value) for key, value in part.items() if not _made_up(key, value)}
    if len(plain.get("anyOf", ())) == 1:
        plain |= plain.pop("anyOf")[0] | {key: plain[key] for key in ("description",) if key in plain}
    named = plain.get("patternProperties", {})
    if set(named) == {_ID}:
        plain |= {"patternProperties": {_ID_FOR_EDITORS: named[_ID]}, "additionalProperties": False}
    return plain | ({"pattern": _ID_FOR_EDITORS} if plain.get("pattern") == _ID else {})


def _made_up(key: str, value: Any) -> bool:
    return (key == "title" and isinstance(value, str)) or (key == "default" and value is None)
