"""What is exchanged while the service runs is, in the end, what a fresh start would have brought."""

import gc
import json
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.newsbell import write
from fakes.reading import answer, player
from fakes.rulebooks import CONSOLE, rulebook
from newsbell import wire
from newsbell.adapters.rulebook.loading import load_text
from newsbell.adapters.rulebook.reloading.frames import Done
from newsbell.adapters.rulebook.reloading.marks import rule_marks
from newsbell.adapters.rulebook.reloading.pacing import Pacer
from newsbell.adapters.rulebook.reloading.reader import Reader, Reading
from newsbell.app.heap import Lasting
from newsbell.app.in_force import InForce, RoutesInForce, RulesInForce, Taken, in_force_of
from newsbell.app.rules import engine_of, index_of
from newsbell.core.match.hit import Hit
from newsbell.core.route.model import Route
from newsbell.core.rules.errors import QueryError
from newsbell.core.rules.model import Rule, RuleSet, Vocabulary
from newsbell.core.text.document import Document
from newsbell.flow.engine import Engine

ARTICLES = [
    ("Honda and Nissan talk of a tie-up", "The merger would be large. HMC rose in Tokyo."),
    ("A strike at Nissan", "Workers of Datsun went on strike. Honda did not."),
    ("Bread", "A bakery opens, and no tariff is due."),
]
QUERIES = ["@honda", "@nissan AND NOT strike", "term:deal", "merger OR tie-up", "@honda NEAR/5 @nissan", "event:strike"]
ALIASES = [[], ["HMC"], ["Datsun"]]
TERMS = ["merger OR tie-up", "strike", "@honda AND bread"]
TYPES: list[dict[str, Any]] = [{}, {"strike": {"title": "Strikes", "triggers": ["bakery"]}}]

books = st.builds(
    lambda rules, honda, term, types: rulebook(
        rules,
        entities={"honda": {"name": "Honda", "aliases": honda}, "nissan": {"name": "Nissan"}},
        terms={"deal": term},
        event_types=types,
    ),
    st.dictionaries(st.sampled_from("abcde"), st.sampled_from(QUERIES), min_size=1),
    st.sampled_from(ALIASES),
    st.sampled_from(TERMS),
    st.sampled_from(TYPES),
)


def document(**article: str) -> Document:
    read = wire.document_reader(10_000)
    found = read(json.dumps({"id": "a", **article}).encode(), datetime(2025, 7, 14, tzinfo=UTC))
    assert isinstance(found, Document)
    return found


def documents() -> list[Document]:
    return [document(headline=headline, body_text=body) for headline, body in ARTICLES]


async def read(path: Path, rules: RulesInForce) -> Reading:
    file = path.with_suffix(".frames")
    file.write_bytes(answer(path, rules.marks))
    reader = Reader(str(path), {}, limit=20.0, vocabulary=rules.vocabulary, command=player(file))
    return await reader.read(rules.marks, None)


@given(st.lists(books, min_size=2, max_size=4))
@settings(max_examples=12)
async def test_after_any_reloads_the_findings_are_those_of_a_fresh_start(texts: list[str]) -> None:
    first = load_text(texts[0], "rules.yaml", {}).configuration.rule_set
    index = index_of(first)
    rules = RulesInForce(index, first)
    with TemporaryDirectory() as folder:
        for text in texts[1:]:
            reading = await read(write(Path(folder), "rules.yaml", text), rules)
            await rules.take(reading, Pacer(Lasting()))
            fresh = load_text(text, "rules.yaml", {}).configuration.rule_set

            assert rules.marks == rule_marks(fresh.rules)
            for each in documents():
                assert Engine(index).findings(each) == engine_of(fresh).findings(each)
    assert gc.isenabled()


def test_between_two_slices_each_rule_means_what_its_own_names_mean() -> None:
    def meaning(honda: list[str], deal: str) -> RuleSet:
        entities = {"honda": {"name": "Honda", "aliases": honda}}
        rules = {"a": "@honda", "b": "@honda AND NOT bread", "c": "term:deal", "d": "term:deal AND NOT bread"}
        text = rulebook(rules, entities=entities, terms={"deal": deal})
        return load_text(text, "rules.yaml", {}).configuration.rule_set

    old, new = meaning([], "tie-up"), meaning(["HMC"], "strike")
    index = index_of(old)
    for rule in new.rules:
        if rule.id in {"b", "d"}:
            index.add(rule, new.vocabulary)

    both = document(headline="HMC on strike"), document(headline="A tie-up for Honda")

    assert [[hit.rule.id for hit in index.hits(each)] for each in both] == [["b", "d"], ["a", "b", "c"]]


class Recording:
    """An index that notes what is done to it, and refuses rules of a name."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def add(self, rule: Rule, vocabulary: Vocabulary) -> None:
        if rule.id == "bad":
            raise QueryError("no term", 0, 1)
        self.done.append(f"+{rule.id}")

    def remove(self, rule_id: str) -> None:
        self.done.append(f"-{rule_id}")

    def hits(self, document: Document) -> tuple[Hit, ...]:
        return ()


def in_force(*names: str) -> tuple[Recording, RulesInForce]:
    index = Recording()
    rule_set = load_text(rulebook(dict.fromkeys(names, "honda")), "r", {}).configuration.rule_set
    return index, RulesInForce(index, rule_set)


def rule_of(name: str) -> Rule:
    (rule,) = load_text(rulebook({name: "nissan"}), "r", {}).configuration.rule_set.rules
    return rule


async def test_new_rules_come_before_old_ones_go_so_that_a_rename_misses_nothing() -> None:
    index, rules = in_force("old", "kept", "edited")
    reading = Reading([("m1", rule_of("new")), ("m2", rule_of("edited"))], ["old"])

    taken = await rules.take(reading, Pacer())

    assert index.done == ["+new", "+edited", "-old"]
    assert taken == Taken(added=1, changed=1, removed=1, unchanged=1)
    assert rules.marks.keys() == {"kept", "edited", "new"}


async def test_a_rule_that_is_refused_is_told_and_the_others_are_taken() -> None:
    index, rules = in_force("a")
    reading = Reading([("m1", rule_of("bad")), ("m2", rule_of("good"))])

    taken = await rules.take(reading, Pacer())

    assert index.done == ["+good"]
    assert taken.refused == ("rule 'bad': no term",)
    assert rules.marks.keys() == {"a", "good"}  # so the next reading brings it again


ROUTES = (Route({"severity": ("high",)}, ("autos",)),)


def routing(*open_channels: str, routes: tuple[Route, ...] = ()) -> tuple[InForce, list[tuple[Route, ...]]]:
    """What a process that routes has in force, and the routes it is told to use."""
    used: list[tuple[Route, ...]] = []
    place = InForce(dict.fromkeys(open_channels, "m"), routes=RoutesInForce(routes, used.append))
    return place, used


async def test_routes_take_effect_when_all_their_channels_are_open() -> None:
    place, used = routing("autos", "mail")
    reading = Reading(done=Done(0, ROUTES, {"autos": "m", "mail": "m"}))

    effect = await place.take(reading, Pacer())

    assert place.restart_needed(reading) == []
    assert used == [ROUTES]
    assert str(effect) == f"routes reloaded; took effect in {effect.seconds * 1000:.0f} ms"


async def test_routes_wait_for_a_channel_that_is_not_open() -> None:
    place, used = routing("mail")
    below = (Route({}, ("mail",), routes=ROUTES),)
    reading = Reading(done=Done(0, below, {"mail": "m", "autos": "m"}))

    effect = await place.take(reading, Pacer())

    assert place.restart_needed(reading) == ["the channels ('autos' is new)", "the routes (they need 'autos')"]
    assert used == []
    assert effect.nothing


async def test_a_channel_that_changed_or_went_does_not_hold_the_routes_up() -> None:
    place, used = routing("autos", "gone", "mail")
    reading = Reading(done=Done(0, ROUTES, {"autos": "m", "mail": "other"}))

    await place.take(reading, Pacer())

    assert place.restart_needed(reading) == ["the channels ('gone' was removed, 'mail' was changed)"]
    assert used == [ROUTES]


async def test_no_routes_means_every_channel_so_they_must_be_the_open_ones() -> None:
    place, used = routing("autos", "gone", routes=ROUTES)
    fewer = Reading(done=Done(0, (), {"autos": "m"}))
    same = Reading(done=Done(0, (), {"autos": "m", "gone": "m"}))

    assert (await place.take(fewer, Pacer())).nothing
    assert len(place.restart_needed(fewer)) == 2
    assert not (await place.take(same, Pacer())).nothing
    assert used == [()]


def test_the_marks_of_the_start_are_those_of_a_reading(tmp_path: Path) -> None:
    text = rulebook({"a": "honda"}, channels={"term": CONSOLE})
    configuration = load_text(text, "r", {}).configuration
    path = write(tmp_path, "rules.yaml", text)

    place = in_force_of(configuration)

    again = load_text(path.read_text(), "r", {}).configuration
    assert place.channels == in_force_of(again).channels
    assert place.channels.keys() == {"term"}


def test_an_empty_rule_set_can_be_filled() -> None:
    assert RulesInForce(Recording(), RuleSet((), Vocabulary(), "")).marks == {}
