"""`make bench-stage`: what the whole stage costs, from `articles` to `alerts`, on a durable bus.

A real server with fsync on every write, the real service as a process, one core each where the machine has them. The
backlog gives articles a second; articles published one by one give the time from publish to alert.
"""

import argparse
import asyncio
import json
import platform
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bench.corpus import Corpus, load_corpus
from bench.rulesets import SPARSE, RuleSet, Words, draw
from bench.stage_bus import Stage, Throughput
from bench.stage_steps import Steps, measure
from newsbell import wire
from newsbell.app.heap import settle
from newsbell.app.rules import engine_of, load
from newsbell.core.match.matcher import FastMatcher
from newsbell.core.match.oracle import AcceptAll
from newsbell.core.rules.model import Entity
from newsbell_contracts import NewsArticle

STEPPED = 4_000
"""Articles over which the steps are measured."""
NOTHING = "version: 1\nrules:\n  nothing: {when: 'source:\"nobody of this name\"'}\n"
"""A rule that never looks at a text: what is left is the stage without its match."""


def main() -> None:
    """Run the benchmark and print its tables."""
    options = _options()
    corpus = load_corpus(options.seed, bundled=options.bundled)
    rule_set = rules_that_match(corpus, options.rules, options.share, options.seed)
    print(
        f"{len(corpus.articles)} articles ({corpus.origin}; mean {corpus.characters:,.0f} characters), "
        f"{options.rules:,} rules, Python {platform.python_version()}, appendfsync always"
    )
    with tempfile.TemporaryDirectory(prefix="nbs-") as folder:
        rules = Path(folder) / "rules.yaml"
        rules.write_text(yaml_of(rule_set), encoding="utf-8")
        nothing = Path(folder) / "nothing.yaml"
        nothing.write_text(NOTHING, encoding="utf-8")
        steps = None if options.glue else measure_steps(corpus, rules)
        asyncio.run(run(corpus, nothing if options.glue else rules, nothing, steps, options))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, prog="make bench-stage")
    parser.add_argument("--articles", type=int, default=20_000, help="entries of the backlog")
    parser.add_argument("--rules", type=int, default=10_000)
    parser.add_argument("--share", type=float, default=0.2, help="of the articles that match, at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bundled", action="store_true", help="the bundled sample, even if real articles are at hand")
    parser.add_argument("--glue", action="store_true", help="only the stage without its match")
    parser.add_argument("--paced", type=int, default=200, help="articles published one by one, 20 a second")
    return parser.parse_args()


async def run(corpus: Corpus, rules: Path, nothing: Path, steps: Steps | None, options: argparse.Namespace) -> None:
    """Both rooms on one server, one after the other."""
    async with Stage() as stage:
        room = stage.room(nothing)
        await room.fill(events_of(corpus, options.articles, "g"))
        async with room:
            glue = await room.work_off(options.articles)
        print_throughput("without a match", glue)
        if steps is None:
            return
        room = stage.room(rules)
        await room.fill(events_of(corpus, options.articles, "a"))
        async with room:
            print(f"the rules were loaded and the service ready after {room.load_seconds:.1f} s")
            whole = await room.work_off(options.articles)
            print_throughput(f"{options.rules:,} rules", whole)
            print_steps(steps, whole)
            paced = paced_events(corpus, await room.alerted(), options.paced)
            print_latency(await room.latencies(paced, 0.05))


def rules_that_match(corpus: Corpus, count: int, share: float, seed: int) -> RuleSet:
    """Rules of which one or more match at most that share of the articles.

    Some more are drawn than asked for; of those that match, as many are left out, in no order, as it takes.
    """
    drawn = draw(SPARSE, Words(corpus), count + count // 20 + 20, seed)
    matcher = FastMatcher(AcceptAll())
    for rule in drawn.rules:
        matcher.add(rule, drawn.vocabulary)
    matched = [{rule.id for rule in matcher.matches(document)} for document in corpus.documents]
    some = sorted(set().union(*matched))
    random.Random(seed).shuffle(some)
    left_out: set[str] = set()
    while sum(bool(found - left_out) for found in matched) > share * len(matched):
        left_out.add(some.pop())
    kept = tuple(rule for rule in drawn.rules if rule.id not in left_out)[:count]
    return replace(drawn, rules=kept)


def measure_steps(corpus: Corpus, rules: Path) -> Steps:
    """The steps of the stage in this process, with the same rules."""
    engine = engine_of(load(rules, None).rule_set)
    events = list(events_of(corpus, STEPPED, "s"))
    settle()
    return measure(events, engine.matcher)


def events_of(corpus: Corpus, count: int, name: str) -> Iterator[bytes]:
    """So many articles as they are on the bus; each has an id of its own, texts come again and again."""
    return (event for _, event in _events(corpus, count, name))


def _events(corpus: Corpus, count: int, name: str) -> Iterator[tuple[str, bytes]]:
    now = datetime.now(UTC)
    for number in range(count):
        article = corpus.articles[number % len(corpus.articles)]
        row = NewsArticle(
            id=f"{name}{number}:{article.id}",
            url=f"https://news.example/{article.id}/{number}",
            headline=article.headline,
            body_text=article.body,
            language="en",
            published_at=now,
            source={"name": "The Example Ledger", "domain": "ledger.example"},
            extensions={},
        )
        yield row.id or "", wire.ingest_of(row, now).event


def paced_events(corpus: Corpus, alerted: set[str], count: int) -> list[tuple[str, bytes]]:
    """Articles that raise an alert, each once more under a new id."""
    known = {article.partition(":")[2] for article in alerted}
    matching = Corpus(
        corpus.origin,
        tuple(article for article in corpus.articles if article.id in known),
        corpus.documents,
    )
    return list(_events(matching, count, "p")) if matching.articles else []


def yaml_of(rule_set: RuleSet) -> str:
    """The rules as a file for the service; JSON strings are YAML."""
    lines = ["version: 1", "entities:"]
    lines += [f"  {entity.id}: {_entity(entity)}" for entity in rule_set.vocabulary.entities.values()]
    lines += ["rules:"]
    lines += [
        f"  r{rule.id}: {{title: {json.dumps(rule.title)}, when: {json.dumps(rule.text)}}}" for rule in rule_set.rules
    ]
    return "\n".join(lines) + "\n"


def _entity(entity: Entity) -> str:
    return json.dumps({"name": entity.name, "aliases": list(entity.aliases)}, ensure_ascii=False)


# --- tables ----------------------------------------------------------------------------------------------------------


def print_throughput(name: str, found: Throughput) -> None:
    """Articles a second, and what the two processes spent."""
    total = sum(found.counts.values())
    shares = ", ".join(f"{key} {count / total:.1%}" for key, count in found.counts.items() if count)
    print(f"\n{name}: {found.rate:,.0f} articles/s ({found.best:,.0f} in the best stretch); {shares}")
    print(
        f"  an article: {found.wall:.0f} µs, of which the worker computes {found.worker:.0f}; server {found.server:.0f}"
    )


def print_steps(steps: Steps, whole: Throughput) -> None:
    """Where the worker's time goes."""
    rows = steps.rows()
    rest = whole.worker - sum(cost for _, cost in rows)
    rows += [
        ("bus, commit, loop (the worker's other work)", rest),
        ("waiting for the server", whole.wall - whole.worker),
    ]
    print(f"\n  {'step':<46} µs an article")
    for name, cost in rows:
        print(f"  {name:<46} {cost:8.1f} {'#' * min(60, max(0, round(cost / 5)))}")


def print_latency(seconds: Sequence[float]) -> None:
    """From publish to the alert on the bus."""
    ordered = sorted(seconds)
    if ordered:
        p50, p99 = ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))]
        print(f"\npublish to alert, {len(ordered)} articles at 20/s: p50 {p50 * 1e3:.1f} ms, p99 {p99 * 1e3:.1f} ms")


if __name__ == "__main__":
    main()
