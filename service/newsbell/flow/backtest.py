"""*backtest*: the same decisions as *watch*, over an archive, with stories in memory and nothing sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from newsbell.core.events.finding import Finding
from newsbell.core.story.decide import decide
from newsbell.core.story.story import StoryChange, StoryState
from newsbell.core.text.document import Document
from newsbell.flow.engine import Engine
from newsbell.flow.watch import story_of


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
    """Runs articles through the rules in the order they come; remembers their stories."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._stories: dict[str, StoryState] = {}

    def judge(self, document: Document, now: datetime) -> Iterator[Judged]:
        """What each matching rule would have done at `now`, in the order of the rule set."""
        for finding in self._engine.findings(document):
            key = story_of(finding)
            change = decide(finding, self._stories.get(key), now)
            self._stories[key] = change.after
            yield Judged(finding, change)
