import stat
from pathlib import Path

import pytest
from pydantic import ValidationError

from newsbell import settings as module
from newsbell.settings import Settings, SettingsError, config_lines, load_settings, unknown_variables

CANARY = "hunter2-canary"


@pytest.fixture(autouse=True)
def no_secrets_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(module, "DEFAULT_SECRETS_DIR", tmp_path / "run-secrets")


def problems(environ: dict[str, str], **overrides: object) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        load_settings(environ, **overrides)
    assert CANARY not in str(caught.value)
    assert CANARY not in repr(caught.value)
    return caught.value.problems


def secret_file(path: Path, text: str, mode: int = 0o600) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = load_settings({"HOME": "/home/ada"})
    assert settings.redis_url is None
    assert settings.prefix == "{newsbell}"
    assert settings.data_dir == Path("/home/ada/.local/share/newsbell")
    assert (settings.batch_size, settings.lease, settings.delivery_lease, settings.max_deliveries) == (64, 60, 30, 5)
    assert (settings.max_article_bytes, settings.max_age_chat_hours, settings.max_age_mail_hours) == (1_048_576, 6, 72)
    assert settings.graceful_timeout == 8
    assert settings.warnings == ()


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        load_settings({}).batch_size = 2  # type: ignore[misc]


def test_the_environment_of_this_process_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSBELL_BATCH_SIZE", "3")
    assert Settings().batch_size == 64
    assert load_settings({}).batch_size == 64


def test_variables_set_each_kind_of_value() -> None:
    settings = load_settings(
        {
            "NEWSBELL_REDIS_URL": "redis://:pw@db:6379/1",
            "NEWSBELL_CONFIG": "rules.yaml",
            "NEWSBELL_ALLOW_UNSAFE_REDIS": "true",
            "NEWSBELL_LOG_FORMAT": "JSON",
            "NEWSBELL_HTTP": "[::1]:8080",
            "NEWSBELL_LEASE": "2.5",
            "NEWSBELL_SLACK_HOOK_URL": "http://127.0.0.1:9/hooks/",
            "newsbell_max_deliveries": "7",
        }
    )
    assert settings.redis_url is not None
    assert settings.redis_url.get_secret_value() == "redis://:pw@db:6379/1"
    assert settings.config == Path("rules.yaml")
    assert settings.allow_unsafe_redis is True
    assert settings.log_format == "json"
    assert settings.http == "[::1]:8080"
    assert settings.lease == 2.5
    assert settings.slack_hook_url == "http://127.0.0.1:9/hooks"
    assert settings.max_deliveries == 7


def test_an_empty_variable_is_as_good_as_none() -> None:
    assert load_settings({"NEWSBELL_REDIS_URL": "", "NEWSBELL_BATCH_SIZE": " "}).batch_size == 64


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"XDG_DATA_HOME": "/srv/data", "HOME": "/home/ada"}, "/srv/data/newsbell"),
        ({"XDG_DATA_HOME": "relative", "HOME": "/home/ada"}, "/home/ada/.local/share/newsbell"),
        ({"NEWSBELL_DATA_DIR": "/data", "XDG_DATA_HOME": "/srv/data"}, "/data"),
    ],
)
def test_the_data_folder_follows_the_xdg_specification(environ: dict[str, str], folder: str) -> None:
    assert load_settings(environ).data_dir == Path(folder)


def test_a_file_twin_is_read_without_its_line_end(tmp_path: Path) -> None:
    path = secret_file(tmp_path / "url", "\ufeffredis://:pw@db\r\n")
    settings = load_settings({"NEWSBELL_REDIS_URL_FILE": str(path)})
    assert settings.redis_url is not None
    assert settings.redis_url.get_secret_value() == "redis://:pw@db"


def test_every_setting_has_a_file_twin(tmp_path: Path) -> None:
    path = secret_file(tmp_path / "size", "9\n")
    assert load_settings({"NEWSBELL_BATCH_SIZE_FILE": str(path)}).batch_size == 9


def test_the_folder_for_secrets_comes_after_the_variables(tmp_path: Path) -> None:
    secret_file(tmp_path / "s" / "newsbell_redis_url", "redis://folder")
    secret_file(tmp_path / "s" / "NEWSBELL_BATCH_SIZE", "10")
    environ = {"NEWSBELL_SECRETS_DIR": str(tmp_path / "s"), "NEWSBELL_BATCH_SIZE": "11"}
    settings = load_settings(environ)
    assert settings.redis_url is not None
    assert settings.redis_url.get_secret_value() == "redis://folder"
    assert settings.batch_size == 11


def test_run_secrets_is_used_where_it_exists(tmp_path: Path) -> None:
    secret_file(tmp_path / "run-secrets" / "newsbell_batch_size", "12")
    assert load_settings({}).batch_size == 12


def test_an_argument_wins_and_none_is_no_argument() -> None:
    environ = {"NEWSBELL_BATCH_SIZE": "11", "NEWSBELL_LEASE": "2"}
    settings = load_settings(environ, batch_size=5, lease=None)
    assert (settings.batch_size, settings.lease) == (5, 2)


@pytest.mark.parametrize(
    ("environ", "line"),
    [
        ({"NEWSBELL_BATCH_SIZE": CANARY}, "NEWSBELL_BATCH_SIZE: must be a valid integer; the default is 64"),
        ({"NEWSBELL_BATCH_SIZE": "0"}, "NEWSBELL_BATCH_SIZE: must be greater than or equal to 1; the default is 64"),
        ({"NEWSBELL_LEASE": "nan"}, "NEWSBELL_LEASE: must be a finite number; the default is 60.0"),
        (
            {"NEWSBELL_LOG_FORMAT": CANARY},
            "NEWSBELL_LOG_FORMAT: must be 'auto', 'human' or 'json'; the default is auto",
        ),
        (
            {"NEWSBELL_ALLOW_UNSAFE_REDIS": CANARY},
            "NEWSBELL_ALLOW_UNSAFE_REDIS: must be a valid boolean; the default is false",
        ),
        (
            {"NEWSBELL_REDIS_URL": f"http://u:{CANARY}@db"},
            "NEWSBELL_REDIS_URL: is not the URL of a server; write redis://host:6379/0, "
            "rediss://host:6379/0 (TLS) or unix:///path/to/socket",
        ),
        (
            {"NEWSBELL_REDIS_URL": "redis://a", "NEWSBELL_REDIS_URL_FILE": "/x"},
            "NEWSBELL_REDIS_URL: is set, and NEWSBELL_REDIS_URL_FILE too; keep one of them",
        ),
        (
            {"NEWSBELL_REDIS_URL_FILE": "/no/such/file"},
            "NEWSBELL_REDIS_URL_FILE: can not read /no/such/file (No such file or directory); "
            "check the path and its permissions",
        ),
        (
            {"NEWSBELL_SECRETS_DIR": "/no/such/folder"},
            "NEWSBELL_SECRETS_DIR: can not read /no/such/folder (No such file or directory); check the path",
        ),
    ],
)
def test_a_problem_says_which_variable_what_and_what_to_do(environ: dict[str, str], line: str) -> None:
    assert problems(environ) == (line,)


def test_all_problems_are_told_at_once() -> None:
    told = problems({"NEWSBELL_BATCH_SIZE": "x", "NEWSBELL_LEASE": "y", "NEWSBELL_CONFIG_FILE": "/no/such/file"})
    assert [line.partition(":")[0] for line in told] == [
        "NEWSBELL_CONFIG_FILE",
        "NEWSBELL_BATCH_SIZE",
        "NEWSBELL_LEASE",
    ]


def test_a_bad_value_from_a_file_names_the_file_variable(tmp_path: Path) -> None:
    path = secret_file(tmp_path / "url", f"mysql://{CANARY}")
    assert problems({"NEWSBELL_REDIS_URL_FILE": str(path)})[0].startswith("NEWSBELL_REDIS_URL_FILE: is not the URL")


@pytest.mark.parametrize(
    ("data", "fault"), [(b"", "is empty"), (b"\xff\xfe", "is not text"), (b"x" * 70_000, "is larger")]
)
def test_a_secret_file_that_can_not_be_one(tmp_path: Path, data: bytes, fault: str) -> None:
    path = tmp_path / "url"
    path.write_bytes(data)
    assert f"{path} {fault}" in problems({"NEWSBELL_REDIS_URL_FILE": str(path)})[0]


@pytest.mark.parametrize(
    "prefix", ["newsbell", "{}", "{a}{b}", "x{a}", "{a}x", "{a b}", "{a*}", "{{a}}", "{a}\n", "{a\n}"]
)
def test_a_prefix_that_is_not_one_hash_tag_is_refused(prefix: str) -> None:
    assert "must be one hash tag" in problems({}, prefix=prefix)[0]


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("0.0.0.0:8080", "this machine alone"),
        ("[::]:8080", "this machine alone"),
        ("10.0.0.1:80", "this machine alone"),
        ("127.1:80", "this machine alone"),
        ("example.org:80", "this machine alone"),
        (":8080", "host:port"),
        ("8080", "host:port"),
        ("127.0.0.1:", "host:port"),
        ("127.0.0.1:99999", "host:port"),
    ],
)
def test_http_listens_on_the_loopback_alone(address: str, fault: str) -> None:
    assert fault in problems({"NEWSBELL_HTTP": address})[0]


@pytest.mark.parametrize("address", ["127.0.0.1:0", "127.8.9.1:80", "localhost:8080", "[::1]:65535"])
def test_every_loopback_address_will_do(address: str) -> None:
    assert load_settings({"NEWSBELL_HTTP": address}).http == address


@pytest.mark.parametrize(
    "url",
    [
        f"https://u:{CANARY}@h",
        f"https://h?k={CANARY}",
        "ftp://h",
        "h",
        "https://",
        f"https://h#{CANARY}",
        "http://[::1",
    ],
)
def test_the_slack_urls_are_addresses_without_secrets(url: str) -> None:
    assert "plain http or https URL" in problems({"NEWSBELL_SLACK_API_URL": url})[0]


@pytest.mark.parametrize(
    ("text", "mode"),
    [("auto", "auto"), ("Signal", "signal"), ("off", "off"), ("false", "off"), ("0", "off"), ("true", "auto")],
)
def test_when_to_reload_is_a_word_or_a_switch(text: str, mode: str) -> None:
    assert load_settings({"NEWSBELL_RELOAD": text}).reload == mode


def test_another_word_for_reloading_is_told_with_those_that_there_are() -> None:
    (line,) = problems({"NEWSBELL_RELOAD": "sometimes"})
    assert line == "NEWSBELL_RELOAD: must be 'auto', 'signal' or 'off'; the default is auto"


def test_an_unknown_argument_is_told() -> None:
    assert problems({}, colour="red") == ("colour: is not a setting",)


def test_unknown_variables_are_told_with_a_guess() -> None:
    environ = {
        "NEWSBELL_REDISURL": CANARY,
        "NEWSBELL_ZEBRA": "1",
        "NEWSBELL_BATCH_SIZE": "1",
        "NEWSBELL_SECRETS_DIR": "/x",
        "NEWSBELL_OTHER_FILE": "/x",
        "NEWSBELL_SERVICE_HOST": "10.0.0.1",
        "NEWSBELL_PORT_8080_TCP_ADDR": "10.0.0.1",
        "PATH": "/bin",
    }
    assert unknown_variables(environ) == [
        "NEWSBELL_REDISURL: is not a setting; did you mean NEWSBELL_REDIS_URL?",
        "NEWSBELL_ZEBRA: is not a setting; `newsbell config show` lists the settings",
    ]


def test_unknown_variables_are_among_the_warnings() -> None:
    assert load_settings({"NEWSBELL_BATCHSIZE": "1"}).warnings == (
        "NEWSBELL_BATCHSIZE: is not a setting; did you mean NEWSBELL_BATCH_SIZE?",
    )


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o444])
def test_a_secret_file_that_others_can_read_is_told(tmp_path: Path, mode: int) -> None:
    path = secret_file(tmp_path / "url", "redis://:pw@db", mode)
    (line,) = load_settings({"NEWSBELL_REDIS_URL_FILE": str(path)}).warnings
    assert line.startswith("NEWSBELL_REDIS_URL_FILE:")
    assert f"({mode:04o})" in line
    assert f"chmod 600 {path}" in line


def test_a_file_without_a_secret_may_be_read_by_all(tmp_path: Path) -> None:
    path = secret_file(tmp_path / "size", "9", 0o644)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert load_settings({"NEWSBELL_BATCH_SIZE_FILE": str(path)}).warnings == ()


def test_config_show_tells_origins_and_hides_secrets(tmp_path: Path) -> None:
    path = secret_file(tmp_path / "url", f"redis://:{CANARY}@db")
    environ = {"NEWSBELL_REDIS_URL_FILE": str(path), "NEWSBELL_LEASE": "5", "NEWSBELL_CONFIG": f"/etc/{CANARY}.yaml"}
    lines = {name: (value, origin) for name, value, origin in config_lines(load_settings(environ, batch_size=2))}
    assert lines["redis_url"] == ("***", "file")
    assert lines["config"] == ("/etc/***.yaml", "env")
    assert lines["lease"] == ("5.0", "env")
    assert lines["batch_size"] == ("2", "argument")
    assert lines["max_deliveries"] == ("5", "default")
    assert lines["allow_unsafe_redis"] == ("false", "default")
    assert lines["http"] == ("-", "default")
    assert set(lines) == set(Settings.model_fields)


def test_settings_do_not_show_their_secrets_and_hand_them_to_the_redactor() -> None:
    settings = load_settings({"NEWSBELL_REDIS_URL": f"redis://:{CANARY}@db"})
    assert CANARY not in repr(settings)
    assert CANARY not in settings.model_dump_json()
    assert CANARY in settings.secrets()
