"""The wheel newsbell-contracts: built from the same folder, and usable with pydantic alone."""

import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "contracts" / "examples" / "newsbell.alert.v1.first_report.json"

BLOCKED = """
import sys
from importlib.abc import MetaPathFinder

class Block(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"newsbell", "faststream", "redis", "apprise", "yaml", "pydantic_settings"}:
            raise ImportError(f"{name} is blocked")
        return None

sys.meta_path.insert(0, Block())
sys.path.insert(0, sys.argv[1])

import newsbell_contracts
from newsbell_contracts import Alert, CloudEvent

assert newsbell_contracts.__file__.startswith(sys.argv[1]), newsbell_contracts.__file__
print(CloudEvent[Alert].model_validate_json(open(sys.argv[2], encoding="utf-8").read()).data.events[0].status)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as `python -m build` makes it."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run([*command, str(ROOT / "contracts")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    [path] = folder.glob("*.whl")
    return path


def test_the_wheel_holds_the_contracts_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    ours = {
        path.relative_to(ROOT / "contracts").as_posix()
        for path in (ROOT / "contracts" / "newsbell_contracts").glob("*")
        if path.is_file()
    }

    assert ours >= {"newsbell_contracts/__init__.py", "newsbell_contracts/py.typed"}
    assert {name for name in names if ".dist-info/" not in name} == ours


def test_the_wheel_needs_pydantic_alone(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    [metadata] = [name for name in archive.namelist() if name.endswith("/METADATA")]
    needs = Parser().parsestr(archive.read(metadata).decode()).get_all("Requires-Dist") or []

    assert [need.split("<")[0].split(">")[0] for need in needs] == ["pydantic"]


def test_the_wheel_reads_an_alert_where_the_service_and_its_libraries_can_not_be_imported(
    wheel: Path, tmp_path: Path
) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)  # a pure wheel is installed by unpacking it

    done = subprocess.run(
        [sys.executable, "-I", "-c", BLOCKED, str(tmp_path), str(EXAMPLE)], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "rumoured", "")
