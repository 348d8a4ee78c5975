"""Alerts from the bus: for the routes, and for the writers of messages."""

from collections.abc import Sequence

from pydantic import ValidationError

from newsbell.core.render.view import AlertView, EventView, Quote
from newsbell.core.route.model import Routable
from newsbell.flow.ports import AlertToRoute, Unreadable
from newsbell.wire.documents import data_at_once, not_valid, peek, wrong_type
from newsbell_contracts import ALERT_TYPE, Alert, CloudEvent, Evidence

_Envelope = CloudEvent[Alert]


def read_alert(raw: bytes) -> Alert | Unreadable:
    """The alert in a stream entry or in the ledger."""
    return data_at_once(raw, _Envelope, ALERT_TYPE) or looked_at_closely(raw)


def looked_at_closely(raw: bytes) -> Alert | Unreadable:
    """The same for any document, by two parses: is it an envelope, and what is inside."""
    head = peek(raw)
    if isinstance(head, Unreadable):
        return head
    if head.type != ALERT_TYPE:
        return wrong_type(head.type, ALERT_TYPE)
    try:
        return _Envelope.model_validate_json(raw).data
    except ValidationError as error:
        return not_valid("alert", error)


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


def views_of(events: Sequence[bytes]) -> tuple[AlertView, ...]:
    """The readable ones among stored alert events."""
    alerts = (read_alert(raw) for raw in events)
    return tuple(view_of(alert) for alert in alerts if isinstance(alert, Alert))
