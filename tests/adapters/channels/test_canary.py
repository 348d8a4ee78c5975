"""Planted secrets must not come out anywhere: not in outcomes, previews, representations, errors or logs at DEBUG."""

import logging
import traceback

import pytest

from fakes.messages import outgoing
from fakes.services import AnyService
from fakes.slack import SECRET, TOKEN, FakeSlack
from fakes.smtp import FakeSmtp
from fakes.web import Fault
from fakes.webhook import FakeWebhook
from newsbell.adapters.channels.http import HttpClient
from newsbell.adapters.channels.opening import open_channel
from newsbell.flow.ports import Channel, Sent

SECRETS = (SECRET, TOKEN, "canary-webhook-path", "canary-webhook-key", "canary-mail-pass", "canary-json-path")


async def evidence_of(channel: Channel, attempts: int) -> str:
    """All that a channel says of itself over some attempts."""
    told = [repr(channel), channel.preview(outgoing())]
    for attempt in range(1, attempts + 1):
        outcome = await channel.send(outgoing(attempt=attempt, repeat=attempt > 1))
        assert not isinstance(outcome, Sent)
        told.append(repr(outcome))
    await channel.close()
    return "\n".join(told)


def check(told: str, logs: str) -> None:
    for secret in SECRETS:
        assert secret not in told
        assert secret not in logs


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.GONE, Fault.SERVER_ERROR, Fault.REDIRECT])
async def test_slack(fault: Fault, http: HttpClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        async with FakeSlack(history=False) as slack:
            slack.fail(*(fault,) * 4)
            hook = await open_channel(
                "autos", "slack", url=slack.hook_channel_url, slack_hook_url=slack.hook_url, http=http
            )
            bot = await open_channel(
                "autos", "slack", url=slack.bot_channel_url, slack_api_url=slack.api_url, http=http
            )
            told = await evidence_of(hook, 2) + await evidence_of(bot, 2)
    check(told, caplog.text)


async def test_webhook(http: HttpClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        async with FakeWebhook() as hook:
            hook.answer(500, 307, 410, 401)
            channel = await open_channel(
                "crm", "webhook", webhook_url=hook.hook_url, webhook_secrets=("canary-webhook-key",), http=http
            )
            told = await evidence_of(channel, 4)
    check(told, caplog.text)


async def test_email(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        async with FakeSmtp(login=("kim", "canary-mail-pass")) as smtp:
            smtp.at_data.append("550 5.7.8 not you, kim with canary-mail-pass")
            channel = await open_channel("desk", "email", url=smtp.url())
            told = await evidence_of(channel, 1)
    check(told, caplog.text)
    assert "550" in told


async def test_apprise(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        async with AnyService() as service:
            service.statuses += [500, 404]
            channel = await open_channel("pager", "apprise", url=f"json://127.0.0.1:{service.port}/canary-json-path")
            told = await evidence_of(channel, 2)
    check(told, caplog.text)


async def test_an_error_while_opening(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(ValueError, match="channel autos") as error:
        await open_channel("autos", "slack", url=f"slack://T00CANARY/{SECRET}")
    check("".join(traceback.format_exception(error.value)), caplog.text)
