"""Articles: from the bus to documents to match, and onto the bus."""

from datetime import datetime, timedelta

from pydantic import ValidationError

from newsbell.core.text.document import Document
from newsbell.core.text.reading import read_document
from newsbell.flow.address import article_id, fitting, short_digest
from newsbell.flow.ports import DeadReason, Ingest, ReadDocument, Unreadable
from newsbell.wire.documents import data_at_once, not_valid, peek, wrong_type
from newsbell_contracts import ARTICLE_TYPE, CloudEvent, NewsArticle

MAX_AHEAD = timedelta(minutes=10)
"""How far ahead of the clock a publication date is believed; beyond that it is a mistake and set to now."""

_Envelope = CloudEvent[NewsArticle]


def read_article(raw: bytes, limit: int) -> NewsArticle | Unreadable:
    """The article in a stream entry: a CloudEvent, or a bare article as foreign producers write it.

    `limit` is the largest document accepted, in bytes.
    """
    if len(raw) > limit:
        return Unreadable(DeadReason.TOO_LARGE, f"the document has {len(raw):,} bytes; the limit is {limit:,}")
    return data_at_once(raw, _Envelope, ARTICLE_TYPE) or looked_at_closely(raw)


def looked_at_closely(raw: bytes) -> NewsArticle | Unreadable:
    """The same for any document, by two parses: is it an envelope, and what is inside."""
    head = peek(raw)
    if isinstance(head, Unreadable):
        return head
    try:
        if head.specversion is None:
            return NewsArticle.model_validate_json(raw)
        if head.type != ARTICLE_TYPE:
            return wrong_type(head.type, ARTICLE_TYPE)
        return _Envelope.model_validate_json(raw).data
    except ValidationError as error:
        return not_valid("article", error)


def complete_article(article: NewsArticle, now: datetime) -> NewsArticle:
    """The article with what the producer left out: id, version, time of receipt; dates from the future set to `now`."""
    changes: dict[str, object] = {}
    if not article.id:
        changes["id"] = article_id(article.url or "")
    if not article.version:
        changes["version"] = content_version(article)
    if article.received_at is None:
        changes["received_at"] = now
    if _is_ahead(article, now):
        changes["published_at"] = now
    return article.model_copy(update=changes) if changes else article


def _is_ahead(article: NewsArticle, now: datetime) -> bool:
    return article.published_at is not None and article.published_at > now + MAX_AHEAD


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
    """The article made ready for matching, completed as by `complete_article`."""
    source = article.source
    return read_document(
        article_id=article.id or article_id(article.url or ""),
        version=article.version or content_version(article),
        headline=article.headline,
        body_text=article.body_text,
        description=article.description,
        language=article.language,
        source=source.name if source else None,
        domain=source.domain if source else None,
        url=article.url,
        published_at=now if _is_ahead(article, now) else article.published_at,
    )


def document_reader(limit: int) -> ReadDocument:
    """The reader of stream entries that *watch* works with."""

    def read(raw: bytes, now: datetime) -> Document | Unreadable:
        article = read_article(raw, limit)
        return article if isinstance(article, Unreadable) else document_of(article, now)

    return read
