"""Channels: variables, secrets that stay hidden, schedules, kinds."""

from pathlib import Path

import pytest

from newsbell.adapters.rulebook.channels import channel_kind
from newsbell.adapters.rulebook.configuration import ChannelConfig, Configuration, ConfigurationError
from newsbell.adapters.rulebook.loading import load_text
from newsbell.adapters.rulebook.secrets import substitute
from newsbell.core.route.model import ChannelSpec, DigestSchedule
from newsbell.core.rules.problem import Level

HEAD = "version: 1\nrules: {r: {when: merger}}\nchannels:\n"


def load(channels: str, environ: dict[str, str] | None) -> Configuration:
    return load_text(HEAD + channels, "f.yaml", environ).configuration


def one(channels: str, environ: dict[str, str] | None) -> ChannelConfig:
    (channel,) = load(channels, environ).channels
    return channel


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("console://", "console"),
        ("slack://T/B/C", "slack"),
        ("https://hooks.slack.com/services/T/B/C", "slack"),
        ("HTTPS://HOOKS.SLACK.COM/services/T/B/C", "slack"),
        ("https://hooks.slack.com.evil.example/services", "apprise"),
        ("mailto://u:p@example.org", "email"),
        ("mailtos://u:p@example.org?to=a@example.org", "email"),
        ("ntfy://topic", "apprise"),
        ("https://discord.example/api/webhooks/1/2", "apprise"),
    ],
)
def test_the_kind_is_read_from_the_address(url: str, kind: str) -> None:
    assert channel_kind(url) == kind


@pytest.mark.parametrize(
    ("written", "environ", "expected"),
    [
        ("${A}", {"A": "x"}, "x"),
        ("s://${A}/${B}?c", {"A": "x", "B": "y"}, "s://x/y?c"),
        ("${A:-console://}", {}, "console://"),
        ("${A:-console://}", {"A": ""}, "console://"),
        ("${A:-console://}", {"A": "x"}, "x"),
        ("${A:-}", {}, ""),
        ("$${A}", {"A": "x"}, "${A}"),
        ("a$b", {}, "a$b"),
        ("${A}", {"A": " x\n"}, "x"),
        ("${A}", {"A": "${B}", "B": "y"}, "${B}"),
    ],
)
def test_variables_are_put_in(written: str, environ: dict[str, str], expected: str) -> None:
    assert substitute(written, environ).text == expected


def test_a_secret_is_read_from_a_file_without_its_last_line_break(tmp_path: Path) -> None:
    secret = tmp_path / "mail"
    secret.write_text("mailto://a@example.org\n", encoding="utf-8")
    channel = one(f'  a: {{url: "${{file:{secret}}}"}}\n', {})

    assert channel.url is not None
    assert channel.url.get_secret_value() == "mailto://a@example.org"
    assert channel.spec == ChannelSpec("a", "email")


@pytest.mark.parametrize(("content", "why"), [(b"", "is empty"), (b"\xff", "it is not UTF-8 text"), (None, "No such")])
def test_a_secret_file_that_is_of_no_use_is_an_error(tmp_path: Path, content: bytes | None, why: str) -> None:
    secret = tmp_path / "mail"
    if content is not None:
        secret.write_bytes(content)
    with pytest.raises(ConfigurationError, match=why):
        one(f'  a: {{url: "${{file:{secret}}}"}}\n', {})


def test_every_missing_variable_is_named_at_its_place() -> None:
    with pytest.raises(ConfigurationError) as caught:
        load('  a: {url: "s://${ONE}/${TWO}"}\n  b: {webhook: {url: "https://h.example", secret: ["${THREE}"]}}\n', {})

    assert [(problem.line, problem.column, problem.message) for problem in caught.value.problems] == [
        (4, 17, "ONE is not set"),
        (4, 24, "TWO is not set"),
        (5, 53, "THREE is not set"),
    ]


def test_checking_needs_no_variables_and_lists_their_names() -> None:
    configuration = load(
        '  a: {url: "${ONE}"}\n  b: {webhook: {url: "https://h.example", secret: "${TWO}"}}\n'
        '  c: {url: "${THREE:-console://}"}\n  d: {url: "${ONE}"}\n',
        None,
    )

    assert configuration.missing_names == ("ONE", "TWO")
    first, second, third, _ = configuration.channels
    assert (first.url, second.webhook_secrets, second.spec.kind) == (None, (), "webhook")
    assert third.spec.kind == "console"
    assert not configuration.problems


def test_a_webhook_may_have_several_secrets_while_they_change() -> None:
    channel = one(
        '  a: {webhook: {url: "${U}", secret: ["${NEW}", "${OLD}"]}}\n',
        {"U": "https://h.example", "NEW": "n", "OLD": "o"},
    )

    assert [secret.get_secret_value() for secret in channel.webhook_secrets] == ["n", "o"]
    assert channel.secrets() == ("https://h.example", "n", "o")


def test_a_digest_and_the_own_sender_of_apprise_are_kept() -> None:
    channel = one(
        '  a: {url: "mailto://a@h.example", via: apprise, '
        'digest: {schedule: "30 7 * * 1-5", timezone: Europe/Paris}}\n',
        {},
    )

    assert channel.via == "apprise"
    assert channel.spec == ChannelSpec("a", "email", DigestSchedule("30 7 * * 1-5", "Europe/Paris"))


SECRETS = {"A": "slack://T123/B456/hidden-one", "B": "https://h.example/hidden-two", "C": "hidden-three"}


def test_nothing_that_is_printed_shows_a_secret() -> None:
    configuration = load('  a: {url: "${A}"}\n  b: {webhook: {url: "${B}", secret: "${C}"}}\n', SECRETS)
    shown = f"{configuration!r} {configuration} {[str(channel) for channel in configuration.channels]}"

    assert "hidden" not in shown
    assert "T123" not in shown


@pytest.mark.parametrize(
    "channels",
    [
        '  a: {url: "slack://T1/B2/hidden", chanel: x}\n',
        "  a:\n    url: slack://T1/B2/hidden\n    webhok: {url: https://h.example/hidden, secret: hidden}\n",
        "  a: {webhook: {url: ftp://h.example/hidden, secret: [hidden, hidden]}}\n",
        "  a:\n    webhook:\n      url: https://h.example\n      secret:\n        - NO\n        - hidden: x\n",
        '  a: {url: "slack://T1/B2/hidden" and more}\n',
        "  a: {url: 'slack://T1/B2/hidden}\n",
        "  a: {webhook: {url: https://h.example, secret: @hidden}}\n",
        "  a: {url: '${A:-slack://hidden} ${B'}\n",
        "  a: {url: 'hidden'}\n",
        "routes: [{channels: ['slack://T1/B2/hidden']}]\n",
        "  slack://T1/hidden: {url: 'console://'}\n",
    ],
)
def test_no_complaint_shows_a_secret(channels: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(channels, {})

    assert "hidden" not in caught.value.render()
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize(
    "channels", ['  a: {url: "slack://T1/B2/hidden"}\n', '  a: {webhook: {url: "https://h.example", secret: hidden}}\n']
)
def test_a_secret_in_the_file_itself_is_a_warning(channels: str) -> None:
    (problem,) = load(channels, {}).problems

    assert problem.level is Level.WARNING
    assert problem.suggestion == "keep it in a variable: ${NAME}"
    assert "hidden" not in problem.render()
