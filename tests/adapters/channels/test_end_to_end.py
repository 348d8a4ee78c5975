"""Real Slack URLs, by unmodified senders, through a proxy to a stand-in that has a certificate for Slack's names."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fakes.messages import HOSTILE, VIEW, outgoing
from fakes.slack import SECRET, TOKEN, FakeSlack, channel_id
from fakes.tls import Authority, ConnectProxy
from newsbell.adapters.channels.opening import open_channel
from newsbell.flow.ports import Sent

PASTED = f"https://hooks.slack.com/services/T00CANARY/B00CANARY/{SECRET}"


@pytest.fixture
async def slack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeSlack]:
    """A stand-in for hooks.slack.com and slack.com behind a proxy that the environment names."""
    authority = Authority(tmp_path, "hooks.slack.com", "slack.com")
    async with FakeSlack(tls=authority.context) as stand_in:
        routes = {"hooks.slack.com:443": stand_in.port, "slack.com:443": stand_in.port}
        async with ConnectProxy(routes) as proxy:
            monkeypatch.setenv("HTTPS_PROXY", proxy.url)
            monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.bundle))
            yield stand_in
            assert set(proxy.asked) <= set(routes)
            assert proxy.asked


@pytest.mark.parametrize("url", [PASTED, f"slack://T00CANARY/B00CANARY/{SECRET}"])
async def test_our_webhook_sender(slack: FakeSlack, url: str) -> None:
    channel = await open_channel("autos", "slack", url=url)
    outcome = await channel.send(outgoing(HOSTILE))
    await channel.close()
    assert outcome == Sent({"status": "ok"})
    assert slack.refused == []


async def test_our_bot_sender(slack: FakeSlack) -> None:
    channel = await open_channel("autos", "slack", url=f"slack://{TOKEN}/#news")
    outcome = await channel.send(outgoing())
    await channel.close()
    assert outcome == Sent({"channel": channel_id("#news") or "", "ts": slack.posts[0].ts})


async def test_apprises_own_sender(slack: FakeSlack) -> None:
    slack.strict = False
    channel = await open_channel("autos", "slack", url=PASTED, via="apprise")
    outcome = await channel.send(outgoing())
    await channel.close()
    assert outcome == Sent({"status": "accepted"})
    assert VIEW.headline in str(slack.posts[0].payload)


async def test_apprises_sender_opens_no_mentions(slack: FakeSlack) -> None:
    slack.strict = False
    channel = await open_channel("autos", "slack", url=PASTED, via="apprise")
    await channel.send(outgoing(HOSTILE))
    await channel.close()
    text = str(slack.posts[0].payload)
    assert "<!" not in text
    assert "<@" not in text
