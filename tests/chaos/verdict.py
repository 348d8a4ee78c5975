"""What was promised, and what the storm left of it."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chaos.articles import Foreign
from chaos.installation import Eyes, Installation
from fakes.slack import FakeSlack
from fakes.webhook import FakeWebhook
from newsbell.adapters.store import DeadLetter, DeliveryRow
from newsbell.app.archive import FileArchive
from newsbell.app.backtesting import LIMIT, PlainTrial, run_backtest
from newsbell.app.rules import load

Json = dict[str, Any]


@dataclass(slots=True)
class Harm:
    """What was done to the installation."""

    kills: int = 0
    sleeps: int = 0
    server_kills: int = 0
    publisher_kills: int = 0
    in_the_act: int = 0
    """Kills and sleeps that met a worker with entries in its hands."""
    workers: int = 3

    @property
    def most_repeats(self) -> int:
        """Messages that one channel may get twice: one for each time that a sender may have died within a send.

        When the server dies, every worker's send in hand may lose its commit for longer than the lease.
        """
        return self.kills + self.sleeps + self.workers * self.server_kills


@dataclass(frozen=True, slots=True)
class Expected:
    """What an offline backtest says: the alerts of each story, in order; the dead letters; entries on the bus."""

    stories: Mapping[str, Sequence[Json]]
    dead: Counter[tuple[str, bytes]]
    lines: int
    entries: int

    @property
    def alerts(self) -> int:
        return sum(len(alerts) for alerts in self.stories.values())


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is on the bus, in the ledger and at the receivers when all is quiet."""

    left: Mapping[str, int]
    words: Sequence[str]
    alerts: Sequence[Json]
    facts: Sequence[Json]
    dead: Sequence[DeadLetter]
    rows: Sequence[DeliveryRow]
    audit: Json
    exit_codes: Sequence[int]
    webhook: FakeWebhook
    slack: FakeSlack


def expected_of(
    config: Path, archive: Path, *, dead: Sequence[Foreign], foreign: int, lines: int, published: int
) -> Expected:
    """Run the backtest over the archive. `published` of the `lines` are not repeats."""
    trial = PlainTrial(load(config, None).rule_set)
    stories: dict[str, list[Json]] = defaultdict(list)
    for line in run_backtest(trial, FileArchive([archive], LIMIT), lambda _: None):
        judged = json.loads(line())
        if judged["raised"]:
            stories[judged["story_id"]].append(judged["alert"])
    assert trial.articles == foreign + lines, "the archive can not be read as a whole"
    letters = Counter((item.reason or "", item.document) for item in dead)
    return Expected(stories, letters, lines, foreign + published + len(dead))


async def gather(
    place: Installation,
    eyes: Eyes,
    crm: FakeWebhook,
    slack: FakeSlack,
    *,
    left: Mapping[str, int],
    words: Sequence[str],
) -> Evidence:
    """Stop the workers, then look everywhere."""
    codes = await place.stop()
    audit = await place.newsbell.run("audit", "--json")
    return Evidence(
        left=left,
        words=words,
        alerts=await eyes.documents("alerts"),
        facts=await eyes.documents("deliveries"),
        dead=await eyes.operations.dead_letters(100_000),
        rows=await eyes.operations.deliveries(count=100_000),
        audit=json.loads(audit.out or audit.err),
        exit_codes=codes,
        webhook=crm,
        slack=slack,
    )


def judge(seen: Evidence, wanted: Expected, harm: Harm) -> tuple[list[str], dict[str, float]]:
    """The broken promises, each in a line, and the figures."""
    broken = [f"not finished: {name} {count}" for name, count in seen.left.items()]
    broken += [f"a worker ended with exit code {code}" for code in seen.exit_codes if code]
    story_faults, overtaken = _alerts(seen.alerts, wanted.stories)
    broken += story_faults
    broken += _dead(seen.dead, wanted.dead)
    broken += _audit(seen.audit, wanted)
    broken += _published(seen.words, wanted.lines)
    broken += _ledger(seen)
    broken += _facts(seen)
    webhook_faults, webhook_repeats = _webhook(seen, harm)
    slack_faults, slack_repeats = _slack(seen, harm)
    figures: dict[str, float] = {
        "articles": wanted.entries,
        "alerts": len(seen.alerts),
        "overtaken": overtaken,
        "dead": len(seen.dead),
        "deliveries": len(seen.rows),
        "kills": harm.kills,
        "sleeps": harm.sleeps,
        "in_the_act": harm.in_the_act,
        "server_kills": harm.server_kills,
        "publisher_kills": harm.publisher_kills,
        "lost": sum("lost" in fault for fault in broken),
        "webhook_repeats": webhook_repeats,
        "slack_repeats": slack_repeats,
    }
    return [*broken, *webhook_faults, *slack_faults], figures


def _clauses(alert: Json) -> list[str]:
    return sorted(item["clause"] for item in alert["matched"])


def _alerts(found: Sequence[Json], wanted: Mapping[str, Sequence[Json]]) -> tuple[list[str], int]:
    """Each story rang as the backtest says, each alert once.

    Two workers may take two versions of one article in either order. The newer one first leaves nothing for the older
    one to say, so a story may ring less often than in the backtest; what it said last must be the same.
    """
    faults = [f"alert {name} is on the bus {count} times" for name, count in _twice(item["id"] for item in found)]
    stories: dict[str, list[Json]] = defaultdict(list)
    for alert in found:
        stories[alert["story"]["id"]].append(alert)
    faults += [f"story {story} should not have rung" for story in stories.keys() - wanted.keys()]
    overtaken = 0
    for story, plan in wanted.items():
        rung = sorted(stories.get(story, ()), key=lambda alert: int(alert["sequence"]))
        if not rung:
            faults.append(f"lost: story {story} never rang ({plan[0]['headline']})")
        elif [alert["id"] for alert in rung] != [alert["id"] for alert in plan[: len(rung)]]:
            faults.append(f"story {story} rang {[alert['id'] for alert in rung]}, not {[a['id'] for a in plan]}")
        elif _clauses(rung[-1]) != _clauses(plan[-1]):
            faults.append(f"lost: the last news of story {story}, {_clauses(plan[-1])} but {_clauses(rung[-1])}")
        else:
            overtaken += len(plan) - len(rung)
    return faults, overtaken


def _twice(names: Iterable[str]) -> list[tuple[str, int]]:
    return [(name, count) for name, count in Counter(names).items() if count > 1]


def _dead(found: Sequence[DeadLetter], wanted: Counter[tuple[str, bytes]]) -> list[str]:
    """Every broken document, once, with its reason and its bytes; and nothing else."""
    letters = Counter((letter.reason, letter.raw) for letter in found)
    return [
        *(f"no dead letter ({reason}): {raw[:80]!r}" for reason, raw in (wanted - letters).elements()),
        *(f"dead letter too many ({reason}): {raw[:80]!r}" for reason, raw in (letters - wanted).elements()),
    ]


def _audit(audit: Json, wanted: Expected) -> list[str]:
    faults = [
        f"the audit of {name} differs by {line['difference']}: {line['total']} but {line['terms']}"
        for name, line in audit["sums"].items()
        if line["difference"]
    ]
    accepted = audit["sums"]["articles accepted"]["total"]
    if accepted != wanted.entries:
        faults.append(f"{accepted} entries were put on the bus, not {wanted.entries}")
    return faults


def _published(words: Sequence[str], lines: int) -> list[str]:
    """The publishers' last words account for every line."""
    counts = [int(number.replace(",", "")) for word in words for number in re.findall(r"[\d,]*\d", word)]
    fine = sum(counts) == lines and not any("refused" in word for word in words)
    return [] if fine else [f"the publishers said {words} of {lines} lines"]


def _ledger(seen: Evidence) -> list[str]:
    """Each alert has a sent row for each of its channels."""
    rows = Counter((alert, row.channel) for row in seen.rows for alert in row.alert_ids)
    wanted = Counter(
        (alert["id"], channel)
        for alert in seen.alerts
        for channel in (("crm", "autos") if alert["labels"].get("desk") == "takeover" else ("crm",))
    )
    return [
        *(f"lost: no delivery of {alert} to {channel}" for alert, channel in (wanted - rows).elements()),
        *(f"delivery too many of {alert} to {channel}" for alert, channel in (rows - wanted).elements()),
        *(f"delivery {row.id} is {row.state}: {row.error}" for row in seen.rows if row.state != "sent"),
    ]


def _facts(seen: Evidence) -> list[str]:
    """The bus says `sent` once for each row, and of the attempt that was the row's last."""
    sent = [fact for fact in seen.facts if fact["status"] == "sent"]
    faults = [f"the bus says {count} times that {name} was sent" for name, count in _twice(f["id"] for f in sent)]
    attempts = {fact["id"]: fact["attempt"] for fact in sent}
    wrong = [row for row in seen.rows if attempts.get(row.id) != row.attempt]
    return faults + [f"{row.id}: attempt {row.attempt}, but the bus says {attempts.get(row.id)}" for row in wrong]


def _webhook(seen: Evidence, harm: Harm) -> tuple[list[str], int]:
    """Every delivery took effect, its own alert in it, under one id however often it came."""
    rows = {row.id: row for row in seen.rows if row.channel == "crm"}
    effects = seen.webhook.effects
    faults = [f"lost: {name} did not reach the webhook" for name in rows.keys() - effects.keys()]
    faults += [f"{name} reached the webhook and is in no ledger" for name in effects.keys() - rows.keys()]
    faults += [f"{call.id} came with a wrong signature" for call in seen.webhook.calls if not call.verified]
    for name in rows.keys() & effects.keys():
        bodies = {call.document["data"]["id"] for call in seen.webhook.calls if call.id == name}
        if bodies != set(rows[name].alert_ids):
            faults.append(f"{name} brought {bodies}, not {rows[name].alert_ids}")
    repeats = _twice(call.id for call in seen.webhook.calls)
    return [*faults, *_repeats("webhook", repeats, rows, harm)], sum(count - 1 for _, count in repeats)


def _slack(seen: Evidence, harm: Harm) -> tuple[list[str], int]:
    """Every delivery was posted; twice only where the ledger says that this may be."""
    rows = {row.id: row for row in seen.rows if row.channel == "autos"}
    urls = {alert["id"]: alert["url"] for alert in seen.alerts}
    texts = [json.dumps(post.payload) for post in seen.slack.posts]
    posts = {
        name: sum(re.search(rf"{re.escape(urls[row.alert_ids[0]])}[^\w/-]", text) is not None for text in texts)
        for name, row in rows.items()
    }
    faults = [f"lost: {name} did not reach Slack" for name, count in posts.items() if count == 0]
    faults += [f"Slack refused a message: {reasons}" for reasons in seen.slack.refused]
    repeats = [(name, count) for name, count in posts.items() if count > 1]
    faults += [f"{name} was posted {count} times, untold" for name, count in repeats if not rows[name].maybe_repeat]
    return [*faults, *_repeats("Slack", repeats, rows, harm)], sum(count - 1 for _, count in repeats)


def _repeats(where: str, repeats: Sequence[tuple[str, int]], rows: Mapping[str, DeliveryRow], harm: Harm) -> list[str]:
    faults = [
        f"{name} came to {where} {count} times in {rows[name].attempt} attempts"
        for name, count in repeats
        if name in rows and count > rows[name].attempt
    ]
    extra = sum(count - 1 for _, count in repeats)
    if extra > harm.most_repeats:
        faults.append(f"{extra} repeats at {where}, and no more than {harm.most_repeats} can be explained")
    return faults
