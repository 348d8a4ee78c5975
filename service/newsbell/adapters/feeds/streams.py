"""Bytes on their way in: compressed or not, UTF-8 or UTF-16, line by line under a limit."""

import codecs
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

_GZIP = b"\x1f\x8b"
# UTF-32 before UTF-16: its mark starts with the other's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_RAW_KEPT = 4_096


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that is no article. `str()` is one line for people.

    `path` is None for standard input; `line` counts from 1, None where it means the whole file; `raw` is the
    beginning of what was there, at most 4,096 bytes.
    """

    path: Path | None
    line: int | None
    message: str
    raw: bytes = b""

    def __str__(self) -> str:
        place = "standard input" if self.path is None else str(self.path)
        return f"{place}:{self.line}: {self.message}" if self.line else f"{place}: {self.message}"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a stream; `whole` is false when it was longer than the limit and the rest was passed over."""

    number: int
    data: bytes
    whole: bool


def unreadable(path: Path | None, line: int | None, message: str, raw: bytes = b"") -> Unreadable:
    """An `Unreadable` that keeps no more of `raw` than it should."""
    return Unreadable(path, line, message, raw[:_RAW_KEPT])


def utf8_stream(source: BinaryIO) -> io.BufferedReader:
    """The stream as UTF-8 without a byte order mark: gzip is unpacked, UTF-16 and UTF-32 with a mark transcoded.

    Reading raises OSError, EOFError or zlib.error when compressed data is broken, UnicodeDecodeError when UTF-16 is.
    """
    stream = _buffered(source)
    if stream.peek(2)[:2] == _GZIP:
        stream = _buffered(cast("BinaryIO", gzip.GzipFile(fileobj=stream)))
    start = stream.peek(4)[:4]
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            stream.read(len(mark))
            return io.BufferedReader(_Transcoded(stream, encoding))
    if start.startswith(codecs.BOM_UTF8):
        stream.read(len(codecs.BOM_UTF8))
    return stream


def limited_lines(stream: io.BufferedReader, limit: int) -> Iterator[Line]:
    """The lines that are not blank, numbered from 1; no more than `limit` bytes of one are ever held."""
    number = 0
    while data := stream.readline(limit + 1):
        number += 1
        whole = len(data) <= limit or data.endswith(b"\n")
        if not whole:
            _pass_over_line(stream)
        if data.strip():
            yield Line(number, data, whole)


def _pass_over_line(stream: io.BufferedReader) -> None:
    while (rest := stream.readline(65_536)) and not rest.endswith(b"\n"):
        pass


def decoding_fault(error: UnicodeDecodeError, data: bytes) -> str:
    """Which byte is wrong, where, and what to do."""
    before = data[: error.start]
    line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
    return (
        f"byte 0x{data[error.start]:02x} at position {error.start} (line {line}, byte {column} of it) is not UTF-8; "
        "save it as UTF-8"
    )


def _buffered(source: BinaryIO) -> io.BufferedReader:
    # BufferedReader asks for no more than `readinto`, which every binary stream has
    return source if isinstance(source, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", source))


class _Transcoded(io.RawIOBase):
    """Another encoding, read as UTF-8."""

    def __init__(self, stream: io.BufferedReader, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._ready = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview", /) -> int:  # type: ignore[override]
        while not self._ready and not self._ended:
            chunk = self._stream.read1(8_192)
            self._ended = not chunk
            self._ready = self._decoder.decode(chunk, final=self._ended).encode()
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count
