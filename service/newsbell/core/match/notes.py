"""Why a part of a query did not hold, in a few words for `explain`."""

from collections.abc import Sequence
from difflib import get_close_matches

from newsbell.core.match.hit import Rejection
from newsbell.core.match.near import Interval, closest
from newsbell.core.match.occurrences import index_text
from newsbell.core.rules.syntax import EventRef, Exact, Metadata, Near, Term, Wildcard, Word
from newsbell.core.text.document import Document
from newsbell.core.text.folding import folded
from newsbell.core.text.tokens import tokenise

_MAX_WORDS_COMPARED = 5_000


def count_note(found: int, needed: int, what: str) -> str:
    """`1 of 3 occurrences`."""
    return f"{found} of {needed} {what}"


def metadata_note(node: Metadata, document: Document) -> str:
    """What the article has instead."""
    if node.field == "lang":
        return f"the article's language is {document.language}" if document.language else "the article has no language"
    return f"the article's source is {document.source}" if document.source else "the article has no source"


def term_note(node: Term, document: Document, rejections: Sequence[Rejection], masked: int) -> str:
    """Why a term has no occurrence: all rejected, masked, or the nearest spelling there is."""
    if rejections:
        reasons = dict.fromkeys(each.reason.sentence for each in rejections)
        return f"{_counted(len(rejections), 'mention')} rejected: {'; '.join(reasons)}"
    if masked and isinstance(node, EventRef):
        return f"{_counted(masked, 'trigger')} in a phrase listed under `not:`"
    if isinstance(node, Word):
        return _nearest_spelling(node.text, document)
    if isinstance(node, Exact) and node.case:
        return _other_case(node, document)
    if isinstance(node, Exact) or not isinstance(node, Wildcard):
        return ""
    return f"no word fits {node.pattern}"


def near_note(node: Near, left: Sequence[Interval], right: Sequence[Interval]) -> str:
    """Which side is missing, or how far the closest pair is apart."""
    for side, intervals in ((node.left, left), (node.right, right)):
        if not intervals:
            return f"{side.place.clause} does not occur"
    apart = closest(left, right, ordered=node.ordered)
    if apart is None:
        if node.ordered and closest(left, right, ordered=False) is not None:
            return "they occur in the other order only"
        return "they never occur side by side in one zone"
    if isinstance(node.within, int):
        return f"closest pair is {_counted(apart, 'word')} apart"
    unit = "sentence" if node.within == "s" else "paragraph"
    return f"never in one {unit}; closest pair is {_counted(apart, 'word')} apart"


def _nearest_spelling(word: str, document: Document) -> str:
    """The word of the article that looks most like a single word of a rule."""
    words = dict.fromkeys(text for zone in document.zones for text in index_text(zone.visible).positions)
    close = get_close_matches(folded(word), list(words)[:_MAX_WORDS_COMPARED], n=1, cutoff=0.8)
    return f"the nearest word is {close[0]}" if close else ""


def _other_case(node: Exact, document: Document) -> str:
    wanted = [token.text for token in tokenise(node.text)]
    texts = [index_text(zone.visible) for zone in document.zones]
    if wanted and all(any(word in text.positions for text in texts) for word in wanted):
        return "its words occur in another case or apart"
    return ""


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
