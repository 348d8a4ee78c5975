"""Files and folders become one configuration."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbell.adapters.rulebook.configuration import ConfigurationError
from newsbell.adapters.rulebook.loading import load_configuration, load_text
from newsbell.core.route.model import Route
from newsbell.core.rules.model import Entity, RuleSet, RuleTest, Severity, Status
from newsbell.core.rules.problem import Level, Problem

DESIGN = """\
version: 1
entities:
  honda:
    name: Honda
    aliases: [Honda Motor, =HMC, 本田技研, "7267.T"]
    not: [Soichiro Honda, Honda Center]
  nissan: {name: Nissan, aliases: [Nissan Motor, "Re:Nissan", 日産]}
  canton: {name: "Canton, Mississippi", type: place, aliases: [Canton], region: Mississippi}
rules:
  honda-nissan:
    title: Honda and Nissan, with Canton, a merger or tariffs
    when: '@honda AND @nissan AND (@canton OR event:merger OR event:tariff)'
    status: any                    # or a list: raise only for these statuses
    severity: high                 # low | normal | high | critical
    labels: {desk: autos}
    tests:
      - match: Nissan may build Honda’s pickups at its Canton, Mississippi plant
      - no: Honda's tariff bill grows
channels:
  autos:   {url: "${SLACK_AUTOS_URL}"}                 # any Apprise URL
  morning: {url: "${MAIL_DESK_URL}", digest: {schedule: "30 7 * * 1-5", timezone: Europe/Paris}}
  crm:     {webhook: {url: "https://crm.example/hooks/news", secret: "${CRM_SECRET}"}}
routes:
  - match: {desk: autos, status: [rumoured, in_talks, announced, confirmed, denied, called_off]}
    channels: [autos, morning]
"""
ENVIRON = {"SLACK_AUTOS_URL": "slack://a/b/c", "MAIL_DESK_URL": "mailto://a@h.example", "CRM_SECRET": "s"}


def test_the_file_of_the_manual_is_understood_in_full() -> None:
    configuration = load_text(DESIGN, "f.yaml", ENVIRON).configuration
    rule = configuration.rule_set.rules[0]

    assert (rule.id, rule.severity, rule.statuses, dict(rule.labels)) == (
        "honda-nissan",
        Severity.HIGH,
        None,
        {"desk": "autos"},
    )
    assert rule.tests == (
        RuleTest("Nissan may build Honda’s pickups at its Canton, Mississippi plant", True, 17),
        RuleTest("Honda's tariff bill grows", False, 18),
    )
    assert configuration.rule_set.vocabulary.entities["honda"] == Entity(
        "honda",
        "Honda",
        aliases=("Honda Motor", "=HMC", "本田技研", "7267.T"),
        exclude=("Soichiro Honda", "Honda Center"),
    )
    assert [(item.spec.name, item.spec.kind) for item in configuration.channels] == [
        ("autos", "slack"),
        ("morning", "email"),
        ("crm", "webhook"),
    ]
    statuses = ("rumoured", "in_talks", "announced", "confirmed", "denied", "called_off")
    assert configuration.routes == (Route({"desk": ("autos",), "status": statuses}, ("autos", "morning")),)
    assert [problem.message for problem in configuration.problems] == [
        "no route uses the channel 'crm'",
        "no article is given one of these statuses yet: every event is reported",
    ]


def test_a_routing_tree_keeps_its_shape() -> None:
    text = DESIGN[: DESIGN.index("routes:")] + (
        "routes:\n  - match: {severity: critical}\n    channels: [crm]\n    continue: true\n"
        "  - channels: [autos]\n    routes:\n      - match: {entity: canton, event: [merger, tariff]}\n"
    )
    first, second = load_text(text, "f.yaml", ENVIRON).configuration.routes

    assert first == Route({"severity": ("critical",)}, ("crm",), go_on=True)
    assert second == Route({}, ("autos",), routes=(Route({"entity": ("canton",), "event": ("merger", "tariff")}, ()),))


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_the_files_of_a_folder_add_up(tmp_path: Path) -> None:
    write(
        tmp_path,
        b_rules="version: 1\nrules: {r: {when: '@honda AND event:ipo', labels: {desk: a}}}\n"
        "routes: [{match: {desk: a}, channels: [c]}]\n",
        a_names="version: 1\nentities: {honda: {name: Honda}}\nevent_types: {ipo: {triggers: [ipo]}}\n",
        channels="version: 1\nchannels: {c: {url: 'console://'}}\n",
    )
    (tmp_path / ".hidden.yaml").write_text("broken: [", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("broken: [", encoding="utf-8")
    result = load_configuration(tmp_path, {})

    assert [Path(name).name for name in result.files] == ["a_names.yaml", "b_rules.yaml", "channels.yaml"]
    assert result.configuration.rule_paths == (("r", str(tmp_path / "b_rules.yaml")),)
    assert not result.configuration.problems


def test_a_name_in_two_files_is_an_error_that_names_both(tmp_path: Path) -> None:
    write(tmp_path, a="version: 1\nrules:\n  r: {when: x}\n", b="version: 1\nrules:\n\n  r: {when: y}\n")
    with pytest.raises(ConfigurationError) as caught:
        load_configuration(tmp_path, {})

    (problem,) = caught.value.problems
    assert problem.where() == f"{tmp_path / 'b.yaml'}:4:3"
    assert problem.message == f"'r' is in {tmp_path / 'a.yaml'}:3 as well"


def test_the_mistakes_of_all_files_come_together(tmp_path: Path) -> None:
    write(tmp_path, a="version: 1\nrules: {r: {when: 'x AND'}}\n", b="version: 1\nrules: {s: {when: ')'}}\n", c="- x\n")
    (tmp_path / "d.yaml").write_bytes(b"version: 1\nrules:\n  r: {when: caf\xe9}\n")
    with pytest.raises(ConfigurationError) as caught:
        load_configuration(tmp_path, {})

    assert sorted(Path(problem.path).name for problem in caught.value.errors) == [
        "a.yaml",
        "b.yaml",
        "c.yaml",
        "d.yaml",
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"version: 1\n# caf\xe9\n", ":2:6: error: byte 0xe9 is not UTF-8 (save the file as UTF-8)"),
        ("version: 1\n".encode("utf-16"), ": error: the file is UTF-16 (save it as UTF-8)"),
        (b"", ": error: the file is empty (begin with version: 1)"),
        (b"\xef\xbb\xbf", ": error: the file is empty (begin with version: 1)"),
    ],
)
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError) as caught:
        load_configuration(path, {})

    assert str(caught.value) == f"{path}{expected}"


def test_names_that_may_be_in_a_file_that_can_not_be_read_are_not_called_unknown(tmp_path: Path) -> None:
    write(tmp_path, a="version: 1\nrules: {r: {when: '@honda AND event:ipo AND NOT term:noise'}}\n")
    (tmp_path / "b.yaml").write_bytes(b"version: 1\nentities: {honda: {name: caf\xe9}}\n")
    with pytest.raises(ConfigurationError) as caught:
        load_configuration(tmp_path, {})

    assert [problem.message for problem in caught.value.problems] == ["byte 0xe9 is not UTF-8"]


def test_a_path_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nothing: error: there is no such file \(check the path\)"):
        load_configuration(tmp_path / "nothing", {})
    with pytest.raises(ConfigurationError, match=r"this folder holds no .yaml file \(name a file, or put one in it\)"):
        load_configuration(tmp_path, {})


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "f.yml").write_bytes(b"\xef\xbb\xbf" + DESIGN.encode())

    assert load_configuration(tmp_path, ENVIRON).configuration.rule_set.rules


def rules_of(text: str) -> RuleSet:
    return load_text(text, "f.yaml", ENVIRON).configuration.rule_set


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("(@canton OR", "(@canton  OR", True),
        ("severity: high", "severity: low", True),
        ("status: any", "status: denied", True),
        ("{desk: autos}\n", "{desk: autos, x: y}\n", True),
        ("Honda Center", "Honda Arena", True),
        ("region: Mississippi", "region: Ohio", True),
        ("version: 1\n", "version: 1\nevent_types: {ipo: {triggers: [ipo]}}\n", True),
        ("  # or a list: raise only for these statuses", "", False),
        ("Honda's tariff bill grows", "Honda's tariff bill", False),
        ("  nissan:", "  ford: {name: Ford}\n  nissan:", False),
    ],
)
def test_a_rules_version_changes_with_what_can_change_its_alerts(old: str, new: str, changes: bool) -> None:
    before, after = rules_of(DESIGN), rules_of(DESIGN.replace(old, new))

    assert DESIGN.count(old) >= 1
    assert (before.rules[0].version != after.rules[0].version) is changes
    assert (before.version != after.version) is changes


def test_statuses_are_a_word_or_a_list() -> None:
    for written in ("denied", "[denied]"):
        (rule,) = rules_of(DESIGN.replace("status: any", f"status: {written}")).rules
        assert rule.statuses == frozenset({Status.DENIED})


def test_aliases_that_can_surprise_are_warned_of() -> None:
    text = DESIGN.replace("=HMC", "US").replace("日産]", "Honda Motor]").replace("type: place", "type: plase")
    found = [problem.headline() for problem in load_text(text, "f.yaml", ENVIRON).configuration.problems][:3]

    assert found == [
        "f.yaml:5:28: warning: 'US' also matches the word 'us' (write =US to keep the case)",
        "f.yaml:7:63: warning: 'Honda Motor' is an alias of 'honda' too, so it names both (keep it in one of them)",
        "f.yaml:8:47: warning: unusual type 'plase' (did you mean 'place'?)",
    ]


BEGINNINGS = ("rules:\n  r:\n    when: ", "rules: {r: {when: 'term:t'}}\nterms:\n  t: ", "entities:\n  a: ", "")


@given(st.sampled_from(BEGINNINGS), st.text(alphabet="ab:-#'\"[]{}&*!|>%@`\n \t,?$1é\x00：", max_size=60))
def test_any_text_loads_or_is_refused_in_words(beginning: str, text: str) -> None:
    """Nothing but a ConfigurationError with at least one error ever comes out."""
    problems: tuple[Problem, ...] = ()
    try:
        load_text("version: 1\n" + beginning + text, "f.yaml", {})
    except ConfigurationError as error:
        problems = error.problems

    assert not problems or any(problem.level is Level.ERROR for problem in problems)
    assert all(problem.render().startswith("f.yaml") for problem in problems)


def test_checking_a_file_loads_no_heavy_library(tmp_path: Path) -> None:
    write(tmp_path, f=DESIGN)
    script = (
        "import sys; from pathlib import Path; from newsbell.adapters.rulebook.loading import load_configuration\n"
        "from newsbell.adapters.rulebook.testing import run_rule_tests\n"
        "run_rule_tests(load_configuration(Path(sys.argv[1]), None).configuration)\n"
        "print(*(m for m in ('faststream', 'redis', 'apprise', 'aiohttp', 'jinja2', 'asyncio') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == ""


@pytest.mark.parametrize(
    ("statuses", "warned"), [("[confirmed, denied]", True), ("[confirmed, reported]", False), ("any", False)]
)
def test_a_rule_that_waits_for_a_status_that_is_never_read_gets_a_warning(statuses: str, warned: bool) -> None:
    text = f"version: 1\nrules:\n  a: {{when: merger, status: {statuses}}}\n"
    problems = load_text(text, "rules.yaml", {}).configuration.problems

    assert [(problem.line, problem.column) for problem in problems] == ([(3, 29)] if warned else [])
