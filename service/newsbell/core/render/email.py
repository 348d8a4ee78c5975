"""E-mails: subject, a text part written by hand, and HTML that holds in dark mode, on a phone and without styles."""

from collections.abc import Sequence
from dataclasses import dataclass

from css_inline import CSSInliner
from jinja2 import DictLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from newsbell.core.render.clean import cut, one_line
from newsbell.core.render.email_template import KEPT, STYLE, TEMPLATES
from newsbell.core.render.email_text import alert_text, digest_text
from newsbell.core.render.quoting import MOST_QUOTES, Runs, shown_quotes
from newsbell.core.render.stories import Told, digest_counts, told_stories
from newsbell.core.render.view import AlertView, DigestView, EmailWords, EventView
from newsbell.core.render.words import (
    clauses,
    earlier_words,
    event_details,
    event_words,
    events_first,
    headline_words,
    held_back_words,
    lead_events,
    notices,
    provenance,
    reason_words,
    safe_link,
    severity_words,
    slot_words,
)

LONGEST_SUBJECT = 150
"""A subject line is cut to this many code points."""

LARGEST_DIGEST = 90_000
"""The HTML of a digest stays within this many bytes; Gmail hides what comes after about 102 kB."""

MOST_IN_FULL = 20
"""A digest shows so many stories in full; the others are listed."""

_MOST_LISTED = 200
_KNOWN_SEVERITIES = frozenset({"critical", "high", "normal", "low"})
_KNOWN_STATUSES = frozenset({"rumoured", "in_talks", "announced", "confirmed", "denied", "called_off"})

_templates = ImmutableSandboxedEnvironment(
    loader=DictLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_inliner = CSSInliner(load_remote_stylesheets=False)


@dataclass(frozen=True, slots=True)
class _Chip:
    words: str
    notes: str
    tone: str


@dataclass(frozen=True, slots=True)
class _Story:
    """A story as the templates see it: text and links that are ready to be escaped and shown."""

    id: str
    severity: str
    tone: str
    reason: str
    headline: str
    link: str | None
    events: tuple[_Chip, ...]
    quotes: tuple[Runs, ...]
    origin: str
    rule: str
    terms: tuple[str, ...]
    notices: tuple[str, ...]
    earlier: str = ""


def email_words(view: AlertView) -> EmailWords:
    """The alert as an e-mail; the subject says what happened before it says the headline."""
    subject = _subject([*notices(view)[:1], ", ".join(lead_events(view)), headline_words(view)])
    story = _story(view, MOST_QUOTES)
    preheader = "".join(run.text for runs in story.quotes[:1] for run in runs)
    return EmailWords(subject, alert_text(view), _html("alert", subject=subject, preheader=preheader, story=story))


def email_digest(view: DigestView) -> EmailWords:
    """The digest as one e-mail, never split: stories in full, then a list, then a count, within `LARGEST_DIGEST`."""
    stories = told_stories(view)
    subject = _digest_subject(view, stories)
    full, listed = min(len(stories), MOST_IN_FULL), min(max(0, len(stories) - MOST_IN_FULL), _MOST_LISTED)
    html = _digest_html(view, subject, stories, full, listed)
    while (size := len(html.encode())) > LARGEST_DIGEST and full + listed > 1:
        full, listed = _fewer(len(stories), full, listed, LARGEST_DIGEST / size)
        html = _digest_html(view, subject, stories, full, listed)
    return EmailWords(subject, digest_text(view, stories, full, listed), html)


def _fewer(total: int, full: int, listed: int, share: float) -> tuple[int, int]:
    """A smaller digest, when only `share` of this one fits: a shorter list first, then fewer stories in full."""
    if listed > MOST_IN_FULL:
        return full, max(MOST_IN_FULL, min(listed - 1, int(listed * share)))
    if full > 1:
        fewer = max(1, min(full - 1, int(full * share)))
        return fewer, min(total - fewer, MOST_IN_FULL)
    return full, listed // 2


def _digest_subject(view: DigestView, stories: Sequence[Told]) -> str:
    if not stories:
        return _subject([view.name])
    more = f" (+{len(stories) - 1})" if len(stories) > 1 else ""
    return _subject([headline_words(stories[0].lead)], LONGEST_SUBJECT - len(more)) + more


def _subject(parts: Sequence[str], limit: int = LONGEST_SUBJECT) -> str:
    return cut(" · ".join(line for part in parts if (line := one_line(part))), limit)


def _digest_html(view: DigestView, subject: str, stories: Sequence[Told], full: int, listed: int) -> str:
    return _html(
        "digest",
        subject=subject,
        preheader=headline_words(stories[1].lead) if len(stories) > 1 else "",
        name=cut(one_line(view.name), 80),
        due=slot_words(view.due),
        counts=digest_counts(view, tuple(stories)),
        stories=[_story(told.lead, 1, len(told.earlier)) for told in stories[:full]],
        listed=[_story(told.lead, 0) for told in stories[full : full + listed]],
        more=len(stories) - full - listed,
        held_back=cut(held_back_words(view.held_back), 1000),
    )


def _html(template: str, **values: object) -> str:
    page = _templates.get_template(template).render(style=STYLE, kept=KEPT, **values)
    return _inliner.inline(page)


def _story(view: AlertView, quotes: int, earlier: int = 0) -> _Story:
    return _Story(
        id=cut(one_line(view.id), 80),
        severity=severity_words(view.severity),
        tone=view.severity if view.severity in _KNOWN_SEVERITIES else "normal",
        reason=reason_words(view.reason),
        headline=cut(headline_words(view), 300),
        link=safe_link(view.url),
        events=tuple(_chip(event) for event in events_first(view.events)),
        quotes=shown_quotes(view, quotes),
        origin=" · ".join(provenance(view)),
        rule=cut(one_line(view.rule_title), 200),
        terms=clauses(view),
        notices=notices(view),
        earlier=earlier_words(earlier),
    )


def _chip(event: EventView) -> _Chip:
    tone = event.status if event.status in _KNOWN_STATUSES else "plain"
    return _Chip(event_words(event), ", ".join(event_details(event)), tone)
