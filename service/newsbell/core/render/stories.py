"""The alerts of a digest by story, in the order in which a reader should meet them."""

from dataclasses import dataclass

from newsbell.core.render.view import AlertView, DigestView
from newsbell.core.render.words import counted, severity_rank
from newsbell.core.story.story import Reason

_NOVELTY: list[str] = [
    Reason.FIRST_REPORT,
    Reason.NEW_EVENT,
    Reason.STATUS_CHANGED,
    Reason.CONFIRMED_BY_SOURCE,
    Reason.RETRACTED,
    Reason.FACT_CHANGED,
    Reason.ARTICLE_EDITED,
]


@dataclass(frozen=True, slots=True)
class Told:
    """A story in a digest: its newest alert in full, the earlier ones (newest first) in a line each."""

    lead: AlertView
    earlier: tuple[AlertView, ...]

    @property
    def alerts(self) -> tuple[AlertView, ...]:
        """All alerts of the story, the newest first."""
        return (self.lead, *self.earlier)


def told_stories(view: DigestView) -> tuple[Told, ...]:
    """The stories, by severity, then novelty, then number of sources, then the newest first."""
    by_story: dict[str, list[AlertView]] = {}
    for alert in view.alerts:
        by_story.setdefault(alert.story_id, []).append(alert)
    stories = []
    for alerts in by_story.values():
        newest = sorted(alerts, key=lambda alert: (alert.detected_at, alert.sequence, alert.id), reverse=True)
        stories.append(Told(newest[0], tuple(newest[1:])))
    return tuple(sorted(stories, key=_order))


def _order(told: Told) -> tuple[int, int, int, float, str]:
    severity = min(severity_rank(alert.severity) for alert in told.alerts)
    novelty = min(_novelty(alert.reason) for alert in told.alerts)
    sources = max(alert.story_sources for alert in told.alerts)
    return severity, novelty, -sources, -told.lead.detected_at.timestamp(), told.lead.id


def _novelty(reason: str) -> int:
    return _NOVELTY.index(reason) if reason in _NOVELTY else len(_NOVELTY)


def digest_counts(view: DigestView, stories: tuple[Told, ...]) -> str:
    """The digest in numbers, e.g. "3 stories, 4 alerts: 1 critical, 2 high"."""
    total = counted(len(stories), "story", "stories")
    if len(view.alerts) != len(stories):
        total += f", {counted(len(view.alerts), 'alert')}"
    urgent = [
        f"{count} {name}"
        for name in ("critical", "high")
        if (count := sum(any(alert.severity == name for alert in told.alerts) for told in stories))
    ]
    return f"{total}: {', '.join(urgent)}" if urgent else total
