"""Why a part of a query did not hold, in a few words, and what in the article comes nearest: for `explain`."""

from collections.abc import Iterable, Sequence

from newsbell.core.match.hit import Rejection
from newsbell.core.match.near import Interval
from newsbell.core.match.nearmiss import Surroundings
from newsbell.core.match.occurrences import Occurrence
from newsbell.core.match.outcome import MissKind, NearMiss, Passage
from newsbell.core.match.scattered import closest_pair, words_between
from newsbell.core.match.spelling import MOST_WORDS
from newsbell.core.match.wording import wordings
from newsbell.core.rules.model import Vocabulary
from newsbell.core.rules.syntax import EntityRef, EventRef, Metadata, Near, Term, Wildcard
from newsbell.core.text.document import Document

MOST_TERMS = 300
"""Terms of one article for which near misses are looked for; explaining a rule of thousands of words stays quick."""

MOST_MISSES = 2
"""Near misses told of one term: the nearest."""

Told = tuple[str, tuple[NearMiss, ...]]
"""A note, which may be empty, and the near misses."""


def count_note(found: int, needed: int, what: str) -> str:
    """`1 of 3 occurrences`."""
    return f"{found} of {needed} {what}"


def metadata_note(node: Metadata, document: Document) -> str:
    """What the article has instead."""
    if node.field == "lang":
        return f"the article's language is {document.language}" if document.language else "the article has no language"
    if not document.source:
        return "the article has no source"
    name = f"{document.source} ({document.domain})" if document.domain else document.source
    wanted = node.pattern.strip("*")
    advice = f", which source:*{wanted}* takes" if wanted.isalnum() and wanted.casefold() in name.casefold() else ""
    return f"the article's source is {name}{advice}"


class Notes:
    """Takes notes on one article."""

    def __init__(self, document: Document, vocabulary: Vocabulary, language: str) -> None:
        self._document = document
        self._vocabulary = vocabulary
        self._language = language
        self._surroundings = Surroundings(document, language)
        self._looked_for = 0

    def term(
        self,
        node: Term,
        zones: frozenset[str],
        elsewhere: Sequence[Occurrence],
        rejections: Sequence[Rejection],
        masked: Sequence[Occurrence],
    ) -> Told:
        """Why a term does not occur in these zones: it does in another, all are rejected or masked, or what is nearest.

        `elsewhere` are the occurrences in other zones.
        """
        if elsewhere:
            asked = " or ".join(sorted(zones)) or "title and the body at once"
            note = f"it occurs in the {self._zone(elsewhere[0])}, not in the {asked}"
            return note, self._misses(MissKind.OTHER_ZONE, note, elsewhere)
        if rejections:
            reasons = dict.fromkeys(each.reason.sentence for each in rejections)
            _, misses = self._nearest(node, zones)
            return f"{_counted(len(rejections), 'mention')} rejected: {'; '.join(reasons)}", misses
        if masked and isinstance(node, EventRef):
            note = f"{_counted(len(masked), 'trigger')} in a phrase listed under `not:`"
            return note, self._misses(MissKind.MASKED, "part of a phrase listed under `not:`", masked)
        return self._nearest(node, zones)

    def near(self, node: Near, left: Sequence[Interval], right: Sequence[Interval]) -> Told:
        """Which side is missing, or how far the closest pair is apart."""
        for side, intervals in ((node.left, left), (node.right, right)):
            if not intervals:
                return f"{side.place.clause} does not occur", ()
        pair = closest_pair(left, right, ordered=node.ordered)
        if pair is not None:
            apart = f"the closest pair is {_counted(words_between(*pair), 'word')} apart"
            return apart, (self._pair(MissKind.TOO_FAR, apart, pair),)
        back = closest_pair(left, right, ordered=False) if node.ordered else None
        if back is not None:
            order = "in the other order only"
            return order, (self._pair(MissKind.OTHER_ORDER, order, back),)
        if left[0].zone != right[0].zone:
            return f"one in the {self._zone(left[0])} only, the other in the {self._zone(right[0])}", ()
        once = "it occurs only once"
        return once, (NearMiss(MissKind.ONCE, once, (self._passage(left[0]),)),)

    def _nearest(self, node: Term, zones: frozenset[str]) -> Told:
        self._looked_for += 1
        if self._looked_for > MOST_TERMS:
            first = self._looked_for == MOST_TERMS + 1
            return (f"{MOST_TERMS} terms fail before it: from here on none is compared" if first else ""), ()
        ways = wordings(node, self._vocabulary, self._language)
        misses = self._surroundings.nearest(ways, zones, MOST_MISSES)
        if misses:
            return "", misses
        if isinstance(node, Wildcard):
            return f"no word fits {node.pattern}", ()
        if not isinstance(node, EntityRef | EventRef) and ways:
            absent = self._surroundings.absent(ways[0], zones)
            return f"{' and '.join(absent)} {_does(absent)} not occur" if absent else self._incomplete(), ()
        return self._incomplete(), ()

    def _incomplete(self) -> str:
        cut = not self._surroundings.spellings.complete
        return f"compared with the first {MOST_WORDS:,} different words of the article only" if cut else ""

    def _misses(self, kind: MissKind, sentence: str, found: Iterable[Occurrence]) -> tuple[NearMiss, ...]:
        return tuple(NearMiss(kind, sentence, (self._passage(each),)) for each in found)[:MOST_MISSES]

    def _pair(self, kind: MissKind, sentence: str, pair: tuple[Interval, Interval]) -> NearMiss:
        """The two operands, each by its own words."""
        spans = sorted(dict.fromkeys(span for each in pair for span in each.spans), key=lambda s: (s.start, s.end))
        return NearMiss(kind, sentence, tuple(Passage(span.zone, span.start, span.end) for span in spans))

    def _passage(self, found: Occurrence | Interval) -> Passage:
        return Passage(self._document.zones[found.zone].name, found.start, found.end)

    def _zone(self, found: Occurrence | Interval) -> str:
        return self._document.zones[found.zone].name


def _does(things: Sequence[str]) -> str:
    return "does" if len(things) == 1 else "do"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
