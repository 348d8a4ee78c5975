"""Slack messages: Block Kit within Slack's limits, and the `text` that notifications show.

Article words stand only in `plain_text` and `rich_text` elements, which Slack does not parse; the one place that is
mrkdwn, the top-level `text`, is escaped once. Limits: delivery notes, from slack_sdk 3.47 and Slack's documentation.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from newsbell.core.render.clean import ELLIPSIS, cut, one_line
from newsbell.core.render.quoting import Runs, shown_quotes
from newsbell.core.render.stories import Told, digest_counts, told_stories
from newsbell.core.render.view import AlertView, DigestView
from newsbell.core.render.words import (
    clauses,
    counted,
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
    source_words,
)

MOST_BLOCKS = 50
LONGEST_HEADER = 150
LONGEST_MESSAGE = 12_000
"""The most characters of text and links in a message. Slack refuses some that are longer without saying where it draws
the line (slackapi/bolt-js issue 2509)."""

_TAIL = 300  # kept free in a digest for "+N more" and what was held back
_LISTED = 150

Block = dict[str, Any]


def slack_message(view: AlertView) -> dict[str, Any]:
    """The alert as a Slack message: `text`, `blocks` and the switches against unfurling and mentions."""
    blocks: list[Block] = []
    if said := notices(view):
        blocks.append(_context(said))
    blocks.append(_header(headline_words(view)))
    blocks.append(_rich([_chips(view)]))
    blocks += [_rich([_quote(runs)]) for runs in shown_quotes(view)]
    blocks.append(_rich([_origin(view)]))
    blocks.append(_context((_why(view),)))
    return _message(
        _fallback(view), [block for block in blocks if block["elements" if "elements" in block else "text"]]
    )


def slack_digest(view: DigestView) -> dict[str, Any]:
    """The digest as one Slack message: stories by importance until the message is full, then "+N more"."""
    stories = told_stories(view)
    title = f"{one_line(view.name)}: {counted(len(stories), 'story', 'stories')}"
    blocks = [_header(title), _context((slot_words(view.due), digest_counts(view, stories)))]
    shown = 0
    for told in stories:
        story = _story(told)
        if len(blocks) + len(story) > MOST_BLOCKS - 3 or _weight([*blocks, *story]) > LONGEST_MESSAGE - _TAIL:
            break
        blocks += story
        shown += 1
    blocks += _rest(stories[shown:], LONGEST_MESSAGE - _TAIL - _weight(blocks))
    if held := held_back_words(view.held_back):
        blocks.append(_context((held,)))
    first = f" · {headline_words(stories[0].lead)}" if stories else ""
    return _message(_escaped(f"{title}{first}", 500), blocks)


def _message(text: str, blocks: list[Block]) -> dict[str, Any]:
    return {
        "text": text,
        "blocks": blocks,
        "unfurl_links": False,
        "unfurl_media": False,
        "link_names": False,
        "parse": "none",
    }


def _fallback(view: AlertView) -> str:
    """What a push notification shows: notices, what happened, the headline, the source."""
    parts = [*notices(view), ", ".join(lead_events(view)), headline_words(view), source_words(view)]
    return _escaped(" · ".join(part for part in parts if part), 500)


def _escaped(text: str, limit: int) -> str:
    """The text for mrkdwn: `&`, `<` and `>` escaped, cut before escaping so that no entity is torn."""
    return cut(text, limit).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _header(text: str) -> Block:
    return {"type": "header", "text": _plain(text, LONGEST_HEADER)}


def _plain(text: str, limit: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": _fit(text, limit), "emoji": False}


def _context(parts: Iterable[str]) -> Block:
    return {"type": "context", "elements": [_plain(part, 1000) for part in parts if part][:10]}


def _rich(sections: Sequence[dict[str, Any]]) -> Block:
    return {"type": "rich_text", "elements": [section for section in sections if section["elements"]]}


def _section(elements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": elements}


def _text(text: str, style: str | None = None) -> dict[str, Any]:
    return {"type": "text", "text": text, "style": {style: True}} if style else {"type": "text", "text": text}


def _chips(view: AlertView) -> dict[str, Any]:
    """Severity and events, each as a chip; what else is to be said of an event follows it."""
    elements = [_text(severity_words(view.severity), "bold")]
    for event in events_first(view.events):
        elements += [_text("   "), _text(event_words(event), "code")]
        if notes := event_details(event):
            elements.append(_text(f" {', '.join(notes)}", "italic"))
    return _section(elements)


def _quote(runs: Runs) -> dict[str, Any]:
    elements = [_text(run.text, "bold" if run.marked else None) for run in runs]
    return {"type": "rich_text_quote", "elements": elements}


def _origin(view: AlertView) -> dict[str, Any]:
    """The link, named after the outlet, then date and spread."""
    parts = provenance(view)
    if safe_link(view.url) is None:
        return _section([_text(" · ".join(parts))] if parts else [])
    source = source_words(view)
    rest = parts[1:] if source else parts
    link = _link(view, f"Read at {source}" if source else "Read the article")
    return _section([link, _text("".join(f" · {part}" for part in rest))] if rest else [link])


def _link(view: AlertView, label: str, style: str | None = None) -> dict[str, Any]:
    """The label as a link if the article's address is safe, else as text."""
    link = safe_link(view.url)
    if link is None:
        return _text(label, style)
    return {"type": "link", "url": link, "text": label} | ({"style": {style: True}} if style else {})


def _why(view: AlertView) -> str:
    why = f"Why: {one_line(view.rule_title)}, {reason_words(view.reason)}"
    terms = " · ".join(clauses(view))
    return f"{why} ({terms})" if terms else why


def _story(told: Told) -> list[Block]:
    """A story of a digest: headline, chips, the best sentence, earlier alerts; then origin and why."""
    lead = told.lead
    chips = _chips(lead)
    chips["elements"] = [_link(lead, _fit(headline_words(lead), 300), "bold"), _text("\n"), *chips["elements"]]
    quotes = [_quote(runs) for runs in shown_quotes(lead, 1)]
    origin = (*provenance(lead), _why(lead), earlier_words(len(told.earlier)))
    context = _context((*notices(lead), " · ".join(part for part in origin if part)))
    return [{"type": "divider"}, _rich([chips, *quotes]), context]


def _rest(stories: Sequence[Told], room: int) -> list[Block]:
    """The stories that found no place in full: headlines with links while there is room, then how many more."""
    if not stories:
        return []
    items: list[dict[str, Any]] = []
    for told in stories:
        item = _section([_link(told.lead, _fit(headline_words(told.lead), _LISTED))])
        room -= _weight(item)
        if room < 0:
            break
        items.append(item)
    blocks: list[Block] = []
    if items:
        blocks.append(
            {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": items}]}
        )
    if more := len(stories) - len(items):
        blocks.append(_context((f"+{more} more",)))
    return blocks


def _weight(node: Any) -> int:
    """How many characters of text and links are in it, counted as Slack's clients do, in UTF-16 units."""
    if isinstance(node, dict):
        own = sum(_units(node[key]) for key in ("text", "url") if isinstance(node.get(key), str))
        return own + sum(_weight(value) for value in node.values() if isinstance(value, dict | list))
    return sum(_weight(item) for item in node) if isinstance(node, list) else 0


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _fit(text: str, limit: int) -> str:
    """The text in at most `limit` UTF-16 units, never empty."""
    shorter = cut(text, limit)
    while _units(shorter) > limit:
        shorter = cut(shorter.removesuffix(ELLIPSIS), len(shorter) - max(1, (_units(shorter) - limit) // 2 + 1))
    return shorter or "-"
