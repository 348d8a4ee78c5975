"""What the process that reads answers, asked in this process."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from fakes.newsbell import write
from fakes.rulebooks import CONSOLE, SECRET, replace, rulebook
from newsbell import __version__
from newsbell.adapters.rulebook.loading import load_configuration
from newsbell.adapters.rulebook.reloading.child import serve
from newsbell.adapters.rulebook.reloading.frames import (
    HEAD,
    MAX_LINES,
    Asked,
    Broken,
    Done,
    InForce,
    Names,
    Question,
    Removed,
    Rules,
    Trees,
    Wrong,
    decode,
    encode,
)
from newsbell.adapters.rulebook.reloading.marks import routes_mark, rule_marks

HONDA = {"honda": {"name": "Honda"}, "nissan": {"name": "Nissan"}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write(tmp_path, "rules.yaml", rulebook({"a": "@honda", "b": "merger"}, entities=HONDA))


def ask(place: Path | None, known: Mapping[str, str], **question: Any) -> list[Any]:
    """The frames of the answer."""
    asked = {"path": place and str(place), "version": __version__, "rules": True, "routes_mark": None, **question}
    frames = [Question(**asked), InForce(tuple(known.items())), Asked()]
    out = io.BytesIO()
    serve(io.BytesIO(b"".join(encode(frame, Trees()) for frame in frames)), out)
    return list(_frames(out.getvalue()))


def _frames(data: bytes) -> Any:
    trees, at = Trees(), 0
    while at < len(data):
        (length,) = HEAD.unpack_from(data, at)
        at += HEAD.size + length
        frame = decode(data[at - length : at], trees)
        for term in frame.terms if isinstance(frame, Names) else ():
            trees.add(term)
        yield frame


def marks(path: Path) -> dict[str, str]:
    return rule_marks(load_configuration(path, {}).configuration.rule_set.rules)


def changed(frames: list[Any]) -> list[str]:
    return [rule.id for frame in frames if isinstance(frame, Rules) for _, rule in frame.rules]


def removed(frames: list[Any]) -> list[str]:
    return [name for frame in frames if isinstance(frame, Removed) for name in frame.ids]


def test_when_nothing_changed_only_the_end_is_sent(path: Path) -> None:
    (done,) = ask(path, marks(path))

    assert isinstance(done, Done)
    assert (done.rules, done.routes, done.channels) == (2, None, {})


def test_only_rules_that_differ_are_sent_with_the_names_they_use(path: Path) -> None:
    known = marks(path)
    terms = {"deal": "merger OR takeover", "soft": "talks"}
    rules = {"a": "@honda", "b": "merger AND deal", "c": "@nissan AND term:deal"}
    replace(path, rulebook(rules, entities=HONDA, terms=terms))

    frames = ask(path, known)

    names = [frame for frame in frames if isinstance(frame, Names)]
    assert changed(frames) == ["b", "c"]
    assert removed(frames) == []
    assert [entity.id for frame in names for entity in frame.entities] == ["nissan"]
    assert [term.id for frame in names for term in frame.terms] == ["deal"]
    assert "merger" in {kind.id for frame in names for kind in frame.event_types}


@pytest.mark.parametrize(
    ("entities", "rule", "differs"),
    [
        ({"honda": {"name": "Honda", "aliases": ["HMC"]}}, "@honda", True),
        ({"honda": {"name": "Honda"}, "nissan": {"name": "Nissan", "aliases": ["Datsun"]}}, "@honda", False),
        (HONDA, {"when": "@honda", "title": "Another title"}, True),
        (HONDA, {"when": "@honda", "severity": "high"}, True),
        (HONDA, {"when": "@honda", "labels": {"desk": "autos"}}, True),
        (HONDA, {"when": "@honda", "tests": [{"match": "Honda grows"}]}, False),
        (HONDA, {"when": "@honda  "}, True),
    ],
    ids=["alias", "another's alias", "title", "severity", "label", "tests", "text"],
)
def test_a_rule_is_sent_when_its_alerts_may_differ(
    path: Path, entities: dict[str, Any], rule: Any, differs: bool
) -> None:
    known = marks(path)
    replace(path, rulebook({"a": rule, "b": "merger"}, entities={**HONDA, **entities}))

    assert changed(ask(path, known)) == (["a"] if differs else [])


def test_an_event_type_of_the_file_touches_every_rule(path: Path) -> None:
    known = marks(path)
    types = {"merger": {"title": "Mergers", "triggers": ["merger", "tie-up"]}}
    replace(path, rulebook({"a": "@honda", "b": "merger"}, entities=HONDA, event_types=types))

    assert changed(ask(path, known)) == ["a", "b"]


def test_what_is_no_more_is_named(path: Path) -> None:
    known = marks(path)
    replace(path, rulebook({"b": "merger"}, entities=HONDA))

    frames = ask(path, known)

    assert (changed(frames), removed(frames)) == ([], ["a"])


def test_many_rules_come_in_small_frames(path: Path) -> None:
    words = {f"r{number}": f'honda AND ("{"x" * 500} {number}" OR merger)' for number in range(100)}
    replace(path, rulebook(words))

    frames = [frame for frame in ask(path, {}) if isinstance(frame, Rules)]

    assert sorted(changed(list(frames))) == sorted(words)
    assert max(sum(len(rule.text) for _, rule in frame.rules) for frame in frames) <= 2_000


def test_who_does_not_match_gets_no_rules_and_who_does_not_route_no_routes(path: Path) -> None:
    routed = {"channels": {"term": CONSOLE}, "routes": [{"channels": ["term"]}]}
    replace(path, rulebook({"a": "honda"}, **routed))
    mark = routes_mark(load_configuration(path, {}).configuration.routes)

    assert changed(ask(path, {}, rules=False)) == []
    assert ask(path, marks(path))[-1].routes is None
    assert ask(path, marks(path), routes_mark=mark)[-1].routes is None
    (route,) = ask(path, marks(path), routes_mark="another")[-1].routes
    assert route.channels == ("term",)


def test_errors_come_in_lines_with_their_places_and_their_number(path: Path) -> None:
    replace(path, "version: 1\nrules:\n" + "".join(f"  r{n}: {{when: '@nobody'}}\n" for n in range(MAX_LINES + 5)))

    (wrong,) = ask(path, {})

    assert isinstance(wrong, Wrong)
    assert wrong.errors == MAX_LINES + 5
    assert len(wrong.lines) == MAX_LINES
    assert wrong.lines[0].startswith(f"{path}:3:15: error: ")


def test_a_file_that_is_not_there_is_an_error_of_the_rulebook(path: Path) -> None:
    path.unlink()

    (wrong,) = ask(path, {})

    assert wrong.lines == (f"{path}: error: there is no such file (check the path)",)


def test_addresses_of_channels_stay_in_the_process(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_URL", SECRET)
    replace(path, rulebook({"a": "honda"}, channels={"autos": {"url": "${SLACK_URL}"}, "plain": {"url": SECRET}}))

    frames = ask(path, {})
    monkeypatch.setenv("SLACK_URL", SECRET + "2")
    again = ask(path, {})

    assert "canary" not in repr(frames)
    assert frames[-1].channels.keys() == {"autos", "plain"}
    assert frames[-1].channels["autos"] != again[-1].channels["autos"]
    assert frames[-1].channels["plain"] == again[-1].channels["plain"]


def test_another_version_on_the_disk_asks_for_a_restart(path: Path) -> None:
    (wrong,) = ask(path, {}, version="0.0.0")

    assert wrong.lines == (f"newsbell {__version__} was installed meanwhile: restart the service",)


def test_a_fault_of_our_own_comes_with_its_trace() -> None:
    """No known fault is left to provoke, so this question is one that is never asked."""
    (broken,) = ask(None, {})

    assert isinstance(broken, Broken)
    assert "Traceback" in broken.trace
