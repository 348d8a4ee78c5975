"""A light verb starts light: none of the heavy libraries is loaded on its way."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from house.tree import ROOT

HEAVY = {"faststream", "redis", "apprise", "aiohttp", "aiosmtplib", "uvicorn", "starlette", "jinja2", "css_inline"}
CONFIG = str(ROOT / "deploy" / "config" / "newsbell.yaml")
ARTICLE = "Nissan may build pickups for Honda in Canton\n\nHonda and Nissan are in talks, two people said.\n"

PROBE = """
import sys

sys.argv = ["newsbell", *sys.argv[1:]]
try:
    from newsbell.cli import main
    code = main() or 0
except SystemExit as stop:
    code = stop.code or 0
print("\\nmodules:", *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["check", CONFIG],
        ["explain", CONFIG, "honda-nissan", "article.txt"],
        ["backtest", CONFIG, "article.txt"],
        ["rules", "stats", CONFIG, "article.txt"],
        ["schema", "export"],
    ],
    ids=lambda words: words[0],
)
def test_a_light_verb_loads_no_heavy_library(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NEWSBELL_")}

    done = subprocess.run(
        [sys.executable, "-c", PROBE, *words],
        cwd=tmp_path,
        env={**environment, "XDG_DATA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    modules = set(done.stderr.rpartition("modules: ")[2].split())

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip()
    assert "newsbell" in modules
    assert modules & HEAVY == set()
