"""The double is as strict as Slack's documentation: every documented limit is refused, and what is allowed passes."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from fakes.messages import outgoing
from fakes.slack_rules import faults_of, slack_word
from newsbell.adapters.channels.opening import open_channel
from newsbell.flow.ports import Sent

DIVIDER = {"type": "divider"}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def section(text: dict[str, Any]) -> dict[str, Any]:
    return {"type": "section", "text": text}


def rich(*elements: dict[str, Any], kind: str = "rich_text_section") -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": list(elements)}]}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": [{"type": "button", "text": plain("Open")} | more]}


@pytest.mark.parametrize(
    "block",
    [
        section(mrkdwn("x" * 3000)),
        section(mrkdwn("a &amp; b &lt;c&gt; <https://x.example/?a=1|label>")),
        section(plain("<!channel> is only text here")),
        {"type": "header", "text": plain("x" * 150)},
        {"type": "context", "elements": [plain("x")] * 10},
        {"type": "section", "fields": [mrkdwn("x" * 2000)] + [plain("x")] * 9},
        button(url="https://x.example", action_id="a" * 255),
        rich({"type": "text", "text": "<!channel>", "style": {"bold": True}}, {"type": "link", "url": "https://x.y"}),
        rich({"type": "text", "text": "q"}, kind="rich_text_quote"),
        {"type": "image", "image_url": "https://x.example/a.png", "alt_text": "a"},
        DIVIDER,
    ],
)
def test_what_is_allowed_passes(block: dict[str, Any]) -> None:
    assert faults_of({"text": "news", "blocks": [block]}) == []


@pytest.mark.parametrize(
    "block",
    [
        section(mrkdwn("x" * 3001)),
        section(mrkdwn("")),
        section(mrkdwn("a < b")),
        section(mrkdwn("a & b")),
        section(mrkdwn("<!channel>")),
        section(mrkdwn("<@U123>")),
        section(mrkdwn("<javascript:alert(1)|x>")),
        {"type": "section"},
        {"type": "header", "text": plain("x" * 151)},
        {"type": "header", "text": mrkdwn("x")},
        {"type": "context", "elements": []},
        {"type": "context", "elements": [plain("x")] * 11},
        {"type": "section", "fields": [plain("x")] * 11},
        {"type": "section", "fields": [plain("x" * 2001)]},
        button(text=plain("x" * 76)),
        button(text=mrkdwn("x")),
        button(url="https://x.example/" + "x" * 3000),
        button(action_id="x" * 256),
        {"type": "actions", "elements": [{"type": "button", "text": plain("x")}] * 26},
        rich({"type": "text", "text": ""}),
        rich({"type": "user", "user_id": "U123"}),
        rich({"type": "broadcast", "range": "channel"}),
        rich({"type": "link", "url": "javascript:alert(1)"}),
        rich(),
        {"type": "image", "image_url": "https://x.example/a.png", "alt_text": ""},
        {"type": "divider", "text": plain("x")},
        {"type": "marquee"},
    ],
)
def test_what_is_not_allowed_is_refused(block: dict[str, Any]) -> None:
    faults = faults_of({"text": "news", "blocks": [block]})
    assert len(faults) >= 1
    assert slack_word(faults) == "invalid_blocks"


@pytest.mark.parametrize(
    ("payload", "word"),
    [
        ({"blocks": [DIVIDER]}, "no_text"),
        ({"text": " "}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "blocks": []}, "invalid_blocks"),
        ({"text": "x", "blocks": [DIVIDER] * 51}, "invalid_blocks"),
        ({"text": "x", "blocks": [section(plain("x" * 2700))] * 5}, "msg_blocks_too_long"),
        ({"text": "x", "blocks": [{**DIVIDER, "block_id": "a"}] * 2}, "invalid_blocks"),
        ({"text": "<!here> fire"}, "invalid_blocks"),
    ],
)
def test_the_message_as_a_whole_has_limits_too(payload: dict[str, Any], word: str) -> None:
    faults = faults_of(payload)
    assert faults
    assert slack_word(faults) == word


async def test_it_runs_as_a_program_and_records_what_it_gets(tmp_path: Path) -> None:
    record = tmp_path / "posts.jsonl"
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "fakes.slack", "--port", "0", "--record", str(record)),
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert program.stdout is not None
        addresses = json.loads(await asyncio.wait_for(program.stdout.readline(), 20))
        channel = await open_channel(
            "autos", "slack", url=addresses["hook_channel_url"], slack_hook_url=addresses["hook_url"]
        )
        outcome = await channel.send(outgoing())
        await channel.close()
    finally:
        program.terminate()
        await program.wait()
    assert outcome == Sent({"status": "ok"})
    assert [json.loads(line)["channel"] for line in record.read_text().splitlines()] == ["hook"]
