import io

import pytest

from fakes.messages import HOSTILE, VIEW, digest, nothing, outgoing
from newsbell.adapters.channels.opening import open_channel
from newsbell.flow.ports import ErrorCode, Rejected, Sent


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


async def test_an_alert_is_a_card_without_colour_where_there_is_no_terminal() -> None:
    stream = io.StringIO()
    channel = await open_channel("screen", "console", stream=stream)
    assert await channel.send(outgoing()) == Sent({"status": "written"})
    assert VIEW.headline in stream.getvalue()
    assert "\x1b" not in stream.getvalue()
    assert stream.getvalue().endswith("\n\n")


async def test_a_terminal_gets_colour_unless_no_color_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    stream = Terminal()
    channel = await open_channel("screen", "console", url="console://", stream=stream)
    await channel.send(outgoing())
    assert "\x1b[" in stream.getvalue()
    monkeypatch.setenv("NO_COLOR", "1")
    plain = Terminal()
    await (await open_channel("screen", "console", stream=plain)).send(outgoing())
    assert "\x1b" not in plain.getvalue()


async def test_escapes_in_an_article_do_not_reach_the_terminal() -> None:
    stream = io.StringIO()
    channel = await open_channel("screen", "console", stream=stream)
    await channel.send(outgoing(HOSTILE))
    await channel.send(digest())
    assert "\x1b" not in stream.getvalue()
    assert "Headline 1" in stream.getvalue()


async def test_a_closed_output_is_an_outcome() -> None:
    stream = io.StringIO()
    channel = await open_channel("screen", "console", stream=stream)
    stream.close()
    assert await channel.send(nothing()) != Sent()
    outcome = await channel.send(outgoing())
    assert outcome == Rejected(ErrorCode.CLIENT, "the output is closed")


async def test_the_preview_is_the_card() -> None:
    channel = await open_channel("screen", "console", stream=io.StringIO())
    assert VIEW.headline in channel.preview(outgoing())
    assert channel.preview(nothing()) == ""
    await channel.close()
