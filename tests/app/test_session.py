import logging
from pathlib import Path

import pytest

from fakes.newsbell import write
from newsbell.app.session import begin
from newsbell.settings import SettingsError

HOOK = "https://hooks.slack.com/services/T0CANARY1/B0CANARY2/canarycanarycanary"
KEY = "whsec_" + "Y2FuYXJ5LWNhbmFyeS1jYW5hcnkh"
RULES = """
version: 1
rules:
  merger: {title: Mergers, when: merger}
channels:
  autos: {url: "${SLACK_URL}"}
  crm: {webhook: {url: "${CRM_URL}", secret: "${CRM_SECRET}"}}
"""
ENVIRON = {
    "NEWSBELL_REDIS_URL": "redis://reader:s3cret-canary@bus.example:6380/1",
    "SLACK_URL": HOOK,
    "CRM_URL": "https://crm.example/hooks/canary-path-token",
    "CRM_SECRET": KEY,
}
Streams = pytest.CaptureFixture[str]


def test_the_servers_password_is_masked_from_the_first_record_on(own_logging: Streams) -> None:
    session = begin(ENVIRON)
    logging.getLogger("newsbell.test").warning("can not reach %s with s3cret-canary", ENVIRON["NEWSBELL_REDIS_URL"])

    written = own_logging.readouterr().err
    assert "can not reach" in written
    assert "s3cret-canary" not in written
    assert session.redact("password=s3cret-canary") == "password=***"


def test_the_secrets_of_channels_are_masked_once_the_configuration_is_read(
    own_logging: Streams, tmp_path: Path
) -> None:
    session = begin(ENVIRON, config=write(tmp_path, "rules.yaml", RULES))
    configuration = session.configuration()
    logging.getLogger("newsbell.test").warning("sent to %s and %s, %s", HOOK, ENVIRON["CRM_URL"], KEY)

    assert [channel.spec.name for channel in configuration.channels] == ["autos", "crm"]
    written = own_logging.readouterr().err
    assert "sent to" in written
    for secret in ("T0CANARY1", "canarycanarycanary", "canary-path-token", KEY.removeprefix("whsec_")):
        assert secret not in written
        assert secret not in session.redact(f"a {HOOK} b {ENVIRON['CRM_URL']} c {KEY}")
        assert secret not in repr(configuration.channels)


def test_without_a_configuration_the_bundled_example_is_in_force(own_logging: Streams) -> None:
    rules = begin({}).configuration().rule_set
    assert rules.rule("honda-nissan") is not None


@pytest.mark.parametrize(
    ("environ", "quiet", "shown"),
    [({}, True, False), ({}, False, True), ({"NEWSBELL_LOG_LEVEL": "info"}, True, True)],
)
def test_a_quiet_verb_logs_warnings_only_unless_the_operator_asked_for_more(
    own_logging: Streams, environ: dict[str, str], quiet: bool, shown: bool
) -> None:
    begin(environ, quiet=quiet)
    logging.getLogger("newsbell.test").info("by the way")
    assert ("by the way" in own_logging.readouterr().err) is shown


def test_what_the_command_line_says_wins_over_the_environment(own_logging: Streams) -> None:
    session = begin({"NEWSBELL_PREFIX": "{env}", "NEWSBELL_BATCH_SIZE": "7"}, prefix="{argument}", config=None)
    assert (session.settings.prefix, session.settings.batch_size) == ("{argument}", 7)


def test_a_setting_that_can_not_be_used_is_told_without_its_value(own_logging: Streams) -> None:
    with pytest.raises(SettingsError) as refused:
        begin({"NEWSBELL_REDIS_URL": "http://s3cret-canary@bus.example"})
    (problem,) = refused.value.problems
    assert problem.startswith("NEWSBELL_REDIS_URL: is not the URL of a server; write redis://")
    assert "s3cret-canary" not in problem
