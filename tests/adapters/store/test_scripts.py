"""House rules of the scripts, read from their texts."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from newsbell.adapters.store.scripts import digest, source

FOLDER = Path(str(files("newsbell.adapters.store"))) / "scripts"
PARTS = {"prelude", "page"}  # before and behind each script
SCRIPTS = sorted(path.stem for path in FOLDER.glob("*.lua") if path.stem not in PARTS)


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_declares_its_keys_and_says_what_it_returns(name: str) -> None:
    text = (FOLDER / f"{name}.lua").read_text()
    assert "-- KEYS: " in text
    assert "-- Returns " in text


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_builds_no_key_and_has_no_flags_line(name: str) -> None:
    """Keys that are not declared break on a cluster; a flags line refuses the script on a full server."""
    text = source(name)
    assert not re.search(r"KEYS\[[^]]+\]\s*\.\.\s*'[:{]", text.replace("WRONGTYPE ' .. ", ""))
    assert "#!" not in text


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_first_write_of_a_script_comes_after_the_checks_of_kind(name: str) -> None:
    text = (FOLDER / f"{name}.lua").read_text()
    assert text.index("misfit(") < text.index("redis.call('")


@pytest.mark.parametrize("name", ["acknowledge", "commit_watch", "commit_notify", "bury"])
def test_the_acknowledgement_is_the_first_write_of_a_commit(name: str) -> None:
    text = (FOLDER / f"{name}.lua").read_text()
    reads = {"XACK", "HGET", "XPENDING"}
    first = next(word for word in re.findall(r"redis\.p?call\('(\w+)'", text) if word not in reads - {"XACK"})
    assert first == "XACK"


def test_no_two_scripts_are_the_same() -> None:
    assert len({digest(name) for name in SCRIPTS}) == len(SCRIPTS) >= 15
