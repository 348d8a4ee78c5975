"""Which mentions count: a place of the same name in another region does not."""

import re
from functools import lru_cache

from newsbell.core.events.regions import Region, region_after, region_named
from newsbell.core.match.hit import RejectReason
from newsbell.core.rules.model import Entity
from newsbell.core.text.document import Document, Zone

SENSE_REACH = 50_000
"""Code points; keeps hundreds of bare mentions in one huge article from reading it all each time."""


class ContextJudge:
    """Judges mentions by the words around them; implements the matcher's `Judge`.

    Only entities with a `region` are judged. A mention followed by another state, province or country is rejected;
    one followed by its own region counts. A bare mention counts, unless the article says the same name only with
    other regions: one sense an article (W. Gale, K. Church, D. Yarowsky 1992, "One sense per discourse").
    """

    __slots__ = ()

    def judges(self, entity: Entity) -> bool:
        """Whether the entity has a region."""
        return entity.region is not None

    def reject(self, entity: Entity, document: Document, zone: Zone, start: int, end: int) -> RejectReason | None:
        """The reason why the mention does not count, or None if it does."""
        if entity.region is None:
            return None
        own = _region(entity.region)
        named = region_after(zone.visible, end)
        if named is not None:
            return None if own.agrees(named) else RejectReason.OTHER_REGION
        senses = _senses(document, zone.visible[start:end])
        if senses and not any(own.agrees(sense) for sense in senses):
            return RejectReason.OTHER_REGION
        return None


@lru_cache(maxsize=10_000)
def _region(name: str) -> Region:
    return region_named(name)


def _senses(document: Document, surface: str) -> set[Region]:
    """The regions that the article names behind the same words, anywhere in the first SENSE_REACH of a zone."""
    words = r"\s+".join(re.escape(word) for word in surface.split())
    pattern = re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
    found: set[Region] = set()
    for zone in document.zones:
        for mention in pattern.finditer(zone.visible, 0, SENSE_REACH):
            region = region_after(zone.visible, mention.end())
            if region is not None:
                found.add(region)
    return found
