"""Cards for the terminal: readable with and without colour, and safe whatever an article contains."""

from newsbell.core.render.clean import one_line
from newsbell.core.render.columns import width_of, wrap, wrap_text
from newsbell.core.render.quoting import Run, Runs, shown_quotes, with_signs
from newsbell.core.render.stories import Told, digest_counts, told_stories
from newsbell.core.render.view import AlertView, DigestView, EventView
from newsbell.core.render.words import (
    clauses,
    earlier_words,
    event_details,
    event_words,
    events_first,
    headline_words,
    held_back_words,
    notices,
    provenance,
    reason_words,
    safe_link,
    severity_words,
    slot_words,
)

NARROWEST = 40
"""A card is never narrower than so many columns."""

_RESET = "\x1b[0m"
_BOLD = "1"
_DIM = "2"
_MARK = "1;4"
_LINK = "4;36"
_SEVERITY_STYLES = {"critical": "1;97;41", "high": "1;30;43", "normal": "1;97;44", "low": "1;97;100"}
_STATUS_STYLES = {
    "rumoured": "33",
    "in_talks": "36",
    "announced": "34",
    "confirmed": "32",
    "denied": "31",
    "called_off": "31",
}


class _Pen:
    """Writes with or without colour; without, matched words stand between «guillemets»."""

    def __init__(self, *, colour: bool, width: int) -> None:
        self.colour = colour
        self.width = max(NARROWEST, width)

    def style(self, text: str, codes: str) -> str:
        return f"\x1b[{codes}m{text}{_RESET}" if self.colour and text else text

    def block(self, text: str, indent: str, codes: str = "") -> list[str]:
        """The text wrapped, each line after `indent`."""
        lines = wrap_text(text, self.width - width_of(indent))
        return [indent + (self.style(line, codes) if codes else line) for line in lines]

    def quote(self, runs: Runs, indent: str) -> list[str]:
        """A sentence behind a bar, its matched words marked."""
        shown = runs if self.colour else (Run(with_signs(runs, "«", "»")),)
        bar = indent + self.style("│ ", _DIM)
        return [bar + self._marked(line) for line in wrap(shown, self.width - width_of(indent) - 2)]

    def _marked(self, line: Runs) -> str:
        return "".join(self.style(run.text, _MARK) if run.marked else run.text for run in line)


def console_text(view: AlertView, *, colour: bool, width: int = 80) -> str:
    """The alert as a card of at most `width` columns (only a link may be longer); ends with a line break."""
    pen = _Pen(colour=colour, width=width)
    lines = [_rule(pen, severity_words(view.severity), view.severity, reason_words(view.reason))]
    lines += [line for notice in notices(view) for line in pen.block(notice, "  ", _BOLD)]
    lines += pen.block(headline_words(view), "  ", _BOLD)
    lines += _events(pen, view.events, "  ")
    for runs in shown_quotes(view):
        lines += ["", *pen.quote(runs, "  ")]
    lines += ["", *_origin(pen, view, "  "), *_why(pen, view)]
    return "\n".join(lines) + "\n"


def console_digest(view: DigestView, *, colour: bool, width: int = 80) -> str:
    """The digest as a list of stories, the most important first; ends with a line break."""
    pen = _Pen(colour=colour, width=width)
    stories = told_stories(view)
    lines = [_rule(pen, one_line(view.name), "low", slot_words(view.due)), f"  {digest_counts(view, stories)}"]
    for number, told in enumerate(stories, start=1):
        lines += ["", *_story(pen, number, told)]
    if held := held_back_words(view.held_back):
        lines += ["", *pen.block(held, "  ", _DIM)]
    return "\n".join(lines) + "\n"


def _story(pen: _Pen, number: int, told: Told) -> list[str]:
    lead = told.lead
    mark, indent = f"{number:>3}. ", "     "
    badge = severity_words(lead.severity)
    headline = pen.block(headline_words(lead), indent, _BOLD)
    lines = [mark + headline[0].removeprefix(indent), *headline[1:]] if headline else [mark]
    lines.append(f"{indent}{pen.style(f' {badge} ', _severity_style(lead.severity)) if pen.colour else badge}")
    lines += [line for notice in notices(lead) for line in pen.block(notice, indent)]
    lines += _events(pen, lead.events, indent)
    for runs in shown_quotes(lead, 1):
        lines += pen.quote(runs, indent)
    lines += _origin(pen, lead, indent)
    lines += pen.block(f"{one_line(lead.rule_title)}, {reason_words(lead.reason)}", indent, _DIM)
    return lines + pen.block(earlier_words(len(told.earlier)), indent, _DIM)


def _rule(pen: _Pen, badge: str, severity: str, right: str) -> str:
    """A line across the card with a badge at its left end and a remark at its right one."""
    left = f" {(wrap_text(badge, pen.width // 2) or [''])[0]} "
    remark = f" {right} " if width_of(left) + width_of(right) + 8 <= pen.width else ""
    dashes = "─" * max(2, pen.width - width_of(left) - width_of(remark) - 4)
    return (
        pen.style("──", _DIM)
        + pen.style(left, _severity_style(severity))
        + pen.style(dashes, _DIM)
        + remark
        + pen.style("──", _DIM)
    )


def _severity_style(severity: str) -> str:
    return _SEVERITY_STYLES.get(severity, _SEVERITY_STYLES["normal"])


def _events(pen: _Pen, events: tuple[EventView, ...], indent: str) -> list[str]:
    """A line an event: what happened, where it stands, the words that say so."""
    lines: list[str] = []
    for event in events_first(events):
        notes = event_details(event)
        text = f"{event_words(event)}  ({', '.join(notes)})" if notes else event_words(event)
        lines += pen.block(f"● {text}", indent, _STATUS_STYLES.get(event.status, ""))
    return lines


def _origin(pen: _Pen, view: AlertView, indent: str) -> list[str]:
    link = safe_link(view.url)
    lines = pen.block(" · ".join(provenance(view)), indent)
    return [*lines, indent + pen.style(link, _LINK)] if link else lines


def _why(pen: _Pen, view: AlertView) -> list[str]:
    terms = "  ·  ".join(clauses(view))
    lines = pen.block(f"Why: {one_line(view.rule_title)}", "  ", _DIM)
    return lines + pen.block(terms, "       ", _DIM)
