"""A text to match: zones, sentences, and offsets that always point into the article's own words."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal

from newsbell.core.text.sentences import Sentence, Sentences

ZoneName = Literal["title", "body"]
FieldName = Literal["headline", "body_text", "description"]


@dataclass(frozen=True)
class Zone:
    """A part of the article that is matched by itself: no phrase and no NEAR crosses its border.

    `text` is the article's field as it came. `visible` has the same length; what is not prose (link targets, images,
    URLs, e-mail addresses) is blanked in it. Matching reads `visible`, evidence quotes `text`. `language` is the
    article's BCP 47 tag.
    """

    name: ZoneName
    field: FieldName
    text: str
    visible: str
    language: str | None = None

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences in order; to ask for all of them costs more than to ask for some."""
        return self._splitter.all()

    def first_sentences(self, count: int) -> tuple[Sentence, ...]:
        """The first sentences, at most `count`."""
        return self._splitter.first(count)

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that holds the code point `offset`, or None between sentences."""
        return self._splitter.at(offset)

    @cached_property
    def _splitter(self) -> Sentences:
        return Sentences(self.text, self.visible, self.language)


@dataclass(frozen=True, slots=True)
class Document:
    """An article made ready for matching: the one text that all stages share."""

    article_id: str
    version: str
    zones: tuple[Zone, ...]
    language: str | None = None
    source: str | None = None
    domain: str | None = None
    url: str | None = None
    headline: str | None = None
    published_at: datetime | None = None

    def zone(self, name: str) -> Zone | None:
        """The zone of that name, or None if the article has no such part."""
        return next((zone for zone in self.zones if zone.name == name), None)
