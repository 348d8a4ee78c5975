from datetime import UTC, datetime
from pathlib import Path

import pytest

from fakes.tls import Authority, ConnectProxy
from fakes.web import Fault
from fakes.webhook import FakeWebhook
from newsbell.adapters.channels.http import Answer, HttpClient, Lost, Patience, retry_after, tls_context
from newsbell.flow.ports import ErrorCode, Retry, Unknown

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HURRIED = Patience(connect=0.3, read=0.3, total=0.6)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("30", 30.0),
        (" 1.5 ", 1.5),
        ("0", 0.0),
        ("Mon, 02 Mar 2026 09:30:45 GMT", 45.0),
        ("Mon, 02 Mar 2026 09:00:00 GMT", 0.0),
        ("Mon, 02 Mar 2026 09:30:45", 45.0),
        ("-5", None),
        ("inf", None),
        ("nan", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


async def test_a_refused_connection_was_surely_not_accepted(unused_tcp_port: int) -> None:
    http = HttpClient()
    lost = await http.request("POST", f"http://127.0.0.1:{unused_tcp_port}/x", headers={}, body=b"x")
    await http.close()
    assert isinstance(lost, Lost)
    assert lost.outcome() == Retry(ErrorCode.NETWORK, "no connection: Connection refused")


async def test_an_unknown_host_was_surely_not_accepted() -> None:
    http = HttpClient()
    lost = await http.request("POST", "http://nowhere.invalid/secret-path", headers={}, body=b"x")
    await http.close()
    assert isinstance(lost, Lost)
    assert lost.outcome() == Retry(ErrorCode.NETWORK, "the host name can not be resolved")


async def test_an_untrusted_certificate_was_surely_not_accepted(tmp_path: Path) -> None:
    http = HttpClient()
    async with FakeWebhook(tls=Authority(tmp_path, "127.0.0.1").context) as hook:
        lost = await http.request("POST", hook.hook_url, headers={}, body=b"x")
        await http.close()
    assert isinstance(lost, Lost)
    assert not lost.sent
    assert "SSL_CERT_FILE" in lost.message


async def test_a_proxy_that_refuses_was_surely_not_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    async with ConnectProxy({}) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", "")
        http = HttpClient()
        lost = await http.request("POST", "https://hooks.slack.com/services/x", headers={}, body=b"x")
        await http.close()
    assert isinstance(lost, Lost)
    assert lost.outcome() == Retry(ErrorCode.NETWORK, "the proxy refused the connection (HTTP 403)")


@pytest.mark.parametrize(("fault", "code"), [(Fault.HANG, ErrorCode.TIMEOUT), (Fault.RESET, ErrorCode.NETWORK)])
async def test_a_connection_lost_after_the_request_leaves_the_outcome_unknown(fault: Fault, code: ErrorCode) -> None:
    http = HttpClient(HURRIED)
    async with FakeWebhook() as hook:
        hook.fail(fault)
        lost = await http.request("POST", hook.hook_url, headers={}, body=b"x")
        await http.close()
    assert isinstance(lost, Lost)
    outcome = lost.outcome()
    assert isinstance(outcome, Unknown)
    assert outcome.code is code


async def test_redirects_are_not_followed_and_connections_are_reused() -> None:
    http = HttpClient()
    async with FakeWebhook() as hook:
        hook.answer(307)
        first = await http.request("POST", hook.hook_url, headers={}, body=b"x")
        second = await http.request("POST", hook.hook_url, headers={}, body=b"x")
        await http.close()
    assert first == Answer(307)
    assert second == Answer(204)
    assert len(hook.calls) == 2


def test_a_bundle_of_the_environment_is_trusted_beside_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(tls_context().get_ca_certs())
    bundle = Authority(tmp_path, "example.org").bundle
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    assert len(tls_context().get_ca_certs()) == before + 1


async def test_certificates_that_can_not_be_read_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/authority.pem")
    http = HttpClient()
    lost = await http.request("POST", "https://crm.example/x", headers={}, body=b"x")
    await http.close()
    assert isinstance(lost, Lost)
    assert not lost.sent
    assert "REQUESTS_CA_BUNDLE" in lost.message
