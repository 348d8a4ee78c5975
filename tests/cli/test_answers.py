"""What a hurried or hostile user types, and the one line that answers it. No server is needed for any of this."""

import gzip
import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from .conftest import Typed

BROKEN = """\
version: 1
rules:
  r: {title: R, when: 'honda AND'}
  q: {titel: R, when: '@hnda'}
foo: 1
"""
CHANNELS = """\
version: 1
rules:
  r: {title: R, when: honda}
channels:
  autos: {url: "${SLACK_URL}"}
routes:
  - channels: [autos]
"""
BIG = b"Honda and Nissan merge. " * 450_000
NOT_UTF8 = "byte 0xff at position 6 (line 1, byte 7 of it) is not UTF-8; save it as UTF-8"
TOO_LARGE = "is larger than 1,048,576 bytes; cut it, or raise NEWSBELL_MAX_ARTICLE_BYTES"
NO_VARIABLE = (
    "channels.yaml:5:17: error: SLACK_URL is not set (export it, or write ${file:/path/of/a/secret})\n"
    '    5 |   autos: {url: "${SLACK_URL}"}\n'
    "      |                 ^^^^^^^^^^^^"
)


@dataclass(frozen=True, slots=True)
class Case:
    """What is typed, and what must come of it. `err` is standard error, of which the first lines are compared."""

    words: str
    code: int
    err: str = ""
    out: str | None = ""
    files: dict[str, bytes] = field(default_factory=dict)
    env: dict[str, str] = field(default_factory=dict)
    stdin: bytes = b""


USAGE = [
    Case("chek", 2, "newsbell: there is no verb 'chek'; did you mean 'check'? (see newsbell --help)"),
    Case("--bogus", 2, "newsbell: no such option '--bogus' (see newsbell --help)"),
    Case("check", 2, "newsbell check: missing argument PATH (see newsbell check --help)"),
    Case(
        "check --stric rules.yaml",
        2,
        "newsbell check: no such option '--stric'; did you mean '--strict'? (see newsbell check --help)",
    ),
    Case("check ''", 2, "newsbell check: invalid value for PATH: it is empty; name a file or a folder"),
    Case("run --config ''", 2, "newsbell run: invalid value for '--config': it is empty; name a file or a folder"),
    Case("run --only ''", 2, "newsbell run: invalid value for '--only': '' is none of watch, notify, deliver, serve"),
    Case(
        "run --only watch,notfy",
        2,
        "newsbell run: invalid value for '--only': 'notfy' is none of watch, notify, deliver, serve; "
        "did you mean 'notify'? (see newsbell run --help)",
    ),
    Case("run rules.yaml", 2, "newsbell run: got unexpected extra argument (rules.yaml) (see newsbell run --help)"),
    Case("publish", 2, "newsbell publish: missing argument FILES (see newsbell publish --help)"),
    Case("tail alert", 2, "newsbell tail: invalid value for STREAM: 'alert' is not one of 'articles', 'alerts'"),
    Case("tail --count 0", 2, "newsbell tail: invalid value for '--count': 0 is not in the range x>=1"),
    Case("deliveries --state x", 2, "newsbell deliveries: invalid value for '--state': 'x' is not one of 'due',"),
    Case("dead lst", 2, "newsbell dead: no such command 'lst'; did you mean 'list'? (see newsbell dead --help)"),
    Case("dead", 2, "Usage: newsbell dead [OPTIONS] COMMAND [ARGS]..."),
    Case("", 2, "Usage: newsbell [OPTIONS] COMMAND [ARGS]..."),
    Case("schema export x", 2, "newsbell schema export: invalid value for KIND: 'x' is not one of 'configuration',"),
    Case(
        "explain rules.yaml honda-nisan article.txt",
        2,
        "newsbell: there is no rule 'honda-nisan'; did you mean honda-nissan?",
    ),
    Case(
        "explain rules.yaml x article.txt", 2, "newsbell: there is no rule 'x'; there are: honda-nissan, vehicle-recall"
    ),
    Case("channels test consol", 2, "newsbell: there is no channel 'consol'; did you mean console?"),
]

CONFIGURATION = [
    Case("check nowhere.yaml", 78, "nowhere.yaml: error: there is no such file (check the path)"),
    Case("run --config nowhere.yaml", 78, "nowhere.yaml: error: there is no such file (check the path)"),
    Case("check e.yaml", 78, "e.yaml: error: the file is empty (begin with version: 1)", files={"e.yaml": b""}),
    Case(
        "check u.yaml",
        78,
        "u.yaml:2:8: error: byte 0xff is not UTF-8 (save the file as UTF-8)",
        files={"u.yaml": b"version: 1\nrules: \xff"},
    ),
    Case("check x.bin", 78, "x.bin:1:1: error: byte 0x80 is not UTF-8", files={"x.bin": b"\x80\x00\x01"}),
    Case("check sub", 78, "sub: error: this folder holds no .yaml file (name a file, or put one in it)"),
    *(
        Case(
            words,
            78,
            "b.yaml:3:30: error: the query ends behind AND (put a term behind it)\n"
            "    3 |   r: {title: R, when: 'honda AND'}\n"
            "      |                              ^^^\n"
            "b.yaml:4:7: error: unknown key 'titel' (did you mean 'title'?)\n",
            files={"b.yaml": BROKEN.encode()},
        )
        for words in ("check b.yaml", "run --config b.yaml", "backtest b.yaml article.txt", "explain b.yaml r a.txt")
    ),
    Case(
        "check channels.yaml",
        0,
        "note: not looked up here: SLACK_URL (use --env)\n",
        "channels.yaml: 1 rule, 1 channel, 0 of 0 tests passed, 0 warnings\n",
        files={"channels.yaml": CHANNELS.encode()},
    ),
    *(
        Case(words, 78, NO_VARIABLE, files={"channels.yaml": CHANNELS.encode()}, env=env)
        for words, env in (
            ("check --env channels.yaml", {}),
            ("run --config channels.yaml", {}),
            ("channels list", {"NEWSBELL_CONFIG": "channels.yaml"}),
            ("channels test autos --dry-run", {"NEWSBELL_CONFIG": "channels.yaml"}),
        )
    ),
    Case(
        "check --env channels.yaml",
        78,
        "channels.yaml:5:17: error: this is no URL after its variables were put in (it looks like scheme://…, "
        "e.g. console://)\n",
        files={"channels.yaml": CHANNELS.encode()},
        env={"SLACK_URL": "not-an-address"},
    ),
    Case(
        "check f.yaml",
        1,
        "f.yaml:3: r: should match, does not: nissan\n",
        "f.yaml: 1 rule, 0 channels, 0 of 1 test passed, 0 warnings\n",
        files={"f.yaml": b"version: 1\nrules:\n  r: {title: R, when: honda, tests: [{match: nissan}]}\n"},
    ),
    Case(
        "check --strict n.yaml",
        1,
        "n.yaml: warning: there are no rules, so no alert can come (add rules:)\n",
        "n.yaml: 0 rules, 0 channels, 0 of 0 tests passed, 1 warning\n",
        files={"n.yaml": b"version: 1\n"},
    ),
]

SETTINGS = [
    Case(
        "config show",
        78,
        "newsbell: NEWSBELL_BATCH_SIZE: must be greater than or equal to 1; the default is 64\n"
        "newsbell: NEWSBELL_LEASE: must be a valid number; the default is 60.0\n",
        env={"NEWSBELL_BATCH_SIZE": "0", "NEWSBELL_LEASE": "soon"},
    ),
    Case(
        "audit",
        78,
        "newsbell: NEWSBELL_REDIS_URL: is not the URL of a server; write redis://host:6379/0,",
        env={"NEWSBELL_REDIS_URL": "http://bus.example"},
    ),
    Case(
        "audit",
        78,
        "newsbell: NEWSBELL_REDIS_URL: it can not be taken apart as redis://user:password@host:port/database;",
        env={"NEWSBELL_REDIS_URL": "redis://bus.example:port/0"},
    ),
    Case(
        "run",
        78,
        "newsbell: NEWSBELL_REDIS_URL: an option behind its ? is not known; correct it, or leave it out\n",
        env={"NEWSBELL_REDIS_URL": "unix:///run/bus?foo=1"},
    ),
    Case("run", 78, "newsbell: NEWSBELL_HTTP: must be host:port; write 127.0.0.1:8080", env={"NEWSBELL_HTTP": "web"}),
    Case(
        "run",
        78,
        "newsbell: NEWSBELL_HTTP: must be an address of this machine alone, for the HTTP side has no access control",
        env={"NEWSBELL_HTTP": "0.0.0.0:80"},
    ),
    Case(
        "audit",
        1,
        "newsbell: NEWSBELL_VALKEY_BIN: nothing is not a program that can be run; correct it, or leave it out\n",
        env={"NEWSBELL_VALKEY_BIN": "nothing"},
    ),
    Case(
        "config show",
        0,
        "warning: NEWSBELL_LOGLEVEL: is not a setting; did you mean NEWSBELL_LOG_LEVEL?\n",
        None,
        env={"NEWSBELL_LOGLEVEL": "debug"},
    ),
]

ARTICLES = [
    Case(f"backtest rules.yaml {name}", 1, f"newsbell: {line}\n", None, files, stdin=stdin)
    for name, line, files, stdin in (
        ("missing.txt", "missing.txt: there is no such file; check the path", {}, b""),
        ("empty.txt", "empty.txt: is empty", {"empty.txt": b""}, b""),
        ("-", "standard input: is empty", {}, b""),
        ("noise.txt", "noise.txt: is not text; save it as UTF-8", {"noise.txt": b"\x00\x9f\x92\x00" * 300}, b""),
        ("bad.txt", f"bad.txt: {NOT_UTF8}", {"bad.txt": b"Honda \xff Nissan\n"}, b""),
        ("-", f"standard input: {NOT_UTF8}", {}, b"Honda \xff Nissan\n"),
        ("a.json", "a.json: an article needs a `headline` or a `body_text`", {"a.json": b'{"id": "a"}'}, b""),
        (
            "a.pdf",
            "a.pdf: .pdf files are not read; .txt, .md, .json and .jsonl, each also with .gz, are read",
            {"a.pdf": b"%PDF"},
            b"",
        ),
        (
            "cut.jsonl.gz",
            "cut.jsonl.gz: its compressed data is broken or cut off; pack it again",
            {"cut.jsonl.gz": gzip.compress(b'{"id":"a","headline":"b"}\n', mtime=0)[:-9]},
            b"",
        ),
        (
            "sub",
            "sub: there are no articles in this folder; .txt, .md, .json and .jsonl, each also with .gz, are read",
            {},
            b"",
        ),
    )
]


def typed_words(words: str) -> list[str]:
    return ["" if word == "''" else word for word in words.split()]


CASES = [*USAGE, *CONFIGURATION, *SETTINGS, *ARTICLES]


@pytest.mark.parametrize("case", CASES, ids=[f"{number} {case.words}" for number, case in enumerate(CASES)])
def test_a_mistake_gets_one_clear_line_and_its_exit_code(case: Case, typed: Typed, folder: Path) -> None:
    (folder / "sub").mkdir()
    for name, data in case.files.items():
        (folder / name).write_bytes(data)

    ended = typed(*typed_words(case.words), stdin=case.stdin, **case.env)

    assert ended.code == case.code, ended.err
    assert ended.err.startswith(case.err)
    assert "Traceback" not in ended.err
    assert case.out is None or ended.out == case.out


@pytest.mark.parametrize("words", ["chek", "check --stric x", "run --only x", "tail alert", "schema export x"])
def test_wrong_usage_is_told_in_one_line(words: str, typed: Typed) -> None:
    ended = typed(*words.split())

    assert (ended.code, ended.err.count("\n"), ended.out) == (2, 1, "")
    assert ended.err.endswith("--help)\n")


def test_all_of_a_broken_file_is_told_at_once(typed: Typed, folder: Path) -> None:
    (folder / "b.yaml").write_text(BROKEN)

    said = typed("check", "b.yaml").err

    places = [line.partition(": error")[0] for line in said.splitlines() if ": error: " in line]
    assert places == ["b.yaml:3:30", "b.yaml:4:7", "b.yaml:4:24", "b.yaml:5:1"]


def test_an_unknown_field_of_an_article_is_passed_over(typed: Typed, folder: Path) -> None:
    article = {"id": "a", "headline": "Honda and Nissan talk of a merger", "mood": "hopeful", "nested": {"x": [1]}}
    (folder / "a.json").write_text(json.dumps(article))

    ended = typed("backtest", "rules.yaml", "a.json", "--json")

    assert (ended.code, ended.err) == (0, "")
    assert [line["article_id"] for line in ended.lines] == ["a"]


def test_one_bad_article_does_not_hide_its_neighbours(typed: Typed, folder: Path) -> None:
    good = json.dumps({"id": "b", "headline": "Honda and Nissan talk of a merger"})
    (folder / "mix.jsonl").write_text(f"{{broken\n{good}\n[1]\n")

    backtest = typed("backtest", "rules.yaml", "mix.jsonl", "--json")
    explain = typed("explain", "rules.yaml", "honda-nissan", "mix.jsonl")

    assert (backtest.code, explain.code) == (1, 1)
    assert [line["article_id"] for line in backtest.lines] == ["b"]
    assert explain.out.startswith("✓ honda-nissan matches\n")
    assert backtest.err == explain.err
    assert [line.split(" is ")[0] for line in backtest.err.splitlines()] == [
        "newsbell: mix.jsonl:1:",
        "newsbell: mix.jsonl:3: item 1",
    ]


def test_an_article_of_ten_megabytes_is_one_line(typed: Typed, folder: Path) -> None:
    (folder / "big.txt").write_bytes(BIG)

    ended = typed("backtest", "rules.yaml", "big.txt", "article.txt", "--json")

    assert (ended.code, len(ended.lines)) == (1, 1)
    assert ended.err.startswith("newsbell: big.txt: ")
    assert ended.err.count("\n") == 1


def test_explain_says_by_its_exit_code_whether_it_matches(typed: Typed) -> None:
    matches = typed("explain", "rules.yaml", "honda-nissan", "article.txt")
    does_not = typed("explain", "rules.yaml", "vehicle-recall", "article.txt")

    assert (matches.code, does_not.code) == (0, 1)
    assert does_not.out.startswith("✗ vehicle-recall does not match: nothing for event:recall\n")
    assert does_not.err == ""


@pytest.mark.parametrize("kind", ["configuration", "article", "alert", "delivery"])
def test_a_schema_is_json_and_nothing_else(kind: str, typed: Typed) -> None:
    ended = typed("schema", "export", kind)

    assert (ended.code, ended.err) == (0, "")
    assert json.loads(ended.out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
