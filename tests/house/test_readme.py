"""Every block of the README is true: the rules load, the outputs are what comes out, the consumer consumes."""

import asyncio
import re
import sys
from pathlib import Path

import pytest
import redis.asyncio

from fakes.newsbell import Newsbell, write
from fakes.valkey import ValkeyProcess

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """The two pieces of configuration that the README shows, as one file."""
    return write(tmp_path, "rules.yaml", "".join(blocks("yaml")))


async def test_the_demo_shows_the_card_at_the_top(tmp_path: Path) -> None:
    ended = await Newsbell({"NEWSBELL_DATA_DIR": str(tmp_path / "data")}).run("demo")
    card = blocks("text")[0]

    assert ended.code == 0
    assert card.strip() in ended.out


async def test_the_rules_load_and_pass_their_own_tests(rules: Path) -> None:
    ended = await Newsbell().run("check", "--strict", str(rules))

    assert ended.code == 0, ended.err
    assert "2 of 2 tests passed" in ended.out


async def test_explain_says_what_the_readme_shows(rules: Path, tmp_path: Path) -> None:
    session = next(block for block in blocks("console") if "newsbell explain" in block)
    article = "Dealers of Honda and Nissan meet\nHonda and Nissan dealers ran a food drive in Canton, Ohio.\n"
    ended = await Newsbell().run("explain", str(rules), "honda-nissan", str(write(tmp_path, "ohio.txt", article)))

    assert ended.code == 1
    assert ended.out.strip() == session.split("\n", 1)[1].strip()


async def test_the_consumer_reads_an_alert(
    server: ValkeyProcess, client: "redis.asyncio.Redis", prefix: str, tmp_path: Path
) -> None:
    example = ROOT / "contracts/examples/newsbell.alert.v1.first_report.json"
    await client.xadd(f"{prefix}:alerts", {"__data__": example.read_bytes()})
    program = blocks("python")[0].replace("redis://localhost:6379", server.url).replace("{newsbell}", prefix)
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(write(tmp_path, "consumer.py", program)), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), 20)
    process.kill()
    await process.wait()

    assert len([line for line in program.splitlines() if line.strip()]) <= 22
    assert line.startswith(b"al_") or b" high " in line


def test_it_is_short() -> None:
    assert len(README.splitlines()) <= 150
