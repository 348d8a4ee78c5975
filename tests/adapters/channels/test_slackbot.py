import time

import pytest

from fakes.messages import digest, outgoing
from fakes.slack import TOKEN, FakeSlack, Rate, channel_id
from fakes.web import Fault
from newsbell.adapters.channels.http import Answer, HttpClient
from newsbell.adapters.channels.opening import open_channel
from newsbell.adapters.channels.slackbot import Target, bot_outcome, target_of
from newsbell.flow.ports import Channel, ErrorCode, Rejected, Retry, Sent, Unknown

NEWS = channel_id("#news")


async def bot(slack: FakeSlack, http: HttpClient, url: str | None = None) -> Channel:
    return await open_channel(
        "autos", "slack", url=url or slack.bot_channel_url, slack_api_url=slack.api_url, http=http
    )


def said(error: str, status: int = 200, after: float | None = None) -> Answer:
    return Answer(status, f'{{"ok": false, "error": "{error}"}}'.encode(), after)


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (said("ratelimited", after=3.0), Retry, ErrorCode.RATE_LIMITED),
        (said("ratelimited", 429, 3.0), Retry, ErrorCode.RATE_LIMITED),
        (said("request_timeout"), Retry, ErrorCode.SERVER),
        (said("invalid_auth"), Rejected, ErrorCode.AUTH),
        (said("token_revoked"), Rejected, ErrorCode.AUTH),
        (said("account_inactive"), Rejected, ErrorCode.AUTH),
        (said("channel_not_found"), Rejected, ErrorCode.CLIENT),
        (said("not_in_channel"), Rejected, ErrorCode.CLIENT),
        (said("is_archived"), Rejected, ErrorCode.CLIENT),
        (said("invalid_blocks"), Rejected, ErrorCode.CLIENT),
        (said("msg_too_long"), Rejected, ErrorCode.TOO_LONG),
        (said("internal_error"), Unknown, ErrorCode.SERVER),
        (said("fatal_error"), Unknown, ErrorCode.SERVER),
        (said("internal_error", 500), Unknown, ErrorCode.SERVER),
        (Answer(502, b"<html>"), Unknown, ErrorCode.SERVER),
        (Answer(200, b"ok"), Unknown, ErrorCode.SERVER),
        (Answer(200, b"[]"), Unknown, ErrorCode.SERVER),
        (Answer(307, b""), Rejected, ErrorCode.CLIENT),
        (Answer(404, b""), Rejected, ErrorCode.CLIENT),
        (said(f"no {TOKEN}"), Unknown, ErrorCode.SERVER),
    ],
)
def test_each_answer_of_the_api_has_its_outcome(
    answer: Answer, kind: type[Retry | Rejected | Unknown], code: ErrorCode
) -> None:
    outcome = bot_outcome(answer)
    assert isinstance(outcome, kind)
    assert outcome.code is code
    assert TOKEN not in outcome.message
    if isinstance(outcome, Retry) and code is ErrorCode.RATE_LIMITED:
        assert outcome.after == 3.0


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("#news", Target("#news")),
        ("news", Target("#news")),
        ("@kim", Target("@kim")),
        ("+C0123456789", Target("C0123456789")),
        ("C0123456789", Target("C0123456789")),
        ("#news:1700000000.000100", Target("#news", "1700000000.000100")),
    ],
)
def test_targets_are_names_ids_and_threads(text: str, target: Target) -> None:
    assert target_of(text) == target


async def test_the_receipt_names_the_message_and_the_delivery_travels_along(http: HttpClient) -> None:
    async with FakeSlack() as slack:
        channel = await bot(slack, http)
        outcome = await channel.send(outgoing())
        assert await channel.send(digest()) != outcome
    assert outcome == Sent({"channel": NEWS or "", "ts": slack.posts[0].ts})
    assert [post.delivery_id for post in slack.posts] == ["de_1", "di_1"]
    assert slack.refused == []


@pytest.mark.parametrize("fault", [Fault.ACCEPT_THEN_500, Fault.ACCEPT_THEN_HANG, Fault.ACCEPT_THEN_RESET])
async def test_after_a_lost_answer_the_post_is_read_back_and_not_repeated(http: HttpClient, fault: Fault) -> None:
    async with FakeSlack() as slack:
        slack.fail(fault)
        channel = await bot(slack, http)
        outcome = await channel.send(outgoing())
    assert outcome == Sent({"channel": NEWS or "", "ts": slack.posts[0].ts, "read_back": "true"})
    assert len(slack.posts) == 1


async def test_a_later_attempt_of_another_worker_finds_the_post(http: HttpClient) -> None:
    async with FakeSlack() as slack:
        first, other = await bot(slack, http), await bot(slack, http)
        for number in range(250):
            await first.send(outgoing(delivery_id=f"de_{number}"))
        outcome = await other.send(outgoing(delivery_id="de_3", attempt=2, repeat=True))
    assert isinstance(outcome, Sent)
    assert outcome.receipt["read_back"] == "true"
    assert len(slack.posts) == 250


async def test_a_post_that_is_absent_is_made_and_is_no_repeat(http: HttpClient) -> None:
    async with FakeSlack() as slack:
        channel = await bot(slack, http)
        outcome = await channel.send(outgoing(attempt=2, repeat=True))
    assert isinstance(outcome, Sent)
    assert "repeat" not in str(slack.posts[0].payload).lower()


async def test_without_the_history_scope_a_second_attempt_says_that_it_may_be_a_repeat(http: HttpClient) -> None:
    async with FakeSlack(history=False) as slack:
        channel = await bot(slack, http)
        slack.fail(Fault.ACCEPT_THEN_500)
        unknown = await channel.send(outgoing())
        assert isinstance(unknown, Unknown)
        assert not unknown.safe_to_resend
        assert isinstance(await channel.send(outgoing(attempt=2, repeat=True)), Sent)
    assert "repeat" in str(slack.posts[1].payload).lower()


async def test_a_doubtful_post_that_can_be_looked_for_is_safe_to_resend(http: HttpClient) -> None:
    async with FakeSlack() as slack:
        slack.fail(Fault.HANG)
        unknown = await (await bot(slack, http)).send(outgoing())
    assert isinstance(unknown, Unknown)
    assert unknown.safe_to_resend


async def test_a_channel_given_by_name_can_be_read_back_once_its_id_is_known(http: HttpClient) -> None:
    async with FakeSlack() as slack:
        channel = await bot(slack, http, f"slack://{TOKEN}/#news")
        slack.fail(Fault.ACCEPT_THEN_500)
        unknown = await channel.send(outgoing(delivery_id="de_1"))
        assert isinstance(unknown, Unknown)
        assert not unknown.safe_to_resend
        assert isinstance(await channel.send(outgoing(delivery_id="de_2")), Sent)
        found = await channel.send(outgoing(delivery_id="de_1", attempt=2, repeat=True))
    assert isinstance(found, Sent)
    assert found.receipt["ts"] == slack.posts[0].ts
    assert len(slack.posts) == 2


async def test_a_fixed_thread_is_replied_to_and_read_back(http: HttpClient) -> None:
    async with FakeSlack() as slack:
        channel = await bot(slack, http, f"slack://{TOKEN}/+{NEWS}:1700000000.000100")
        slack.fail(Fault.ACCEPT_THEN_500)
        outcome = await channel.send(outgoing())
    assert slack.posts[0].thread == "1700000000.000100"
    assert isinstance(outcome, Sent)
    assert "conversations.replies" in slack.methods


async def test_several_channels_give_one_outcome(http: HttpClient) -> None:
    async with FakeSlack() as slack:
        channel = await bot(slack, http, f"slack://{TOKEN}/#news/#missing")
        outcome = await channel.send(outgoing())
    assert isinstance(outcome, Sent)
    assert outcome.receipt["refused"] == "#missing: Slack said `channel_not_found`"


async def test_a_retry_after_half_of_the_channels_does_not_post_twice(http: HttpClient) -> None:
    other = channel_id("#other")
    rate = Rate(interval=60.0, burst=1)
    rate.wait(str(other), time.monotonic())
    async with FakeSlack(rate=rate) as slack:
        channel = await bot(slack, http, f"slack://{TOKEN}/+{NEWS}/+{other}")
        first = await channel.send(outgoing())
        assert isinstance(first, Unknown)
        assert first.safe_to_resend
        slack.rate = None
        second = await channel.send(outgoing(attempt=2, repeat=True))
    assert isinstance(second, Sent)
    assert [post.channel for post in slack.posts] == [NEWS, other]


async def test_a_wrong_token_is_rejected_and_never_shown(http: HttpClient) -> None:
    async with FakeSlack() as slack:
        wrong = TOKEN.replace("canary", "wrongs")
        channel = await bot(slack, http, f"slack://{wrong}/#news")
        outcome = await channel.send(outgoing())
    assert outcome == Rejected(ErrorCode.AUTH, "Slack said `invalid_auth`; check the bot's token and scopes")
    assert wrong not in repr(channel) + channel.preview(outgoing())
