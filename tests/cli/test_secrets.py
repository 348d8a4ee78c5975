"""No verb shows a secret, whatever goes wrong: each is run with planted ones, and all that it prints is searched."""

import base64
from pathlib import Path

import pytest
import redis

from fakes.newsbell import write
from fakes.valkey import ValkeyProcess

from .conftest import Typed

RULES = """\
version: 1
rules:
  r: {title: R, when: honda}
channels:
  autos: {url: "${SLACK_URL}"}
  bot: {url: "${BOT_URL}"}
  mail: {url: "${MAIL_URL}"}
  chat: {url: "${CHAT_URL}"}
  crm: {webhook: {url: "${CRM_URL}", secret: "${CRM_SECRET}"}}
routes:
  - channels: [autos, bot, mail, chat, crm]
"""
WORDS = ("plantedhookpath000000001", "plantedbottoken2", "plantedmailword3", "plantedchattoken4", "plantedcrmpath5")
REDIS_WORD = "plantedredisword7"
KEY = base64.b64encode(b"planted-webhook-key-6-planted").decode()
SECRETS = {
    "SLACK_URL": f"https://hooks.slack.com/services/T00000001/B00000001/{WORDS[0]}",
    "BOT_URL": f"slack://xoxb-1234567890-1234567890-{WORDS[1]}/+C0000000001",
    "MAIL_URL": f"mailto://desk:{WORDS[2]}@localhost:1?smtp=localhost&mode=insecure&to=reader@example.org",
    "CHAT_URL": f"mmost://localhost:1/{WORDS[3]}",
    "CRM_URL": f"http://127.0.0.1:1/hooks/{WORDS[4]}",
    "CRM_SECRET": f"whsec_{KEY}",
}
VERBS = [
    "check rules.yaml",
    "check --env rules.yaml",
    "backtest rules.yaml article.txt",
    "explain rules.yaml r article.txt",
    "channels list",
    *(f"channels test {name}" for name in ("autos", "bot", "mail", "chat", "crm")),
    "channels test crm --dry-run",
    "doctor",
    "config show",
    "publish article.txt",
    "tail articles --from-start --count 1 --json",
    "deliveries",
    "dead list",
    "dead show 1-1",
    "audit",
]


@pytest.fixture
def env(server: ValkeyProcess, prefix: str, folder: Path) -> dict[str, str]:
    """A rulebook with all kinds of channels, and the secrets that it asks for."""
    write(folder, "rules.yaml", RULES)
    client = redis.Redis.from_url(server.url)
    client.acl_setuser("planted", enabled=True, passwords=[f"+{REDIS_WORD}"], commands=["+@all"], keys=["*"])
    client.close()
    return {
        **SECRETS,
        "NEWSBELL_CONFIG": "rules.yaml",
        "NEWSBELL_REDIS_URL": server.url.replace("unix://", f"unix://planted:{REDIS_WORD}@"),
        "NEWSBELL_PREFIX": prefix,
        "NEWSBELL_LOG_LEVEL": "debug",
        "NEWSBELL_SLACK_HOOK_URL": "http://127.0.0.1:1",
        "NEWSBELL_SLACK_API_URL": "http://127.0.0.1:1/api",
    }


def shown_secrets(text: str) -> list[str]:
    return [word for word in (*WORDS, REDIS_WORD, KEY) if word in text]


def test_no_verb_shows_a_planted_secret(typed: Typed, env: dict[str, str]) -> None:
    codes = {}
    for words in ["publish article.txt", *VERBS]:
        ended = typed(*words.split(), **env)
        codes[words] = ended.code
        assert shown_secrets(ended.out + ended.err) == [], words
        assert "Traceback" not in ended.err, words

    reached = {words for words, code in codes.items() if code == 0}
    assert {
        "check --env rules.yaml",
        "channels test crm --dry-run",
        "publish article.txt",
        "audit",
        "doctor",
    } <= reached


@pytest.mark.parametrize(
    ("variable", "value", "code"),
    [
        ("CHAT_URL", "bogus://plantedchattoken4/x", 78),
        ("CHAT_URL", "plantedchattoken4", 78),
        ("SLACK_URL", "slack://plantedhookpath000000001/x", 78),
        ("CRM_URL", "ftp://plantedcrmpath5/x", 78),
        ("CRM_SECRET", "", 78),
        ("NEWSBELL_REDIS_URL", "plantedredisword7", 78),
        ("NEWSBELL_REDIS_URL", "redis://x:planted/redisword@plantedredisword7:x", 78),
    ],
)
def test_run_with_a_secret_that_is_wrong_names_its_place_only(
    variable: str, value: str, code: int, typed: Typed, env: dict[str, str]
) -> None:
    ended = typed("run", **{**env, variable: value})

    assert ended.code == code, ended.err
    assert shown_secrets(ended.out + ended.err) == []
    assert "Traceback" not in ended.err
