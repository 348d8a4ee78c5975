"""Contracts to core and back: pure functions, the only place that knows both sorts of types."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from pydantic import BaseModel, ValidationError

from newsbell.core.events.finding import EvidenceFound, Finding
from newsbell.core.render.view import AlertView, EventView, Quote
from newsbell.core.render.words import alert_headline
from newsbell.core.route.model import Routable
from newsbell.core.story.story import StoryChange
from newsbell.core.text.document import Document
from newsbell.core.text.reading import read_document
from newsbell.flow.address import article_id, fitting, short_digest
from newsbell.flow.ports import AlertToRoute, AlertWrite, DeadReason, DeliveryFact, Ingest, ReadDocument, Unreadable
from newsbell_contracts import (
    ALERT_TYPE,
    ARTICLE_TYPE,
    DELIVERY_TYPE,
    Alert,
    AlertArticle,
    ArticleSource,
    ChannelRef,
    CloudEvent,
    Delivery,
    DeliveryError,
    Entity,
    Event,
    Evidence,
    EvidenceSpan,
    MatchedClause,
    NewsArticle,
    RuleRef,
    StoryRef,
)

MAX_AHEAD = timedelta(minutes=10)
"""How far ahead of the clock a publication date is believed; beyond that it is a mistake and set to now."""


class _Peek(BaseModel):
    """Just enough of a document to tell an envelope from a bare article."""

    specversion: object = None
    type: object = None


# --- articles --------------------------------------------------------------------------------------------------------


def read_article(raw: bytes, limit: int) -> NewsArticle | Unreadable:
    """The article in a stream entry: a CloudEvent, or a bare article as foreign producers write it.

    `limit` is the largest document accepted, in bytes.
    """
    if len(raw) > limit:
        return Unreadable(DeadReason.TOO_LARGE, f"the document has {len(raw):,} bytes; the limit is {limit:,}")
    peek = _peek(raw)
    if isinstance(peek, Unreadable):
        return peek
    try:
        if peek.specversion is None:
            return NewsArticle.model_validate_json(raw)
        if peek.type != ARTICLE_TYPE:
            return _wrong_type(peek.type, ARTICLE_TYPE)
        return CloudEvent[NewsArticle].model_validate_json(raw).data
    except ValidationError as error:
        return Unreadable(DeadReason.NOT_VALID, f"not a valid article: {_complaints(error)}")


def read_alert(raw: bytes) -> Alert | Unreadable:
    """The alert in a stream entry or in the ledger."""
    peek = _peek(raw)
    if isinstance(peek, Unreadable):
        return peek
    if peek.type != ALERT_TYPE:
        return _wrong_type(peek.type, ALERT_TYPE)
    try:
        return CloudEvent[Alert].model_validate_json(raw).data
    except ValidationError as error:
        return Unreadable(DeadReason.NOT_VALID, f"not a valid alert: {_complaints(error)}")


def _peek(raw: bytes) -> _Peek | Unreadable:
    """The head of a document, or why it is no JSON object."""
    try:
        raw.decode()
        return _Peek.model_validate_json(raw)
    except UnicodeDecodeError as error:
        fault = f"not UTF-8: the byte 0x{raw[error.start]:02x} at offset {error.start}; write the document in UTF-8"
    except ValidationError as error:
        fault = f"not a JSON object: {_complaints(error)}"
    return Unreadable(DeadReason.NOT_JSON, fault)


def _wrong_type(found: object, wanted: str) -> Unreadable:
    if not isinstance(found, str):
        return Unreadable(DeadReason.NOT_VALID, f"the envelope's `type` is missing or no text; expected {wanted}")
    if found.rsplit(".v", 1)[0] == wanted.rsplit(".v", 1)[0]:
        return Unreadable(DeadReason.UNKNOWN_MAJOR, f"type {found[:80]!r} is a version not known here; known: {wanted}")
    return Unreadable(DeadReason.NOT_VALID, f"type {found[:80]!r} does not belong on this stream; expected {wanted}")


def _complaints(error: ValidationError) -> str:
    """What pydantic found wrong, in one line, without the input's values."""
    found = []
    for item in error.errors(include_url=False, include_context=False, include_input=False)[:5]:
        place = ".".join(str(part) for part in item["loc"])
        message = item["msg"].removeprefix("Value error, ").removeprefix("Invalid JSON: ")
        found.append(f"{place}: {message}" if place else message)
    return "; ".join(found)


def complete_article(article: NewsArticle, now: datetime) -> NewsArticle:
    """The article with what the producer left out: id, version, time of receipt; dates from the future set to `now`."""
    changes: dict[str, object] = {}
    if not article.id:
        changes["id"] = article_id(article.url or "")
    if not article.version:
        changes["version"] = content_version(article)
    if article.received_at is None:
        changes["received_at"] = now
    if article.published_at is not None and article.published_at > now + MAX_AHEAD:
        changes["published_at"] = now
    return article.model_copy(update=changes) if changes else article


def content_version(article: NewsArticle) -> str:
    """A hash of what a reader reads; it changes when the article is edited."""
    return short_digest("\0".join((article.headline or "", article.body_text or "", article.description or "")))


def ingest_of(article: NewsArticle, now: datetime) -> Ingest:
    """The article as an entry for the bus; the key repeats exactly when the same version is sent again."""
    whole = complete_article(article, now)
    key = f"{whole.id}@{whole.version}"
    event = CloudEvent[NewsArticle](
        id=fitting(key, "article:"),
        source="newsbell/collect",
        type=ARTICLE_TYPE,
        subject=whole.id,
        time=whole.received_at,
        data=whole,
    )
    return Ingest(key=key, event=event.model_dump_json(exclude_none=True).encode())


def document_of(article: NewsArticle, now: datetime) -> Document:
    """The article made ready for matching."""
    whole = complete_article(article, now)
    source = whole.source
    return read_document(
        article_id=whole.id or "",
        version=whole.version or "",
        headline=whole.headline,
        body_text=whole.body_text,
        description=whole.description,
        language=whole.language,
        source=source.name if source else None,
        domain=source.domain if source else None,
        url=whole.url,
        published_at=whole.published_at,
    )


def document_reader(limit: int) -> ReadDocument:
    """The reader of stream entries that *watch* works with."""

    def read(raw: bytes, now: datetime) -> Document | Unreadable:
        article = read_article(raw, limit)
        return article if isinstance(article, Unreadable) else document_of(article, now)

    return read


# --- alerts ----------------------------------------------------------------------------------------------------------


def alert_of(finding: Finding, change: StoryChange, now: datetime, *, backfill: bool = False) -> Alert:
    """What *watch* found, as the contract says it."""
    document, rule, story = finding.document, finding.hit.rule, change.after
    before = change.before.events if change.before else {}
    return Alert(
        id=story.alert_ids[-1] if story.alert_ids else story.id,
        reason=change.reason.value if change.reason else change.change.value,
        sequence=max(1, story.sequence),
        references=tuple(story.alert_ids[:-1]),
        rule=RuleRef(id=rule.id, title=rule.title, version=rule.version),
        severity=rule.severity.value,
        labels=dict(rule.labels),
        headline=alert_headline(document.headline, _strongest(finding), rule.title),
        summary=_strongest(finding) or rule.title,
        url=document.url,
        story=StoryRef(
            id=story.id,
            first_seen=story.first_seen,
            articles=max(1, len(story.articles)),
            sources=max(1, len(story.sources)),
        ),
        entities=tuple(
            Entity(id=e.id, name=e.name, type=e.type, salience=e.salience, mentions=e.mentions)
            for e in finding.entities
        ),
        events=tuple(_event(finding, number, before) for number in range(len(finding.events))),
        evidence=tuple(_evidence(document.article_id, item) for item in finding.evidence),
        matched=tuple(MatchedClause(clause=m.clause, evidence_ids=m.evidence_ids) for m in finding.matched),
        articles=(_article_of(document),),
        detected_at=now,
        backfill=backfill,
    )


def _event(finding: Finding, number: int, before: Mapping[str, str]) -> Event:
    event = finding.events[number]
    previous = before.get(event.type)
    return Event(
        type=event.type,
        status=event.status.value,
        previous_status=previous if previous != event.status.value else None,
        background=event.background,
        unconfirmed=event.unconfirmed,
        cue=event.cue,
        evidence_ids=event.evidence_ids,
    )


def _evidence(article: str, item: EvidenceFound) -> Evidence:
    spans = tuple(EvidenceSpan(start=s.start, end=s.end, kind=s.kind.value, clause=s.clause) for s in item.spans)
    return Evidence(
        id=item.id,
        article_id=article,
        field=item.field,
        sentence=item.sentence,
        start=item.start,
        end=item.end,
        spans=spans,
    )


def _article_of(document: Document) -> AlertArticle:
    source = ArticleSource(name=document.source, domain=document.domain) if document.source else None
    return AlertArticle(
        id=document.article_id,
        url=document.url,
        headline=document.headline,
        source=source,
        language=document.language,
        published_at=document.published_at,
    )


def _strongest(finding: Finding) -> str:
    """The evidence sentence with the most different terms; the body's before the headline's, then the earlier."""
    if not finding.evidence:
        return ""
    return max(
        finding.evidence, key=lambda item: (len({s.clause for s in item.spans}), item.field != "headline")
    ).sentence


def alert_event(alert: Alert) -> bytes:
    """The alert as an entry for the bus."""
    event = CloudEvent[Alert](
        id=alert.id,
        source="newsbell/watch",
        type=ALERT_TYPE,
        subject=alert.story.id,
        time=alert.detected_at,
        correlationid=alert.articles[0].id if alert.articles else None,
        partitionkey=alert.story.id,
        data=alert,
    )
    return event.model_dump_json(exclude_none=True).encode()


def write_alert(finding: Finding, change: StoryChange, now: datetime) -> AlertWrite:
    """The alert of a raised change, for the commit."""
    alert = alert_of(finding, change, now)
    return AlertWrite(id=alert.id, event=alert_event(alert))


def view_of(alert: Alert) -> AlertView:
    """The alert as the writers of messages see it."""
    article = alert.articles[0] if alert.articles else None
    return AlertView(
        id=alert.id,
        reason=alert.reason,
        rule_id=alert.rule.id,
        rule_title=alert.rule.title,
        severity=alert.severity,
        headline=alert.headline,
        summary=alert.summary,
        detected_at=alert.detected_at,
        story_id=alert.story.id,
        url=alert.url,
        source=article.source.name if article and article.source else None,
        published_at=article.published_at if article else None,
        sequence=alert.sequence,
        story_articles=alert.story.articles,
        story_sources=alert.story.sources,
        entities=tuple(entity.name for entity in alert.entities),
        events=tuple(
            EventView(e.type, e.status, e.previous_status, e.background, e.unconfirmed, e.cue) for e in alert.events
        ),
        quotes=tuple(_quote(item) for item in alert.evidence),
        why=tuple(matched.clause for matched in alert.matched),
        labels=dict(alert.labels),
        test=alert.test,
        backfill=alert.backfill,
    )


def _quote(item: Evidence) -> Quote:
    """The sentence with its matched words; words that overlap are marked as one."""
    marks: list[tuple[int, int]] = []
    for span in sorted(item.spans, key=lambda s: (s.start, s.end)):
        start, end = max(0, span.start - item.start), min(len(item.sentence), span.end - item.start)
        if marks and start < marks[-1][1]:
            marks[-1] = (marks[-1][0], max(end, marks[-1][1]))
        elif start < end:
            marks.append((start, end))
    return Quote(text=item.sentence, marks=tuple(marks), in_headline=item.field == "headline")


def routable_of(alert: Alert) -> Routable:
    """What routes may look at in the alert."""
    article = alert.articles[0] if alert.articles else None
    values: dict[str, tuple[str, ...]] = {key: (value,) for key, value in alert.labels.items()}
    values["rule"] = (alert.rule.id,)
    values["severity"] = (alert.severity,)
    values["status"] = tuple(sorted({event.status for event in alert.events})) or ("reported",)
    values["event"] = tuple(sorted({event.type for event in alert.events}))
    values["entity"] = tuple(entity.id for entity in alert.entities)
    values["source"] = (article.source.name,) if article and article.source else ()
    values["language"] = _languages(article.language) if article and article.language else ()
    return Routable(values=values, backfill=alert.backfill)


def _languages(tag: str) -> tuple[str, ...]:
    """The tag and, for one such as `en-GB`, its language alone, so that a route for `en` takes both."""
    return tuple(dict.fromkeys((tag, tag.replace("_", "-").partition("-")[0].lower())))


def alert_to_route(raw: bytes) -> AlertToRoute | Unreadable:
    """What *notify* needs of the alert in a stream entry."""
    alert = read_alert(raw)
    if isinstance(alert, Unreadable):
        return alert
    return AlertToRoute(id=alert.id, detected_at=alert.detected_at, routable=routable_of(alert))


# --- deliveries ------------------------------------------------------------------------------------------------------


def write_fact(fact: DeliveryFact) -> bytes:
    """The outcome of an attempt as an entry for the bus."""
    error = DeliveryError(code=fact.error_code, message=fact.error or "") if fact.error_code else None
    latency = int((fact.at - fact.detected_at).total_seconds() * 1000) if fact.status == "sent" else None
    delivery = Delivery(
        id=fact.id,
        alert_ids=tuple(fact.alert_ids),
        channel=ChannelRef(name=fact.channel, kind=fact.kind),
        digest=fact.digest.isoformat() if fact.digest else None,
        status=fact.status,
        attempt=fact.attempt,
        maybe_repeat=fact.maybe_repeat,
        suppressed_by=fact.suppressed_by,
        error=error,
        receipt=dict(fact.receipt),
        queued_at=fact.queued_at,
        sent_at=fact.at if fact.status == "sent" else None,
        latency_ms=max(0, latency) if latency is not None else None,
    )
    event = CloudEvent[Delivery](
        id=f"{fact.id}/{fact.attempt}/{fact.status}",
        source="newsbell/deliver",
        type=DELIVERY_TYPE,
        subject=fact.id,
        time=fact.at,
        data=delivery,
    )
    return event.model_dump_json(exclude_none=True).encode()


def views_of(events: Sequence[bytes]) -> tuple[AlertView, ...]:
    """The readable ones among stored alert events."""
    alerts = (read_alert(raw) for raw in events)
    return tuple(view_of(alert) for alert in alerts if isinstance(alert, Alert))
