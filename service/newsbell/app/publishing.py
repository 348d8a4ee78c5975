"""Articles from files to the bus."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from newsbell import wire
from newsbell.adapters.feeds import Unreadable
from newsbell.adapters.store import StoreError
from newsbell.app.articles import articles_of
from newsbell.app.clock import SystemClock
from newsbell.app.errors import CannotStart
from newsbell.app.opening import open_server
from newsbell.app.session import Session
from newsbell.flow.collect import Collected, collect
from newsbell.flow.ports import Ingest


@dataclass(slots=True)
class Published:
    """One article on the bus."""

    id: str
    entry_id: str
    repeated: bool

    def as_json(self) -> str:
        """One line for other programs."""
        return json.dumps({"article": self.id, "entry_id": self.entry_id, "repeated": self.repeated})


@dataclass(slots=True)
class Report:
    """How a publication went so far."""

    accepted: int = 0
    repeated: int = 0
    refused: int = 0
    last: Published | None = None

    @property
    def total(self) -> int:
        """Articles that are on the bus now."""
        return self.accepted + self.repeated

    def sentence(self) -> str:
        """The outcome in one line."""
        parts = [f"{self.accepted:,} {'article' if self.accepted == 1 else 'articles'} published"]
        if self.repeated:
            parts.append(f"{self.repeated:,} known already")
        if self.refused:
            parts.append(f"{self.refused:,} refused")
        return ", ".join(parts)


Show = Callable[[Report], None]
Complain = Callable[[str], None]


async def publish_files(session: Session, files: Sequence[Path], show: Show, complain: Complain) -> Report:
    """Put every article of the files on the bus, each once; what is no article is named and left out."""
    report = Report()
    items = _ingests(session, files, report, complain)
    async with open_server(session.settings, session.redact) as opened:
        try:
            async for done in collect(items, opened.store):
                _count(report, done)
                show(report)
        except StoreError as error:
            raise CannotStart(f"{error} ({report.sentence()} before that; publish again, nothing doubles)") from error
    return report


async def publish_raw(session: Session, files: Sequence[Path], show: Show, complain: Complain) -> Report:
    """Put each file on the bus as one document, as a foreign producer would, unchecked."""
    report = Report()
    async with open_server(session.settings, session.redact) as opened:
        for file in files:
            try:
                raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
            except OSError as error:
                complain(_unread(file, error))
                report.refused += 1
                continue
            try:
                entry = await opened.store.put_raw(raw)
            except StoreError as error:
                raise CannotStart(f"{error} ({report.sentence()} before that)") from error
            _count(report, Collected(str(file), entry, repeated=False))
            show(report)
    return report


def _unread(file: Path, error: OSError) -> str:
    if isinstance(error, IsADirectoryError):
        return f"{file}: this is a folder; with --raw name the files themselves"
    if isinstance(error, FileNotFoundError):
        return f"{file}: there is no such file; check the path"
    return f"{file}: can not be read ({error.strerror or error}); check the file"


def _count(report: Report, done: Collected) -> None:
    if done.repeated:
        report.repeated += 1
    else:
        report.accepted += 1
    report.last = Published(done.key, done.entry_id, done.repeated)


def _ingests(session: Session, files: Sequence[Path], report: Report, complain: Complain) -> Iterator[Ingest]:
    clock = SystemClock()
    for found in articles_of(files, session.settings.max_article_bytes):
        if isinstance(found, Unreadable):
            report.refused += 1
            complain(session.redact(str(found)))
            continue
        item = wire.ingest_of(found, clock.now())
        if len(item.event) > session.settings.max_article_bytes:
            report.refused += 1
            complain(f"{found.id or found.url}: larger than {session.settings.max_article_bytes:,} bytes")
            continue
        yield item
