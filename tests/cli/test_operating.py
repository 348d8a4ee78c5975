"""The verbs that visit a server, as an operator in a hurry uses them."""

import json
import socket
from pathlib import Path
from typing import Any

import pytest
import redis

from fakes.valkey import ValkeyProcess

from .conftest import Typed

HEAD = "Honda and Nissan talk of a merger"


@pytest.fixture
def bus(server: ValkeyProcess, prefix: str) -> dict[str, str]:
    """The environment that leads to the test server."""
    return {"NEWSBELL_REDIS_URL": server.url, "NEWSBELL_PREFIX": prefix}


def bury(server: ValkeyProcess, prefix: str, document: bytes) -> str:
    """A dead letter as `watch` writes it; gives its id."""
    client = redis.Redis.from_url(server.url)
    fields: dict[Any, Any] = {
        "kind": "article",
        "reason": "not_json",
        "error": "not a \x1b[31mJSON object",
        "stream": "articles",
        "attempts": 1,
        "time": 1_752_480_000_000,
        "raw": document,
    }
    entry: Any = client.xadd(f"{prefix}:dead", fields)
    client.close()
    return str(entry.decode())


def test_an_empty_installation_says_so_apart_from_the_data(typed: Typed, bus: dict[str, str]) -> None:
    for words, said in (
        (["deliveries"], "no deliveries\n"),
        (["deliveries", "--json"], "no deliveries\n"),
        (
            ["deliveries", "--channel", "autso", "--state", "sent"],
            "no deliveries through a channel 'autso' in state sent\n",
        ),
        (["dead", "list"], "no dead letters\n"),
    ):
        ended = typed(*words, **bus)
        assert (ended.code, ended.out, ended.err) == (0, "", said)


def test_publish_takes_every_form_and_counts(typed: Typed, folder: Path, bus: dict[str, str]) -> None:
    (folder / "a.json").write_text(json.dumps({"id": "j", "headline": HEAD, "mood": "hopeful"}))
    (folder / "a.md").write_text("# A heading\n\nHonda and Nissan.\n")
    (folder / "many").mkdir()
    (folder / "many" / "b.jsonl").write_text("".join(f'{{"id": "r{n}", "headline": "{HEAD}"}}\n' for n in range(3)))

    first = typed("publish", "article.txt", "a.json", "a.md", "many", **bus)
    piped = typed("publish", "-", stdin=b'{"id": "p", "headline": "Piped"}\n', **bus)
    again = typed("publish", "many", "--json", **bus)

    assert (first.code, first.out, first.err) == (0, "6 articles published\n", "")
    assert (piped.code, piped.out) == (0, "1 article published\n")
    assert [line["repeated"] for line in again.lines] == [True, True, True]
    shown = typed("tail", "articles", "--from-start", "--count", "7", **bus).out.splitlines()
    assert [line.split("  ", 1)[1] for line in shown[1:2] + shown[-1:]] == [f"j  {HEAD}", "p  Piped"]


def test_what_can_not_be_published_is_named_and_the_rest_goes_on(
    typed: Typed, folder: Path, bus: dict[str, str]
) -> None:
    (folder / "bad.txt").write_bytes(b"caf\xe9 and Honda\n")
    (folder / "big.txt").write_bytes(b"Honda and Nissan. " * 600_000)

    ended = typed("publish", "missing.txt", "bad.txt", "big.txt", "article.txt", **bus)

    assert (ended.code, ended.out) == (1, "1 article published, 3 refused\n")
    assert ended.err.splitlines() == [
        "newsbell: missing.txt: there is no such file; check the path",
        "newsbell: bad.txt: byte 0xe9 at position 3 (line 1, byte 4 of it) is not UTF-8; save it as UTF-8",
        "newsbell: big.txt: is larger than 1,048,576 bytes; cut it, or raise NEWSBELL_MAX_ARTICLE_BYTES",
    ]


def test_publish_raw_takes_files_as_they_are(typed: Typed, folder: Path, bus: dict[str, str]) -> None:
    (folder / "noise.bin").write_bytes(b"\x00\xff\x1b[2J")
    (folder / "many").mkdir()

    ended = typed("publish", "--raw", "noise.bin", "many", "missing", **bus)

    assert (ended.code, ended.out) == (1, "1 article published, 2 refused\n")
    assert ended.err.splitlines() == [
        "newsbell: many: this is a folder; with --raw name the files themselves",
        "newsbell: missing: there is no such file; check the path",
    ]
    for words in (["--json"], []):
        shown = typed("tail", "articles", "--from-start", "--count", "1", *words, **bus).out
        assert shown.count("\n") == 1
        assert "\x1b" not in shown


def test_a_strange_entry_in_any_stream_is_one_harmless_line(
    typed: Typed, bus: dict[str, str], server: ValkeyProcess
) -> None:
    client = redis.Redis.from_url(server.url)
    for stream in ("articles", "alerts", "deliveries", "dead"):
        client.xadd(f"{bus['NEWSBELL_PREFIX']}:{stream}", {"__data__": '[1, "\x1b[31m\x07"]'})

    for stream in ("articles", "alerts", "deliveries", "dead"):
        ended = typed("tail", stream, "--from-start", "--count", "1", **bus)
        assert (ended.code, ended.err, ended.out.count("\n")) == (0, "", 1)
        assert "\x1b" not in ended.out
    client.close()


def test_a_dead_letter_is_listed_shown_and_replayed_once(
    typed: Typed, bus: dict[str, str], server: ValkeyProcess
) -> None:
    entry = bury(server, bus["NEWSBELL_PREFIX"], b"{broken")

    listed = typed("dead", "list", **bus).out
    shown = typed("dead", "show", entry, **bus).out
    raw = typed("dead", "show", entry, "--raw", **bus)
    first = typed("dead", "replay", entry, "7-7", "nonsense", **bus)
    second = typed("dead", "replay", entry, **bus)

    assert listed.startswith(f"{entry}  ")
    assert "\x1b" not in listed + shown
    assert (raw.code, raw.out) == (0, "{broken")
    assert (first.code, second.code) == (1, 1)
    assert first.out.startswith(f"{entry}  article replayed as ")
    assert first.err.splitlines() == [
        "newsbell: 7-7: the dead letter, or the row it belongs to, is kept no longer",
        "newsbell: there is no dead letter nonsense; `newsbell dead list` shows the ids",
    ]
    assert second.err.startswith(f"newsbell: {entry}: it was replayed before, as ")
    assert typed("dead", "replay", entry, "--force", **bus).code == 0


@pytest.mark.parametrize("entry", ["7-7", "-", "٣-٣"])
def test_an_id_that_no_dead_letter_has(entry: str, typed: Typed, bus: dict[str, str]) -> None:
    ended = typed("dead", "show", "--", entry, **bus)

    assert (ended.code, ended.out) == (1, "")
    assert ended.err == f"newsbell: there is no dead letter {entry}; `newsbell dead list` shows the ids\n"


def test_an_audit_that_does_not_add_up_exits_with_1(typed: Typed, bus: dict[str, str], server: ValkeyProcess) -> None:
    fine = typed("audit", **bus)
    client = redis.Redis.from_url(server.url)
    client.hincrby(f"{bus['NEWSBELL_PREFIX']}:counters", "articles:matched", 1)
    client.close()

    wrong = typed("audit", **bus)

    assert (fine.code, fine.out.splitlines()[-1]) == (0, "everything adds up")
    assert (wrong.code, wrong.err) == (1, "")
    assert wrong.out.splitlines()[-1] == "the difference is 1"


def test_a_server_that_is_not_there_is_one_line_without_the_password(typed: Typed) -> None:
    ended = typed("run", NEWSBELL_REDIS_URL="redis://desk:planted-word@127.0.0.1:1/0")

    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert ended.err.startswith("newsbell: NEWSBELL_REDIS_URL: the Redis server did not answer within ")
    assert "127.0.0.1:1" in ended.err
    assert "planted" not in ended.err


def test_a_server_that_would_lose_data_is_refused_with_what_mends_it(typed: Typed) -> None:
    unsafe = ValkeyProcess(None, "--appendonly", "no", "--maxmemory-policy", "allkeys-lru").start()
    try:
        ended = typed("run", NEWSBELL_REDIS_URL=unsafe.url)
        doctor = typed("doctor", NEWSBELL_REDIS_URL=unsafe.url)
    finally:
        unsafe.stop()

    assert (ended.code, ended.out) == (78, "")
    where = "newsbell: NEWSBELL_REDIS_URL: "
    lines = ended.err.splitlines()
    assert all(line.startswith(where) for line in lines)
    assert "CONFIG SET appendonly yes" in lines[0]
    assert "CONFIG SET maxmemory-policy noeviction" in lines[1]
    assert "NEWSBELL_ALLOW_UNSAFE_REDIS=true" in lines[-1]
    assert doctor.code == 1
    assert [line for line in doctor.out.splitlines() if line.startswith("BAD   server: ")]


def test_a_login_that_is_refused_is_told_at_once(typed: Typed, server: ValkeyProcess) -> None:
    said = "newsbell: NEWSBELL_REDIS_URL: the Redis server refused the user or password of its URL: correct it"
    client = redis.Redis.from_url(server.url)
    client.acl_setuser("desk", enabled=True, passwords=["+planted-word"], commands=["+@all"], keys=["*"])
    client.close()
    url = server.url.replace("unix://", "unix://desk:wrong-planted-word@")

    ended = typed("audit", NEWSBELL_REDIS_URL=url)

    assert ended.code == 78
    assert ended.err.startswith(said)
    assert "planted" not in ended.err


def test_a_password_that_is_missing_is_told_at_once(typed: Typed, server: ValkeyProcess) -> None:
    """redis-py, left to itself, connects again for ever when a socket file's server wants a password."""
    client = redis.Redis.from_url(server.url)
    client.config_set("requirepass", "planted-word")
    try:
        ended = typed("audit", NEWSBELL_REDIS_URL=server.url)
    finally:
        client.config_set("requirepass", "")
        client.close()

    assert ended.code == 78
    assert "refused the user or password of its URL" in ended.err


def test_a_port_that_is_taken_is_one_line(typed: Typed, bus: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = typed("run", NEWSBELL_HTTP=f"127.0.0.1:{port}", **bus)

    assert (ended.code, ended.out) == (1, "")
    said = f"can not listen on 127.0.0.1:{port} (Address already in use); choose another port with NEWSBELL_HTTP"
    assert ended.err == f"newsbell: {said}\n"


def test_a_misspelt_variable_is_told_by_every_verb_that_obeys_it(typed: Typed, bus: dict[str, str]) -> None:
    """A misspelt NEWSBELL_REDIS_URL would else publish to a private server in silence."""
    ended = typed("publish", "article.txt", NEWSBELL_REDISURL="redis://bus.example", **bus)

    assert ended.code == 0
    assert "NEWSBELL_REDISURL: is not a setting; did you mean NEWSBELL_REDIS_URL?" in ended.err
    assert "bus.example" not in ended.err
