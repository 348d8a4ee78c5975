"""What an article changes in its story, and whether that is worth an alert."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from newsbell.core.events.finding import Finding
from newsbell.core.rules.model import Status
from newsbell.core.story.story import Change, Reason, StoryChange, StoryState

_NUMBER = re.compile(r"[0-9]{1,18}")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z")


def _digest(*parts: str) -> str:
    """A short hash of texts; their borders count, so ("a", "bc") and ("ab", "c") differ."""
    framed = "".join(f"{len(part)}:{part}" for part in parts)
    return sha256(framed.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@lru_cache(maxsize=10_000)
def story_id(rule_id: str, article_id: str) -> str:
    """The id of the story that this article opens under this rule; the same for ever."""
    return f"st_{_digest(rule_id, article_id)}"


def alert_id(rule_id: str, story_id: str, sequence: int) -> str:
    """The id of a story's alert number `sequence` (from 1) under this rule; the same for ever."""
    return f"al_{_digest(rule_id, story_id, str(sequence))}"


def decide(finding: Finding, known: StoryState | None, now: datetime) -> StoryChange:
    """What the article is to the story, and why it rings, if it does.

    A story nobody knows is new and rings as the first report. The same version of an article again is a repeat.
    Another version is an edit, and rings only if it says something else: the events with their status, or the terms of
    the rule that hold, are not the same set. A version that is older than the one seen (see `is_older`) is a repeat
    and changes nothing. A rule with `statuses` rings only for them (see `wanted`); the article is noted all the same,
    so that a later edit that brings the status is the first report.

    `before` is `known`. `after.version` is one above it, unless there is nothing to note: then `after` is `known`.
    """
    before = known or _opened(finding, now)
    seen = before.articles.get(finding.document.article_id)
    if seen is not None and is_older(finding.document.version, seen):
        return StoryChange(Change.REPEAT, None, known, before)
    after = _noted(before, finding)
    if not _is_news(before, after, seen == finding.document.version) or not wanted(finding):
        noted = before if replace(after, version=before.version) == before else after
        return StoryChange(Change.NEW if known is None else Change.REPEAT, None, known, noted)
    reason = Reason.ARTICLE_EDITED if before.sequence else Reason.FIRST_REPORT
    return StoryChange(Change.NEW if known is None else Change.UPDATE, reason, known, _rung(after))


def _opened(finding: Finding, now: datetime) -> StoryState:
    rule = finding.hit.rule.id
    return StoryState(id=story_id(rule, finding.document.article_id), rule_id=rule, version=0, first_seen=now)


def _is_news(before: StoryState, after: StoryState, same_version: bool) -> bool:
    """Whether the article says something that the story did not ring for yet."""
    if not before.articles:
        return True
    if same_version:
        return False
    return not before.sequence or (before.events, before.clauses) != (after.events, after.clauses)


def is_older(version: str, seen: str) -> bool:
    """Whether a version is surely older than another: both are whole numbers, or both instants in UTC.

    Versions of any other sort (hashes) have no order, and the one that comes later counts as newer.
    """
    if _NUMBER.fullmatch(version) and _NUMBER.fullmatch(seen):
        return int(version) < int(seen)
    return bool(_INSTANT.fullmatch(version) and _INSTANT.fullmatch(seen)) and version < seen


def wanted(finding: Finding) -> bool:
    """Whether the rule's `statuses` let this finding ring.

    One of its events must have a wanted status. A finding without events claims no more than that something is
    reported, so it rings if `reported` is wanted.
    """
    statuses = finding.hit.rule.statuses
    if statuses is None:
        return True
    found = {event.status for event in finding.events} or {Status.REPORTED}
    return not statuses.isdisjoint(found)


def _noted(before: StoryState, finding: Finding) -> StoryState:
    document = finding.document
    source = document.source or document.domain
    new_source = () if source is None or source in before.sources else (source,)
    return replace(
        before,
        version=before.version + 1,
        articles={**before.articles, document.article_id: document.version},
        sources=before.sources + new_source,
        events=_statuses(finding),
        clauses=tuple(sorted({clause.clause for clause in finding.matched})),
    )


def _statuses(finding: Finding) -> Mapping[str, str]:
    """Event type to status; where history and news name one type, the news counts."""
    ordered = sorted(finding.events, key=lambda event: not event.background)
    return {event.type: event.status.value for event in ordered}


def _rung(after: StoryState) -> StoryState:
    sequence = after.sequence + 1
    alert = alert_id(after.rule_id, after.id, sequence)
    return replace(after, sequence=sequence, alert_ids=(*after.alert_ids, alert))
