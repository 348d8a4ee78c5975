"""What the verbs print for the bundled example, kept as files that a reviewer can read."""

import json
import re
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from fakes.valkey import ValkeyProcess
from newsbell.adapters.rulebook.packs import sample_articles
from newsbell_contracts import NewsArticle

from .conftest import Typed


class Text(SingleFileSnapshotExtension):
    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.fixture
def samples(folder: Path) -> Path:
    """The bundled sample articles as a file."""
    path = folder / "samples.jsonl"
    rows = [NewsArticle.model_validate(row).model_dump_json(exclude_none=True) for row in sample_articles()]
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["check", "rules.yaml"],
        ["explain", "rules.yaml", "honda-nissan", "article.txt"],
        ["explain", "rules.yaml", "vehicle-recall", "article.txt"],
        ["backtest", "rules.yaml", "samples.jsonl"],
        ["channels", "list"],
        ["schema", "--help"],
    ],
    ids=["help", "check", "explain-match", "explain-no-match", "backtest", "channels-list", "schema-help"],
)
def test_a_light_verb(words: list[str], typed: Typed, samples: Path, snapshot: SnapshotAssertion) -> None:
    ended = typed(*words)

    assert ended.err == ""
    assert ended.out == snapshot(extension_class=Text)
    # 80 columns hold all of it, but for names and terms, which are as long as they are
    assert [line for line in ended.out.splitlines() if len(line) > 80] == []


def test_doctor(typed: Typed, server: ValkeyProcess, prefix: str, snapshot: SnapshotAssertion) -> None:
    ended = typed("doctor", NEWSBELL_REDIS_URL=server.url, NEWSBELL_PREFIX=prefix, NEWSBELL_LEESE="1")

    assert (ended.code, ended.err) == (0, "")
    assert re.sub(r"Valkey [\d.]+", "Valkey N", ended.out) == snapshot(extension_class=Text)


def test_settings(typed: Typed, folder: Path, snapshot: SnapshotAssertion) -> None:
    ended = typed("config", "show", NEWSBELL_REDIS_URL="redis://desk:planted-word@bus.example/0", NEWSBELL_LEASE="5")

    assert (ended.code, ended.err) == (0, "")
    shown = [line.rstrip() for line in ended.out.replace(str(folder), "FOLDER").splitlines()]
    assert "\n".join(re.sub(r" {2,}", "  ", line) for line in shown) == snapshot(extension_class=Text)


def test_settings_as_json_say_null_for_what_is_not_set(typed: Typed) -> None:
    settings = json.loads(typed("config", "show", "--json", NEWSBELL_LEASE="5").out)

    assert settings["redis_url"] == {"value": None, "origin": "default"}
    assert settings["lease"] == {"value": "5.0", "origin": "env"}


def test_the_samples_give_the_same_alerts_in_words_and_as_json(typed: Typed, samples: Path) -> None:
    words = typed("backtest", "rules.yaml", samples.name).out
    lines = typed("backtest", "rules.yaml", samples.name, "--json").lines

    raised = sum(line["raised"] for line in lines)
    assert raised > 0
    assert f"; {raised} alerts\n" in words
    assert all(set(line) == {"article_id", "rule", "raised", "reason", "story_id", "alert"} for line in lines)
