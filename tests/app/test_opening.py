"""What an operator meets who points newsbell at a server that is not there, not safe, or no server at all."""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
import redis.asyncio

from fakes.valkey import ValkeyProcess
from newsbell.app import opening
from newsbell.app.errors import CannotStart
from newsbell.app.opening import open_server
from newsbell.flow.redaction import Redactor
from newsbell.settings import Settings, load_settings

SECRET = "canary-pass"


def settings(url: str, **more: object) -> Settings:
    return load_settings({"NEWSBELL_REDIS_URL": url, "NEWSBELL_PREFIX": "{open}"}, **more)


async def refusal(url: str, **more: object) -> CannotStart:
    """Why newsbell does not start on this server."""
    with pytest.raises(CannotStart) as refused:
        async with open_server(settings(url, **more), Redactor()):
            pass
    assert SECRET not in str(refused.value)
    return refused.value


@pytest.fixture(scope="module")
def own_server() -> Iterator[ValkeyProcess]:
    """A server whose settings a test may spoil."""
    process = ValkeyProcess().start()
    yield process
    process.stop()


@pytest.fixture
async def own_client(own_server: ValkeyProcess) -> AsyncIterator["redis.asyncio.Redis"]:
    client = redis.asyncio.Redis.from_url(own_server.url)
    yield client
    await client.aclose()


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> float:
    """The patience of an operator whose tests must be quick."""
    assert opening.FIRST_PATIENCE <= 5, "a person waits for the answer"
    monkeypatch.setattr(opening, "FIRST_PATIENCE", 0.3)
    return 0.3


async def test_a_safe_server_is_opened_with_its_groups_and_let_go(server: ValkeyProcess) -> None:
    async with open_server(settings(server.url, prefix="{app-open}"), Redactor()) as opened:
        assert (opened.report.safe, opened.embedded, opened.url) == (True, None, server.url)
        assert opened.keys.articles == "{app-open}:articles"
        groups = await opened.client.xinfo_groups(opened.keys.articles)
        assert [group["name"] for group in groups] == [b"watch"]
        assert (await opened.operations.audit()).difference == 0


SPOILED = [
    ("appendonly", "no", "there is no append-only file", "CONFIG SET appendonly yes"),
    ("maxmemory-policy", "allkeys-lru", "allkeys-lru", "CONFIG SET maxmemory-policy noeviction"),
    ("appendfsync", "everysec", "may lose the last second", "CONFIG SET appendfsync always"),
]


@contextlib.asynccontextmanager
async def spoiled(client: "redis.asyncio.Redis", **wanted: str) -> AsyncIterator[None]:
    """The server with other settings for a block."""
    before = {name: str((await client.config_get(name))[name]) for name in wanted}
    for name, value in wanted.items():
        await client.config_set(name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            await client.config_set(name, value)


@pytest.mark.parametrize(("name", "value", "what", "mend"), SPOILED)
async def test_an_unsafe_server_is_refused_with_what_is_wrong_and_how_to_mend_it(
    own_server: ValkeyProcess, own_client: "redis.asyncio.Redis", *, name: str, value: str, what: str, mend: str
) -> None:
    async with spoiled(own_client, **{name: value}):
        found = await refusal(own_server.url)

    assert found.code == 78
    problem, advice = found.lines
    assert problem.startswith("NEWSBELL_REDIS_URL: ")
    assert what in problem
    assert mend in problem
    assert advice.startswith("NEWSBELL_REDIS_URL: this server would lose data; mend it, or accept the loss with ")
    assert advice.endswith("NEWSBELL_ALLOW_UNSAFE_REDIS=true (--allow-unsafe-redis)")


async def test_everything_that_is_wrong_is_told_at_once(
    own_server: ValkeyProcess, own_client: "redis.asyncio.Redis"
) -> None:
    async with spoiled(own_client, **{name: value for name, value, _, _ in SPOILED}):
        found = await refusal(own_server.url)
    assert len(found.lines) == len(SPOILED) + 1


async def test_nothing_is_written_to_a_server_that_is_refused(
    own_server: ValkeyProcess, own_client: "redis.asyncio.Redis"
) -> None:
    await own_client.flushall()
    async with spoiled(own_client, appendfsync="everysec"):
        await refusal(own_server.url)
    assert await own_client.dbsize() == 0


async def test_an_unsafe_server_that_the_operator_accepts_is_used_with_a_warning_for_each_problem(
    own_server: ValkeyProcess, own_client: "redis.asyncio.Redis", caplog: pytest.LogCaptureFixture
) -> None:
    accepted = settings(own_server.url, allow_unsafe_redis=True)
    async with (
        spoiled(own_client, **{name: value for name, value, _, _ in SPOILED}),
        open_server(accepted, Redactor()) as opened,
    ):
        assert not opened.report.safe
        await opened.operations.probe()

    warnings = [message for message in caplog.messages if message.startswith("UNSAFE SERVER, used because")]
    assert len(warnings) == len(SPOILED)


@pytest.mark.parametrize("kind", ["unix", "tcp"])
async def test_a_server_that_is_not_there_is_one_line_in_time(kind: str, tmp_path: Path, hasty: float) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: every connection is refused
        address = f":{SECRET}@127.0.0.1:{taken.getsockname()[1]}"
        start = time.monotonic()
        found = await refusal(f"unix://{tmp_path}/none" if kind == "unix" else f"redis://{address}")

    assert time.monotonic() - start < 5
    assert found.code == 1
    (line,) = found.lines
    assert line.startswith(f"NEWSBELL_REDIS_URL: the Redis server did not answer within {hasty:g} s: ")
    assert "\n" not in line


Speaker = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def listening(speak: Speaker) -> AsyncIterator[str]:
    """The URL of something that takes connections and is no Redis."""
    ended = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            await speak(reader, writer)
            await ended.wait()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield f"redis://:{SECRET}@127.0.0.1:{server.sockets[0].getsockname()[1]}"
    ended.set()
    server.close()
    await server.wait_closed()


async def test_a_server_that_takes_connections_and_says_nothing_is_one_line_in_time(hasty: float) -> None:
    async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read(1)

    async with listening(silent) as url:
        found = await refusal(url)
    assert found.lines == (f"NEWSBELL_REDIS_URL: the Redis server did not answer within {hasty:g} s",)


@pytest.mark.usefixtures("hasty")
async def test_a_server_that_speaks_another_language_is_one_line() -> None:
    async def http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    async with listening(http) as url:
        found = await refusal(url)
    (line,) = found.lines
    assert (found.code, line.startswith("NEWSBELL_REDIS_URL: the Redis server ")) == (1, True)


async def test_a_wrong_password_is_told_at_once(own_server: ValkeyProcess) -> None:
    start = time.monotonic()
    found = await refusal(f"unix://nobody:{SECRET}@{own_server.socket}")

    assert time.monotonic() - start < 2
    assert "refused the user or password" in found.lines[0]


@pytest.mark.parametrize(
    "url", [f"redis://:{SECRET}#x@bus.example/0", f"redis://bus.example:{SECRET}", f"redis://u:{SECRET}?@[bus/0"]
)
async def test_an_address_that_can_not_be_taken_apart_is_a_mistake_in_the_configuration(url: str) -> None:
    found = await refusal(url)
    assert found.code == 78
    assert found.lines[0].startswith("NEWSBELL_REDIS_URL: it can not be taken apart")


async def test_a_key_that_holds_something_else_is_told(
    own_server: ValkeyProcess, own_client: "redis.asyncio.Redis"
) -> None:
    await own_client.set("{open}:articles", "a text")
    try:
        found = await refusal(own_server.url)
    finally:
        await own_client.delete("{open}:articles")
    assert "WRONGTYPE" in found.lines[0]
