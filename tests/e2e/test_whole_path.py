"""One article from the bus to Slack, a mailbox, a webhook and another service; everything real but the receivers."""

import json
from pathlib import Path
from typing import Any

import pytest
import redis.asyncio

from fakes.newsbell import Newsbell, until, write
from fakes.slack import FakeSlack, Rate
from fakes.smtp import FakeSmtp
from fakes.valkey import ValkeyProcess
from fakes.webhook import FakeWebhook
from newsbell.adapters.store import Keys, Operations

RULES = """
version: 1
entities:
  honda: {name: Honda, aliases: [Honda Motor]}
  nissan: {name: Nissan, aliases: [Nissan Motor]}
  canton: {name: "Canton, Mississippi", type: place, aliases: [Canton], region: Mississippi}
rules:
  honda-nissan:
    title: Honda and Nissan, with Canton, a merger or tariffs
    when: '@honda AND @nissan AND (@canton OR event:merger OR event:tariff)'
    severity: high
    labels: {desk: autos}
channels:
  autos: {url: "${SLACK_URL}"}
  mail: {url: "${MAIL_URL}"}
  crm: {webhook: {url: "${CRM_URL}", secret: "${CRM_SECRET}"}}
routes:
  - match: {desk: autos}
    channels: [autos, mail, crm]
"""

SECRET = "whsec_" + "bmV3c2JlbGwtdGVzdC1zZWNyZXQtMDAwMQ=="

FIRST = {
    "id": "a-1",
    "url": "https://ledger.example/1",
    "headline": "Nissan weighs pickups for Honda",
    "body_text": "Nissan may assemble pickups for Honda at Canton, Mississippi. An old merger plan is history.",
    "published_at": "2025-07-14T08:00:00Z",
    "source": {"name": "The Example Ledger"},
}
SECOND = {
    "id": "a-2",
    "url": "https://harbour.example/2",
    "headline": "Honda and Nissan pay more at the border",
    "body_text": "Honda and Nissan both pay tariffs of 15 percent.",
}
NEITHER = {"id": "a-3", "url": "https://harbour.example/3", "headline": "A bakery opens", "body_text": "Bread, mostly."}


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return write(tmp_path, "rules.yaml", RULES)


async def documents(client: "redis.asyncio.Redis", stream: str) -> list[dict[str, Any]]:
    """What is on a stream, as another service reads it."""
    entries: Any = await client.xrange(stream)
    return [json.loads(fields[b"__data__"]) for _, fields in entries]


async def quiet(client: "redis.asyncio.Redis", prefix: str) -> bool:
    """Whether everything published has been brought to its end; and nothing is missing from the sums."""
    report = await Operations(client, Keys(prefix), redact=str).audit()
    waiting = [line.terms.get(term, 0) for line in report.lines for term in ("unread", "pending", "due")]
    assert report.difference == 0
    return sum(waiting) == 0


async def test_an_article_reaches_slack_a_mailbox_a_webhook_and_the_bus_once(
    server: ValkeyProcess, client: "redis.asyncio.Redis", prefix: str, rules: Path, tmp_path: Path
) -> None:
    articles = write(tmp_path, "in.jsonl", "\n".join(json.dumps(item) for item in (FIRST, SECOND, NEITHER)))
    async with FakeSlack(rate=Rate()) as slack, FakeSmtp() as smtp, FakeWebhook() as crm:
        newsbell = Newsbell(
            {
                "NEWSBELL_REDIS_URL": server.url,
                "NEWSBELL_PREFIX": prefix,
                "NEWSBELL_SLACK_HOOK_URL": slack.url,
                "SLACK_URL": slack.hook_channel_url,
                "MAIL_URL": smtp.url(),
                "CRM_URL": crm.hook_url,
                "CRM_SECRET": SECRET,
            }
        )
        async with newsbell.service("--config", str(rules)) as service:
            first = await newsbell.run("publish", str(articles))
            again = await newsbell.run("publish", str(articles))
            await until(lambda: len(slack.posts) >= 2 and len(smtp.mails) >= 2 and len(crm.calls) >= 2, 15.0)
            await until(lambda: quiet(client, prefix), 10.0)

            log = service.log
            ledger = (await newsbell.run("deliveries", "--json")).lines
    assert (first.code, again.code) == (0, 0)
    assert first.out == "3 articles published\n"
    assert again.out == "0 articles published, 3 known already\n"
    assert (len(slack.posts), len(smtp.mails), len(crm.calls)) == (2, 2, 2)
    assert not slack.refused
    raised = await documents(client, f"{prefix}:alerts")
    assert [item["data"]["articles"][0]["id"] for item in raised] == ["a-1", "a-2"]
    assert_evidence(raised[0]["data"], FIRST)
    assert {row["status"] for row in ledger} == {"sent"}
    # Two alerts of one millisecond go out in any order.
    assert sum("Canton, Mississippi" in json.dumps(post.payload) for post in slack.posts) == 1
    assert sum("pickups for Honda" in str(mail.parsed["Subject"]) for mail in smtp.mails) == 1
    for secret in (slack.hook_channel_url.rsplit("/", 1)[1], SECRET.removeprefix("whsec_")):
        assert secret not in log


def assert_evidence(alert: dict[str, Any], article: dict[str, Any]) -> None:
    """Every quote is a slice of the article's own text, and every span is a slice of it that names its clause."""
    assert alert["evidence"]
    for item in alert["evidence"]:
        text = article[item["field"]]
        assert text[item["start"] : item["end"]] == item["sentence"]
        for span in item["spans"]:
            assert item["start"] <= span["start"] < span["end"] <= item["end"]
    words = {
        article[item["field"]][span["start"] : span["end"]] for item in alert["evidence"] for span in item["spans"]
    }
    assert {"Honda", "Nissan", "Canton, Mississippi", "merger"} <= words


@pytest.fixture
def seeds(shared: Path) -> list[str]:
    """Two real articles."""
    return sorted(map(str, shared.glob("seeds/0*.txt")))


@pytest.mark.needs_shared
async def test_real_articles_ring_once_each_and_a_broken_one_can_be_replayed(
    server: ValkeyProcess, client: "redis.asyncio.Redis", prefix: str, rules: Path, seeds: list[str]
) -> None:
    async with FakeSlack(rate=Rate()) as slack, FakeSmtp() as smtp, FakeWebhook() as crm:
        newsbell = Newsbell(
            {
                "NEWSBELL_REDIS_URL": server.url,
                "NEWSBELL_PREFIX": prefix,
                "NEWSBELL_SLACK_HOOK_URL": slack.url,
                "SLACK_URL": slack.hook_channel_url,
                "MAIL_URL": smtp.url(),
                "CRM_URL": crm.hook_url,
                "CRM_SECRET": SECRET,
            }
        )
        async with newsbell.service("--config", str(rules)):
            for _ in range(2):
                await newsbell.run("publish", *seeds)
            broken = await newsbell.run("publish", "--raw", "-", stdin=b'{"headline": "no id, no url"}')
            await until(lambda: len(slack.posts) >= 2 and len(smtp.mails) >= 2, 15.0)
            await until(lambda: quiet(client, prefix), 10.0)
            letters = (await newsbell.run("dead", "list", "--json")).lines
            replayed = await newsbell.run("dead", "replay", letters[0]["entry"])
            await until(lambda: quiet(client, prefix), 10.0)
            again = (await newsbell.run("dead", "list", "--json")).lines

    assert (len(slack.posts), len(smtp.mails), len(await documents(client, f"{prefix}:alerts"))) == (2, 2, 2)
    assert (broken.code, replayed.code) == (0, 0)
    assert [(item["reason"], item["error"]) for item in letters] == [
        ("not_valid", "not a valid article: an article needs an `id` or a `url`")
    ]
    assert [item["replayed"] is not None for item in again] == [False, True]
    facts = [document["data"] for document in await documents(client, f"{prefix}:deliveries")]
    assert sorted((fact["status"], fact["channel"]["name"]) for fact in facts) == sorted(
        ("sent", name) for name in ("autos", "crm", "mail") for _ in range(2)
    )
