"""House rules of the files at the root: the one door, the locks, the words."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from house.tree import ROOT, files, place

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-bench.lock", "deploy/build.lock")
FLOORS = {
    "redis": "4.5.5",  # CVE-2023-28858, CVE-2023-28859
    "starlette": "1.0.1",  # CVE-2026-48710; before it CVE-2024-47874
    "jinja2": "3.1.6",  # CVE-2025-27516
    "requests": "2.32.4",  # CVE-2024-47081
    "urllib3": "2.6",  # CVE-2025-66418
    "h11": "0.16",  # CVE-2025-43859
    "apprise": "0.9.5.1",  # CVE-2021-39229
}
TARGETS = ("demo", "test", "check", "contracts", "lock", "bench", "bench-stage", "chaos", "clean")
HERE = [re.escape(str(path)) for path in (ROOT, Path.home()) if len(path.parts) > 1]
MACHINE_PATH = re.compile("|".join([*HERE, r"(?<![\w.@/-])/(?:work|root|Users)/[\w.-]+"]))
INDEX_HOST = re.compile(r"python[h]osted|https?://[^\s\"')]*/simple\b|--(?:extra-)?index-url\s+\S|--find-links\s+\S")
TEXTS = {".py", ".md", ".toml", ".yaml", ".yml", ".json", ".jsonl", ".lua", ".lock", ".sh", ".mjs", ".txt", ".html", ""}


def _pins(name: str) -> dict[str, str]:
    found = re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
    return {name.lower().replace("_", "-"): version for name, version in found}


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_a_hash_for_every_package_and_no_host(name: str) -> None:
    blocks = re.split(r"^(?=[A-Za-z0-9])", _text(ROOT / name), flags=re.MULTILINE)
    pinned = [block for block in blocks if "==" in block.partition("\n")[0]]

    assert len(pinned) >= 3
    assert [block.partition("\n")[0] for block in pinned if "--hash=sha256:" not in block] == []
    assert re.findall(r"\w+://|^\s*-(?:i|f|-index|-extra|-find|-trusted).*", _text(ROOT / name), re.MULTILINE) == []


@pytest.mark.parametrize("name", FLOORS)
def test_no_locked_package_is_older_than_its_last_known_hole(name: str) -> None:
    assert Version(_pins("requirements.lock")[name]) >= Version(FLOORS[name])


def test_the_locks_agree() -> None:
    tools = _pins("requirements-dev.lock")

    for name in ("requirements.lock", "deploy/build.lock"):
        assert _pins(name).items() <= tools.items()
    assert tools.items() <= _pins("requirements-bench.lock").items()


def test_the_locks_hold_what_pyproject_asks_for() -> None:
    project = tomllib.loads(_text(ROOT / "pyproject.toml"))
    runtime, tools = _pins("requirements.lock"), _pins("requirements-dev.lock")
    asked = [(Requirement(text), runtime) for text in project["project"]["dependencies"]]
    asked += [(Requirement(text), tools) for text in project["dependency-groups"]["dev"]]

    unmet = [
        str(need)
        for need, pins in asked
        if need.name.lower() not in pins or pins[need.name.lower()] not in need.specifier
    ]

    assert unmet == [], "run `make lock`"


def test_the_readme_is_short_and_starts_with_the_first_command() -> None:
    lines = _text(ROOT / "README.md").splitlines()

    assert len(lines) <= 150
    assert "make demo" in "\n".join(lines[:30])
    assert "make test" in "\n".join(lines[:30])


def test_no_file_names_a_machine_or_an_index() -> None:
    found = []
    for path in files():
        if path.suffix in TEXTS:
            for number, line in enumerate(_text(path).splitlines(), 1):
                if path != Path(__file__) and (MACHINE_PATH.search(line) or INDEX_HOST.search(line)):
                    found.append(place(path, number))

    assert found == []


def test_the_licence_travels_with_the_contracts() -> None:
    assert "MIT License" in _text(ROOT / "LICENSE")
    assert _text(ROOT / "contracts" / "LICENSE") == _text(ROOT / "LICENSE")


def test_both_distributions_have_the_version_of_the_changelog() -> None:
    service = tomllib.loads(_text(ROOT / "pyproject.toml"))["project"]
    contracts = tomllib.loads(_text(ROOT / "contracts" / "pyproject.toml"))["project"]
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", _text(ROOT / "CHANGELOG.md"), re.MULTILINE)

    assert service["version"] == contracts["version"] == released[0]
    assert set(contracts["dependencies"]) < set(service["dependencies"])


def test_the_gate_runs_the_tests_then_the_checks() -> None:
    script = ROOT / ".ci" / "run"
    commands = [line for line in _text(script).splitlines() if line.startswith("make")]

    assert commands == ["make test", "make check"]
    assert "set -euo pipefail" in _text(script)
    assert os.access(script, os.X_OK)


def _make(*words: str) -> subprocess.CompletedProcess[str]:
    make = shutil.which("make")
    if make is None:
        pytest.skip("make is not installed")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run([make, "-C", str(ROOT), *words], capture_output=True, text=True, check=False, env=environment)


def test_make_alone_says_what_there_is() -> None:
    done = _make("--no-print-directory")

    assert done.returncode == 0
    assert [name for name in TARGETS if not re.search(rf"^  {name} +[A-Z]", done.stdout, re.MULTILINE)] == []


@pytest.mark.parametrize("found", ["Python 3.9.2", ""], ids=["too old", "none at all"])
def test_make_says_which_python_it_needs(tmp_path: Path, found: str) -> None:
    python = tmp_path / "python3"
    if found:
        python.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo "{found}" && exit 0\nexit 1\n', encoding="utf-8")
        python.chmod(0o755)

    done = _make("demo", f"PYTHON={python}", f"VENV={tmp_path / 'venv'}")

    assert done.returncode == 2
    assert "newsbell needs Python 3.11 or newer" in done.stderr
    assert found in done.stderr
    assert not (tmp_path / "venv").exists()
