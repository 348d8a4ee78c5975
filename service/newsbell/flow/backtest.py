"""*backtest*: the same decisions as *watch*, over an archive, with stories in memory and nothing sent.

Memory grows with what matches only: one story, about a kilobyte, for each article and rule that matched. Articles
that match nothing leave no trace.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from newsbell.core.events.finding import Finding
from newsbell.core.story.decide import decide
from newsbell.core.story.story import StoryChange, StoryState
from newsbell.core.text.document import Document
from newsbell.flow.engine import Engine
from newsbell.flow.watch import MAX_ALERTS, story_of


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule that an article matched, and what would have been done about it."""

    finding: Finding
    change: StoryChange

    @property
    def raised(self) -> bool:
        """Whether an alert would have been raised."""
        return self.change.reason is not None


class Backtest:
    """Runs articles through the rules in the order they come; remembers their stories.

    `buried` counts the articles that match more rules than one article may: *watch* puts them into the dead letters,
    and they raise nothing.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._stories: dict[str, StoryState] = {}
        self.buried = 0

    def judge(self, document: Document, now: datetime) -> Iterator[Judged]:
        """What each matching rule would have done at `now`, in the order of the rules' ids."""
        findings = self._engine.findings(document)
        if len(findings) > MAX_ALERTS:
            self.buried += 1
        else:
            yield from self.decide(findings, now)

    def decide(self, findings: Sequence[Finding], now: datetime) -> Iterator[Judged]:
        """What would be done about findings, however many there are."""
        for finding in findings:
            key = story_of(finding)
            change = decide(finding, self._stories.get(key), now)
            self._stories[key] = change.after
            yield Judged(finding, change)


class Side(StrEnum):
    """On which side of a comparison an alert is raised."""

    GAINED = "gained"
    LOST = "lost"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Compared:
    """An alert of one side or of both: as it is now, or, when it is lost, as it was."""

    side: Side
    judged: Judged


class Comparison:
    """Two sets of rules over the same articles, side by side, each with stories of its own.

    `same` are the ids of rules that are the same in both: they are asked once, in `after`, and must not be in `before`.
    """

    def __init__(self, before: Engine, after: Engine, same: frozenset[str] = frozenset()) -> None:
        self._engines = (before, after)
        self._before = Backtest(before)
        self._after = Backtest(after)
        self._same = same

    def judge(self, document: Document, now: datetime) -> Iterator[Compared]:
        """The alerts that the article raises now or raised before, by rule id; what both raise is kept.

        Where more rules match than one article may, that side raises nothing.
        """
        before, after = (engine.findings(document) for engine in self._engines)
        same = sum(finding.hit.rule.id in self._same for finding in after)
        was, new = _raised(self._before, before, now), _raised(self._after, after, now)
        old = was | {rule: judged for rule, judged in new.items() if rule in self._same}
        if len(before) + same > MAX_ALERTS:
            old = {}
        if len(after) > MAX_ALERTS:
            new = {}
        for rule in sorted(old.keys() | new.keys()):
            if rule not in new:
                yield Compared(Side.LOST, old[rule])
            else:
                yield Compared(Side.KEPT if rule in old else Side.GAINED, new[rule])


def _raised(backtest: Backtest, findings: Sequence[Finding], now: datetime) -> dict[str, Judged]:
    """The alerts by rule id."""
    return {judged.finding.hit.rule.id: judged for judged in backtest.decide(findings, now) if judged.raised}
