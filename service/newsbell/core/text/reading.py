"""From an article's fields to the one `Document` that all stages share."""

from datetime import datetime

from newsbell.core.text.document import Document, FieldName, Zone, ZoneName
from newsbell.core.text.visible import visible_text


def read_document(
    *,
    article_id: str,
    version: str,
    headline: str | None,
    body_text: str | None,
    description: str | None,
    language: str | None = None,
    source: str | None = None,
    domain: str | None = None,
    url: str | None = None,
    published_at: datetime | None = None,
) -> Document:
    """Make an article ready for matching: zone `title` from the headline, zone `body` from the body or the description.

    A part that is missing or blank makes no zone. Linear in the text, never raises.
    """
    zones = [_zone("title", "headline", headline, language)] if headline and headline.strip() else []
    if body_text and body_text.strip():
        zones.append(_zone("body", "body_text", body_text, language))
    elif description and description.strip():
        zones.append(_zone("body", "description", description, language))
    return Document(
        article_id=article_id,
        version=version,
        zones=tuple(zones),
        language=language,
        source=source,
        domain=domain,
        url=url,
        headline=headline,
        published_at=published_at,
    )


def _zone(name: ZoneName, field: FieldName, text: str, language: str | None) -> Zone:
    visible = visible_text(text, prose=name == "body")
    return Zone(name, field, text, visible, language)
