"""What only a process of its own can show: signals, pipes, a terminal, and a channel that refuses for good."""

import asyncio
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from fakes.newsbell import Ended, Newsbell, until, write
from fakes.slack import FakeSlack
from fakes.smtp import FakeSmtp
from fakes.valkey import ValkeyProcess
from fakes.web import Fault
from fakes.webhook import FakeWebhook
from newsbell.app.session import run

from .conftest import Typed

RULES = """\
version: 1
rules:
  r: {title: Honda, when: honda}
channels:
  autos: {url: "${SLACK_URL}"}
  mail: {url: "${MAIL_URL}"}
  term: {url: "console://"}
  crm: {webhook: {url: "${CRM_URL}", secret: "whsec_bmV3c2JlbGwtdGVzdC1zZWNyZXQtMDAwMQ=="}}
routes:
  - channels: [autos, mail, crm, term]
"""
PATIENCE = 20.0


@pytest.fixture
def installation(server: ValkeyProcess, prefix: str, folder: Path) -> Newsbell:
    return Newsbell(
        {
            "NEWSBELL_REDIS_URL": server.url,
            "NEWSBELL_PREFIX": prefix,
            "NEWSBELL_CONFIG": str(folder / "rules.yaml"),
            "PYTHONUNBUFFERED": "",
        }
    )


async def started(newsbell: Newsbell, *words: str, **env: str) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    command = (sys.executable, "-m", "newsbell", *words)
    return await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe, env=newsbell.environment(env))


async def first_line(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    return (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode()


async def end(process: asyncio.subprocess.Process) -> Ended:
    out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(), err.decode())


async def test_ctrl_c_ends_a_verb_without_a_word(installation: Newsbell, typed: Typed) -> None:
    tail = await started(installation, "tail", "articles", "--from-start")
    typed("publish", "article.txt", **installation.env)
    assert "Nissan weighs pickups for Honda" in await first_line(tail)

    tail.send_signal(signal.SIGINT)

    assert await end(tail) == Ended(130, "", "")


async def test_sigterm_leaves_no_private_server_behind(folder: Path, typed: Typed) -> None:
    newsbell = Newsbell({"NEWSBELL_DATA_DIR": str(folder / "data")})
    tail = await started(newsbell, "tail")
    socket = folder / "data" / "valkey.sock"
    await until(socket.exists, PATIENCE)
    # On one data folder two processes share the server: this one joins it, and leaves it to the other.
    assert typed("audit").out.endswith("everything adds up\n")
    assert tail.returncode is None

    tail.terminate()

    assert await end(tail) == Ended(143, "", "")
    assert not socket.exists()


async def test_a_reader_that_has_had_enough_is_no_error(installation: Newsbell, folder: Path) -> None:
    rows = "".join(f'{{"id": "{n}", "headline": "Honda and Nissan merge, take {n}"}}\n' for n in range(400))
    write(folder, "many.jsonl", rows)
    backtest = await started(installation, "backtest", str(folder / "rules.yaml"), str(folder / "many.jsonl"), "--json")

    assert json.loads(await first_line(backtest))["article_id"] == "0"
    assert backtest.stdout is not None
    transport: Any = backtest.stdout
    transport._transport.close()

    code = await asyncio.wait_for(backtest.wait(), PATIENCE)
    assert backtest.stderr is not None
    assert (code, await backtest.stderr.read()) == (0, b"")


async def test_a_terminal_without_the_characters_is_no_error(installation: Newsbell, folder: Path) -> None:
    words = ("explain", str(folder / "rules.yaml"), "honda-nissan", str(folder / "article.txt"))

    ended = await installation.run(*words, PYTHONIOENCODING="iso8859-5")

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("\\u2713 honda-nissan matches\n")


def on_a_terminal(words: list[str], out: Path, seconds: float) -> tuple[int, str]:
    """Run newsbell with standard error on a terminal and standard output in a file; code and what the terminal got."""
    ours, theirs = pty.openpty()
    with out.open("wb") as file:
        process = subprocess.Popen([sys.executable, "-m", "newsbell", *words], stdout=file, stderr=theirs)
    os.close(theirs)
    shown, deadline = b"", time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            chunk = os.read(ours, 65_536)
        except OSError:  # the other end is closed
            break
        shown += chunk
    os.close(ours)
    return process.wait(seconds), shown.decode()


def test_long_work_shows_progress_on_a_terminal_and_data_stays_clean(folder: Path, tmp_path: Path) -> None:
    rows = "".join(f'{{"id": "{n}", "headline": "A bakery opens, take {n}"}}\n' for n in range(8_000))
    rows += '{"id": "last", "headline": "Honda and Nissan merge"}\n'
    write(folder, "many.jsonl", f"{{broken\n{rows}")
    out = tmp_path / "out.jsonl"

    code, shown = on_a_terminal(
        ["backtest", str(folder / "rules.yaml"), str(folder / "many.jsonl"), "--json"], out, PATIENCE
    )

    assert code == 1
    assert [json.loads(line)["article_id"] for line in out.read_text().splitlines()] == ["last"]
    assert "many.jsonl:1: is not JSON" in shown
    assert re.search(r"\r\[#*-*\] +\d+%  [\d,]+ articles, 0 matches  [\d,]+/s", shown)
    assert shown.rpartition("\r")[2] == ""  # nothing is left on the line where the prompt comes


async def test_a_full_channel_kills_its_delivery_with_the_reason_and_replay_brings_it_back(
    installation: Newsbell, typed: Typed, folder: Path
) -> None:
    """Besides, the article was published while nothing ran, and Ctrl-C is a good end of the service."""
    write(folder, "rules.yaml", RULES)
    full = {"reader@example.org": "552 5.2.2 mailbox is full"}
    async with FakeSlack(rate=None) as slack, FakeSmtp(refused=full) as smtp, FakeWebhook() as crm:
        slack.fail(Fault.ARCHIVED)
        crm.answer(413)
        installation.env |= {
            "NEWSBELL_SLACK_HOOK_URL": slack.url,
            "SLACK_URL": slack.hook_channel_url,
            "MAIL_URL": smtp.url(),
            "CRM_URL": crm.hook_url,
        }

        def operate(*words: str) -> Ended:
            return typed(*words, **installation.env)

        def dead() -> list[Any]:
            return operate("deliveries", "--state", "dead", "--json").lines

        operate("publish", "article.txt")
        async with installation.service() as service:
            await until(lambda: asyncio.to_thread(lambda: len(dead()) == 3), PATIENCE, lambda: service.log)
            ledger, listed = dead(), operate("dead", "list")
            entries = [letter["entry"] for letter in operate("dead", "list", "--json").lines]
            smtp.refused.clear()
            replayed = operate("dead", "replay", *entries)
            await until(lambda: slack.posts and smtp.mails and crm.effects, PATIENCE, lambda: service.log)
            await until(lambda: asyncio.to_thread(lambda: not dead()), PATIENCE, lambda: service.log)
            audit, again = operate("audit"), operate("dead", "replay", entries[0])
            code = await service.stop(signal.SIGINT)

    shown = service.out.decode()
    assert (code, shown.count("── NORMAL ──"), shown[:2]) == (0, 1, "──")
    why = {row["channel"]["name"]: row["error"]["message"] for row in ledger}
    assert set(why) == {"autos", "mail", "crm"}
    assert "channel_is_archived" in why["autos"]
    assert "552" in why["mail"]
    assert "413" in why["crm"]
    assert all(f"rejected  {name}  de_" in listed.out and message in listed.out for name, message in why.items())
    assert "newsbell dead replay ENTRY" in listed.err
    assert (replayed.code, replayed.out.count("delivery replayed as")) == (0, 3)
    assert (len(slack.posts), len(smtp.mails), len(crm.effects)) == (1, 1, 1)
    assert (audit.code, audit.out.splitlines()[-1]) == (0, "everything adds up")
    assert (again.code, again.out) == (1, "")


@pytest.mark.parametrize(
    ("number", "ending"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, SystemExit)], ids=["ctrl-c", "sigterm"]
)
def test_a_cancellation_that_gets_lost_is_sent_again(number: signal.Signals, ending: type[BaseException]) -> None:
    """The `wait_for` of Python 3.11 loses one that comes just as it ends, and a client library sends through it."""

    async def deaf_at_first() -> None:
        os.kill(os.getpid(), number)
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        await asyncio.Event().wait()

    with pytest.raises(ending):
        run(deaf_at_first())
