import gzip
import io
import json
import os
import tracemalloc
from itertools import islice
from pathlib import Path

import pytest

from newsbell.adapters.feeds import Unreadable, files_in, read_articles
from newsbell_contracts import NewsArticle

ROW = {"id": "a1", "headline": "Honda and Nissan talk", "body_text": "日産 met Honda."}
LINE = json.dumps(ROW, ensure_ascii=False).encode() + b"\n"


def read(data: bytes, name: str | None = "x.jsonl", limit: int = 10_000) -> list[NewsArticle | Unreadable]:
    return list(read_articles(Path(name) if name else None, data, limit=limit))


def articles(data: bytes, name: str | None = "x.jsonl", limit: int = 10_000) -> list[NewsArticle]:
    found = read(data, name, limit)
    assert not [str(item) for item in found if isinstance(item, Unreadable)]
    return [item for item in found if isinstance(item, NewsArticle)]


def fault(data: bytes, name: str | None = "x.jsonl", limit: int = 10_000) -> Unreadable:
    (item,) = read(data, name, limit)
    assert isinstance(item, Unreadable)
    return item


@pytest.mark.parametrize("name", ["x.json", "x.jsonl", "X.NDJSON", None])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("packed", [False, True])
def test_an_article_is_read_whatever_its_container(name: str | None, encoding: str, packed: bool) -> None:
    data = LINE.decode().encode(encoding)
    if packed:
        name, data = name and f"{name}.gz", gzip.compress(data)
    (article,) = articles(data, name)
    assert article == NewsArticle.model_validate(ROW)


@pytest.mark.parametrize("name", ["x.txt", "x.md", None])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_is_read_whatever_its_encoding(name: str | None, encoding: str) -> None:
    (article,) = articles("Talks of 日産\r\nThey met.".encode(encoding), name)
    assert (article.headline, article.body_text) == ("Talks of 日産", "They met.")


@pytest.mark.parametrize("name", ["x.json", None])
@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_or_object_may_be_laid_out_in_any_way(name: str | None, indent: int | None) -> None:
    assert [a.id for a in articles(json.dumps([ROW, ROW | {"id": "a2"}], indent=indent).encode(), name)] == ["a1", "a2"]
    assert [a.id for a in articles(b"\n\n" + json.dumps(ROW, indent=indent).encode(), name)] == ["a1"]


@pytest.mark.parametrize("name", ["x.json", "x.jsonl", None])
def test_a_broken_line_harms_no_neighbour(name: str | None) -> None:
    found = read(b"{broken}\n" + LINE + b"\n[1]\n" + LINE + b'"\xff"\n' + LINE, name)
    lines = [item.line for item in found if isinstance(item, Unreadable)]
    assert lines == [1, 4, 6]
    assert len(found) == 6


def test_a_broken_item_of_an_array_is_named_and_harms_no_neighbour() -> None:
    found = read(json.dumps([ROW, {"id": "x"}, ROW]).encode(), "x.json")
    assert [isinstance(item, NewsArticle) for item in found] == [True, False, True]
    assert str(found[1]) == "x.json: item 2 an article needs a `headline` or a `body_text`"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("x.txt", b"", "x.txt: is empty"),
        ("x.txt", b" \n\n ", "x.txt: is empty"),
        ("x.json", b"", "x.json: is empty"),
        ("x.jsonl", b"\n \n", "x.jsonl: is empty"),
        ("x.json", b"[]", "x.json: is an empty list"),
        (None, b"", "standard input: is empty"),
        ("x.txt", b"\x89PNG\r\n\x1a\n\0\0", "x.txt: is not text; save it as UTF-8"),
        (
            "x.txt",
            b"ok\nHonda\x92s plan",
            "x.txt: byte 0x92 at position 8 (line 2, byte 6 of it) is not UTF-8; save it as UTF-8",
        ),
        ("x.jsonl", b'{"a', "x.jsonl:1: is not JSON: EOF while parsing a string at line 1 column 3"),
        ("x.jsonl", b'{"id":"a","headline":"\\ud800"}', "x.jsonl:1: is not JSON: "),
        ("x.jsonl", b'{"id":"a","headline":NaN}', "x.jsonl:1: is not JSON: "),
        ("x.jsonl", b"[" * 5_000, "x.jsonl:1: is not JSON: "),
        ("x.jsonl", b'{"id":' + b"9" * 5_000 + b"}", "x.jsonl:1: is not JSON: "),
        (
            "x.jsonl",
            gzip.compress(LINE, mtime=0)[:-9],
            "x.jsonl: its compressed data is broken or cut off; pack it again",
        ),
        ("x.jsonl", b"\xff\xfe{\x00\x00", "x.jsonl: is not UTF-16-LE as its first bytes say; save it as UTF-8"),
        ("x.pdf", b"%PDF", "x.pdf: .pdf files are not read; .txt, .md, .json and .jsonl, each also with .gz, are read"),
    ],
)
def test_what_can_not_be_read_is_one_clear_line(name: str | None, data: bytes, message: str) -> None:
    assert str(fault(data, name)).startswith(message)


@pytest.mark.parametrize("name", ["x.txt", "x.jsonl", "x.json"])
def test_what_is_too_large_is_told_and_not_kept(name: str) -> None:
    data = LINE.strip().replace(b"met", b"m" * 20_000)
    found = fault(data, name)
    assert "is larger than 10,000 bytes; cut it, or raise NEWSBELL_MAX_ARTICLE_BYTES" in str(found)
    assert found.raw == data[:4_096]


def test_a_line_of_exactly_the_limit_is_read_and_one_byte_more_is_not() -> None:
    assert len(articles(LINE + LINE, limit=len(LINE) - 1)) == 2
    found = read(LINE + LINE, limit=len(LINE) - 2)
    assert [item.line for item in found if isinstance(item, Unreadable)] == [1, 2]


def test_a_too_large_line_is_passed_over_and_the_next_one_read() -> None:
    found = read(LINE.replace(b"met", b"m" * 200_000) + LINE)
    assert [isinstance(item, NewsArticle) for item in found] == [False, True]


def test_a_large_archive_is_never_held_whole(tmp_path: Path) -> None:
    path = tmp_path / "big.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(100):
            file.write(LINE * 1_000)
    tracemalloc.start()
    try:
        assert sum(isinstance(item, NewsArticle) for item in islice(read_articles(path), 1_000)) == 1_000
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000, "100,000 lines of about 90 bytes are 9 MB"


def test_an_endless_line_in_a_bomb_costs_no_memory() -> None:
    bomb = gzip.compress(b'{"id": "' + b"a" * 12_000_000 + b'"}\n' + LINE)
    tracemalloc.start()
    try:
        found = read(bomb)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [isinstance(item, NewsArticle) for item in found] == [False, True]
    assert peak < 2_000_000


def test_a_pipe_is_read_as_it_comes() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as source, os.fdopen(writing, "wb", buffering=0) as sink:
        sink.write(LINE)
        found = read_articles(None, source)
        assert isinstance(next(found), NewsArticle)
        sink.write(LINE.replace(b"a1", b"a2"))
        second = next(found)
        assert isinstance(second, NewsArticle)
        assert second.id == "a2"
        sink.close()
        assert list(found) == []
        assert not source.closed


def test_a_stream_of_the_caller_is_not_needed_to_be_a_file() -> None:
    assert len(list(read_articles(Path("x.jsonl"), io.BytesIO(LINE * 3)))) == 3


@pytest.mark.parametrize("kind", ["missing", "folder"])
def test_a_path_that_can_not_be_opened_is_told(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x.json"
    if kind == "folder":
        path.mkdir()
    (item,) = read_articles(path)
    assert str(item).startswith(f"{path}: can not be read (")


def test_folders_are_walked_in_order_and_files_that_hold_no_articles_passed_over(tmp_path: Path) -> None:
    for name in ["b.txt", "a.jsonl.gz", "sub/c.md", "README.md", ".hidden.txt", ".git/x.txt", "notes.pdf", "z.JSON"]:
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    (tmp_path / "none").mkdir()
    (tmp_path / "README.md").write_text("x", encoding="utf-8")
    found = list(files_in([tmp_path / "README.md", tmp_path / "in", tmp_path / "gone.txt", tmp_path / "none"]))
    paths = [item.relative_to(tmp_path).as_posix() for item in found if isinstance(item, Path)]
    assert paths == ["README.md", "in/a.jsonl.gz", "in/b.txt", "in/z.JSON", "in/sub/c.md"]
    assert [str(item).removeprefix(f"{tmp_path}/") for item in found if isinstance(item, Unreadable)] == [
        "gone.txt: there is no such file; check the path",
        "none: there are no articles in this folder; .txt, .md, .json and .jsonl, each also with .gz, are read",
    ]


@pytest.mark.needs_shared
def test_the_two_articles_the_product_was_conceived_from_are_read(shared: Path) -> None:
    first, second = (next(read_articles(path)) for path in files_in([shared / "seeds"]) if isinstance(path, Path))
    assert isinstance(first, NewsArticle)
    assert isinstance(second, NewsArticle)
    assert first.headline is None
    assert str(first.published_at) == "2025-07-13 00:00:00+00:00"
    assert second.headline is not None
    assert second.headline.startswith("Honda and Nissan Considering")
    assert second.published_at is None


@pytest.mark.needs_shared
@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("news/wikinews.jsonl", 319),
        ("news/federal_register_entity_hits.jsonl", 1_574),
        ("news/federal_register_sample_5000.jsonl", 5_000),
        ("news/us_government_feeds.jsonl", 4_708),
        ("news/federal_register_2020_2026.jsonl.gz", 108_098),
        ("stories/ecbplus_articles.jsonl", 982),
    ],
)
def test_every_row_of_the_archives_is_read(shared: Path, name: str, rows: int) -> None:
    most = 5_000 if rows <= 5_000 else 1_000  # the large one is read whole by the benchmarks
    found = list(islice(read_articles(shared / "data" / name), most))
    assert [str(item) for item in found if isinstance(item, Unreadable)] == []
    assert len(found) == min(rows, most)
