import asyncio
import json
import logging
import signal
import socket
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from newsbell.adapters.http import HealthServer


class Service:
    """What the server asks: the reasons against being ready."""

    def __init__(self) -> None:
        self.reasons: Sequence[str] = ()
        self.told: Sequence[str] = ()
        self.error: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def ready(self) -> Sequence[str]:
        await self.gate.wait()
        if self.error is not None:
            raise self.error
        return self.reasons

    def notes(self) -> Sequence[str]:
        return self.told


class Answer:
    def __init__(self, raw: bytes) -> None:
        head, _, self.body = raw.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        self.status = int(first.split()[1])
        self.headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}

    @property
    def json(self) -> Any:
        return json.loads(self.body)


async def ask(server: HealthServer, path: str, method: str = "GET", host: str = "127.0.0.1") -> Answer:
    async with asyncio.timeout(10):
        reader, writer = await asyncio.open_connection(host, server.port)
        writer.write(f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        raw = await reader.read()
        writer.close()
        await writer.wait_closed()
    return Answer(raw)


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
async def health(service: Service) -> AsyncIterator[HealthServer]:
    health = HealthServer(
        "127.0.0.1", 0, service.ready, notes=service.notes, redact=lambda text: text.replace("hunter2", "***")
    )
    await health.start()
    yield health
    await health.stop()


async def test_a_process_whose_loop_turns_lives(health: HealthServer) -> None:
    answer = await ask(health, "/livez")
    assert (answer.status, answer.json) == (200, {"ok": True, "reasons": []})


async def test_a_service_is_ready_when_nothing_speaks_against_it(health: HealthServer) -> None:
    answer = await ask(health, "/readyz")
    assert (answer.status, answer.json) == (200, {"ok": True, "reasons": []})


async def test_a_service_that_is_not_ready_says_why_without_secrets_and_lives_on(
    health: HealthServer, service: Service
) -> None:
    service.reasons = ["the bus at redis://:hunter2@db does not answer", "the last reload failed"]
    answer = await ask(health, "/readyz")
    assert answer.status == 503
    assert answer.json == {
        "ok": False,
        "reasons": ["the bus at redis://:***@db does not answer", "the last reload failed"],
    }
    assert (await ask(health, "/livez")).status == 200


async def test_what_the_operator_should_know_is_told_without_secrets_and_is_no_reason(
    health: HealthServer, service: Service
) -> None:
    service.told = ["reload: failed at noon: 1 error near hunter2"]
    answer = await ask(health, "/readyz")
    assert answer.status == 200
    assert answer.json == {"ok": True, "reasons": [], "notes": ["reload: failed at noon: 1 error near ***"]}


async def test_a_check_that_breaks_is_not_ready_and_shows_nothing_of_the_error(
    health: HealthServer, service: Service
) -> None:
    service.error = RuntimeError("inner workings")
    answer = await ask(health, "/readyz")
    assert answer.status == 503
    assert answer.json == {"ok": False, "reasons": ["the readiness check failed; the log says why"]}


async def test_a_check_that_hangs_is_not_ready(service: Service) -> None:
    service.gate.clear()
    health = HealthServer("127.0.0.1", 0, service.ready, check_timeout=0.05)
    await health.start()
    try:
        answer = await ask(health, "/readyz")
    finally:
        await health.stop()
    assert answer.json == {"ok": False, "reasons": ["the readiness check did not answer within 0.05 s"]}


async def test_there_is_nothing_else(health: HealthServer) -> None:
    paths = ["/", "/livez/", "/docs", "/readyz/..", "/%00", "/metrics"]
    assert [(await ask(health, path)).status for path in paths] == [404] * len(paths)


async def test_only_reading_is_allowed(health: HealthServer) -> None:
    assert (await ask(health, "/livez", "POST")).status == 405
    head = await ask(health, "/livez", "HEAD")
    assert (head.status, head.body) == (200, b"")


async def test_every_answer_carries_the_security_headers(health: HealthServer) -> None:
    for path in ("/livez", "/readyz", "/nothing"):
        headers = (await ask(health, path)).headers
        assert headers["content-security-policy"].startswith("default-src 'none'"), path
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["x-frame-options"] == "DENY", path
        assert headers["cache-control"] == "no-store", path
        assert "server" not in headers, path


async def test_requests_are_not_logged(health: HealthServer) -> None:
    records: list[logging.LogRecord] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    root, keeping = logging.getLogger(), Keeping()
    level = root.level
    root.addHandler(keeping)
    root.setLevel(logging.DEBUG)
    try:
        await ask(health, "/livez?token=hunter2")
        logging.getLogger("newsbell").info("still listening")
    finally:
        root.removeHandler(keeping)
        root.setLevel(level)
    assert "still listening" in [record.getMessage() for record in records]
    assert not [record for record in records if "livez" in record.getMessage()]


async def test_garbage_is_refused_and_the_server_goes_on(health: HealthServer) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", health.port)
    writer.write(b"\x16\x03\x01 not http at all\r\n\r\n")
    assert Answer(await asyncio.wait_for(reader.read(), 10)).status == 400
    writer.close()
    await writer.wait_closed()
    assert (await ask(health, "/livez")).status == 200


async def test_signals_stay_as_they_were(service: Service) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    health = HealthServer("127.0.0.1", 0, service.ready)
    await health.start()
    try:
        assert (await ask(health, "/livez")).status == 200
        assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
    finally:
        await health.stop()


async def test_a_taken_port_is_an_error_that_names_it(health: HealthServer, service: Service) -> None:
    other = HealthServer("127.0.0.1", health.port, service.ready)
    with pytest.raises(OSError, match=f"can not listen on 127.0.0.1:{health.port} .*NEWSBELL_HTTP"):
        await other.start()
    await other.stop()


async def test_after_stopping_nobody_listens_and_it_can_start_again(service: Service) -> None:
    health = HealthServer("127.0.0.1", 0, service.ready)
    await health.start()
    port = health.port
    await health.stop()
    await health.stop()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)
    await health.start()
    assert (await ask(health, "/livez")).status == 200
    await health.stop()


async def test_it_listens_on_ipv6_too(service: Service) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    health = HealthServer("[::1]", 0, service.ready)
    await health.start()
    try:
        assert (await ask(health, "/livez", host="::1")).status == 200
    finally:
        await health.stop()
