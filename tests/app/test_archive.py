"""The articles of an archive, and how much of it was read."""

import gzip
import json
import os
import threading
from pathlib import Path

from newsbell.adapters.feeds import Unreadable, read_articles
from newsbell.app.archive import FileArchive
from newsbell_contracts import NewsArticle

LIMIT = 100_000


def rows(*headlines: str) -> bytes:
    return "".join(
        json.dumps({"id": text, "headline": text, "body": "x" * 20_000}) + "\n" for text in headlines
    ).encode()


def headlines(archive: FileArchive) -> list[str | None]:
    return [found.headline if isinstance(found, NewsArticle) else str(found.path) for found in archive]


def test_files_and_folders_come_in_order_and_gz_is_unpacked(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(rows("one", "two"))
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.jsonl.gz").write_bytes(gzip.compress(rows("three")))
    (tmp_path / "sub" / "c.txt").write_text("Four\n\nBody.\n")

    assert headlines(FileArchive([tmp_path / "sub", tmp_path / "a.jsonl"], LIMIT)) == ["three", "Four", "one", "two"]


def test_the_fraction_grows_with_the_bytes_read_and_ends_at_one(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(rows(*"abcdefgh"))
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(rows(*"ijklmnop"), compresslevel=0))
    archive = FileArchive([tmp_path], LIMIT)
    archive.measure()
    fractions = [archive.fraction or 0.0 for _ in archive]

    assert fractions == sorted(fractions)
    assert 0 < fractions[0] < fractions[7] < fractions[-1]
    assert archive.fraction == 1.0


def test_nobody_knows_the_size_of_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(rows("piped"),))
    writer.start()
    archive = FileArchive([pipe], LIMIT)
    archive.measure()

    assert archive.fraction is None
    assert headlines(archive) == ["piped"]
    writer.join()


def test_what_can_not_be_read_is_said_as_by_the_reader_itself(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_bytes(b"{broken\n" + rows("good"))
    missing = tmp_path / "missing.jsonl"
    archive = FileArchive([missing, broken], LIMIT)
    archive.measure()
    found = list(archive)

    assert [str(each) for each in found if isinstance(each, Unreadable)] == [
        f"{missing}: there is no such file; check the path",
        str(next(iter(read_articles(broken)))),
    ]
    assert [each.headline for each in found if isinstance(each, NewsArticle)] == ["good"]
