import base64
import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbell.flow.redaction import MASK, Redactor, secrets_in_url

SECRET = 's3cr3t/"wörd" ÿÿÿ+1'


@pytest.mark.parametrize(
    "written",
    [
        SECRET,
        quote(SECRET, safe=""),
        quote(SECRET),
        quote(SECRET, safe="").lower(),
        json.dumps(SECRET),
        json.dumps(SECRET, ensure_ascii=False),
        json.dumps(SECRET).replace("/", "\\/"),
        repr(SECRET),
        base64.b64encode(SECRET.encode()).decode(),
        base64.urlsafe_b64encode(SECRET.encode()).decode(),
    ],
)
def test_a_told_secret_is_masked_however_it_is_written(written: str) -> None:
    masked = Redactor([SECRET])(f"before {written} after")
    assert MASK in masked
    assert masked.startswith("before ")
    assert masked.endswith(" after")
    assert "s3cr3t" not in masked
    assert "rd" not in masked.removeprefix("before ").removesuffix(" after")


def test_a_secret_is_known_from_the_moment_it_is_added() -> None:
    redact = Redactor()
    assert redact("pw is hunter22") == "pw is hunter22"
    redact.add("hunter22")
    assert redact("pw is hunter22") == "pw is ***"


def test_secrets_of_three_characters_would_blot_out_plain_text_and_are_left_out() -> None:
    assert Redactor(["and", ""])("Honda and Nissan") == "Honda and Nissan"


def test_the_longer_of_two_secrets_is_masked_whole() -> None:
    assert Redactor(["abcd", "abcdefgh"])("x abcdefgh y abcd") == "x *** y ***"


def test_the_redactor_does_not_show_its_secrets() -> None:
    assert "hunter22" not in repr(Redactor(["hunter22"]))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("redis://user:p%40ss@db:6379/0 refused", "redis://***@db:6379/0 refused"),
        ("redis://:p@ss@db:6379", "redis://***@db:6379"),
        (r"{\"url\": \"https:\/\/u:pw@h\/x\"}", r"{\"url\": \"https:\/\/***@h\/x\"}"),
        ("POST https://hooks.slack.com/services/T0/B0/zz11 404", "POST https://hooks.slack.com/services/*** 404"),
        (
            'urllib3: "POST /services/T0AAAAAA/B0BBBBBB/cccccccc1 HTTP/1.1" 404',
            'urllib3: "POST /services/*** HTTP/1.1" 404',
        ),
        (
            "https://discord.com/api/webhooks/123456789/abc_DEF-123?wait=true",
            "https://discord.com/api/webhooks/***?wait=true",
        ),
        (
            "https://api.telegram.org/bot123456789:AAabcdefghijklmnopqrstuvwxyz0123456/sendMessage",
            "https://api.telegram.org/bot***/sendMessage",
        ),
        ("token xoxb-123-456-abc was refused", "token *** was refused"),
        ("xapp-1-A0B-9", "***"),
        ("secret whsec_MfKQ9r8GKYqrTwjU", "secret ***"),
        ("Authorization: Bearer abc.def\nnext", "Authorization: ***\nnext"),
        ("{'Authorization': 'Basic dTpw', 'Accept': '*/*'}", "{'Authorization': '***', 'Accept': '*/*'}"),
        ("(b'authorization', b'Bearer abc')", "(b'authorization', b'***')"),
        ("sent Bearer abc123def456", "sent Bearer ***"),
        ("https://h/x?page=2&access_token=abc&b=1", "https://h/x?page=2&access_token=***&b=1"),
        ("https://h/x?key=abc", "https://h/x?key=***"),
        ("https://h/x?X-Amz-Signature=abc#f", "https://h/x?X-Amz-Signature=***#f"),
        ("grant=1&password=abc", "grant=1&password=***"),
        ("password=abc", "password=***"),
        ('{"client_secret": "abc", "id": 1}', '{"client_secret": "***", "id": 1}'),
        (r'body "{\"token\": \"abc\"}"', r'body "{\"token\": \"***\"}"'),
        ("https://mm.example/hooks/abcdefghijklmnopqrstuvwxyz", "https://mm.example/hooks/***"),
    ],
)
def test_what_looks_like_a_secret_is_masked_untold(text: str, masked: str) -> None:
    assert Redactor()(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "Honda and Nissan, with Canton: a merger or tariffs at 15 %",
        "https://medium.com/@desk/story-1 and https://h/x?q=a@b.example",
        "the bearer certificates of 1999, basic training",
        "EPA authorization, which the agency granted",
        "key=honda-nissan delivery=d1 attempt=2",
        "syntax error: unexpected token ')'",
        "mail to desk@example.com at 10:30:00",
        "https://crm.example/hooks/news?tokens=3",
        "2025-07-13T10:00:00+00:00 12345678:short",
    ],
)
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert Redactor()(text) == text


@given(
    st.lists(st.text('ab*=&?:/@ \n"\\', max_size=8), max_size=4), st.text('ab*=&?:/@ \n"\\tokenBearer1-x', max_size=60)
)
def test_a_second_pass_changes_nothing(secrets: list[str], text: str) -> None:
    redact = Redactor(secrets)
    once = redact(text)
    assert redact(once) == once


@given(
    st.text(min_size=8, max_size=30).filter(lambda text: text.strip("*")), st.text(max_size=30), st.text(max_size=30)
)
def test_no_told_secret_survives_in_any_text(secret: str, before: str, after: str) -> None:
    assert secret not in Redactor([secret])(before + secret + after)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "://",
        "://a",
        "://a@",
        "?token=",
        "&a_",
        "authorization:",
        "Bearer a",
        "xoxb-",
        "/hooks/",
        '"password":',
        "1234567:",
        '\\"',
        "/webhooks/12345/",
    ],
)
@pytest.mark.timeout(20)
def test_hostile_text_is_read_to_its_end(piece: str) -> None:
    """A pattern that tries again at each place would take minutes for this much."""
    text = piece * (300_000 // len(piece))
    assert len(Redactor(["hunter22"])(text)) <= len(text) * 4


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("https://hooks.slack.com/services/T0AAAAAAA/B0BBBBBBB/c1c1c1c1c1", {"T0AAAAAAA", "B0BBBBBBB", "c1c1c1c1c1"}),
        ("slack://tokenAAAA/tokenBBBB/tokenCCCC/#desk", {"tokenAAAA", "tokenBBBB", "tokenCCCC"}),
        ("mailtos://bell:p%40ssword@mail.example/?from=a@b.example&format=html", {"p%40ssword", "p@ssword"}),
        ("tgram://123456789:AAabcdefgh/4242", {"123456789", "AAabcdefgh", "123456789:AAabcdefgh"}),
        ("pover://userkey1@apptoken1", {"userkey1", "apptoken1"}),
        ("redis://:hunter22@localhost:6379/0", {"hunter22"}),
        ("jsons://crm.example/in?sig=a+b%2Fc", {"a+b%2Fc", "a+b/c", "a b/c"}),
        ("unix:///run/newsbell/redis.sock", set()),
        ("console://", set()),
    ],
)
def test_the_secret_parts_of_a_channel_url(url: str, parts: set[str]) -> None:
    found = secrets_in_url(url)
    assert found[0] == url
    assert set(found[1:]) - {url.replace("%40", "@").replace("%2F", "/")} == parts
