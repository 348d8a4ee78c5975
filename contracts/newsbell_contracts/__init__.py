"""What newsbell says on the bus: articles in, alerts and deliveries out, as CloudEvents.

Gives: the typed messages that other services read and write, with nothing but pydantic behind them.
Takes: the JSON of one stream entry.
Must not know: the service, its broker or its storage.

Readers ignore unknown fields, and a field is only ever added within a major version, so a consumer written
today keeps working. Vocabularies that may grow (event types, statuses, reasons) are plain strings with
documented values, for the same reason.
"""

from newsbell_contracts.alert import (
    Alert,
    AlertArticle,
    Entity,
    Event,
    Evidence,
    EvidenceSpan,
    Fact,
    MatchedClause,
    RuleRef,
    StoryRef,
)
from newsbell_contracts.article import ArticleSource, NewsArticle, Subject
from newsbell_contracts.delivery import ChannelRef, Delivery, DeliveryError
from newsbell_contracts.envelope import (
    ALERT_TYPE,
    ARTICLE_TYPE,
    CONTENT_TYPE,
    DELIVERY_TYPE,
    FIELD,
    CloudEvent,
)

__all__ = [
    "ALERT_TYPE",
    "ARTICLE_TYPE",
    "CONTENT_TYPE",
    "DELIVERY_TYPE",
    "FIELD",
    "Alert",
    "AlertArticle",
    "ArticleSource",
    "ChannelRef",
    "CloudEvent",
    "Delivery",
    "DeliveryError",
    "Entity",
    "Event",
    "Evidence",
    "EvidenceSpan",
    "Fact",
    "MatchedClause",
    "NewsArticle",
    "RuleRef",
    "StoryRef",
    "Subject",
]
