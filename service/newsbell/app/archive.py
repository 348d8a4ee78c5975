"""The articles of an archive, and how far it was read."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from newsbell.adapters.feeds import Unreadable, files_in, read_articles
from newsbell_contracts import NewsArticle


class FileArchive:
    """The articles of files, folders and standard input (`-`), in order.

    Args:
        files: What the person named.
        limit: The largest article, in bytes.
    """

    def __init__(self, files: Sequence[Path], limit: int) -> None:
        self._files = files
        self._limit = limit
        self._size = 0
        self._done = 0
        self._stream: BinaryIO | None = None

    def measure(self) -> None:
        """Add up the sizes of all files, so that `fraction` can be told; it costs a look at each of them."""
        if any(str(file) == "-" for file in self._files):
            return
        for path in files_in(self._files):
            if isinstance(path, Path):
                with suppress(OSError):
                    self._size += path.stat().st_size

    @property
    def fraction(self) -> float | None:
        """How much of all bytes was read, 0 to 1, compressed ones as on the disk; None if that is not known."""
        if not self._size:
            return None
        done = self._done
        if self._stream is not None:
            with suppress(OSError, ValueError):  # a pipe has no position
                done += self._stream.tell()
        return min(1.0, done / self._size)

    def __iter__(self) -> Iterator[NewsArticle | Unreadable]:
        """The articles; an `Unreadable` for each part that is none."""
        for file in self._files:
            if str(file) == "-":
                yield from read_articles(None, sys.stdin.buffer, limit=self._limit)
                continue
            for path in files_in([file]):
                if isinstance(path, Unreadable):
                    yield path
                else:
                    yield from self._read(path)

    def _read(self, path: Path) -> Iterator[NewsArticle | Unreadable]:
        try:
            stream = path.open("rb")
        except OSError:
            yield from read_articles(path, limit=self._limit)  # it will say what is wrong
            return
        with stream:
            self._stream = stream
            yield from read_articles(path, stream, limit=self._limit)
            self._stream = None
        with suppress(OSError):
            self._done += path.stat().st_size
