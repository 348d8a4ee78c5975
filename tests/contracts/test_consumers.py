"""The consumers in contracts/examples, each run as its reader would run it, against a real server."""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import redis.asyncio

from fakes.valkey import ValkeyProcess

EXAMPLES = Path(__file__).parents[2] / "contracts" / "examples"
EXAMPLE = json.loads((EXAMPLES / "newsbell.alert.v1.first_report.json").read_text(encoding="utf-8"))

Command = tuple[Sequence[str], dict[str, str]]
Consumer = Callable[[ValkeyProcess, str], Command]
SECONDS = 20.0


def _alert(name: str) -> str:
    """The example alert under another id, as newsbell writes it: one line, no spaces."""
    event = {**EXAMPLE, "id": name, "data": {**EXAMPLE["data"], "id": name}}
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))


def _python(server: ValkeyProcess, prefix: str) -> Command:
    return (sys.executable, str(EXAMPLES / "consumer.py"), server.url, prefix), {}


def _node(server: ValkeyProcess, prefix: str) -> Command:
    return (_tool("node"), str(EXAMPLES / "consumer.mjs"), str(server.socket), prefix), {}


def _shell(server: ValkeyProcess, prefix: str) -> Command:
    cli = shutil.which("redis-cli") or _tool("valkey-cli")
    return ("sh", str(EXAMPLES / "consumer.sh"), "-s", str(server.socket)), {"CLI": cli, "NEWSBELL_PREFIX": prefix}


def _tool(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


@asynccontextmanager
async def _running(command: Command) -> AsyncIterator[Callable[[], Any]]:
    """The consumer as a process; gives a function that awaits its next line."""
    words, environment = command
    process = await asyncio.create_subprocess_exec(
        *words,
        env={**os.environ, **environment},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    stdout = process.stdout

    async def next_line() -> str:
        return (await asyncio.wait_for(stdout.readline(), SECONDS)).decode()

    try:
        yield next_line
    finally:
        os.killpg(process.pid, 9)
        await process.communicate()


async def _publish(client: "redis.asyncio.Redis", prefix: str, *names: str) -> None:
    """Put alerts on the bus; their ids are the names and the prefix, since the server keeps what is remembered."""
    for name in names:
        await client.xadd(f"{prefix}:alerts", {"__data__": _alert(f"{name}{prefix}")})


NAMES: Mapping[Consumer, tuple[str, str]] = {
    _python: ("crm", "crm-1"),
    _node: ("crm-node", "node-1"),
    _shell: ("crm-shell", "shell-1"),
}
CONSUMERS = pytest.mark.parametrize("consumer", [_python, _node, _shell])
REMEMBERING = pytest.mark.parametrize(("consumer", "group"), [(_python, "crm"), (_node, "crm-node")])


@CONSUMERS
async def test_it_reads_what_came_before_it_and_what_comes_after(
    server: ValkeyProcess,
    client: "redis.asyncio.Redis",
    prefix: str,
    consumer: Consumer,
) -> None:
    await _publish(client, prefix, "first")
    async with _running(consumer(server, prefix)) as next_line:
        assert "first" + prefix in await next_line()

        await _publish(client, prefix, "second")

        assert "second" + prefix in await next_line()


@CONSUMERS
async def test_what_it_acknowledged_does_not_come_again_after_a_kill(
    server: ValkeyProcess,
    client: "redis.asyncio.Redis",
    prefix: str,
    consumer: Consumer,
) -> None:
    await _publish(client, prefix, "first", "second")
    async with _running(consumer(server, prefix)) as next_line:
        await next_line()
        await next_line()  # the second is printed after the first was acknowledged

    await _publish(client, prefix, "third")
    async with _running(consumer(server, prefix)) as next_line:
        lines = [await next_line()]
        if "third" + prefix not in lines[0]:  # killed between the body and its acknowledgement
            lines.append(await next_line())

    assert not any("first" + prefix in line for line in lines)
    assert "third" + prefix in lines[-1]


@CONSUMERS
async def test_what_a_crash_left_pending_comes_first(
    server: ValkeyProcess,
    client: "redis.asyncio.Redis",
    prefix: str,
    consumer: Consumer,
) -> None:
    group, name = NAMES[consumer]
    await _publish(client, prefix, "first")
    await client.xgroup_create(f"{prefix}:alerts", group, id="0")
    await client.xreadgroup(group, name, {f"{prefix}:alerts": ">"})
    await _publish(client, prefix, "second")

    async with _running(consumer(server, prefix)) as next_line:
        lines = [await next_line(), await next_line()]

    assert "first" + prefix in lines[0]
    assert "second" + prefix in lines[1]


@REMEMBERING
async def test_the_same_alert_twice_on_the_bus_is_handled_once_and_acknowledged_twice(
    server: ValkeyProcess,
    client: "redis.asyncio.Redis",
    prefix: str,
    consumer: Consumer,
    group: str,
) -> None:
    await _publish(client, prefix, "first", "first", "second")
    async with _running(consumer(server, prefix)) as next_line:
        lines = [await next_line(), await next_line()]
        pending = await client.xpending(f"{prefix}:alerts", group)

    assert "first" + prefix in lines[0]
    assert "second" + prefix in lines[1]
    assert pending["pending"] <= 1
