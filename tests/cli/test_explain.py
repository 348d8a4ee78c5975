"""`explain`, as its reader sees it: what stands in the way first, then the tree with what came nearest."""

import json
import re
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from .conftest import Typed
from .test_golden import Text

DOCS = Path(__file__).parents[2] / "docs/rules.md"

RULES = """\
version: 1
entities:
  mcd: {name: "McDonald's", aliases: ["=MCD", Golden Arches]}
  canton: {name: "Canton, Mississippi", type: place, aliases: [Canton], region: Mississippi}
  honda: {name: Honda, not: [Soichiro Honda]}
event_types:
  deal: {title: Deals, triggers: [merger, "=M&A", '"tie up"'], not: ['"merger of equals"']}
rules:
  spelled: {when: '@mcd AND tarriff AND "General Motors" AND event:deal AND merg*'}
  placed: {when: '@canton AND @honda AND title:plant AND =US'}
  near: {when: 'honda NEAR/3 plant AND honda NEAR/s strike AND ATLEAST/3 (plant) AND 2 OF (plant, mill, yard)'}
  not: {when: 'plant AND NOT (strike OR =US) AND source:reuters* AND lang:de'}
  ways: {when: '(honda AND merger AND mill) OR (nissan AND toyota) OR a1 OR b1 OR c1 OR d1 OR e1 OR f1'}
"""

ARTICLE = {
    "id": "near-miss",
    "headline": "McDonalds and others wait for a mergr",
    "body": (
        "The tariff hits General, Motors and the golden arch of the Golden Arch. In Canton, Ohio, the plant of "
        "Soichiro Honda may go.\n\nHonda told us that it will build some other kind of plant. A strike is not near. "
        "Bankers call it a merger of equals."
    ),
    "source": {"name": "The Example Ledger", "domain": "ledger.example"},
    "language": "en",
}


@pytest.fixture
def typed_rules(typed: Typed, folder: Path) -> Typed:
    (folder / "misses.yaml").write_text(RULES, encoding="utf-8")
    (folder / "miss.json").write_text(json.dumps(ARTICLE), encoding="utf-8")
    return typed


@pytest.mark.parametrize("rule", ["spelled", "placed", "near", "not", "ways"])
def test_a_near_miss(rule: str, typed_rules: Typed, snapshot: SnapshotAssertion) -> None:
    ended = typed_rules("explain", "misses.yaml", rule, "miss.json")

    assert (ended.code, ended.err) == (1, "")
    assert ended.out == snapshot(extension_class=Text)
    assert [line for line in ended.out.splitlines() if len(line) > 80] == []


def test_as_json_each_article_is_one_object(typed_rules: Typed, folder: Path, snapshot: SnapshotAssertion) -> None:
    rows = [ARTICLE, {"id": "match", "headline": "Honda strike at its plant", "body": "Honda plant, plant, mill."}]
    (folder / "two.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    ended = typed_rules("explain", "misses.yaml", "near", "two.jsonl", "--json")

    assert (ended.code, ended.err) == (1, "")
    assert [(line["article_id"], line["matches"], line["raises"]) for line in ended.lines] == [
        ("near-miss", False, False),
        ("match", True, True),
    ]
    assert json.dumps(ended.lines[0], indent=1, ensure_ascii=False) == snapshot(extension_class=Text)


def test_the_documentation_shows_what_comes_out(typed: Typed, folder: Path) -> None:
    shown = re.findall(r"^```text\n(✗ deals .*?)^```", DOCS.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    rules = "version: 1\nentities: {mcd: {name: McDonald's}}\nrules: {deals: {when: '@mcd AND \"General Motors\"'}}\n"
    (folder / "deals.yaml").write_text(rules, encoding="utf-8")
    (folder / "deals.txt").write_text("McDonalds waits\n\nIt sells to General, Motors and others.\n")

    assert shown == [typed("explain", "deals.yaml", "deals", "deals.txt").out.removesuffix("\n")]


def test_one_article_of_many_can_be_named(typed_rules: Typed, folder: Path) -> None:
    rows = [{**ARTICLE, "id": f"a{number}"} for number in range(3)]
    (folder / "three.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")

    one = typed_rules("explain", "misses.yaml", "near", "three.jsonl", "--article", "a1", "--json")
    none = typed_rules("explain", "misses.yaml", "near", "three.jsonl", "--article", "a7")

    assert [line["article_id"] for line in one.lines] == ["a1"]
    assert (none.code, none.out) == (1, "")
    assert none.err == "newsbell: three.jsonl holds no article with the id 'a7'\n"


def test_as_json_what_is_no_article_goes_to_standard_error(typed_rules: Typed) -> None:
    stdin = b"{broken}\n" + json.dumps(ARTICLE).encode()
    ended = typed_rules("explain", "misses.yaml", "near", "-", "--json", stdin=stdin)

    assert ended.code == 1
    assert len(ended.lines) == 1
    assert ended.err.startswith("newsbell: standard input:1: is not JSON")
