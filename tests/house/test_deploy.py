"""The image and the compose file keep the hardening list (CIS Docker 4 and 5) and the server's durability."""

import json
import re
from typing import Any

import pytest
import yaml

from house.tree import ROOT

SERVICES = ("valkey", "newsbell", "mailpit")
OURS_AND_SERVER = ("valkey", "newsbell")


@pytest.fixture(scope="module")
def compose() -> Any:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def stages() -> list[list[tuple[str, str]]]:
    """The Dockerfile as stages of (instruction, arguments), continued lines joined."""
    text = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    text = re.sub(r"\\\n\s*", " ", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    lines = [line.split(None, 1) for line in text.splitlines() if line.strip()]
    pairs = [(words[0], words[1]) for words in lines]
    starts = [number for number, (word, _) in enumerate(pairs) if word == "FROM"]
    return [pairs[start:end] for start, end in zip(starts, [*starts[1:], len(pairs)], strict=True)]


def _all(stage: list[tuple[str, str]], instruction: str) -> list[str]:
    return [arguments for word, arguments in stage if word == instruction]


def test_the_compose_file_has_the_three_services(compose: Any) -> None:
    assert set(compose["services"]) == set(SERVICES)


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_can_do_no_more_than_it_must(compose: Any, name: str) -> None:
    service = compose["services"][name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert service["pids_limit"] <= 256
    assert service["mem_limit"]
    assert any(mount.startswith("/tmp") for mount in service["tmpfs"])
    assert service["restart"] == "unless-stopped"
    assert not any("docker.sock" in mount for mount in service.get("volumes", []))
    assert not {"host"} & {service.get("network_mode"), service.get("pid"), service.get("ipc")}


@pytest.mark.parametrize("name", OURS_AND_SERVER)
def test_a_container_gets_time_to_finish(compose: Any, name: str) -> None:
    assert compose["services"][name]["stop_grace_period"] == "30s"


@pytest.mark.parametrize("name", ["valkey", "mailpit"])
def test_a_foreign_image_has_a_version_and_no_root(compose: Any, name: str) -> None:
    service = compose["services"][name]

    assert re.search(r":v?\d+\.\d+", service["image"])
    assert service["user"] not in {"root", "0", "0:0"}


def test_the_server_loses_and_evicts_nothing(compose: Any) -> None:
    words = compose["services"]["valkey"]["command"]
    options = dict(zip(words[1::2], words[2::2], strict=True))

    assert options["--appendonly"] == "yes"
    assert options["--appendfsync"] == "always"
    assert options["--maxmemory-policy"] == "noeviction"
    assert options["--maxmemory"] == "768mb"
    assert compose["services"]["valkey"]["mem_limit"] == "1g"
    assert compose["services"]["valkey"]["volumes"] == ["bus:/data"]
    assert all(isinstance(word, str) for word in words)


def test_the_server_is_reached_by_newsbell_alone(compose: Any) -> None:
    assert "ports" not in compose["services"]["valkey"]
    assert compose["services"]["valkey"]["networks"] == ["bus"]
    assert compose["networks"]["bus"]["internal"] is True
    assert [name for name in SERVICES if "bus" in compose["services"][name]["networks"]] == ["valkey", "newsbell"]


def test_published_ports_are_for_this_machine_only(compose: Any) -> None:
    ports = [port for name in SERVICES for port in compose["services"][name].get("ports", [])]

    assert ports == ["127.0.0.1:8025:8025"]


def test_newsbell_waits_for_a_healthy_server(compose: Any) -> None:
    service = compose["services"]["newsbell"]

    assert service["depends_on"]["valkey"]["condition"] == "service_healthy"
    assert compose["services"]["valkey"]["healthcheck"]["test"][-1] == "ping"
    assert service["environment"]["NEWSBELL_REDIS_URL"] == "redis://valkey:6379/0"
    assert service["volumes"] == ["./deploy/config:/etc/newsbell:ro"]
    assert service["environment"]["NEWSBELL_CONFIG"] == "/etc/newsbell"


def test_the_image_runs_as_10001_without_a_compiler(stages: list[list[tuple[str, str]]]) -> None:
    final = stages[-1]

    assert len(stages) == 2
    assert _all(final, "USER") == ["10001:10001"]
    assert "gcc" not in str(stages)
    assert "apt-get" not in str(stages)
    assert not any("pip" in line for line in _all(final, "RUN"))
    assert all("slim" in line or "PYTHON_IMAGE" in line for stage in stages for line in _all(stage, "FROM"))
    assert not [word for stage in stages for word, _ in stage if word == "ADD"]


def test_everything_in_the_image_is_installed_by_hash_or_without_an_index(stages: list[list[tuple[str, str]]]) -> None:
    installs = [
        part for line in _all(stages[0], "RUN") for part in line.split("&&") if re.search(r"\bpip\b.*\binstall\b", part)
    ]

    assert len(installs) == 3
    assert all("--require-hashes" in part or "--no-index" in part for part in installs)
    assert all("--no-build-isolation" in line for line in _all(stages[0], "RUN") if "pip wheel" in line)


def test_the_image_says_whether_it_is_ready(stages: list[list[tuple[str, str]]]) -> None:
    final = stages[-1]
    [check] = _all(final, "HEALTHCHECK")
    command = json.loads(check.partition("CMD ")[2])

    compile(command[2], "healthcheck", "exec")
    assert command[:2] == ["python", "-c"]
    assert "http://127.0.0.1:8080/readyz" in command[2]
    assert "NEWSBELL_HTTP=127.0.0.1:8080" in " ".join(_all(final, "ENV"))
    assert _all(final, "ENTRYPOINT") == ['["newsbell"]']
    assert _all(final, "CMD") == ['["run"]']
    assert _all(final, "VOLUME") == ['["/etc/newsbell"]']


def test_the_build_sees_only_what_it_needs() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    allowed = {line[1:] for line in lines if line.startswith("!")}
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "deploy" / "Dockerfile").read_text(), re.MULTILINE)

    assert lines[0] == "*"
    assert {name for line in copied for name in line.split()} == allowed
    assert all((ROOT / name).exists() for name in allowed)
