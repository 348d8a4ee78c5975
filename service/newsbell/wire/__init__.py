"""Contracts to core and back: pure functions, the only place that knows both sorts of types.

Gives: readers that take the bytes of a stream entry and give what the core works with, or why they can not; writers the
    other way round.
Takes: bytes, findings, changes and facts.
Must not know: the bus, the store, channels, settings.
"""

from newsbell.wire.alerts import alert_event, alert_of, write_alert
from newsbell.wire.articles import (
    MAX_AHEAD,
    complete_article,
    content_version,
    document_of,
    document_reader,
    ingest_of,
    read_article,
)
from newsbell.wire.deliveries import write_fact
from newsbell.wire.readers import alert_to_route, read_alert, routable_of, view_of, views_of

__all__ = [
    "MAX_AHEAD",
    "alert_event",
    "alert_of",
    "alert_to_route",
    "complete_article",
    "content_version",
    "document_of",
    "document_reader",
    "ingest_of",
    "read_alert",
    "read_article",
    "routable_of",
    "view_of",
    "views_of",
    "write_alert",
    "write_fact",
]
