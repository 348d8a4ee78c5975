"""Words of an article shown with a little of the text around them, in one line."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from newsbell.core.render.clean import one_line
from newsbell.core.text.document import Document

AROUND = 32
"""Code points shown on each side of marked words, at most."""

_LEAST_AROUND = 12

LONGEST_SENTENCE = 1_000

Place = tuple[int, int]


def excerpt(text: str, places: Sequence[Place], marked: Callable[[str], str], width: int = 0) -> str:
    """The words at `places` (ascending, apart from each other), marked; long stretches between them are cut out.

    It is cut at blanks, so that no half word stands at an end. `width` is what it should take, in code points, if the
    marked words allow; 0 for no limit but AROUND.
    """
    first, last = places[0][0], places[-1][1]
    left, between, right = _around(len(text), places, width)
    pieces = [_tail(text[first - left : first]) if left < first else text[:first]]
    for number, (start, end) in enumerate(places):
        if number:
            pieces.append(_middle(text[places[number - 1][1] : start], between))
        pieces.append(marked(one_line(text[start:end])))
    pieces.append(_head(text[last : last + right]) if last + right < len(text) else text[last:])
    return "".join(piece if number % 2 else _flat(piece) for number, piece in enumerate(pieces))


def sentence_at(document: Document, zone: str, start: int) -> str:
    """The sentence round a place, in one line, cut if it is very long; empty where there is none."""
    part = document.zone(zone)
    sentence = part.sentence_at(start) if part is not None else None
    if part is None or sentence is None:
        return ""
    return part.text[sentence.start : min(sentence.end, sentence.start + LONGEST_SENTENCE)]


def _tail(text: str) -> str:
    return "…" + text.split(" ", 1)[1] if " " in text else text


def _head(text: str) -> str:
    return text.rsplit(" ", 1)[0] + "…" if " " in text else text


def _middle(text: str, around: int) -> str:
    if len(text) <= 2 * around:
        return text
    return f"{_head(text[:around]).rstrip('… ')} … {_tail(text[-around:]).lstrip('… ')}"


def _around(size: int, places: Sequence[Place], width: int) -> tuple[int, int, int]:
    """How much to show before, between (on either side of a cut) and behind marked words in a text of that size."""
    first, last = places[0][0], size - places[-1][1]
    if not width:
        return min(AROUND, first), AROUND, min(AROUND, last)
    signs = 2 * len(places) + 2
    room = width - signs - sum(end - start for start, end in places)
    between = min(AROUND, max(_LEAST_AROUND, room // (2 * len(places))))
    room -= sum(min(two[0] - one[1], 2 * between + 3) for one, two in pairwise(places))
    left = min(AROUND, first, max(_LEAST_AROUND, room // 2, room - last))
    return left, between, min(AROUND, last, max(_LEAST_AROUND, room - left))


def _flat(text: str) -> str:
    """One line, its blanks at the ends kept."""
    lead, tail = text[:1].isspace(), text[-1:].isspace()
    flat = one_line(text)
    return f"{' ' if lead and flat else ''}{flat}{' ' if tail else ''}" if flat else (" " if text else "")
