import socket
from collections.abc import AsyncIterator

import pytest

from newsbell.adapters.channels.http import HttpClient, Patience


@pytest.fixture
def unused_tcp_port() -> int:
    """A port on the loopback where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture
async def http() -> AsyncIterator[HttpClient]:
    """A client that loses patience soon."""
    client = HttpClient(Patience(connect=0.5, read=0.25, total=0.6))
    yield client
    await client.close()


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own proxies and authorities are the only ones."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
