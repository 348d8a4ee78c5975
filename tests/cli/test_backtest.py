"""`backtest`, as its reader sees it: over files, over the bus, against an older configuration."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import redis.asyncio
from syrupy.assertion import SnapshotAssertion

from fakes.newsbell import Newsbell, write
from fakes.valkey import ValkeyProcess
from newsbell.adapters.rulebook.packs import example_configuration

from .conftest import Typed
from .test_golden import Text, samples

__all__ = ["samples"]

FIELDS = {"article_id", "rule", "raised", "reason", "story_id", "alert"}


@pytest.fixture
def edited(folder: Path) -> Path:
    """The bundled rules after an edit: one rule narrower, one wider, one new, one gone."""
    text = example_configuration()
    text = text.replace("(@canton OR event:merger OR event:tariff)", "event:tariff")
    text = text.replace("  vehicle-recall:\n", "  any-recall:\n").replace(
        "{rule: vehicle-recall}", "{rule: any-recall}"
    )
    return write(folder, "edited.yaml", text.replace("channels:", "  motors: {when: 'motors'}\nchannels:", 1))


def lines_of(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines()


def rows(*headlines: str, **more: Any) -> str:
    return "".join(json.dumps({"id": f"a{n}", "headline": line, **more}) + "\n" for n, line in enumerate(headlines))


def test_an_edit(typed: Typed, samples: Path, edited: Path, snapshot: SnapshotAssertion) -> None:
    ended = typed("backtest", edited.name, samples.name, "--diff", "rules.yaml")

    assert (ended.code, ended.err) == (0, "")
    assert ended.out == snapshot(extension_class=Text)
    assert [line for line in ended.out.splitlines() if len(line) > 80] == []


def test_an_edit_as_json_is_one_line_for_each_alert_that_differs(typed: Typed, samples: Path, edited: Path) -> None:
    ended = typed("backtest", edited.name, samples.name, "--diff", "rules.yaml", "--json")
    words = typed("backtest", edited.name, samples.name, "--diff", "rules.yaml").out

    assert ended.code == 0
    assert all(set(line) == {"diff", *FIELDS} and line["raised"] for line in ended.lines)
    counts = {side: sum(line["diff"] == side for line in ended.lines) for side in ("gained", "lost")}
    assert f": {counts['gained']} gained, {counts['lost']} lost, " in words
    assert min(counts.values()) > 0


def test_no_edit_is_no_difference(typed: Typed, samples: Path) -> None:
    ended = typed("backtest", "rules.yaml", samples.name, "--diff", "rules.yaml")

    assert ended.code == 0
    assert ended.out == (
        "rules: 0 added, 0 removed, 0 changed, 2 the same\n"
        "10 articles: 4 alerts before, 4 now: 0 gained, 0 lost, 4 unchanged\n"
    )
    assert typed("backtest", "rules.yaml", samples.name, "--diff", "rules.yaml", "--json").out == ""


def test_one_rule_alone(typed: Typed, samples: Path) -> None:
    ended = typed("backtest", "rules.yaml", samples.name, "--rule", "vehicle-recall", "--samples", "0")
    wrong = typed("backtest", "rules.yaml", samples.name, "--rule", "vehicle-recal")

    assert "honda-nissan" not in ended.out
    assert "1 of 10 articles match (10.0%); 1 alert\n" in ended.out
    assert (wrong.code, wrong.err) == (
        2,
        "newsbell: there is no rule 'vehicle-recal'; did you mean vehicle-recall?\n",
    )


def test_two_hundred_rules_fit_on_a_screen(typed: Typed, folder: Path, snapshot: SnapshotAssertion) -> None:
    lines = [f"  r{n:03}: {{when: 'honda AND (word{n} OR merger OR absent)'}}\n" for n in range(40)]
    lines += [f"  s{n:03}: {{when: 'absent{n}'}}\n" for n in range(160)]
    write(folder, "many.yaml", "version: 1\nrules:\n" + "".join(lines))
    write(folder, "two.jsonl", rows("Honda and word3 and word7", "Honda's merger", published_at="2025-07-14"))
    ended = typed("backtest", "many.yaml", "two.jsonl", "--samples", "0", "--top", "3")

    assert ended.code == 0
    assert ended.out == snapshot(extension_class=Text)


def test_the_same_article_twice_is_a_repeat_and_no_second_alert(typed: Typed, folder: Path) -> None:
    write(folder, "twice.jsonl", rows("Honda and Nissan merge") * 2)
    ended = typed("backtest", "rules.yaml", "twice.jsonl", "--json")
    words = typed("backtest", "rules.yaml", "twice.jsonl", "--samples", "0").out

    assert [(line["raised"], line["reason"]) for line in ended.lines] == [(True, "first_report"), (False, "repeat")]
    assert "1 match raised nothing: 1 repeat\n" in words
    assert " a day over " not in words


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "-"])
def test_unreadable_lines_are_named_wherever_the_articles_come_from(name: str, typed: Typed, folder: Path) -> None:
    data = f"{{broken}}\n{rows('Honda and Nissan merge')}".encode()
    if name != "-":
        (folder / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    ended = typed("backtest", "rules.yaml", name, "--json", stdin=data if name == "-" else b"")

    assert ended.code == 1
    assert [line["article_id"] for line in ended.lines] == ["a0"]
    assert ":1: is not JSON" in ended.err


def test_an_empty_file_is_named_and_gives_nothing(typed: Typed, folder: Path) -> None:
    write(folder, "empty.jsonl", "")
    ended = typed("backtest", "rules.yaml", "empty.jsonl")

    assert (ended.code, ended.err) == (1, "newsbell: empty.jsonl: is empty\n")
    assert ended.out == "no articles\n1 could not be read as an article (named above)\n"


def test_a_limit_stops_early(typed: Typed, samples: Path) -> None:
    assert " of 4 articles match" in typed("backtest", "rules.yaml", samples.name, "--limit", "4").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "name FILES with articles, or read those on the bus with --bus"),
        ("article.txt --bus", "--bus reads what the server holds; leave the FILES out, or leave out --bus"),
        ("article.txt --since 24h", "--since goes with --bus; files are read as a whole"),
        ("--bus --since yesterday", "invalid value for '--since': 'yesterday' is no moment; write 24h, 7d, 2025-07-14"),
        ("--bus --since 2025-13-40", "invalid value for '--since': '2025-13-40' is no moment"),
    ],
)
def test_a_contradiction_is_wrong_usage(words: str, said: str, typed: Typed) -> None:
    ended = typed("backtest", "rules.yaml", *words.split())

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"newsbell backtest: {said}")


# --- the bus


async def test_the_bus_gives_what_the_files_give_and_nothing_changes(
    typed: Typed, samples: Path, server: ValkeyProcess, client: "redis.asyncio.Redis", prefix: str
) -> None:
    env = {"NEWSBELL_REDIS_URL": server.url, "NEWSBELL_PREFIX": prefix}
    stream = f"{prefix}:articles"
    for line in lines_of(samples):
        await client.xadd(stream, {"__data__": line})
    before = await client.dump(stream)
    bus = typed("backtest", "rules.yaml", "--bus", "--json", **env)
    files = typed("backtest", "rules.yaml", samples.name, "--json")

    assert (bus.code, bus.err) == (0, "")
    assert [_bare(line) for line in bus.lines] == [_bare(line) for line in files.lines]
    assert len(bus.lines) == 5
    assert await client.dump(stream) == before
    assert await client.xinfo_groups(stream) == []
    assert typed("backtest", "rules.yaml", "--bus", **env).out.startswith("5 of 10 articles match")


async def test_a_part_of_the_bus_can_be_asked_for(
    typed: Typed, server: ValkeyProcess, client: "redis.asyncio.Redis", prefix: str
) -> None:
    env = {"NEWSBELL_REDIS_URL": server.url, "NEWSBELL_PREFIX": prefix}
    hour = 3_600_000
    now = int((await client.time())[0]) * 1000
    for number, age in enumerate((50, 40, 30, 2, 1)):
        row = rows("Honda and Nissan merge").replace("a0", f"old{number}")
        await client.xadd(f"{prefix}:articles", {"__data__": row}, id=f"{now - age * hour}-0")
    await client.xadd(f"{prefix}:articles", {"__data__": b"{broken"})
    await client.xadd(f"{prefix}:articles", {"other": b"x"})

    def found(*words: str) -> tuple[int, list[str], str]:
        ended = typed("backtest", "rules.yaml", "--bus", "--json", *words, **env)
        return ended.code, [line["article_id"] for line in ended.lines], ended.err

    code, ids, err = found("--since", "24h")
    assert (code, ids) == (1, ["old3", "old4"])
    assert "not a JSON object" in err
    assert "the entry holds no document" in err
    assert found("--since", "35h", "--limit", "2") == (0, ["old2", "old3"], "")
    assert found("--since", "2099-01-01") == (0, [], "")
    # An article without a date counts for the day on which it came.
    words = typed("backtest", "rules.yaml", "--bus", "--limit", "5", "--samples", "0", **env).out
    assert "5 alerts" in words
    assert "without a date" not in words


def test_an_empty_bus_says_so(typed: Typed, server: ValkeyProcess, prefix: str) -> None:
    ended = typed("backtest", "rules.yaml", "--bus", NEWSBELL_REDIS_URL=server.url, NEWSBELL_PREFIX=prefix)

    assert (ended.code, ended.out, ended.err) == (0, "no articles\n", "")


def _bare(line: dict[str, Any]) -> dict[str, Any]:
    """Without the times at which an article came, which files do not know."""
    alert = {name: value for name, value in line["alert"].items() if name not in {"detected_at", "story"}}
    return {**line, "alert": alert}


# --- Ctrl-C


def test_ctrl_c_shows_what_was_found_so_far(folder: Path) -> None:
    """The archive is a pipe that never ends: Ctrl-C is the only way out."""
    read, write_end = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-m", "newsbell", "backtest", "rules.yaml", "-", "--samples", "0"],
        cwd=folder,
        stdin=read,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=Newsbell().environment(),
    ) as process:
        os.write(write_end, (rows("Honda and Nissan merge") + rows("A bakery opens") * 99).encode())
        _wait_until_read(write_end, process)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    os.close(read)
    os.close(write_end)

    assert process.returncode == 130
    assert out.decode().startswith("1 of ")
    assert "honda-nissan" in out.decode()
    assert err.decode().startswith("newsbell: interrupted; this is what the first ")


def _wait_until_read(write_end: int, process: "subprocess.Popen[bytes]") -> None:
    """Fill the pipe with articles until the reader must have worked on the first ones."""
    filling = (rows("A bakery opens") * 50).encode()
    deadline = time.monotonic() + 20
    for _ in range(200):
        assert time.monotonic() < deadline
        assert process.poll() is None
        os.write(write_end, filling)
