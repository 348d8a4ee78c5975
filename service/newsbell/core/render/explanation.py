"""Why a rule matches an article, or why it does not: the tree of its terms, for the terminal."""

from collections.abc import Iterator

from newsbell.core.events.finding import Finding
from newsbell.core.match.hit import Rejection, Span
from newsbell.core.match.outcome import Outcome
from newsbell.core.render.clean import one_line
from newsbell.core.render.columns import wrap_text
from newsbell.core.render.view import EventView
from newsbell.core.render.words import event_words
from newsbell.core.rules.model import Rule
from newsbell.core.rules.syntax import And, AtLeast, InZone, Near, Node, Not, Or, SomeOf
from newsbell.core.text.document import Document

MOST_SPANS = 3
"""Occurrences shown for each term; the others are counted."""

AROUND = 32
"""Code points shown on each side of an occurrence."""

_GREEN, _RED, _BOLD, _MARK = "32", "31", "1", "1;4"


class _Style:
    def __init__(self, *, colour: bool) -> None:
        self._colour = colour

    def paint(self, text: str, codes: str) -> str:
        return f"\x1b[{codes}m{text}\x1b[0m" if self._colour else text

    def sign(self, *, held: bool) -> str:
        return self.paint("✓", _GREEN) if held else self.paint("✗", _RED)

    def marked(self, text: str) -> str:
        return self.paint(text, _MARK) if self._colour else f"«{text}»"


def explanation_text(
    rule: Rule, document: Document, outcome: Outcome, finding: Finding | None, *, raised: bool, colour: bool
) -> str:
    """The verdict, the tree of terms with the words that made each hold, and the events with their status.

    `finding` is None when the rule does not match; `raised` tells whether a match rings, which its `status` may forbid.
    """
    style = _Style(colour=colour)
    name = one_line(document.headline or document.article_id)
    lines = [
        f"{style.sign(held=outcome.held)} {style.paint(rule.id, _BOLD)} {_verdict(outcome, raised=raised)}",
        *wrap_text(f"article: {name}", 78),
        "",
        *_tree(outcome, document, style, depth=0),
    ]
    if finding is not None:
        lines += ["", *_events(finding)]
    return "\n".join(lines) + "\n"


def _verdict(outcome: Outcome, *, raised: bool) -> str:
    if not outcome.held:
        return "does not match"
    return "matches" if raised else "matches, but raises nothing: none of its events has a status that the rule wants"


def _tree(outcome: Outcome, document: Document, style: _Style, depth: int) -> Iterator[str]:
    indent = "  " * depth
    note = f"  ({outcome.note})" if outcome.note else ""
    yield f"{indent}{style.sign(held=outcome.held)} {_label(outcome.node)}{note}"
    if not outcome.children:
        yield from _occurrences(outcome.spans, document, style, f"{indent}    ")
    for rejection in outcome.rejections:
        yield f"{indent}    not counted: {_excerpt(rejection, document, style)} ({rejection.reason.sentence})"
    for child in outcome.children:
        yield from _tree(child, document, style, depth + 1)


def _label(node: Node) -> str:
    match node:
        case And():
            return "all of"
        case Or():
            return "any of"
        case Not():
            return "not"
        case SomeOf(count=count):
            return f"at least {count} of"
        case AtLeast(count=count):
            return f"at least {count} times"
        case Near(within=within, ordered=ordered):
            distance = {"s": "in one sentence", "p": "in one paragraph"}.get(
                str(within), f"at most {within} words between"
            )
            return f"{distance}, in this order" if ordered else distance
        case InZone(zone=zone):
            return f"in the {zone}"
    return one_line(node.place.clause)


def _occurrences(spans: tuple[Span, ...], document: Document, style: _Style, indent: str) -> Iterator[str]:
    for span in spans[:MOST_SPANS]:
        yield f"{indent}{_excerpt(span, document, style)}"
    if len(spans) > MOST_SPANS:
        yield f"{indent}and {len(spans) - MOST_SPANS} more"


def _excerpt(found: Span | Rejection, document: Document, style: _Style) -> str:
    """The words with a little of the text around them, in one line."""
    zone = document.zone(found.zone)
    if zone is None:
        return ""
    begin, finish = max(0, found.start - AROUND), min(len(zone.text), found.end + AROUND)
    before = zone.text[begin : found.start]
    after = zone.text[found.end : finish]
    # Cut at blanks, so that no half word stands at an end.
    if begin > 0 and " " in before:
        before = "…" + before.split(" ", 1)[1]
    if finish < len(zone.text) and " " in after:
        after = after.rsplit(" ", 1)[0] + "…"
    words = style.marked(one_line(zone.text[found.start : found.end]))
    left, right = _flat(before), _flat(after)
    return f"{found.zone}: {left}{words}{right}"


def _flat(text: str) -> str:
    """One line, its blanks at the ends kept."""
    lead, tail = text[:1].isspace(), text[-1:].isspace()
    flat = one_line(text)
    return f"{' ' if lead and flat else ''}{flat}{' ' if tail else ''}" if flat else (" " if text else "")


def _events(finding: Finding) -> Iterator[str]:
    for event in finding.events:
        view = EventView(event.type, event.status.value, None, event.background, event.unconfirmed, event.cue)
        cue = f", by the words “{one_line(event.cue)}”" if event.cue else ", no cue says more"
        yield f"event: {event_words(view)}, status {event.status.value}{cue}"
