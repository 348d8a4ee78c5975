"""What the operator decides outside the configuration file: read once from the environment, then frozen.

Each setting `x` is read from, in this order: an argument of `load_settings` (the command line), NEWSBELL_X,
the file that NEWSBELL_X_FILE names, and a file `newsbell_x` in the folder for secrets (NEWSBELL_SECRETS_DIR, or
/run/secrets where that exists). A `.env` file is not read: whoever starts the service passes its environment.
"""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from newsbell.flow.redaction import Redactor, secrets_in_url

ENV_PREFIX = "NEWSBELL_"
SECRETS_DIR_VARIABLE = "NEWSBELL_SECRETS_DIR"
DEFAULT_SECRETS_DIR = Path("/run/secrets")

_FILE_SUFFIX = "_FILE"
_LARGEST_FILE = 65_536
_KUBERNETES_LINK = re.compile(r"_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT|PORT_\d+_(TCP|UDP)(_(PROTO|PORT|ADDR))?)$")


class SettingsError(Exception):
    """Settings that can not be used. Each of `problems` says which variable, what is wrong and what to do."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _one_hash_tag(value: str) -> str:
    if not re.fullmatch(r"\{[A-Za-z0-9][A-Za-z0-9._:-]{0,99}\}", value):
        raise ValueError(
            "must be one hash tag, so that all keys lie on one node of a cluster; write a name in braces, "
            "such as {newsbell}, of letters, digits and . _ : -"
        )
    return value


def _redis_address(value: SecretStr) -> SecretStr:
    scheme, separator, rest = value.get_secret_value().partition("://")
    if not separator or scheme.lower() not in {"redis", "rediss", "unix"} or not rest:
        raise ValueError(
            "is not the URL of a server; write redis://host:6379/0, rediss://host:6379/0 (TLS) or unix:///path/to/socket"
        )
    return value


def _loopback_address(value: str) -> str:
    host, separator, port = value.rpartition(":")
    if not separator or not host or not port.isdecimal() or int(port) > 65_535:
        raise ValueError("must be host:port; write 127.0.0.1:8080 or [::1]:8080")
    if host != "localhost" and not _is_loopback(host):
        raise ValueError(
            "must be an address of this machine alone, for the HTTP side has no access control yet; "
            "write 127.0.0.1:port and put a proxy before it if others must reach it"
        )
    return value


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.removeprefix("[").removesuffix("]")).is_loopback
    except ValueError:  # a name, or a short form such as 127.1 that only some resolvers know
        return False


def _plain_base_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        plain = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        plain = False
    if not plain or parts.query or parts.fragment:
        raise ValueError("must be a plain http or https URL without user, query or fragment; write https://host/path")
    return value.rstrip("/")


def _home(value: Path) -> Path:
    try:
        return value.expanduser()
    except RuntimeError as error:
        raise ValueError("starts with ~, and the home folder is not known; write the whole path") from error


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


_SWITCH = {**dict.fromkeys(("true", "yes", "on", "1"), "auto"), **dict.fromkeys(("false", "no", "0"), "off")}


def _reload_mode(value: object) -> object:
    """A switch is understood too: YAML, in which such variables are often written, makes `false` of `off`."""
    word = _lower(value)
    return _SWITCH.get(word, word) if isinstance(word, str) else word


LocalPath = Annotated[Path, AfterValidator(_home)]
BaseUrl = Annotated[str, AfterValidator(_plain_base_url)]
LogFormat = Literal["auto", "human", "json"]
LogLevel = Literal["debug", "info", "warning", "error"]
ReloadMode = Literal["auto", "signal", "off"]


class Settings(BaseSettings):
    """The settings of one process. Build it with `load_settings`; given by hand, it looks at no environment."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, frozen=True, extra="forbid", hide_input_in_errors=True)

    redis_url: Annotated[SecretStr, AfterValidator(_redis_address)] | None = Field(
        default=None, description="URL of the Redis or Valkey server; without it a private one is started."
    )
    config: LocalPath | None = Field(default=None, description="The configuration: a YAML file or a folder of them.")
    data_dir: LocalPath = Field(
        default=Path("~/.local/share/newsbell"),
        validate_default=True,
        description="Where the private server keeps its data.",
    )
    prefix: Annotated[str, AfterValidator(_one_hash_tag)] = Field(
        default="{newsbell}", description="Start of every key; a hash tag."
    )
    valkey_bin: LocalPath | None = Field(default=None, description="The server program to start.")
    allow_unsafe_redis: bool = Field(default=False, description="Accept a server that may lose or evict data.")
    log_format: Annotated[LogFormat, BeforeValidator(_lower)] = Field(
        default="auto", description="`auto` is `human` on a terminal, else `json`."
    )
    log_level: Annotated[LogLevel, BeforeValidator(_lower)] = Field(
        default="info", description="The least serious records shown."
    )
    http: Annotated[str, AfterValidator(_loopback_address)] | None = Field(
        default=None, description="host:port for /livez and /readyz; off by default."
    )
    batch_size: int = Field(default=64, ge=1, le=1_000, description="Entries read from the bus at once.")
    lease: float = Field(
        default=60.0,
        ge=1,
        le=3_600,
        allow_inf_nan=False,
        description="Seconds until an unfinished entry is taken over.",
    )
    delivery_lease: float = Field(
        default=30.0, ge=1, le=3_600, allow_inf_nan=False, description="Seconds one attempt to send may take."
    )
    max_deliveries: int = Field(default=5, ge=1, le=100, description="Tries of an entry before it is a dead letter.")
    max_article_bytes: int = Field(
        default=1_048_576, ge=1_024, le=67_108_864, description="Largest article accepted, in bytes of JSON."
    )
    max_age_chat_hours: float = Field(
        default=6, gt=0, le=8_760, allow_inf_nan=False, description="Hours after which a chat message is not sent."
    )
    max_age_mail_hours: float = Field(
        default=72, gt=0, le=8_760, allow_inf_nan=False, description="Hours after which a mail is not sent."
    )
    reload: Annotated[ReloadMode, BeforeValidator(_reload_mode)] = Field(
        default="auto", description="When the rulebook is read again: `auto`, on SIGHUP alone (`signal`), or `off`."
    )
    reload_timeout: float = Field(
        default=120,
        ge=1,
        le=3_600,
        allow_inf_nan=False,
        description="Seconds that reading the rulebook again may take.",
    )
    slack_hook_url: BaseUrl | None = Field(default=None, description="In place of https://hooks.slack.com.")
    slack_api_url: BaseUrl | None = Field(default=None, description="In place of https://slack.com/api.")
    graceful_timeout: float = Field(
        default=8, ge=0, le=300, allow_inf_nan=False, description="Seconds for work in hand after SIGTERM."
    )

    _origins: dict[str, str] = PrivateAttr(default_factory=dict)
    _warnings: tuple[str, ...] = PrivateAttr(default=())

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is given: `load_settings` alone reads the environment it is handed."""
        return (init_settings,)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the operator should know and that did not stop the start, one line each."""
        return self._warnings

    def secrets(self) -> tuple[str, ...]:
        """The secret texts among the settings, for the redactor."""
        return () if self.redis_url is None else secrets_in_url(self.redis_url.get_secret_value())


@dataclass(frozen=True, slots=True)
class _Found:
    """A value as text, and the variable or file that gave it."""

    value: str
    where: str
    origin: Literal["env", "file"]


class _Surroundings(PydanticBaseSettingsSource):
    """Looks settings up in the given variables and in the files that they name."""

    def __init__(self, settings_cls: type[BaseSettings], environ: Mapping[str, str]) -> None:
        super().__init__(settings_cls)
        self.problems: list[str] = []
        self.warnings: list[str] = []
        self.found: dict[str, _Found] = {}
        self._environ = {name.upper(): value for name, value in environ.items() if name.upper().startswith(ENV_PREFIX)}
        self._secret_files = self._list_secrets()
        for name in settings_cls.model_fields:
            found = self._look_up(name)
            if found is not None:
                self.found[name] = found

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """The text found for a setting, None where there is none."""
        found = self.found.get(field_name)
        return (None if found is None else found.value), field_name, False

    def __call__(self) -> dict[str, Any]:
        """All that was found."""
        return {name: found.value for name, found in self.found.items()}

    def _look_up(self, field: str) -> _Found | None:
        variable = f"{ENV_PREFIX}{field.upper()}"
        value = self._environ.get(variable, "").strip()
        named = self._environ.get(f"{variable}{_FILE_SUFFIX}", "").strip()
        if value and named:
            self.problems.append(f"{variable}: is set, and {variable}{_FILE_SUFFIX} too; keep one of them")
            return None
        if value:
            return _Found(value, variable, "env")
        if named:
            return self._read(field, Path(named), f"{variable}{_FILE_SUFFIX}")
        path = self._secret_files.get(variable.lower())
        return None if path is None else self._read(field, path, f"{variable} (secret file {path})")

    def _read(self, field: str, path: Path, where: str) -> _Found | None:
        try:
            with path.open("rb") as file:
                data = file.read(_LARGEST_FILE + 1)
            mode = path.stat().st_mode
            text = data.decode("utf-8-sig").strip()
        except OSError as error:
            self.problems.append(f"{where}: can not read {path} ({error.strerror}); check the path and its permissions")
            return None
        except UnicodeDecodeError:
            self.problems.append(f"{where}: {path} is not text in UTF-8; write the value into it as plain text")
            return None
        if len(data) > _LARGEST_FILE or not text:
            fault = "is empty" if not text else f"is larger than {_LARGEST_FILE} bytes"
            self.problems.append(f"{where}: {path} {fault}; it must hold the value and nothing else")
            return None
        if field in _SECRET_FIELDS and mode & 0o077:
            self.warnings.append(
                f"{where}: {path} can be read by other users ({mode & 0o777:04o}); run chmod 600 {path}"
            )
        return _Found(text, where, "file")

    def _list_secrets(self) -> dict[str, Path]:
        named = self._environ.get(SECRETS_DIR_VARIABLE, "").strip()
        folder = Path(named) if named else DEFAULT_SECRETS_DIR
        if not named and not folder.is_dir():
            return {}
        try:
            return {path.name.lower(): path for path in sorted(folder.iterdir()) if path.is_file()}
        except OSError as error:
            if named:
                self.problems.append(
                    f"{SECRETS_DIR_VARIABLE}: can not read {folder} ({error.strerror}); check the path"
                )
            return {}


_SECRET_FIELDS = frozenset({"redis_url"})


def load_settings(environ: Mapping[str, str], **overrides: object) -> Settings:
    """Read the settings from `environ` (as `os.environ`) and the files it names; `overrides` win, None is no override.

    Raises:
        SettingsError: A value can not be used, or a file can not be read; all problems at once, no secret in them.
    """
    source = _Surroundings(Settings, environ)
    given = {name: value for name, value in overrides.items() if value is not None}
    values = {"data_dir": _default_data_dir(environ)} | source() | given
    try:
        settings = Settings(**values)
    except ValidationError as error:
        source.problems += _problem_lines(error, source.found)
    if source.problems:
        raise SettingsError(tuple(source.problems))
    settings._origins.update({name: found.origin for name, found in source.found.items()})
    settings._origins.update(dict.fromkeys(given, "argument"))
    settings._warnings = (*unknown_variables(environ), *source.warnings)
    return settings


def unknown_variables(environ: Mapping[str, str]) -> list[str]:
    """One line for each NEWSBELL_ variable that is no setting, with a guess at what was meant.

    Names that end in _FILE are left alone, and so are those that Kubernetes adds for a service called newsbell.
    """
    known = [*(field.upper() for field in Settings.model_fields), SECRETS_DIR_VARIABLE.removeprefix(ENV_PREFIX)]
    lines = []
    for name in sorted(environ):
        if not name.upper().startswith(ENV_PREFIX):
            continue
        word = name.upper().removeprefix(ENV_PREFIX)
        if word in known or word.endswith(_FILE_SUFFIX) or _KUBERNETES_LINK.search(name):
            continue
        close = get_close_matches(word, known, n=1, cutoff=0.7)
        advice = f"did you mean {ENV_PREFIX}{close[0]}?" if close else "`newsbell config show` lists the settings"
        lines.append(f"{name}: is not a setting; {advice}")
    return lines


def config_lines(settings: Settings) -> list[tuple[str, str, str]]:
    """Each setting as (name, value, origin), for people: secrets as `***`; origin default, env, file or argument."""
    redact = Redactor(settings.secrets())
    return [
        (name, _shown(getattr(settings, name), redact), settings._origins.get(name, "default"))
        for name in Settings.model_fields
    ]


def _shown(value: object, redact: Redactor) -> str:
    if value is None:
        return "-"
    if isinstance(value, SecretStr):
        return "***"
    return redact(str(value).lower() if isinstance(value, bool) else str(value))


def _default_data_dir(environ: Mapping[str, str]) -> Path:
    """As the XDG Base Directory Specification says: a relative XDG_DATA_HOME is to be ignored."""
    data_home = Path(environ.get("XDG_DATA_HOME", ""))
    if data_home.is_absolute():
        return data_home / "newsbell"
    home = environ.get("HOME", "")
    return Path(home or "~") / ".local/share/newsbell"


def _problem_lines(error: ValidationError, found: Mapping[str, _Found]) -> Iterator[str]:
    """The errors in words. pydantic's own messages speak of the kind of value, never of the value."""
    for fault in error.errors(include_url=False, include_input=False, include_context=False):
        field = str(fault["loc"][0]) if fault["loc"] else ""
        where = found[field].where if field in found else f"{ENV_PREFIX}{field.upper()}"
        if fault["type"] == "extra_forbidden":
            yield f"{field}: is not a setting"
        elif fault["type"] == "value_error":
            yield f"{where}: {fault['msg'].removeprefix('Value error, ')}"
        else:
            yield f"{where}: {_in_our_words(fault['msg'])}; {_example(field)}"


def _in_our_words(message: str) -> str:
    return "must" + message.removeprefix("Input should").split(", unable", maxsplit=1)[0]


def _example(field: str) -> str:
    default = Settings.model_fields[field].default
    shown = str(default).lower() if isinstance(default, bool) else default
    return f"the default is {shown}" if default is not None else "leave it out to switch it off"
