import base64
import time

import pytest

from fakes.messages import digest, documents, event, nothing, outgoing
from fakes.web import Fault
from fakes.webhook import FakeWebhook
from newsbell.adapters.channels.http import Answer, HttpClient
from newsbell.adapters.channels.opening import open_channel
from newsbell.adapters.channels.webhook import key_of, signatures, webhook_outcome
from newsbell.flow.ports import Channel, ErrorCode, Rejected, Retry, Sent

RAW = b"canary-key-of-thirty-two-bytes!!"
SECRET = "whsec_" + base64.b64encode(RAW).decode()


async def webhook(hook: FakeWebhook, http: HttpClient, *secrets: str) -> Channel:
    return await open_channel("crm", "webhook", webhook_url=hook.hook_url, webhook_secrets=secrets, http=http)


def test_the_signature_is_that_of_the_standards_example() -> None:
    # The example of Svix's documentation of manual verification, on which Standard Webhooks 1.0 is built.
    key = key_of("whsec_plJ3nmyCDGBKInavdOK15jsl")
    body = b'{"event_type":"ping","data":{"success":true}}'
    message_id, stamp = "msg_loFOjxBNrRLzqYUf", "1731705121"
    assert signatures((key,), message_id, stamp, body) == "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="


async def test_an_alert_arrives_byte_for_byte_and_signed(http: HttpClient) -> None:
    async with FakeWebhook(RAW) as hook:
        outcome = await (await webhook(hook, http, SECRET)).send(outgoing())
    call = hook.calls[0]
    assert outcome == Sent({"webhook_id": "de_1", "status": "204"})
    assert call.verified
    assert call.body == event()
    assert call.content_type.startswith("application/cloudevents+json")
    assert abs(int(call.timestamp) - time.time()) < 5


async def test_a_digest_is_a_batch_of_the_same_events(http: HttpClient) -> None:
    async with FakeWebhook(RAW) as hook:
        await (await webhook(hook, http, SECRET)).send(digest(3))
    call = hook.calls[0]
    assert call.content_type.startswith("application/cloudevents-batch+json")
    assert documents(call.body) == ["al_0", "al_1", "al_2"]
    assert event("al_1") in call.body
    assert call.id == "di_1"


async def test_while_a_key_rotates_both_keys_are_accepted(http: HttpClient) -> None:
    for keys in ((RAW,), (b"the new plain secret",), (b"neither",)):
        async with FakeWebhook(*keys) as hook:
            outcome = await (await webhook(hook, http, SECRET, "the new plain secret")).send(outgoing())
        assert len(hook.calls[0].signatures) == 2
        assert isinstance(outcome, Sent) is (keys != (b"neither",))


async def test_a_changed_body_is_not_accepted(http: HttpClient) -> None:
    async with FakeWebhook(RAW) as hook:
        channel = await webhook(hook, http, "another secret")
        outcome = await channel.send(outgoing())
    assert isinstance(outcome, Rejected)
    assert outcome.code is ErrorCode.AUTH
    assert hook.effects == {}


@pytest.mark.parametrize("fault", [Fault.HANG, Fault.RESET, Fault.ACCEPT_THEN_RESET])
async def test_a_doubtful_outcome_is_a_retry_with_the_same_id_and_takes_effect_once(
    http: HttpClient, fault: Fault
) -> None:
    async with FakeWebhook(RAW) as hook:
        hook.fail(fault)
        channel = await webhook(hook, http, SECRET)
        assert isinstance(await channel.send(outgoing()), Retry)
        assert isinstance(await channel.send(outgoing(attempt=2, repeat=True)), Sent)
    assert [call.id for call in hook.calls] == ["de_1", "de_1"]
    assert hook.calls[0].body == hook.calls[1].body
    assert list(hook.effects) == ["de_1"]


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (307, Rejected, ErrorCode.CLIENT),
        (400, Rejected, ErrorCode.CLIENT),
        (401, Rejected, ErrorCode.AUTH),
        (403, Rejected, ErrorCode.AUTH),
        (404, Rejected, ErrorCode.CLIENT),
        (408, Retry, ErrorCode.TIMEOUT),
        (410, Rejected, ErrorCode.CLIENT),
        (413, Rejected, ErrorCode.TOO_LONG),
        (425, Retry, ErrorCode.TIMEOUT),
        (429, Retry, ErrorCode.RATE_LIMITED),
        (500, Retry, ErrorCode.SERVER),
        (503, Retry, ErrorCode.SERVER),
    ],
)
def test_each_status_has_its_outcome(status: int, kind: type[Retry | Rejected], code: ErrorCode) -> None:
    outcome = webhook_outcome(Answer(status, b"secret words", 9.0), "de_1")
    assert isinstance(outcome, kind)
    assert outcome.code is code
    assert "secret words" not in outcome.message
    if isinstance(outcome, Retry):
        assert outcome.after == 9.0


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_every_2xx_is_accepted(status: int) -> None:
    assert webhook_outcome(Answer(status), "de_1") == Sent({"webhook_id": "de_1", "status": str(status)})


async def test_retry_after_is_obeyed_and_redirects_are_not(http: HttpClient) -> None:
    async with FakeWebhook() as hook:
        hook.answer(503, retry_after="17")
        channel = await webhook(hook, http)
        outcome = await channel.send(outgoing())
        assert isinstance(outcome, Retry)
        assert outcome.after == 17.0
        hook.answer(307)
        assert isinstance(await channel.send(outgoing()), Rejected)
    assert len(hook.calls) == 2


async def test_without_a_secret_nothing_is_signed(http: HttpClient) -> None:
    async with FakeWebhook() as hook:
        assert isinstance(await (await webhook(hook, http)).send(outgoing()), Sent)
    assert hook.calls[0].signatures == ()


async def test_nothing_to_say_sends_nothing(http: HttpClient) -> None:
    async with FakeWebhook() as hook:
        outcome = await (await webhook(hook, http)).send(nothing())
    assert isinstance(outcome, Rejected)
    assert hook.calls == []


async def test_the_preview_shows_headers_and_body_without_signature_and_address(http: HttpClient) -> None:
    async with FakeWebhook() as hook:
        channel = await webhook(hook, http, SECRET)
    shown = channel.preview(outgoing())
    assert "webhook-id: de_1" in shown
    assert "webhook-signature: 1 (left out)" in shown
    assert event().decode() in shown
    assert not [word for word in (SECRET, "v1,", "canary-webhook-path") if word in shown + repr(channel)]


@pytest.mark.parametrize("secret", ["whsec_not base64!", "whsec_", ""])
def test_a_secret_that_is_none_is_refused(secret: str) -> None:
    with pytest.raises(ValueError, match=r"base64|empty"):
        key_of(secret)
