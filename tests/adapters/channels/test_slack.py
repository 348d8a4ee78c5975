import json

import pytest

from fakes.messages import HOSTILE, VIEW, digest, nothing, outgoing
from fakes.slack import SECRET, FakeSlack, Rate
from fakes.web import Fault
from newsbell.adapters.channels.http import Answer, HttpClient
from newsbell.adapters.channels.opening import open_channel
from newsbell.adapters.channels.slack import hook_outcome
from newsbell.flow.ports import Channel, ErrorCode, Outcome, Outgoing, Rejected, Retry, Sent, Unknown


async def channel_to(slack: FakeSlack, http: HttpClient) -> Channel:
    return await open_channel("autos", "slack", url=slack.hook_channel_url, slack_hook_url=slack.hook_url, http=http)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer(200, b"ok"), Sent({"status": "ok"})),
        (Answer(200, b"ok\n"), Unknown(ErrorCode.SERVER, "")),
        (Answer(200, b"<html>"), Unknown(ErrorCode.SERVER, "")),
        (Answer(204, b""), Unknown(ErrorCode.SERVER, "")),
        (Answer(307, b""), Rejected(ErrorCode.CLIENT, "")),
        (Answer(400, b"invalid_blocks"), Rejected(ErrorCode.CLIENT, "")),
        (Answer(400, b"msg_blocks_too_long"), Rejected(ErrorCode.TOO_LONG, "")),
        (Answer(401, b""), Rejected(ErrorCode.AUTH, "")),
        (Answer(403, b"invalid_token"), Rejected(ErrorCode.AUTH, "")),
        (Answer(404, b"no_service"), Rejected(ErrorCode.AUTH, "")),
        (Answer(404, b"channel_not_found"), Rejected(ErrorCode.CLIENT, "")),
        (Answer(410, b"channel_is_archived"), Rejected(ErrorCode.CLIENT, "")),
        (Answer(413, b""), Rejected(ErrorCode.TOO_LONG, "")),
        (Answer(429, b"", 30.0), Retry(ErrorCode.RATE_LIMITED, "", 30.0)),
        (Answer(429, b""), Retry(ErrorCode.RATE_LIMITED, "", None)),
        (Answer(500, b"server_error"), Unknown(ErrorCode.SERVER, "")),
        (Answer(503, b"", 5.0), Unknown(ErrorCode.SERVER, "")),
    ],
)
def test_each_answer_of_a_webhook_has_its_outcome(answer: Answer, outcome: Outcome) -> None:
    got = hook_outcome(answer)
    assert type(got) is type(outcome)
    if not isinstance(outcome, Sent):
        assert not isinstance(got, Sent)
        assert got.code is outcome.code
    if isinstance(outcome, Retry):
        assert isinstance(got, Retry)
        assert got.after == outcome.after


def test_only_slacks_own_words_are_quoted() -> None:
    secret = hook_outcome(Answer(400, f"https://hooks.slack.com/services/T/B/{SECRET}".encode()))
    assert secret == Rejected(ErrorCode.CLIENT, "Slack refused the message: HTTP 400")
    named = hook_outcome(Answer(400, b"invalid_blocks"))
    assert named == Rejected(ErrorCode.CLIENT, "Slack refused the message: HTTP 400 (invalid_blocks)")


@pytest.mark.parametrize("message", [outgoing(), outgoing(HOSTILE), outgoing(repeat=True), digest(3), digest(60)])
async def test_alerts_and_digests_pass_a_strict_slack(http: HttpClient, message: Outgoing) -> None:
    async with FakeSlack() as slack:
        channel = await channel_to(slack, http)
        outcome = await channel.send(message)
    assert slack.refused == []
    assert outcome == Sent({"status": "ok"})
    assert len(slack.posts) == 1


async def test_a_possible_repeat_says_so(http: HttpClient) -> None:
    async with FakeSlack() as slack:
        channel = await channel_to(slack, http)
        await channel.send(outgoing())
        await channel.send(outgoing(repeat=True))
    first, again = (json.dumps(post.payload).lower() for post in slack.posts)
    assert "repeat" not in first
    assert "repeat" in again


@pytest.mark.parametrize(
    ("fault", "kind", "code", "posted"),
    [
        (Fault.RATE_LIMITED, Retry, ErrorCode.RATE_LIMITED, 0),
        (Fault.SERVER_ERROR, Unknown, ErrorCode.SERVER, 0),
        (Fault.ACCEPT_THEN_500, Unknown, ErrorCode.SERVER, 1),
        (Fault.ACCEPT_THEN_HANG, Unknown, ErrorCode.TIMEOUT, 1),
        (Fault.ACCEPT_THEN_RESET, Unknown, ErrorCode.NETWORK, 1),
        (Fault.HANG, Unknown, ErrorCode.TIMEOUT, 0),
        (Fault.RESET, Unknown, ErrorCode.NETWORK, 0),
        (Fault.ARCHIVED, Rejected, ErrorCode.CLIENT, 0),
        (Fault.REVOKED, Rejected, ErrorCode.AUTH, 0),
        (Fault.GONE, Rejected, ErrorCode.AUTH, 0),
        (Fault.REDIRECT, Rejected, ErrorCode.CLIENT, 0),
        (Fault.GARBAGE, Unknown, ErrorCode.SERVER, 0),
    ],
)
async def test_each_fault_of_slack_has_its_outcome(
    http: HttpClient, fault: Fault, kind: type[Retry | Rejected | Unknown], code: ErrorCode, posted: int
) -> None:
    async with FakeSlack() as slack:
        slack.fail(fault)
        channel = await channel_to(slack, http)
        outcome = await channel.send(outgoing())
    assert isinstance(outcome, kind)
    assert outcome.code is code
    assert len(slack.posts) == posted
    assert SECRET not in repr(outcome)
    if isinstance(outcome, Unknown):
        assert not outcome.safe_to_resend


async def test_a_server_that_is_not_there_is_tried_again(http: HttpClient, unused_tcp_port: int) -> None:
    nowhere = f"http://127.0.0.1:{unused_tcp_port}/services"
    url = "slack://T00CANARY/B00CANARY/canaryslackhooksecret024"
    channel = await open_channel("autos", "slack", url=url, slack_hook_url=nowhere, http=http)
    outcome = await channel.send(outgoing())
    assert outcome == Retry(ErrorCode.NETWORK, "no connection: Connection refused")


async def test_slacks_rate_limit_gives_the_seconds_to_wait(http: HttpClient) -> None:
    async with FakeSlack(rate=Rate(interval=30.0, burst=2)) as slack:
        channel = await channel_to(slack, http)
        outcomes = [await channel.send(outgoing(delivery_id=f"de_{n}")) for n in range(3)]
    assert [type(outcome) for outcome in outcomes] == [Sent, Sent, Retry]
    last = outcomes[-1]
    assert isinstance(last, Retry)
    assert last.after == 30.0


async def test_a_message_without_its_alert_is_not_sent(http: HttpClient) -> None:
    async with FakeSlack() as slack:
        channel = await channel_to(slack, http)
        outcome = await channel.send(nothing())
    assert isinstance(outcome, Rejected)
    assert outcome.code is ErrorCode.EXPIRED
    assert slack.posts == []


async def test_the_url_may_name_a_channel_and_a_user(http: HttpClient) -> None:
    async with FakeSlack() as slack:
        url = slack.hook_channel_url.replace("slack://", "slack://Herald@") + "/#news"
        channel = await open_channel("autos", "slack", url=url, slack_hook_url=slack.hook_url, http=http)
        await channel.send(outgoing())
    payload = slack.posts[0].payload
    assert (payload["username"], payload["channel"]) == ("Herald", "#news")


async def test_the_preview_is_the_payload_without_secrets(http: HttpClient) -> None:
    async with FakeSlack() as slack:
        channel = await channel_to(slack, http)
        shown = channel.preview(outgoing())
        await channel.send(outgoing())
    assert json.loads(shown) == slack.posts[0].payload
    assert VIEW.headline in shown
    assert SECRET not in shown + repr(channel)


async def test_a_channel_closes_a_client_of_its_own() -> None:
    async with FakeSlack() as slack:
        channel = await open_channel("autos", "slack", url=slack.hook_channel_url, slack_hook_url=slack.hook_url)
        assert await channel.send(outgoing()) == Sent({"status": "ok"})
        await channel.close()
        await channel.close()
