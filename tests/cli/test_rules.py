"""`newsbell rules stats`: of a service, of an archive, and of nothing."""

import asyncio
import json
from pathlib import Path

from fakes.newsbell import until
from fakes.valkey import ValkeyProcess
from newsbell.app.opening import open_server
from newsbell.app.rules import load
from newsbell.app.service import Plan, Service
from newsbell.flow.redaction import Redactor
from newsbell.settings import load_settings

from .conftest import Typed

RULES = """
version: 1
rules:
  merger: {when: merger}
  both: {when: merger AND tariff}
  nothing: {when: zebra}
"""
ARTICLES = [
    {"id": "a1", "headline": "A merger is announced"},
    {"id": "a2", "headline": "A merger over tariffs"},
    {"id": "a3", "headline": "Rain"},
]


def written(folder: Path) -> tuple[str, str]:
    """Rules and articles as files; gives their names."""
    (folder / "counted.yaml").write_text(RULES, encoding="utf-8")
    (folder / "counted.jsonl").write_text("\n".join(json.dumps(each) for each in ARTICLES), encoding="utf-8")
    return "counted.yaml", "counted.jsonl"


def figures(line: dict[str, object]) -> tuple[object, ...]:
    return tuple(line[name] for name in ("rule", "articles", "matches"))


FIGURES = {("merger", 3, 2), ("both", 3, 1), ("nothing", 3, 0)}


async def test_a_service_tells_what_its_rules_did_and_the_verb_shows_it(
    typed: Typed, folder: Path, server: ValkeyProcess, prefix: str
) -> None:
    rules, articles = written(folder)
    bus = {"NEWSBELL_REDIS_URL": server.url, "NEWSBELL_PREFIX": prefix}
    empty = typed("rules", "stats", **bus)
    assert (empty.code, empty.out) == (0, "")
    assert "newsbell run" in empty.err
    assert typed("publish", articles, **bus).code == 0

    settings = load_settings(bus)
    async with open_server(settings, Redactor(())) as opened:
        plan = Plan(settings, load(folder / rules, {}), Redactor(()), frozenset({"watch"}))
        stop = asyncio.Event()
        running = asyncio.create_task(Service(plan, opened).run(stop))

        async def all_seen() -> bool:
            counters = await opened.operations.counters()
            return sum(counters.get(f"articles:{end}", 0) for end in ("matched", "unmatched")) == len(ARTICLES)

        await until(all_seen)
        stop.set()
        await running

    ended = typed("rules", "stats", "--json", **bus)
    assert {figures(line) for line in ended.lines} == FIGURES
    by_rule = {line["rule"]: line for line in ended.lines}
    assert by_rule["merger"]["us_per_article"] > 0
    assert all(line["since"] and line["version"] for line in ended.lines)
    shown = typed("rules", "stats", "--top", "1", **bus)
    assert len(shown.out.splitlines()) == 2
    assert shown.err == "2 more rules; --top 0 shows all of them\n"


def test_over_an_archive_no_server_is_needed(typed: Typed, folder: Path) -> None:
    rules, articles = written(folder)
    ended = typed("rules", "stats", rules, articles, "--json")
    assert {figures(line) for line in ended.lines} == FIGURES
    shown = typed("rules", "stats", rules, articles, "--sort", "rule")
    assert [line.split()[0] for line in shown.out.splitlines()] == ["rule", "both", "merger", "nothing"]
    assert (shown.code, shown.err) == (0, "")


def test_what_is_no_article_is_named_and_the_rest_counts(typed: Typed, folder: Path) -> None:
    rules, _ = written(folder)
    ended = typed("rules", "stats", rules, "-", "--json", stdin=b'{"id": "a1", "headline": "A merger"}\nnot json\n')
    assert (ended.code, {line["articles"] for line in ended.lines}) == (1, {1})
    assert "standard input:2" in ended.err


def test_wrong_usage_and_nothing_to_count_say_what_to_do(typed: Typed, folder: Path) -> None:
    rules, _ = written(folder)
    alone = typed("rules", "stats", rules)
    assert (alone.code, alone.out) == (2, "")
    assert "name FILES with articles behind PATH" in alone.err
    (folder / "empty.jsonl").write_text("")
    nothing = typed("rules", "stats", rules, "empty.jsonl")
    assert (nothing.out, nothing.err.splitlines()[-1]) == ("", "there was no article to count with")
