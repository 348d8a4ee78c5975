"""Minimal cases played by hand: one worker stops at the worst moment, another takes over, the first one wakes."""

import json
from collections.abc import Mapping
from pathlib import Path
from random import Random

from chaos.installation import Eyes, Installation, Leases, installation
from chaos.receivers import HeldWebhook, SlowWebhook
from chaos.storm import as_foreign, fall_asleep, put
from fakes.newsbell import until
from fakes.slack import FakeSlack
from fakes.webhook import FakeWebhook

NOTHING = "The town council spent an hour on the colour of a bench. " * 60
BODY = f"Corvane pays a tariff of 4 percent. {NOTHING}"


def matching(count: int, body: str = BODY) -> list[str]:
    """Articles that all match one rule (with a body of NOTHING: none), as lines of JSON."""
    return [
        json.dumps({"id": f"z-{number}", "version": "1", "headline": f"Notes number {number}", "body_text": body})
        for number in range(count)
    ]


async def sleeping_watcher(
    folder: Path, env: Mapping[str, str] | None = None, *, count: int = 48, body: str = BODY, dead: bool = False
) -> list[str]:
    """A watcher stops in the middle of its batch; another finishes the batch; the first one wakes and commits.

    Each article raises an alert, unless it has another `body` or all are to be `dead`. Gives the promises that were
    broken.
    """
    leases = Leases(entry=1.0, delivery=2.0)
    more = {"NEWSBELL_BATCH_SIZE": str(count), "NEWSBELL_MAX_ARTICLE_BYTES": "100000", **(env or {})}
    async with (
        FakeSlack() as slack,
        SlowWebhook(Random(1), slowest=3.0) as crm,
        installation(folder, crm, slack, leases=leases, env=more) as place,
        Eyes(place.server.url) as eyes,
    ):
        await put(eyes, [as_foreign(line) for line in matching(count, body)])
        await place.add(rooms="watch", wait=False)
        sleeper = await fall_asleep(place, eyes, seconds=15.0)
        assert sleeper is not None, "the watcher was never seen with a batch in its hands"
        await place.add(rooms="watch,notify,deliver")
        assert await eyes.quiet(20.0) == {}
        place.wake(sleeper)
        # The other worker waits for articles and for alerts; the sleeper is back when it waits for articles too.
        await until(lambda: more_readers(eyes, 2), 10.0)
        await place.stop()
        return await _broken(place, eyes, crm, count if body == BODY and not dead else 0)


async def sleeping_over_nothing(folder: Path, env: Mapping[str, str] | None = None) -> list[str]:
    """The same with articles that match nothing, of which a page is acknowledged and counted together.

    They are long, or the watcher is through before it is seen with them.
    """
    return await sleeping_watcher(folder, env, body=NOTHING * 10)


async def sleeping_and_given_up(folder: Path, env: Mapping[str, str] | None = None) -> list[str]:
    """The same where nobody gets a second try: the other worker buries what the sleeper would raise alerts for."""
    return await sleeping_watcher(folder, {"NEWSBELL_MAX_DELIVERIES": "1", **(env or {})}, dead=True)


async def more_readers(eyes: Eyes, than: int) -> bool:
    """Whether somebody has come back to wait for news."""
    return await eyes.readers() > than


async def _broken(place: Installation, eyes: Eyes, crm: FakeWebhook, count: int) -> list[str]:
    audit = json.loads((await place.newsbell.run("audit", "--json")).out)
    ids = [alert["id"] for alert in await eyes.documents("alerts")]
    broken = [f"the audit differs by {audit['difference']}"] if audit["difference"] else []
    if (len(ids), len(set(ids))) != (count, count):
        broken.append(f"{count} articles raised {len(ids)} alerts, {len(set(ids))} different ones")
    if len(crm.calls) != count:
        broken.append(f"{count} alerts became {len(crm.calls)} calls")
    return broken


async def sleeping_sender(folder: Path, env: Mapping[str, str] | None = None) -> list[str]:
    """A sender stops in the middle of a call; another sends instead; the first one wakes while that call is under way.

    What the sleeper says of its own call must count for nothing. Gives the promises that were broken.
    """
    async with (
        FakeSlack() as slack,
        HeldWebhook() as crm,
        installation(folder, crm, slack, leases=Leases(entry=1.0, delivery=3.0), env=env) as place,
        Eyes(place.server.url) as eyes,
    ):
        await put(eyes, [as_foreign(line) for line in matching(1)])
        [sleeper] = await place.add()
        await until(lambda: len(crm.held) == 1, 15.0)
        place.sleep(sleeper)
        await place.add()
        await until(lambda: len(crm.held) == 2, 15.0)
        crm.held[0].set_result(500)
        place.wake(sleeper)
        await until(lambda: '"retrying' in sleeper.log, 5.0, lambda: sleeper.log)
        crm.held[1].set_result(204)
        crm.open()
        left = await eyes.quiet(10.0)
        await place.stop()
        return [*(f"not finished: {name} {count}" for name, count in left.items()), *await _sent_once(eyes, crm)]


async def _sent_once(eyes: Eyes, crm: FakeWebhook) -> list[str]:
    [row] = await eyes.operations.deliveries()
    sent = [fact["attempt"] for fact in await eyes.documents("deliveries") if fact["status"] == "sent"]
    broken = []
    if [call.id for call in crm.calls] != [row.id] * 2:
        broken.append(f"one delivery and one sleep made {len(crm.calls)} calls")
    if (row.state.value, row.attempt, sent) != ("sent", 2, [2]):
        broken.append(f"the row is {row.state.value} by attempt {row.attempt}, and the bus says attempts {sent}")
    if not row.maybe_repeat:
        broken.append("the ledger does not say that the receiver may have seen it twice")
    return broken
