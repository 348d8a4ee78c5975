"""An alert: something happened that a rule watches for, with the sentences that say so."""

from typing import Annotated

from pydantic import Field

from newsbell_contracts.article import ArticleSource
from newsbell_contracts.base import Contract, Figure, Identifier, Instant, Labels

Offset = Annotated[int, Field(ge=0)]


class RuleRef(Contract):
    """The rule that raised it. `version` is a hash of the rule's text, so an old alert stays explainable."""

    id: Identifier
    title: str
    version: str


class StoryRef(Contract):
    """The thread of articles about one event. From Event Registry's `storyUri`, GDELT's `NumSources`."""

    id: Identifier
    first_seen: Instant
    articles: Annotated[int, Field(ge=1, description="How many articles the story holds.")]
    sources: Annotated[int, Field(ge=1, description="How many outlets they come from.")]


class Entity(Contract):
    """Who or what it is about. From Event Registry's `concepts` and RavenPack's `RELEVANCE`."""

    id: Annotated[Identifier, Field(description="The key in the configuration's `entities`.")]
    name: str
    type: Annotated[str, Field(description="`organization`, `place`, `person` ...; more may come.")]
    salience: Annotated[float, Field(ge=0, le=1, description="1 = the article is about it, 0 = in passing.")]
    mentions: Annotated[int, Field(ge=1, description="How often the article names it.")]


class Event(Contract):
    """What happened. From ACE's event types and modality, Event Registry's event mentions."""

    type: Annotated[str, Field(description="`merger`, `tariff`, `recall` ...: the packs and the configuration.")]
    status: Annotated[
        str,
        Field(
            description="Where it stands, as the article puts it: `rumoured`, `in_talks`, `announced`, `confirmed`, "
            "`denied`, `called_off`, or `reported` when no words say more."
        ),
    ]
    previous_status: Annotated[str | None, Field(description="What the story said before.")] = None
    background: Annotated[bool, Field(description="History or context only; the news is something else.")] = False
    unconfirmed: Annotated[bool, Field(description="Rests on unnamed sources or another outlet's report.")] = False
    cue: Annotated[str | None, Field(description="The words that decided the status.")] = None
    evidence_ids: Annotated[tuple[str, ...], Field(description="The sentences that name it.")] = ()


class Fact(Contract):
    """A figure and what it measures. From NewsCatcher's tariff facts."""

    attribute: Annotated[str, Field(description="What is measured, e.g. `tariff`.")]
    value: Figure
    unit: Annotated[str, Field(description="E.g. `%`, `USD`, `jobs`.")]
    previous_value: Annotated[Figure | None, Field(description="What the story said before.")] = None
    evidence_id: str | None = None


class EvidenceSpan(Contract):
    """Words that matched. Offsets are Unicode code points of the article's field, the end excluded."""

    start: Offset
    end: Offset
    kind: Annotated[str, Field(description="`word`, `phrase`, `entity`, `event`; more may come.")]
    clause: Annotated[str, Field(description="The term of the rule, as its author wrote it.")]


class Evidence(Contract):
    """A sentence that speaks for the alert. From Recorded Future's `triggered_by`.

    All offsets are Unicode code points of the article's own field `field`, the end excluded:
    ``article[field][start:end] == sentence``.
    """

    id: Annotated[str, Field(description="Unique within the alert: `e1`, `e2` ...")]
    article_id: Identifier
    field: Annotated[str, Field(description="`headline`, `body_text` or `description`.")]
    sentence: str
    start: Offset
    end: Offset
    spans: tuple[EvidenceSpan, ...] = ()


class MatchedClause(Contract):
    """A term of the rule that held, and where."""

    clause: str
    evidence_ids: tuple[str, ...] = ()


class AlertArticle(Contract):
    """An article of the story, newest first."""

    id: Identifier
    url: str | None = None
    headline: str | None = None
    source: ArticleSource | None = None
    language: Annotated[str | None, Field(description="BCP 47, e.g. `en` or `en-GB`.")] = None
    published_at: Instant | None = None
    relation: Annotated[str, Field(description="`trigger` for the one that rang; more may come.")] = "trigger"


class Alert(Contract):
    """One alert. The id is deterministic: the same article, rule and story state give the same id again.

    Names come from the OASIS Common Alerting Protocol (`references`, severity), Prometheus Alertmanager (labels,
    the named reason) and Event Registry (stories, entities, events).
    """

    id: Identifier
    reason: Annotated[
        str,
        Field(
            description="Why it was raised: `first_report`, `status_changed`, `fact_changed`, `new_event`, "
            "`confirmed_by_source`, `article_edited`, `retracted`; more may come."
        ),
    ]
    sequence: Annotated[int, Field(ge=1, description="1 for the story's first alert under this rule.")]
    references: Annotated[
        tuple[str, ...], Field(description="CAP `references`: ids of the story's earlier alerts.")
    ] = ()
    rule: RuleRef
    severity: Annotated[str, Field(description="`low`, `normal`, `high` or `critical`, as the rule says.")]
    labels: Labels
    headline: Annotated[str, Field(description="The alert in one line.")]
    summary: Annotated[str, Field(description="Extractive: the strongest evidence sentence.")]
    url: str | None = None
    story: StoryRef
    entities: tuple[Entity, ...] = ()
    events: tuple[Event, ...] = ()
    facts: tuple[Fact, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    matched: tuple[MatchedClause, ...] = ()
    articles: tuple[AlertArticle, ...] = ()
    detected_at: Instant
    test: Annotated[bool, Field(description="CAP status `Test`: not real news.")] = False
    backfill: Annotated[bool, Field(description="From replayed history: no one should be paged.")] = False
