"""An article that kills its worker: it is buried after a few workers, and the others of its batch are not."""

import json
from pathlib import Path
from random import Random

import pytest

from chaos.articles import Foreign
from chaos.installation import Eyes, Leases, installation
from chaos.mutants import Mutant, mutated
from chaos.receivers import SlowWebhook
from chaos.scenarios import matching
from chaos.storm import as_foreign, put
from fakes.newsbell import until
from fakes.slack import FakeSlack

CAP = 3
POISON = b'{"id": "poison", "headline": "This one kills its worker"}'
FATAL = Mutant(
    "a text that ends the process",
    "newsbell/wire/articles.py",
    (
        (
            "    source = article.source\n    return read_document(\n",
            "    if 'kills its worker' in (article.headline or ''):\n"
            "        __import__('os').kill(__import__('os').getpid(), 9)\n"
            "    source = article.source\n    return read_document(\n",
        ),
    ),
)


@pytest.mark.chaos
@pytest.mark.timeout(120)
async def test_an_article_that_kills_its_worker_is_buried_alone(tmp_path: Path) -> None:
    env = {**mutated(tmp_path, FATAL), "NEWSBELL_MAX_DELIVERIES": str(CAP), "NEWSBELL_BATCH_SIZE": "64"}
    leases = Leases(entry=1.0, delivery=2.0)
    async with (
        FakeSlack() as slack,
        SlowWebhook(Random(1), slowest=0.1) as crm,
        installation(tmp_path, crm, slack, leases=leases, env=env) as place,
        Eyes(place.server.url) as eyes,
    ):
        articles = [as_foreign(line) for line in matching(20)]
        await put(eyes, [*articles[:10], Foreign({"__data__": POISON}, None), *articles[10:]])
        starts = 0

        async def finished() -> bool:
            """Start a worker whenever there is none, as a supervisor does."""
            nonlocal starts
            if all(worker.ended for worker in place.workers):
                starts += 1
                await place.add(rooms="watch", wait=False)
            return len(await eyes.documents("alerts")) == 20 and bool(await eyes.operations.dead_letters())

        await until(finished, 60.0)
        letters = await eyes.operations.dead_letters()
        audit = json.loads((await place.newsbell.run("audit", "--json")).out)

    assert [(letter.reason, letter.raw) for letter in letters] == [("kept_failing", POISON)]
    assert starts <= CAP + 1
    assert audit["difference"] == 0
