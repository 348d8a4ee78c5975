"""Wording that all messages share, so that a reader meets the same words everywhere."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from urllib.parse import urlsplit

from newsbell.core.render.clean import cut, one_line
from newsbell.core.render.view import AlertView, EventView
from newsbell.core.rules.model import Severity, Status
from newsbell.core.story.story import Reason

LONGEST_HEADLINE = 300
"""An article's headline is cut to this many code points; a headline-only item may be a whole article."""

LONGEST_SENTENCE_HEADLINE = 200
"""A sentence that stands in for a missing headline is cut to this many code points."""

_STATUS_WORDS: Mapping[str, str] = {
    Status.RUMOURED: "rumoured",
    Status.IN_TALKS: "in talks",
    Status.ANNOUNCED: "announced",
    Status.CONFIRMED: "confirmed",
    Status.DENIED: "denied",
    Status.CALLED_OFF: "called off",
    Status.REPORTED: "reported",
}
_SEVERITIES = [severity.value for severity in (Severity.CRITICAL, Severity.HIGH, Severity.NORMAL, Severity.LOW)]
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_REASONS: Mapping[str, str] = {reason.value: reason.sentence for reason in Reason}
_LONGEST_LINK = 2000
_HOST = re.compile(r"[^\s/\\@<>\"'|{}^`%\[\]]+|\[[0-9a-fA-F:.]+\]")
_UNSAFE_IN_LINK = re.compile(r"[<>|\"\\^`{}\s]")


def alert_headline(headline: str | None, sentence: str, fallback: str) -> str:
    """An alert in one line: the article's headline, else its best sentence, else `fallback`; never empty."""
    for text, limit in ((headline or "", LONGEST_HEADLINE), (sentence, LONGEST_SENTENCE_HEADLINE)):
        line = one_line(text[: limit * 10])
        if line:
            return cut(line, limit)
    return cut(one_line(fallback), LONGEST_SENTENCE_HEADLINE) or "News alert"


def status_words(status: str) -> str:
    """The status in words, e.g. "called off"; one that is not known here is shown as it is."""
    return _STATUS_WORDS.get(status) or _spaced(status)


def event_title(event_type: str) -> str:
    """The event type in words, e.g. "Merger" or "Plant closure"."""
    words = _spaced(event_type) or "event"
    return words[:1].upper() + words[1:]


def event_words(event: EventView) -> str:
    """The event with its status, e.g. "Merger: called off"; without a status that says anything just "Tariff"."""
    title = event_title(event.type)
    return title if event.status == Status.REPORTED else f"{title}: {status_words(event.status)}"


def event_notes(event: EventView) -> tuple[str, ...]:
    """What else is to be said of the event: what it was before, that it is unconfirmed or only background."""
    notes = []
    if event.previous_status is not None and event.previous_status != event.status:
        notes.append(f"was {status_words(event.previous_status)}")
    if event.unconfirmed:
        notes.append("unconfirmed")
    if event.background:
        notes.append("background")
    return tuple(notes)


def event_details(event: EventView) -> tuple[str, ...]:
    """The notes of the event, and the article's words that decided its status, in quotation marks."""
    cue = cut(one_line(event.cue or ""), 60)
    return (*event_notes(event), f"“{cue}”") if cue else event_notes(event)


def event_phrase(event: EventView) -> str:
    """The event, its status and its notes in one phrase, e.g. "Merger: called off (was in talks)"."""
    notes = event_notes(event)
    return f"{event_words(event)} ({', '.join(notes)})" if notes else event_words(event)


def events_first(events: Iterable[EventView]) -> tuple[EventView, ...]:
    """The events in the order of interest: news before background, a said status before none; at most six."""
    ordered = sorted(events, key=lambda event: (event.background, event.status == Status.REPORTED))
    return tuple(ordered[:6])


def lead_events(view: AlertView) -> tuple[str, ...]:
    """What happened, for a title: at most two events of the news, or the first of the background."""
    ordered = events_first(view.events)
    news = [event for event in ordered if not event.background]
    return tuple(event_words(event) for event in (news or ordered[:1])[:2])


def earlier_words(count: int) -> str:
    """How many alerts came before in the story, e.g. "2 earlier alerts in this story"; nothing for none."""
    return f"{counted(count, 'earlier alert')} in this story" if count else ""


def headline_words(view: AlertView) -> str:
    """The headline in one line, never empty."""
    return one_line(view.headline) or one_line(view.rule_title) or "News alert"


def reason_words(reason: str) -> str:
    """Why the alert was raised, in words; a reason that is not known here is shown as it is."""
    return _REASONS.get(reason) or _spaced(reason)


def severity_words(severity: str) -> str:
    """The severity in capitals, e.g. "HIGH"; "NORMAL" if nothing is said."""
    return _spaced(severity).upper() or "NORMAL"


def severity_rank(severity: str) -> int:
    """0 for critical, 1 for high and so on; one that is not known here counts as normal."""
    return _SEVERITIES.index(severity) if severity in _SEVERITIES else _SEVERITIES.index(Severity.NORMAL)


def date_words(moment: datetime) -> str:
    """The day in the moment's own time zone and in English whatever the locale, e.g. "13 July 2025"."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def slot_words(moment: datetime) -> str:
    """The day and the time in the moment's own time zone, e.g. "13 July 2025, 07:30"."""
    return f"{date_words(moment)}, {moment:%H:%M}"


def safe_link(url: str | None) -> str | None:
    """The address if it is safe to offer as a link, else None.

    Only http and https, with a host, without a name or password in front of it (they disguise where it leads), without
    control characters, at most 2,000 code points. What could end a link in some markup is percent-encoded.
    """
    text = (url or "").strip()
    if not text or len(text) > _LONGEST_LINK or text != one_line(text):
        return None
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or not _HOST.fullmatch(_host_of(parts.netloc)):
        return None
    return _UNSAFE_IN_LINK.sub(lambda found: f"%{ord(found[0]):02X}" if found[0] < "\x80" else "%20", text)


def _host_of(netloc: str) -> str:
    return netloc.rsplit(":", 1)[0] if not netloc.endswith("]") and ":" in netloc else netloc


def source_words(view: AlertView) -> str:
    """The outlet's name, else the host of the link, else nothing."""
    if view.source and (name := cut(one_line(view.source), 80)):
        return name
    link = safe_link(view.url)
    return cut((urlsplit(link).hostname or "").removeprefix("www."), 80) if link else ""


def story_words(view: AlertView) -> str:
    """How widely the story is told, e.g. "3 articles from 2 sources"; nothing while there is one article."""
    if view.story_articles < 2:
        return ""
    sources = f"{view.story_sources} source{'s' if view.story_sources != 1 else ''}"
    return f"{view.story_articles} articles from {sources}"


def provenance(view: AlertView) -> tuple[str, ...]:
    """Outlet, date and spread of the story, as far as they are known."""
    date = date_words(view.published_at) if view.published_at else ""
    return tuple(part for part in (source_words(view), date, story_words(view)) if part)


def clauses(view: AlertView) -> tuple[str, ...]:
    """The terms of the rule that held, each in one line, at most eight; the last may say how many more there are."""
    terms = [cut(one_line(term), 80) for term in view.why]
    return (*terms[:7], f"and {len(terms) - 7} more") if len(terms) > 8 else tuple(terms)


def notices(view: AlertView) -> tuple[str, ...]:
    """What a reader must know before anything else: a test, replayed history, a possible repeat."""
    said = []
    if view.test:
        said.append("TEST: this is not real news")
    if view.backfill:
        said.append("From replayed history")
    if view.maybe_repeat:
        said.append("Possible repeat: you may have seen this already")
    return tuple(said)


def held_back_words(held_back: Mapping[str, int]) -> str:
    """What was not sent, e.g. "Held back: 12 x copy, 3 x silence"; nothing if nothing was."""
    counted = [f"{count} × {one_line(reason)}" for reason, count in held_back.items() if count > 0]
    return f"Held back: {', '.join(counted)}" if counted else ""


def counted(count: int, singular: str, plural: str | None = None) -> str:
    """The number with its noun, e.g. "1 story", "3 stories"."""
    return f"{count} {singular if count == 1 else plural or singular + 's'}"


def _spaced(name: str) -> str:
    return cut(one_line(name.replace("_", " ").replace("-", " ")), 60)
