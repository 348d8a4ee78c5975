import asyncio
import json
import logging
import threading
from dataclasses import replace

import pytest

from fakes.messages import HOSTILE, VIEW, digest, nothing, outgoing
from fakes.services import AnyService
from fakes.web import Fault
from newsbell.adapters.channels import apprise as sender
from newsbell.adapters.channels.apprise import outcome_of
from newsbell.adapters.channels.opening import open_channel
from newsbell.flow.ports import Channel, ErrorCode, Outgoing, Rejected, Retry, Sent, Unknown

REFUSED = "Socket Exception: HTTPConnectionPool: Max retries exceeded (Caused by NewConnectionError(... refused))"
SLOW = "Socket Exception: HTTPConnectionPool(host='x', port=80): Read timed out. (read timeout=4.0)"
BROKEN = "Socket Exception: ('Connection aborted.', RemoteDisconnected('Remote end closed connection'))"


async def json_channel(service: AnyService, more: str = "") -> Channel:
    return await open_channel("pager", "apprise", url=f"json://127.0.0.1:{service.port}/canary-json-path?rto=0.5{more}")


@pytest.mark.parametrize(
    ("logs", "kind", "code"),
    [
        (["Failed to send JSON notification: error=429."], Retry, ErrorCode.RATE_LIMITED),
        (["Failed: Unauthorized, error=401."], Rejected, ErrorCode.AUTH),
        (["Failed: error=403."], Rejected, ErrorCode.AUTH),
        (["Failed: error=404."], Rejected, ErrorCode.CLIENT),
        (["Failed: error=413."], Rejected, ErrorCode.TOO_LONG),
        (["Failed: error=307."], Rejected, ErrorCode.CLIENT),
        (["Failed: error=500."], Unknown, ErrorCode.SERVER),
        (["Failed: error=503."], Unknown, ErrorCode.SERVER),
        (["A Connection error occurred", REFUSED], Retry, ErrorCode.NETWORK),
        (["A Connection error occurred", SLOW], Unknown, ErrorCode.TIMEOUT),
        (["A Connection error occurred", BROKEN], Unknown, ErrorCode.UNKNOWN),
        ([], Unknown, ErrorCode.UNKNOWN),
    ],
)
def test_sentences_of_a_failure_have_an_outcome(
    logs: list[str], kind: type[Retry | Rejected | Unknown], code: ErrorCode
) -> None:
    outcome = outcome_of(accepted=False, logs=logs, targets=1)
    assert isinstance(outcome, kind)
    assert outcome.code is code


def test_with_several_targets_a_failure_is_never_certain() -> None:
    outcome = outcome_of(accepted=False, logs=["error=404."], targets=3)
    assert isinstance(outcome, Unknown)
    assert outcome.code is ErrorCode.CLIENT
    assert outcome_of(accepted=True, logs=[], targets=3) == Sent({"status": "accepted"})


@pytest.mark.parametrize("message", [outgoing(), outgoing(HOSTILE), digest(40)])
async def test_a_service_gets_title_and_text(message: Outgoing) -> None:
    async with AnyService() as service:
        channel = await json_channel(service)
        outcome = await channel.send(message)
        await channel.close()
    assert outcome == Sent({"status": "accepted"})
    got = json.loads(service.bodies[0])
    shown = json.loads(channel.preview(message))
    assert got["title"] == shown["title"]
    assert got["message"].strip() == shown["body"].strip()


@pytest.mark.parametrize(
    ("status", "kind"), [(500, Unknown), (429, Retry), (400, Rejected), (401, Rejected), (307, Rejected)]
)
async def test_each_status_of_a_service_has_its_outcome(status: int, kind: type[Retry | Rejected | Unknown]) -> None:
    async with AnyService() as service:
        service.statuses.append(status)
        channel = await json_channel(service)
        outcome = await channel.send(outgoing())
        await channel.close()
    assert isinstance(outcome, kind)
    assert len(service.bodies) == 1
    assert "canary" not in repr(outcome) + repr(channel)


async def test_redirect_and_retry_options_of_the_url_are_overruled() -> None:
    async with AnyService() as service:
        service.statuses += [307, 500]
        channel = await json_channel(service, "&redirect=yes&retry=3&wait=1")
        assert isinstance(await channel.send(outgoing()), Rejected)
        assert isinstance(await channel.send(outgoing()), Unknown)
        await channel.close()
    assert len(service.bodies) == 2


async def test_a_refused_connection_is_told_from_a_lost_answer(unused_tcp_port: int) -> None:
    nowhere = await open_channel("pager", "apprise", url=f"json://127.0.0.1:{unused_tcp_port}/x")
    assert await nowhere.send(outgoing()) == Retry(ErrorCode.NETWORK, "the service can not be reached")
    await nowhere.close()
    async with AnyService() as service:
        service.fail(Fault.RESET)
        channel = await json_channel(service)
        assert isinstance(await channel.send(outgoing()), Unknown)
        service.fail(Fault.HANG)
        outcome = await channel.send(outgoing())
        await channel.close()
    assert isinstance(outcome, Unknown)
    assert outcome.code is ErrorCode.TIMEOUT


async def test_a_hanging_service_holds_up_no_other_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    async with AnyService() as stuck, AnyService() as quick:
        slow, fast = await json_channel(stuck, "&rto=20"), await json_channel(quick)
        stuck.fail(Fault.HANG)
        hanging = asyncio.ensure_future(slow.send(outgoing()))
        await asyncio.wait_for(stuck.reached.wait(), 5)
        outcomes = [await asyncio.wait_for(fast.send(outgoing()), 5) for _ in range(5)]
        assert not hanging.done()
        monkeypatch.setattr(sender, "SEND_SECONDS", 0.7)
        behind = await slow.send(outgoing(delivery_id="de_2"))
        hanging.cancel()
        await asyncio.gather(slow.close(), fast.close())
    assert outcomes == [Sent({"status": "accepted"})] * 5
    assert behind == Retry(ErrorCode.TIMEOUT, "an earlier message to this service still hangs")
    assert len(stuck.bodies) == 1


async def test_no_answer_in_time_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "SEND_SECONDS", 0.7)
    async with AnyService() as service:
        service.fail(Fault.HANG)
        channel = await json_channel(service, "&rto=20")
        outcome = await channel.send(outgoing())
        await channel.close()
    assert isinstance(outcome, Unknown)
    assert outcome.code is ErrorCode.TIMEOUT


async def test_each_channel_sends_in_one_thread_of_its_own() -> None:
    async with AnyService() as service:
        channel = await json_channel(service)
        await asyncio.gather(*(channel.send(outgoing(delivery_id=f"de_{n}")) for n in range(6)))
        names = [thread.name for thread in threading.enumerate() if thread.name.startswith("apprise-pager")]
        await channel.close()
    assert len(names) == 1
    assert len(service.bodies) == 6
    assert service.most_at_once == 1


@pytest.mark.parametrize(
    ("url", "limit"),
    [
        ("discord://123456789012345678/" + "a" * 68, 2000),
        ("tgram://123456789:abcdefghijklmnopabcdefghijklmnop/123456", 4096),
        ("pover://" + "u" * 30 + "@" + "t" * 30, 1024),
        ("ntfy://a-topic", 7800),
    ],
)
async def test_words_are_cut_to_what_the_service_takes(url: str, limit: int) -> None:
    long = replace(VIEW, headline="Headline " * 100, summary="A sentence goes on. " * 1000)
    channel = await open_channel("pager", "apprise", url=url)
    for message in (outgoing(long), digest(300)):
        shown = json.loads(channel.preview(message))
        assert 0 < len(shown["body"]) <= limit
        assert 0 < len(shown["title"]) <= 400
    await channel.close()


async def test_nothing_to_say_sends_nothing() -> None:
    async with AnyService() as service:
        channel = await json_channel(service)
        outcome = await channel.send(nothing())
        await channel.close()
    assert isinstance(outcome, Rejected)
    assert service.bodies == []


async def test_apprise_logs_nothing_anywhere(caplog: pytest.LogCaptureFixture) -> None:
    async with AnyService() as service:
        channel = await json_channel(service)
        with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, logger="apprise"):
            for status in (200, 500):
                service.statuses.append(status)
                await channel.send(outgoing())
            logging.getLogger("apprise").error("Unparseable URL json://canary-json-path")
        await channel.close()
    assert "canary-json-path" not in caplog.text
    assert len(service.bodies) == 2
