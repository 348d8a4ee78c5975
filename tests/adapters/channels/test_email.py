import asyncio
import hashlib
from dataclasses import replace
from datetime import timedelta
from email import message_from_string, policy
from pathlib import Path

import pytest

from fakes.messages import AT, HOSTILE, VIEW, digest, nothing, outgoing
from fakes.smtp import FakeSmtp
from fakes.tls import Authority
from newsbell.adapters.channels import email as transport
from newsbell.adapters.channels.opening import open_channel
from newsbell.flow.ports import Channel, ErrorCode, Rejected, Retry, Sent, Unknown


async def mail(url: str) -> Channel:
    return await open_channel("desk", "email", url=url)


async def test_a_mail_has_its_headers_and_both_parts() -> None:
    async with FakeSmtp() as smtp:
        channel = await mail(smtp.url(to="a@example.org,b@example.org", more="&cc=c@example.org&bcc=d@example.org"))
        outcome = await channel.send(outgoing())
        await channel.close()
    got = smtp.mails[0]
    root = f"<s.{hashlib.sha256(b'st_1').hexdigest()[:24]}@example.org>"
    assert got.sender == "desk@example.org"
    assert got.recipients == ("a@example.org", "b@example.org", "c@example.org", "d@example.org")
    assert got.parsed["Message-ID"] == f"<{hashlib.sha256(b'de_1').hexdigest()[:24]}@example.org>"
    assert (got.parsed["References"], got.parsed["In-Reply-To"]) == (root, root)
    assert got.parsed["Date"].datetime == AT.replace(microsecond=0)
    assert got.parsed["From"] == "News desk <desk@example.org>"
    assert (got.parsed["To"], got.parsed["Cc"], got.parsed["Bcc"]) == (
        "a@example.org, b@example.org",
        "c@example.org",
        None,
    )
    assert got.parsed["List-ID"] == "<desk.newsbell.example.org>"
    assert got.parsed["List-Unsubscribe"] == "<mailto:desk@example.org?subject=unsubscribe%20desk>"
    assert got.parsed["Auto-Submitted"] == "auto-generated"
    parts = {part.get_content_type(): part.get_content() for part in got.parsed.iter_parts()}
    assert list(parts) == ["text/plain", "text/html"]
    assert all("Honda" in text and "Nissan" in text for text in parts.values())
    message_id = str(got.parsed["Message-ID"])
    assert outcome == Sent({"message_id": message_id, "response": "2.0.0 Ok: queued as Q1"})


async def test_each_header_stands_once_even_with_headers_of_the_operator() -> None:
    async with FakeSmtp() as smtp:
        channel = await mail(smtp.url(more="&+X-Desk=autos&+Message-ID=<x@y>&+Subject=mine&reply=r@example.org"))
        await channel.send(outgoing())
        await channel.close()
    names = [name.lower() for name in smtp.mails[0].parsed.keys()]  # noqa: SIM118 - repeated names count
    assert len(names) == len(set(names))
    assert smtp.mails[0].parsed["X-Desk"] == "autos"
    assert smtp.mails[0].parsed["Reply-To"] == "r@example.org"


async def test_a_retry_has_the_same_bytes() -> None:
    async with FakeSmtp() as smtp:
        for message in (outgoing(), outgoing(attempt=2, repeat=True)):
            channel = await mail(smtp.url())
            await channel.send(message)
            await channel.close()
    assert smtp.mails[0].raw == smtp.mails[1].raw


async def test_alerts_of_one_story_are_one_thread_and_other_deliveries_other_mails() -> None:
    later = replace(VIEW, id="al_2", sequence=2)
    async with FakeSmtp() as smtp:
        channel = await mail(smtp.url())
        await channel.send(outgoing())
        await channel.send(outgoing(later, delivery_id="de_2"))
        await channel.send(digest())
        await channel.close()
    first, second, third = (got.parsed for got in smtp.mails)
    assert first["References"] == second["References"]
    assert len({first["Message-ID"], second["Message-ID"], third["Message-ID"]}) == 3
    assert third["References"] is None
    assert smtp.connections == 1


async def test_hostile_words_stay_words() -> None:
    async with FakeSmtp() as smtp:
        channel = await mail(smtp.url())
        await channel.send(outgoing(HOSTILE))
        await channel.close()
    got = smtp.mails[0]
    assert got.recipients == ("reader@example.org",)
    assert got.parsed["Bcc"] is None
    assert "\n" not in got.parsed["Subject"]
    assert "<script>" not in str(got.parsed.get_body(("html",)))


@pytest.mark.parametrize("length", [20, 60])
async def test_ids_stay_on_one_line_whatever_the_domain(length: int) -> None:
    domain = ".".join(("a" * 12,) * (length // 13)) + ".example.org"
    async with FakeSmtp() as smtp:
        url = smtp.url().replace("desk@example.org", f"desk@{domain}")
        channel = await mail(url)
        await channel.send(outgoing())
        await channel.close()
    head = smtp.mails[0].raw.split(b"\r\n\r\n", 1)[0].decode("ascii").split("\r\n")
    for name in ("Message-ID", "References", "In-Reply-To"):
        line = next(line for line in head if line.startswith(f"{name}: "))
        assert line.endswith(">")
        assert "=?" not in line
    assert all(len(line) <= 998 for line in head)


async def test_non_ascii_words_arrive_whole_over_seven_bits() -> None:
    view = replace(VIEW, headline="日産とホンダ — „Fusion“ geplatzt " + "ä" * 100)
    async with FakeSmtp() as smtp:
        channel = await mail(smtp.url().replace("News desk", "Nachrichten%20Büro"))
        await channel.send(outgoing(view))
        await channel.close()
    got = smtp.mails[0]
    assert got.raw.isascii()
    assert max(len(line) for line in got.raw.split(b"\r\n")) <= 998
    body = got.parsed.get_body(("plain",))
    assert body is not None
    assert "日産とホンダ" in body.get_content()
    assert got.parsed["From"].addresses[0].display_name == "Nachrichten Büro"


async def test_starttls_and_a_login(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = Authority(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.bundle))
    async with FakeSmtp(login=("kim", "canary-mail-pass"), tls=authority.context) as smtp:
        channel = await mail(smtp.url())
        outcome = await channel.send(outgoing())
        await channel.close()
    assert isinstance(outcome, Sent)
    assert (smtp.mails[0].secure, smtp.mails[0].user) == (True, "kim")


async def test_tls_from_the_first_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = Authority(tmp_path, "localhost")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.bundle))
    async with FakeSmtp(tls=authority.context, implicit=True) as smtp:
        channel = await mail(smtp.url())
        outcome = await channel.send(outgoing())
        await channel.close()
    assert isinstance(outcome, Sent)


@pytest.mark.parametrize("implicit", [False, True])
async def test_an_untrusted_certificate_is_tried_again_and_nothing_is_sent(tmp_path: Path, implicit: bool) -> None:
    authority = Authority(tmp_path, "localhost")
    async with FakeSmtp(tls=authority.context, implicit=implicit) as smtp:
        channel = await mail(smtp.url())
        outcome = await channel.send(outgoing())
        await channel.close()
    assert isinstance(outcome, Retry)
    assert outcome.code is ErrorCode.NETWORK
    assert "certificate" in outcome.message
    assert smtp.mails == []


async def test_verify_no_accepts_any_certificate(tmp_path: Path) -> None:
    authority = Authority(tmp_path, "localhost")
    async with FakeSmtp(tls=authority.context) as smtp:
        channel = await mail(smtp.url(more="&verify=no"))
        outcome = await channel.send(outgoing())
        await channel.close()
    assert isinstance(outcome, Sent)


async def test_a_wrong_password_is_rejected_and_not_shown() -> None:
    async with FakeSmtp(login=("kim", "right-password")) as smtp:
        channel = await mail(smtp.url().replace("right-password", "canary-wrong-pass"))
        outcome = await channel.send(outgoing())
        await channel.close()
    assert isinstance(outcome, Rejected)
    assert outcome.code is ErrorCode.AUTH
    assert "canary" not in repr(outcome) + repr(channel)


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        ("421 4.3.2 closing", Retry, ErrorCode.SERVER),
        ("451 4.3.0 try later", Retry, ErrorCode.SERVER),
        ("550 5.7.1 not here", Rejected, ErrorCode.CLIENT),
    ],
)
async def test_answers_to_the_sender_and_to_the_content_are_kept_apart(
    answer: str, kind: type[Retry | Rejected], code: ErrorCode
) -> None:
    async with FakeSmtp() as smtp:
        for queue in (smtp.at_mail, smtp.at_data):
            channel = await mail(smtp.url())
            queue.append(answer)
            outcome = await channel.send(outgoing())
            assert isinstance(outcome, kind)
            assert outcome.code is code
            assert answer[4:] in outcome.message
            await channel.close()
    assert smtp.mails == []


async def test_a_mail_that_is_too_large_says_so() -> None:
    async with FakeSmtp() as smtp:
        channel = await mail(smtp.url())
        smtp.at_data.append("552 5.3.4 too big")
        outcome = await channel.send(outgoing())
        await channel.close()
    assert isinstance(outcome, Rejected)
    assert outcome.code is ErrorCode.TOO_LONG


async def test_a_refused_recipient_is_listed_in_the_receipt() -> None:
    async with FakeSmtp(refused={"gone@example.org": "550 5.1.1 no such user"}) as smtp:
        channel = await mail(smtp.url(to="gone@example.org,reader@example.org"))
        outcome = await channel.send(outgoing())
        await channel.close()
    assert isinstance(outcome, Sent)
    assert outcome.receipt["refused"] == "g…@example.org 550 5.1.1 no such user"
    assert smtp.mails[0].recipients == ("reader@example.org",)


@pytest.mark.parametrize(
    ("answers", "kind"),
    [(("550 no", "550 no"), Rejected), (("450 later", "550 no"), Retry), (("450 later", "452 full"), Retry)],
)
async def test_when_every_recipient_is_refused_one_that_may_work_later_decides(
    answers: tuple[str, str], kind: type[Retry | Rejected]
) -> None:
    refused = dict(zip(("a@example.org", "b@example.org"), answers, strict=True))
    async with FakeSmtp(refused=refused) as smtp:
        channel = await mail(smtp.url(to="a@example.org,b@example.org"))
        outcome = await channel.send(outgoing())
        assert isinstance(outcome, kind)
        smtp.refused.clear()
        assert isinstance(await channel.send(outgoing()), Sent)
        await channel.close()


async def test_a_connection_lost_after_data_is_unknown_and_safe_to_resend() -> None:
    async with FakeSmtp() as smtp:
        smtp.drops_after_data = 1
        channel = await mail(smtp.url())
        outcome = await channel.send(outgoing())
        again = await channel.send(outgoing(attempt=2, repeat=True))
        await channel.close()
    assert outcome == Unknown(ErrorCode.NETWORK, "the connection broke after the message was sent", safe_to_resend=True)
    assert isinstance(again, Sent)
    assert smtp.mails[0].raw == smtp.mails[1].raw


async def test_no_answer_after_data_is_unknown_and_safe_to_resend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "COMMAND_SECONDS", 0.3)
    async with FakeSmtp() as smtp:
        smtp.hang_after_data = True
        channel = await mail(smtp.url())
        outcome = await channel.send(outgoing())
        await channel.close()
    assert outcome == Unknown(ErrorCode.TIMEOUT, "no answer after the message was sent", safe_to_resend=True)


async def test_a_server_that_never_greets_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async def stay_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        left.set()

    left = asyncio.Event()
    monkeypatch.setattr(transport, "COMMAND_SECONDS", 0.2)
    silent = await asyncio.start_server(stay_silent, "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    channel = await mail(f"mailto://localhost:{port}?to=a@example.org&from=b@example.org")
    outcome = await channel.send(outgoing())
    await channel.close()
    await asyncio.wait_for(left.wait(), 5)
    silent.close()
    assert outcome == Retry(ErrorCode.TIMEOUT, "the mail server did not answer in time")


async def test_an_idle_connection_that_the_server_closed_is_replaced() -> None:
    async with FakeSmtp() as smtp:
        channel = await mail(smtp.url())
        assert isinstance(await channel.send(outgoing()), Sent)
        smtp.break_connections()
        assert isinstance(await channel.send(outgoing(delivery_id="de_2")), Sent)
        smtp.at_mail.append("421 4.4.2 idle too long")
        assert isinstance(await channel.send(outgoing(delivery_id="de_3")), Sent)
        await channel.close()
    assert smtp.connections == 3
    assert len(smtp.mails) == 3


async def test_a_server_that_is_not_there_is_tried_again(unused_tcp_port: int) -> None:
    channel = await mail(f"mailto://localhost:{unused_tcp_port}?to=a@example.org&from=b@example.org")
    outcome = await channel.send(outgoing())
    await channel.close()
    assert outcome == Retry(ErrorCode.NETWORK, "the mail server can not be reached or broke the connection")


async def test_nothing_to_say_sends_nothing() -> None:
    channel = await mail("mailto://localhost:1?to=a@example.org&from=b@example.org")
    outcome = await channel.send(nothing())
    assert isinstance(outcome, Rejected)
    assert outcome.code is ErrorCode.EXPIRED
    assert channel.preview(nothing()) == ""


async def test_the_preview_is_the_source_of_the_mail() -> None:
    async with FakeSmtp(login=("kim", "canary-mail-pass")) as smtp:
        channel = await mail(smtp.url())
        shown = channel.preview(outgoing())
        await channel.send(outgoing())
        await channel.close()
    assert shown.replace("\n", "\r\n").encode() == smtp.mails[0].raw
    assert "canary-mail-pass" not in shown
    parsed = message_from_string(shown, policy=policy.default)
    assert parsed["Date"].datetime - AT < timedelta(seconds=1)
