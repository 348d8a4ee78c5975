"""`newsbell run` with the server that it brings along: crashes of either, and a stop under load."""

import json
import os
import signal
import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from chaos.articles import RULES, SENDING
from chaos.installation import Eyes, Leases, installation
from chaos.receivers import SECRET, SlowWebhook
from chaos.scenarios import matching
from chaos.storm import as_foreign, put
from fakes.newsbell import Newsbell, until, write
from fakes.slack import FakeSlack
from fakes.webhook import FakeWebhook
from newsbell.adapters.embedded.place import Place

COUNT = 60


def at_home(folder: Path, crm: FakeWebhook, slack: FakeSlack) -> Newsbell:
    """An installation without a server of its own choice."""
    return Newsbell(
        {
            "NEWSBELL_DATA_DIR": str(folder / "data"),
            "NEWSBELL_CONFIG": str(write(folder, "rules.yaml", RULES + SENDING)),
            "NEWSBELL_LEASE": "1",
            "NEWSBELL_DELIVERY_LEASE": "2",
            "NEWSBELL_SLACK_HOOK_URL": slack.url,
            "SLACK_URL": slack.hook_channel_url,
            "CRM_URL": crm.hook_url,
            "CRM_SECRET": SECRET,
        }
    )


def servers_on(folder: Path) -> list[int]:
    """Processes that serve this folder, as the system knows them."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            if os.fsencode((entry / "cwd").readlink()) == os.fsencode(folder) and b"valkey" in words[0]:
                found.append(int(entry.name))
        except OSError:
            continue
    return found


@pytest.mark.chaos
async def test_a_crash_of_newsbell_and_of_its_server_loses_nothing(tmp_path: Path) -> None:
    data = (tmp_path / "data").resolve()
    async with FakeSlack() as slack, SlowWebhook(Random(3), slowest=15.0) as crm:
        newsbell = at_home(tmp_path, crm, slack)
        async with newsbell.service() as first:
            published = await newsbell.run("publish", "-", stdin="\n".join(matching(COUNT)).encode())
            await until(lambda: len(crm.calls) >= 5, 10.0)
            await first.kill()
            reached = len(crm.calls)
            [server] = servers_on(data)
            os.kill(server, signal.SIGKILL)
        async with newsbell.service() as second:
            assert len(servers_on(data)) == 1
            await until(lambda: len(crm.effects) == COUNT, 20.0, lambda: f"{len(crm.effects)} arrived\n{second.log}")
            ended = await newsbell.run("audit", "--json")
            code = await second.stop()
    assert published.out == f"{COUNT} articles published\n"
    assert reached < COUNT, "the crash came too late to mean anything"
    sums = json.loads(ended.out)
    assert (sums["difference"], code) == (0, 0)
    assert sums["sums"]["alerts on the bus"]["total"] == COUNT
    assert len(crm.calls) <= COUNT + 1
    await until(lambda: not Place(data).server_lives(), 5.0)
    assert servers_on(data) == []


@pytest.mark.chaos
async def test_a_stop_under_load_takes_less_than_ten_seconds_and_leaves_nothing_for_a_lease_to_end(
    tmp_path: Path,
) -> None:
    """The leases are so long that the next worker could not finish in time if anything had to wait for one."""
    leases = Leases(entry=60.0, delivery=60.0)
    async with (
        FakeSlack() as slack,
        SlowWebhook(Random(4), slowest=15.0) as crm,
        installation(tmp_path, crm, slack, leases=leases, env={"NEWSBELL_MAX_ARTICLE_BYTES": "100000"}) as place,
        Eyes(place.server.url) as eyes,
    ):
        await put(eyes, [as_foreign(line) for line in matching(COUNT * 2)])
        await place.add()
        await until(lambda: len(crm.calls) >= 3, 10.0)
        began = time.monotonic()
        codes = await place.stop()
        took = time.monotonic() - began
        sent = len(crm.calls)
        held = await eyes.held()
        await place.add()
        left = await eyes.quiet(20.0)
        ended = await place.newsbell.run("audit", "--json")
        await place.stop()
    assert codes == [0]
    assert took < 10.0
    assert sent < COUNT * 2, "the stop came too late to mean anything"
    assert all(idle >= 60.0 for idle in held), "an entry has to wait for the lease of a worker that is gone"
    assert left == {}
    assert ended.code == 0, ended.out
    assert Counter(call.id for call in crm.calls).most_common(1)[0][1] == 1
    assert len(crm.effects) == COUNT * 2
