"""Title and text for services that take nothing else; Apprise reaches most of its services this way.

Where a message goes is not known here, so words that some services read as a call to everybody are broken by an
invisible character.
"""

import re

from newsbell.core.render.clean import cut, cut_sentence, one_line
from newsbell.core.render.quoting import shown_quotes, with_signs
from newsbell.core.render.stories import Told, digest_counts, told_stories
from newsbell.core.render.view import AlertView, DigestView, PlainWords
from newsbell.core.render.words import (
    clauses,
    earlier_words,
    event_phrase,
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

LONGEST_TITLE = 200
"""A title has at most so many code points."""

_CALLS = re.compile(r"@(?=everyone|here|channel|all\b)|<(?=[@!#])", re.IGNORECASE)
_INVISIBLE = "\u200b"
_SHORTEST_TEXT = 40  # a quote cut to less says nothing


def plain_words(view: AlertView, limit: int) -> PlainWords:
    """The alert as title and text; the text has at most `limit` code points.

    What is said last goes first when there is little room. Sentences are cut at their end or between words; the link
    is whole or not there at all.
    """
    title = " · ".join(
        part for part in (*notices(view)[:1], ", ".join(lead_events(view)), headline_words(view)) if part
    )
    link = safe_link(view.url)
    after = [part for part in (_calm(" · ".join(provenance(view))), link) if part]
    quotes = [_calm(with_signs(runs, "", "")) for runs in shown_quotes(view)]
    body = _fill([*_status_lines(view), *quotes], after, [_why(view)], limit)
    return PlainWords(_title(title), body)


def plain_digest(view: DigestView, limit: int) -> PlainWords:
    """The digest as title and text; the text has at most `limit` code points: stories while they fit, then a count."""
    stories = told_stories(view)
    first = headline_words(stories[0].lead) if stories else one_line(view.name)
    title = f"{cut(first, 160)} (+{len(stories) - 1})" if len(stories) > 1 else first
    head = cut(f"{slot_words(view.due)} · {digest_counts(view, stories)}", limit)
    held = held_back_words(view.held_back)
    room = limit - len(head) - (len(held) + 2 if held else 0)
    pieces = [head, *_stories(stories, room)]
    if held and sum(len(piece) + 2 for piece in pieces) + len(held) <= limit:
        pieces.append(_calm(held))
    return PlainWords(_title(title), "\n\n".join(pieces)[:limit])


def _stories(stories: tuple[Told, ...], room: int) -> list[str]:
    """The stories that fit into `room` code points: all in full, or some in full, more in brief, and a count."""
    whole = [_story(told) for told in stories]
    if sum(len(story) + 2 for story in whole) <= room:
        return whole
    shown: list[str] = []
    left = room
    for number, told in enumerate(stories):
        more = f"+{len(stories) - number} more"
        spare = left - (0 if number == len(stories) - 1 else len(more) + 2)
        in_full = number == 0 or left - len(whole[number]) >= room // 2
        story = whole[number] if in_full and len(whole[number]) + 2 <= spare else _brief(told)
        if len(story) + 2 > spare:
            return [*shown, more] if len(more) + 2 <= left else shown
        shown.append(story)
        left -= len(story) + 2
    return shown


def _story(told: Told) -> str:
    lead = told.lead
    lines = [
        _first_line(lead),
        " · ".join(event_phrase(event) for event in events_first(lead.events)),
        *(with_signs(runs, "", "") for runs in shown_quotes(lead, 1)),
        " · ".join(part for part in (*provenance(lead), earlier_words(len(told.earlier))) if part),
    ]
    return "\n".join([*(_calm(line) for line in lines if line), *_links(lead)])


def _brief(told: Told) -> str:
    return "\n".join([_calm(_first_line(told.lead)), *_links(told.lead)])


def _first_line(view: AlertView) -> str:
    return f"{severity_words(view.severity)} · {cut(headline_words(view), 200)}"


def _links(view: AlertView) -> list[str]:
    link = safe_link(view.url)
    return [link] if link else []


def _status_lines(view: AlertView) -> list[str]:
    events = " · ".join((severity_words(view.severity), *(event_phrase(e) for e in events_first(view.events))))
    return [_calm(line) for line in (*notices(view), events)]


def _why(view: AlertView) -> str:
    terms = ", ".join(clauses(view))
    why = f"Why: {one_line(view.rule_title)}, {reason_words(view.reason)}"
    return _calm(f"{why} ({terms})" if terms else why)


def _fill(before: list[str], link_and_origin: list[str], last: list[str], limit: int) -> str:
    """The pieces in reading order, kept in the order of need: link and origin, what comes before, what comes last."""
    kept_after: list[str] = []
    room = limit
    for piece in reversed(link_and_origin):
        if len(piece) + 2 <= room or (not kept_after and len(piece) <= room):
            kept_after.insert(0, piece)
            room -= len(piece) + 2
    kept_before: list[str] = []
    for piece in before:
        fitted = cut_sentence(piece, room - 2 if kept_after else room) if room > min(len(piece), _SHORTEST_TEXT) else ""
        if fitted:
            kept_before.append(fitted)
            room -= len(fitted) + 2
    kept_last = [piece for piece in last if len(piece) + 2 <= room]
    pieces = [*kept_before, "\n".join(kept_after), *kept_last]
    return "\n\n".join(piece for piece in pieces if piece)


def _calm(text: str) -> str:
    """The text without what calls everybody in some chat services."""
    return _CALLS.sub(lambda found: found[0] + _INVISIBLE, text)


def _title(text: str) -> str:
    return cut(_calm(text), LONGEST_TITLE)
