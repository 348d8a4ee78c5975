"""Why a rule matches an article, or why it does not: the tree of its terms, for the terminal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsbell.core.events.finding import Finding
from newsbell.core.match.hit import Rejection, Span
from newsbell.core.match.obstacles import Obstacle, obstacles, verdict
from newsbell.core.match.outcome import NearMiss, Outcome, Passage
from newsbell.core.render.clean import one_line
from newsbell.core.render.columns import width_of, wrap_text
from newsbell.core.render.passages import excerpt
from newsbell.core.render.view import EventView
from newsbell.core.render.words import event_words
from newsbell.core.rules.model import Rule
from newsbell.core.rules.syntax import And, AtLeast, InZone, Near, Node, Not, Or, SomeOf
from newsbell.core.text.document import Document

MOST_SPANS = 3
"""Occurrences shown for each term; the others are counted."""

MOST_BARE = 4
"""Alternatives of which nothing can be said but that they do not occur, shown on a line each; more share lines."""

MOST_NAMED = 40
"""Of those that share lines, the ones that are named."""

WIDTH = 78

_GREEN, _RED, _BOLD, _MARK = "32", "31", "1", "1;4"


@dataclass(frozen=True, slots=True)
class Explanation:
    """An article and one rule, looked at part by part.

    `finding` is None when the rule does not match; `raised` tells whether a match rings, which its `status` may forbid.
    """

    rule: Rule
    document: Document
    outcome: Outcome
    finding: Finding | None
    raised: bool

    @property
    def obstacles(self) -> tuple[Obstacle, ...]:
        """What stands in the way of a match."""
        return obstacles(self.outcome)

    @property
    def verdict(self) -> str:
        """Whether it matches, and if not why, in one line."""
        if not self.outcome.held:
            return one_line(f"does not match: {verdict(self.obstacles)}")
        return (
            "matches" if self.raised else "matches, but raises nothing: none of its events has a status the rule wants"
        )


class _Style:
    def __init__(self, *, colour: bool) -> None:
        self._colour = colour

    def paint(self, text: str, codes: str) -> str:
        return f"\x1b[{codes}m{text}\x1b[0m" if self._colour else text

    def sign(self, *, held: bool) -> str:
        return self.paint("✓", _GREEN) if held else self.paint("✗", _RED)

    def marked(self, text: str) -> str:
        return self.paint(text, _MARK) if self._colour else f"«{text}»"


def explanation_text(explanation: Explanation, *, colour: bool) -> str:
    """The verdict, the tree of terms with the words that made each hold or came nearest, and the events with status."""
    style = _Style(colour=colour)
    name = one_line(explanation.document.headline or explanation.document.article_id)
    lines = [
        *_headline(explanation, style),
        *wrap_text(f"article: {name}", WIDTH),
        "",
        *_tree(explanation.outcome, explanation.document, style, ""),
    ]
    if explanation.finding is not None:
        lines += ["", *_events(explanation.finding)]
    return "\n".join(lines) + "\n"


def _headline(explanation: Explanation, style: _Style) -> list[str]:
    rule = explanation.rule.id
    first, *more = wrap_text(f"{rule} {explanation.verdict}", WIDTH - 2)
    if first.startswith(rule):
        first = f"{style.paint(rule, _BOLD)}{first.removeprefix(rule)}"
    return [f"{style.sign(held=explanation.outcome.held)} {first}", *(f"  {line}" for line in more)]


def _tree(outcome: Outcome, document: Document, style: _Style, indent: str) -> Iterator[str]:
    yield from _noted(f"{indent}{style.sign(held=outcome.held)} {_label(outcome.node)}", outcome.note, f"{indent}    ")
    inner = f"{indent}    "
    if not outcome.children:
        yield from _occurrences(outcome.spans, document, style, inner)
    yield from _not_counted(outcome.rejections, document, style, inner)
    for miss in outcome.misses:
        yield from _nearest(miss, document, style, inner, told=miss.sentence in outcome.note)
    shown, bare = _split(outcome)
    for child in shown:
        yield from _tree(child, document, style, f"{indent}  ")
    if bare:
        yield from _bare(bare, style, f"{indent}  ")


def _noted(line: str, note: str, indent: str) -> Iterator[str]:
    """The line with its note, on a line of its own where both are too long."""
    if note and width_of(f"{line}  ({note})") > WIDTH:
        yield line
        yield from (f"{indent}{each}" for each in wrap_text(f"({note})", WIDTH - len(indent)))
    else:
        yield f"{line}  ({note})" if note else line


def _split(outcome: Outcome) -> tuple[Sequence[Outcome], Sequence[Outcome]]:
    """The parts to show each by itself, and, among many alternatives, those of which there is nothing to say."""
    children = outcome.children
    if not isinstance(outcome.node, Or | SomeOf):
        return children, ()
    bare = [
        child
        for child in children
        if not (child.held or child.children or child.note or child.misses or child.rejections)
    ]
    if len(bare) <= MOST_BARE:
        return children, ()
    return [child for child in children if child not in bare], bare


def _bare(outcomes: Sequence[Outcome], style: _Style, indent: str) -> Iterator[str]:
    names = ", ".join(one_line(each.clause) for each in outcomes[:MOST_NAMED])
    more = f" and {len(outcomes) - MOST_NAMED} more" if len(outcomes) > MOST_NAMED else ""
    first, *rest = wrap_text(f"{names}{more}", WIDTH - len(indent) - 2)
    yield f"{indent}{style.sign(held=False)} {first}"
    yield from (f"{indent}  {line}" for line in rest)


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
        yield _shown(indent, (span,), document, style)
    if len(spans) > MOST_SPANS:
        yield f"{indent}and {len(spans) - MOST_SPANS} more"


def _not_counted(rejections: Sequence[Rejection], document: Document, style: _Style, indent: str) -> Iterator[str]:
    several = len({each.reason for each in rejections}) > 1
    for each in rejections[:MOST_SPANS]:
        line = _shown(f"{indent}not counted: ", (each,), document, style)
        yield from _noted(line, each.reason.sentence if several else "", f"{indent}  ")
    if len(rejections) > MOST_SPANS:
        yield f"{indent}and {len(rejections) - MOST_SPANS} more"


def _nearest(miss: NearMiss, document: Document, style: _Style, indent: str, *, told: bool) -> Iterator[str]:
    """The nearest words, and in what they differ unless that was told."""
    line = _shown(f"{indent}nearest: ", miss.passages, document, style)
    yield from _noted(line, "" if told else miss.sentence, f"{indent}  ")


def _shown(lead: str, found: Sequence[Span | Rejection | Passage], document: Document, style: _Style) -> str:
    """The words with a little of the text around them, in one line."""
    zone = document.zone(found[0].zone)
    if zone is None:
        return lead
    start = f"{lead}{zone.name}: "
    places = [(each.start, each.end) for each in found]
    return start + excerpt(zone.text, places, style.marked, WIDTH - len(start))


def _events(finding: Finding) -> Iterator[str]:
    for event in finding.events:
        view = EventView(event.type, event.status.value, None, event.background, event.unconfirmed, event.cue)
        cue = f", by the words “{one_line(event.cue)}”" if event.cue else ", no cue says more"
        yield f"event: {event_words(view)}, status {event.status.value}{cue}"
