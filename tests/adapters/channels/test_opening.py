import io
import logging
import subprocess
import sys

import pytest

from fakes.messages import outgoing
from newsbell.adapters.channels.apprise import AppriseChannel
from newsbell.adapters.channels.console import Console
from newsbell.adapters.channels.email import EmailChannel
from newsbell.adapters.channels.opening import ChannelError, open_channel
from newsbell.adapters.channels.slack import SlackHook
from newsbell.adapters.channels.slackbot import SlackBot
from newsbell.adapters.channels.webhook import Webhook

HOOK = "slack://T00CANARY/B00CANARY/canaryslackhooksecret024"
PASTED = "https://hooks.slack.com/services/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"
BOT = "slack://xoxb-1234567890-1234567890-canaryslackbottoken00024"


@pytest.mark.parametrize(
    ("url", "kind", "sender"),
    [
        (HOOK, "slack", SlackHook),
        (PASTED, "slack", SlackHook),
        (f"{BOT}/#news", "slack", SlackBot),
        ("slack://canary-wf/", "slack", None),
        ("mailto://localhost:1025?to=a@x.org&from=b@x.org", "email", EmailChannel),
        ("mailtos://user:canary-password@example.org?to=a@x.org", "email", EmailChannel),
        ("json://localhost/canary-path", "apprise", AppriseChannel),
        ("ntfy://canary-topic", "apprise", AppriseChannel),
        ("console://", "console", Console),
    ],
)
async def test_each_url_has_its_sender(url: str, kind: str, sender: type | None) -> None:
    if sender is None:
        with pytest.raises(ChannelError):
            await open_channel("autos", kind, url=url)
        return
    channel = await open_channel("autos", kind, url=url, stream=io.StringIO())
    assert isinstance(channel, sender)
    assert (channel.name, channel.kind) == ("autos", kind)
    assert 0 < channel.send_timeout < 15
    assert "canary" not in repr(channel).lower()
    await channel.close()


@pytest.mark.parametrize("url", [HOOK, "mailto://localhost:1025?to=a@x.org&from=b@x.org"])
async def test_via_apprise_keeps_apprises_sender(url: str) -> None:
    channel = await open_channel("autos", "slack", url=url, via="apprise")
    assert isinstance(channel, AppriseChannel)
    assert channel.preview(outgoing())
    await channel.close()


async def test_a_webhook_is_a_sender_of_its_own() -> None:
    channel = await open_channel(
        "crm", "webhook", webhook_url="https://crm.example/canary", webhook_secrets=("canary-secret",)
    )
    assert isinstance(channel, Webhook)
    assert "canary" not in repr(channel)
    await channel.close()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("canaryscheme://canary-secret", "not a URL that Apprise knows"),
        ("canary secret", "not a URL that Apprise knows"),
        ("slack://canary/secret", "malformed"),
        ("slack://T00CANARY/B00CANARY/canaryslackhooksecret024?template=/etc/passwd", "template="),
        ("slack://T00CANARY/B00CANARY/canaryslackhooksecret024?%54emplate=http://canary.example/", "template="),
        ("json://localhost/canary?attach=/etc/passwd", "attach="),
        ("syslog://canary", "acts on this machine"),
        ("dbus://canary", "acts on this machine"),
        ("windows://canary", "acts on this machine"),
        ("mailto://canary-user:canary-pass@example.org?smtp=mail.example.org:587", "write the port after the host"),
        ("mailto://localhost:1025?to=canary&from=b@x.org", "recipient"),
        (f"{HOOK}/#news/#canary", "one channel"),
        ("", "no address"),
    ],
)
async def test_a_channel_that_can_not_be_opened_says_why_without_its_url(
    url: str, words: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(ChannelError, match=r"^channel autos: ") as error:
        await open_channel("autos", "slack", url=url)
    assert words in str(error.value)
    everything = str(error.value) + repr(error.value) + caplog.text + "".join(capfd.readouterr())
    assert "canary" not in everything.lower()
    assert error.value.__cause__ is None
    assert error.value.__context__ is None or error.value.__suppress_context__


@pytest.mark.parametrize(
    ("url", "secret", "words"),
    [
        ("ftp://crm.example/canary", "s", "http"),
        ("https:///canary", "s", "http"),
        ("https://crm.example:port/canary", "s", "http"),
        ("https://crm.example/canary", "whsec_canary!", "base64"),
        ("https://crm.example/canary", "", "empty"),
    ],
)
async def test_a_webhook_that_can_not_be_opened_says_why_without_its_secrets(url: str, secret: str, words: str) -> None:
    with pytest.raises(ChannelError, match=r"^channel crm: ") as error:
        await open_channel("crm", "webhook", webhook_url=url, webhook_secrets=(secret,))
    assert words in str(error.value)
    assert "canary" not in str(error.value)


async def test_via_knows_apprise_only() -> None:
    with pytest.raises(ChannelError, match="via: pigeon"):
        await open_channel("autos", "slack", url=HOOK, via="pigeon")


async def test_mail_that_is_to_be_encrypted_stays_with_apprise() -> None:
    url = "mailto://localhost:1025?to=a@x.org&from=b@x.org&pgp=encrypt"
    channel = await open_channel("desk", "email", url=url)
    assert isinstance(channel, AppriseChannel)
    await channel.close()


def test_apprise_is_not_loaded_for_a_console_or_a_webhook() -> None:
    program = (
        "import asyncio, sys\n"
        "from newsbell.adapters.channels.opening import open_channel\n"
        "async def main():\n"
        "    await open_channel('a', 'console')\n"
        "    await open_channel('b', 'webhook', webhook_url='https://crm.example/x')\n"
        "asyncio.run(main())\n"
        "sys.exit('apprise' in sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=30)
