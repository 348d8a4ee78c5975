"""Articles from files and standard input, one after the other, whatever is wrong with their neighbours."""

import io
import os
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from pydantic_core import from_json, to_json

from newsbell.adapters.feeds.plain_text import text_article
from newsbell.adapters.feeds.rows import article_from
from newsbell.adapters.feeds.streams import Line, Unreadable, decoding_fault, limited_lines, unreadable, utf8_stream
from newsbell_contracts import NewsArticle

DEFAULT_LIMIT = 1_048_576
"""Largest article, in bytes."""

LARGEST_DOCUMENT = 67_108_864
"""Largest `.json` file, in bytes: it is read as one piece. `.jsonl` has no such limit."""

_TEXT = frozenset({".txt", ".md"})
_LINES = frozenset({".jsonl", ".ndjson"})
_JSON = frozenset({".json"})
_KNOWN = _TEXT | _LINES | _JSON
_ACCEPTED = ".txt, .md, .json and .jsonl, each also with .gz, are read"

Found = Iterator[NewsArticle | Unreadable]


def files_in(paths: Sequence[Path]) -> Iterator[Path | Unreadable]:
    """The files among `paths` and in the folders among them, in sorted order, and a line for each path that is missing.

    Of a folder come the files with a suffix that is read; hidden ones and README files are passed over, links to
    folders not followed. A file that is named itself always comes.
    """
    for path in paths:
        if path.is_dir():
            yield from _walk(path)
        elif path.exists():
            yield path
        else:
            yield unreadable(path, None, "there is no such file; check the path")


def _walk(folder: Path) -> Iterator[Path | Unreadable]:
    count = 0
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and not name.lower().startswith("readme.") and _suffix(Path(name)) in _KNOWN:
                count += 1
                yield Path(parent, name)
    if not count:
        yield unreadable(folder, None, f"there are no articles in this folder; {_ACCEPTED}")


def read_articles(
    path: Path | None,
    data: bytes | BinaryIO | None = None,
    *,
    default_time: datetime | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Found:
    """The articles of one file, and an `Unreadable` for each part that is none; nothing is raised for bad input.

    Args:
        path: The file; its suffix says what it holds. None for standard input, where the first characters say it.
        data: What the file holds, or a binary stream of it, when it is not to be opened here.
        default_time: When an article was published that does not say so.
        limit: The largest article, in bytes.
    """
    suffix = _suffix(path) if path is not None else ""
    if suffix and suffix not in _KNOWN:
        yield unreadable(path, None, f"{suffix} files are not read; {_ACCEPTED}")
        return
    with ExitStack() as stack:
        try:
            stream = utf8_stream(_source(stack, path, data))
            yield from _Reader(path, limit, default_time).read(stream, suffix)
        except UnicodeDecodeError as error:
            yield unreadable(path, None, f"is not {error.encoding.upper()} as its first bytes say; save it as UTF-8")
        except (EOFError, zlib.error):
            yield unreadable(path, None, "its compressed data is broken or cut off; pack it again")
        except OSError as error:
            yield unreadable(path, None, f"can not be read ({error.strerror or error}); check the file")


def _source(stack: ExitStack, path: Path | None, data: bytes | BinaryIO | None) -> BinaryIO:
    """What to read from; only what is opened here is closed here."""
    if isinstance(data, bytes):
        return io.BytesIO(data)
    if data is not None:
        return data
    if path is None:
        raise ValueError("read_articles needs a path or data")
    return stack.enter_context(path.open("rb"))


def _suffix(path: Path) -> str:
    name = path.name.lower().removesuffix(".gz")
    return Path(name).suffix


class _Reader:
    """Reads one stream. What is wrong with an article is yielded; what is wrong with the stream is raised."""

    def __init__(self, path: Path | None, limit: int, default_time: datetime | None) -> None:
        self._path = path
        self._limit = limit
        self._default_time = default_time

    def read(self, stream: io.BufferedReader, suffix: str) -> Found:
        start = stream.peek(1_024)[:1_024]
        if not start:
            yield self._fault(None, "is empty")
        elif b"\0" in start:
            yield self._fault(None, "is not text; save it as UTF-8", start)
        elif suffix in _TEXT or (not suffix and start.lstrip()[:1] not in (b"{", b"[")):
            yield self._text(stream.read(self._limit + 1))
        elif suffix in _LINES:
            yield from self._lines(limited_lines(stream, self._limit))
        else:
            yield from self._json(stream)

    def _text(self, data: bytes) -> NewsArticle | Unreadable:
        if len(data) > self._limit:
            return self._too_large(None, data)
        try:
            return text_article(data.decode(), self._default_time)
        except UnicodeDecodeError as error:
            return self._fault(None, decoding_fault(error, data), data)
        except ValueError as error:
            return self._fault(None, str(error) if data.strip() else "is empty", data)

    def _lines(self, lines: Iterator[Line]) -> Found:
        count = 0
        for line in lines:
            count += 1
            if line.whole:
                yield from self._document(line.data.strip(), line.number)
            else:
                yield self._too_large(line.number, line.data)
        if not count:
            yield self._fault(None, "is empty")

    def _json(self, stream: io.BufferedReader) -> Found:
        """One document, or one on each line: a first line that is a whole document tells."""
        number, first = 1, stream.readline(self._limit + 1)
        while first and not first.strip():
            number, first = number + 1, stream.readline(self._limit + 1)
        if _is_line(first):
            rest = (Line(line.number + number, line.data, line.whole) for line in limited_lines(stream, self._limit))
            yield from self._lines(chain([Line(number, first, whole=True)], rest))
            return
        data = first + stream.read(LARGEST_DOCUMENT)
        if len(data) > LARGEST_DOCUMENT:
            yield self._fault(None, f"is larger than {LARGEST_DOCUMENT:,} bytes; write one article a line, as .jsonl")
        else:
            yield from self._document(data, None)

    def _document(self, data: bytes, line: int | None) -> Found:
        try:
            data.decode()
            value = from_json(data, allow_inf_nan=False)
        except UnicodeDecodeError as error:
            yield self._fault(line, decoding_fault(error, data), data)
        except ValueError as error:
            yield self._fault(line, f"is not JSON: {error}", data)
        else:
            yield from self._articles(value, data, line)

    def _articles(self, value: object, data: bytes, line: int | None) -> Found:
        if not isinstance(value, list):
            yield self._article(value, data, line, "")
            return
        for number, item in enumerate(value, start=1):
            yield self._article(item, to_json(item), line, f"item {number} ")
        if not value:
            yield self._fault(line, "is an empty list")

    def _article(self, value: object, data: bytes, line: int | None, item: str) -> NewsArticle | Unreadable:
        if len(data) > self._limit:
            return self._too_large(line, data, item)
        try:
            return article_from(value, self._default_time)
        except ValueError as error:
            return self._fault(line, f"{item}{error}", data)

    def _too_large(self, line: int | None, data: bytes, item: str = "") -> Unreadable:
        message = f"{item}is larger than {self._limit:,} bytes; cut it, or raise NEWSBELL_MAX_ARTICLE_BYTES"
        return self._fault(line, message, data)

    def _fault(self, line: int | None, message: str, raw: bytes = b"") -> Unreadable:
        return unreadable(self._path, line, message, raw)


def _is_line(first: bytes) -> bool:
    """Whether a first line holds a document of its own, be it a broken one."""
    if not first.endswith(b"\n"):
        return False
    text = first.strip()
    if text.startswith(b"{"):
        return text.endswith(b"}")
    try:
        from_json(text)
    except ValueError:
        return False
    return True
