"""Alerts onto the bus: what *watch* found, as the contract says it."""

from datetime import datetime
from typing import Any

from newsbell.core.events.finding import EventFound, EvidenceFound, Finding
from newsbell.core.render.words import alert_headline
from newsbell.core.story.story import StoryChange
from newsbell.core.text.document import Document
from newsbell.flow.ports import AlertWrite
from newsbell_contracts import ALERT_TYPE, Alert, AlertArticle, ArticleSource, CloudEvent

Values = dict[str, Any]
"""The fields of a message part by name."""


def alert_of(finding: Finding, change: StoryChange, now: datetime, *, backfill: bool = False) -> Alert:
    """What *watch* found, as the contract says it."""
    document, rule, story = finding.document, finding.hit.rule, change.after
    before = change.before.events if change.before else {}
    strongest = _strongest(finding)
    # Plain values, checked by one call: model in model, made one by one, takes twice as long.
    values: Values = {
        "id": story.alert_ids[-1] if story.alert_ids else story.id,
        "reason": change.reason.value if change.reason else change.change.value,
        "sequence": max(1, story.sequence),
        "references": story.alert_ids[:-1],
        "rule": {"id": rule.id, "title": rule.title, "version": rule.version},
        "severity": rule.severity.value,
        "labels": dict(rule.labels),
        "headline": alert_headline(document.headline, strongest, rule.title),
        "summary": strongest or rule.title,
        "url": document.url,
        "story": {
            "id": story.id,
            "first_seen": story.first_seen,
            "articles": max(1, len(story.articles)),
            "sources": max(1, len(story.sources)),
        },
        "entities": [
            {"id": e.id, "name": e.name, "type": e.type, "salience": e.salience, "mentions": e.mentions}
            for e in finding.entities
        ],
        "events": [_event(event, before.get(event.type)) for event in finding.events],
        "evidence": [_evidence(document.article_id, item) for item in finding.evidence],
        "matched": [{"clause": m.clause, "evidence_ids": m.evidence_ids} for m in finding.matched],
        "articles": (_article_of(document),),
        "detected_at": now,
        "backfill": backfill,
    }
    return Alert.model_validate(values)


def _event(event: EventFound, previous: str | None) -> Values:
    return {
        "type": event.type,
        "status": event.status.value,
        "previous_status": previous if previous != event.status.value else None,
        "background": event.background,
        "unconfirmed": event.unconfirmed,
        "cue": event.cue,
        "evidence_ids": event.evidence_ids,
    }


def _evidence(article: str, item: EvidenceFound) -> Values:
    return {
        "id": item.id,
        "article_id": article,
        "field": item.field,
        "sentence": item.sentence,
        "start": item.start,
        "end": item.end,
        "spans": [{"start": s.start, "end": s.end, "kind": s.kind.value, "clause": s.clause} for s in item.spans],
    }


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
