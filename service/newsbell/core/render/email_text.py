"""The text part of an e-mail: 72 columns, evidence behind "> ", each address alone on its line."""

from collections.abc import Sequence

from newsbell.core.render.clean import cut, one_line
from newsbell.core.render.columns import wrap_text
from newsbell.core.render.quoting import MOST_QUOTES, shown_quotes, with_signs
from newsbell.core.render.stories import Told, digest_counts
from newsbell.core.render.view import AlertView, DigestView
from newsbell.core.render.words import (
    clauses,
    earlier_words,
    event_phrase,
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

COLUMNS = 72


def alert_text(view: AlertView) -> str:
    """The alert as the text part says it."""
    blocks = [
        *([line] for line in notices(view)),
        _wrapped(f"{severity_words(view.severity)}: {reason_words(view.reason)}"),
        _wrapped(cut(headline_words(view), 300)),
        _events(view),
        *_quotes(view, MOST_QUOTES),
        _origin(view),
        _why(view),
    ]
    return _document(blocks)


def digest_text(view: DigestView, stories: Sequence[Told], full: int, listed: int) -> str:
    """The digest as the text part says it: `full` stories, then `listed` headlines, then how many more."""
    blocks = [_wrapped(f"{one_line(view.name)}, {slot_words(view.due)}"), _wrapped(digest_counts(view, tuple(stories)))]
    for number, told in enumerate(stories[:full], start=1):
        blocks += _story(number, told)
    if rest := stories[full : full + listed]:
        blocks.append(["-" * COLUMNS])
        blocks += [[*_wrapped(f"{severity_words(t.lead.severity)}: {_title(t)}"), *_link(t.lead)] for t in rest]
    if more := len(stories) - full - listed:
        blocks.append([f"+{more} more"])
    blocks.append(_wrapped(cut(held_back_words(view.held_back), 1000)))
    return _document(blocks)


def _story(number: int, told: Told) -> list[list[str]]:
    lead = told.lead
    return [
        ["-" * COLUMNS],
        *([line] for line in notices(lead)),
        _wrapped(f"{number}. {_title(told)}"),
        [*_wrapped(f"{severity_words(lead.severity)}: {reason_words(lead.reason)}"), *_events(lead)],
        *_quotes(lead, 1),
        _origin(lead),
        _wrapped(f"Rule: {cut(one_line(lead.rule_title), 200)}") + _wrapped(earlier_words(len(told.earlier))),
    ]


def _title(told: Told) -> str:
    return cut(headline_words(told.lead), 300)


def _events(view: AlertView) -> list[str]:
    return [line for event in events_first(view.events) for line in _hanging(event_phrase(event))]


def _hanging(text: str) -> list[str]:
    """A list item: its first line after "* ", the others below it."""
    lines = wrap_text(text, COLUMNS - 2)
    return [f"{'* ' if number == 0 else '  '}{line}" for number, line in enumerate(lines)]


def _quotes(view: AlertView, most: int) -> list[list[str]]:
    """The evidence, its matched words between asterisks."""
    texts = [with_signs(runs, "*", "*") for runs in shown_quotes(view, most)]
    return [[f"> {line}" for line in wrap_text(text, COLUMNS - 2)] for text in texts]


def _origin(view: AlertView) -> list[str]:
    return [*_wrapped(" · ".join(provenance(view))), *_link(view)]


def _link(view: AlertView) -> list[str]:
    link = safe_link(view.url)
    return [link] if link else []


def _why(view: AlertView) -> list[str]:
    terms = _wrapped(" · ".join(clauses(view)))
    return _wrapped(f"Why: {cut(one_line(view.rule_title), 200)}") + terms


def _wrapped(text: str) -> list[str]:
    return wrap_text(text, COLUMNS)


def _document(blocks: Sequence[Sequence[str]]) -> str:
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"
