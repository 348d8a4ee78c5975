"""What the bus remembers of the articles, through the rules; nothing on the server changes."""

from collections.abc import Callable
from contextlib import aclosing
from datetime import datetime

from redis.exceptions import RedisError, ResponseError

from newsbell.adapters.bus.history import Page, history
from newsbell.app.backtesting import Line, Trial, run_entry
from newsbell.app.errors import CannotStart
from newsbell.app.opening import open_server
from newsbell.app.session import Session


class BusProgress:
    """How much of the stream was read.

    By count; from a moment on, of which nobody knows how many entries it leaves, by time.
    """

    def __init__(self, limit: int | None) -> None:
        self._limit = limit
        self._from_ms: int | None = None
        self.fraction: float | None = None
        self._done = 0

    def start_at(self, ms: int) -> None:
        """Say from which moment on is read, in ms since 1970."""
        self._from_ms = ms

    def see(self, page: Page, entry_id: str) -> None:
        """Note an entry."""
        self._done += 1
        by_limit = self._done / self._limit if self._limit else 0.0
        self.fraction = min(1.0, max(by_limit, self._share(page, entry_id)))

    def _share(self, page: Page, entry_id: str) -> float:
        if self._from_ms is None:
            return self._done / max(page.total, 1)
        end = _ms(page.last)
        return (_ms(entry_id) - self._from_ms) / (end - self._from_ms) if end > self._from_ms else 1.0


async def run_bus(
    session: Session,
    trial: Trial,
    show: Callable[[Line], None],
    complain: Callable[[str], None],
    *,
    progress: BusProgress,
    seen: Callable[[], None] = lambda: None,
    since: datetime | None = None,
    limit: int | None = None,
) -> None:
    """Put the articles on the bus through a trial, from `since` on, at most `limit` of them.

    What comes while it runs is left out.

    Raises:
        CannotStart: the server can not be had, is lost, or refuses to read the stream.
    """
    start = "-" if since is None else f"{int(since.timestamp() * 1000)}-0"
    if since is not None:
        progress.start_at(int(since.timestamp() * 1000))
    async with open_server(session.settings, session.redact, groups=False) as opened:
        try:
            async with aclosing(history(opened.url, opened.keys.articles, start)) as pages:
                async for page in pages:
                    for entry in page.entries:
                        lines = await run_entry(
                            trial, entry.id, entry.raw, session.settings.max_article_bytes, complain
                        )
                        for line in lines:
                            show(line)
                        progress.see(page, entry.id)
                        seen()
                        if trial.articles == limit:
                            return
        except ResponseError as error:
            raise CannotStart(f"the Redis server refuses to read {opened.keys.articles}: {error}") from error
        except RedisError as error:
            raise CannotStart(f"the Redis server was lost: {session.redact(str(error))}") from error


def _ms(entry_id: str) -> int:
    return int(entry_id.partition("-")[0])
