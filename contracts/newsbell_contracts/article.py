"""A news article, as producers put it on the bus."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from newsbell_contracts.base import Contract, Identifier, Instant, JsonObject

Text = Annotated[str, StringConstraints(max_length=10_000_000)]
Line = Annotated[str, StringConstraints(max_length=4096)]


class ArticleSource(Contract):
    """Who published it. From Event Registry's `source` and RavenPack's `NEWS_TYPE`."""

    name: Annotated[Line, Field(min_length=1, description="The outlet as a reader knows it, e.g. `Reuters`.")]
    domain: Annotated[Line | None, Field(description="Its host name, e.g. `reuters.com`.")] = None
    type: Annotated[str | None, Field(description="`news`, `blog`, `pr` or `wire`; more may come.")] = None


class Subject(Contract):
    """A topic given by the feed. From the IPTC Media Topics, e.g. `20000204` merger or acquisition."""

    code: Annotated[Line, Field(min_length=1, description="The code in its vocabulary.")]
    name: Annotated[Line | None, Field(description="The topic in words.")] = None


class NewsArticle(Contract):
    """One article. Required: a `headline` or a `body_text`, and an `id` or a `url`; newsbell fills in the rest or
    leaves it out. The same id with another content is an edit of the article.
    """

    id: Annotated[Identifier | None, Field(description="Reuters `guid`: stable over edits. Default: from `url`.")] = (
        None
    )
    version: Annotated[
        str | None,
        Field(max_length=128, description="Reuters `version`: changes with each edit. Default: hash of the text."),
    ] = None
    url: Annotated[Line | None, Field(description="schema.org `url`: where a reader finds it.")] = None
    headline: Annotated[Line | None, Field(description="schema.org `headline`, plain text.")] = None
    body_text: Annotated[Text | None, Field(description="IPTC ninjs `body_text`: the whole text, plain.")] = None
    description: Annotated[Text | None, Field(description="schema.org `description`: summary or teaser.")] = None
    language: Annotated[str | None, Field(max_length=35, description="BCP 47, e.g. `en` or `en-GB`.")] = None
    published_at: Annotated[Instant | None, Field(description="schema.org `datePublished`.")] = None
    updated_at: Annotated[Instant | None, Field(description="schema.org `dateModified`.")] = None
    received_at: Annotated[Instant | None, Field(description="When newsbell accepted it; set by newsbell.")] = None
    source: Annotated[ArticleSource | None, Field(description="Who published it.")] = None
    byline: Annotated[Line | None, Field(description="IPTC ninjs `byline`: author or agency, as printed.")] = None
    subjects: Annotated[tuple[Subject, ...], Field(max_length=100, description="IPTC ninjs `subject`.")] = ()
    extensions: Annotated[
        JsonObject, Field(default_factory=dict, description="Anything else the producer wants to keep.")
    ]

    @model_validator(mode="after")
    def _identified_and_not_empty(self) -> Self:
        if not (self.headline or "").strip() and not (self.body_text or "").strip():
            raise ValueError("an article needs a `headline` or a `body_text`")
        if not self.id and not (self.url or "").strip():
            raise ValueError("an article needs an `id` or a `url`")
        return self
