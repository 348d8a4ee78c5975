"""Everything else that Apprise can send to, behind a bulkhead: one object and one thread for each channel.

Apprise tells neither status codes nor kinds of failure, only sentences in a log. Each channel's plugin therefore logs
to a logger of its own that leads nowhere: the sentences are captured with the result, read for what they say about
the attempt, and thrown away, because they may hold secrets.
"""

import asyncio
import json
import logging
import re
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any, cast

from apprise import Apprise, AppriseAsset, NotifyFormat, OverflowMode
from apprise.plugins import N_MGR, url_to_dict

from newsbell.adapters.channels.wording import EMPTY, the_alert
from newsbell.core.render.plain import plain_digest, plain_words
from newsbell.core.render.view import PlainWords
from newsbell.flow.ports import ErrorCode, Outcome, Outgoing, Rejected, Retry, Sent, Unknown

SEND_SECONDS = 14.0
LONGEST = 30_000
"""Characters of a body, whatever a service would take."""

LOCAL = frozenset({"blink1", "dbus", "glib", "gnome", "kde", "macosx", "qt", "syslog", "windows"})
"""Schemas that act on this machine instead of telling anybody."""

READS_FILES = frozenset({"attach", "template"})
"""Options that make Apprise read a file or fetch an address."""

_CODE = re.compile(r"\berror=(\d{3})\b")
_NEVER_SENT = re.compile(
    r"NewConnectionError|NameResolutionError|Failed to resolve|Failed to establish a new connection|Connection refused"
    r"|ConnectTimeout|connect timeout=|ProxyError|Cannot connect to proxy|Tunnel connection failed"
    r"|CERTIFICATE_VERIFY_FAILED|WRONG_VERSION_NUMBER|Name or service not known|getaddrinfo failed"
)
_TIMED_OUT = re.compile(r"[Rr]ead timed out|ReadTimeout|timed out")


class UnusableUrl(ValueError):
    """A URL that can not become a channel; its text says why and never quotes the URL."""


def instantiate(url: str) -> Any:
    """The plugin for a URL, with delays, retries and redirects off.

    Raises:
        UnusableUrl: Apprise does not know the URL, or it would act locally or read files.
    """
    _quieten()
    parsed = cast(Any, url_to_dict)(url, secure_logging=True)
    if not parsed or parsed.get("schema") not in N_MGR:
        raise UnusableUrl("this is not a URL that Apprise knows; see https://appriseit.com/services/")
    schema = str(parsed["schema"]).lower()
    if schema in LOCAL:
        raise UnusableUrl(f"{schema}:// acts on this machine only; name a service that people can read")
    options = {str(key).strip().lower() for key in parsed.get("qsd") or ()}
    forbidden = sorted(READS_FILES & options)
    if forbidden:
        raise UnusableUrl(f"the option {forbidden[0]}= reads files or addresses and is not allowed; leave it out")
    plugin = Apprise.instantiate(parsed, asset=_asset())
    if plugin is None:
        missing = not N_MGR[schema].enabled
        what = "needs a Python package that is not installed" if missing else "lacks a part or has a malformed one"
        raise UnusableUrl(f"the {schema}:// URL {what}; see https://appriseit.com/services/")
    plugin.request_rate_per_sec = 0
    plugin.retry = 0
    plugin.redirects = False
    return plugin


class AppriseChannel:
    """One channel whose sender is an Apprise plugin. A plugin that hangs holds up this channel alone."""

    name: str
    kind: str

    def __init__(self, name: str, kind: str, plugin: Any) -> None:
        self.name = name
        self.kind = kind
        self._plugin = _prepared(plugin, _private_logger(name))
        self._apprise = Apprise(asset=plugin.asset)
        self._apprise.add(plugin)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"apprise-{name}")

    def __repr__(self) -> str:
        return f"AppriseChannel({self.name})"

    @property
    def send_timeout(self) -> float:
        """Seconds."""
        return SEND_SECONDS

    async def send(self, message: Outgoing) -> Outcome:
        """Send in the channel's own thread. A thread that is not done in time goes on: the outcome is unknown."""
        words = self._words(message)
        if words is None:
            return EMPTY
        work = self._thread.submit(self._notify, words)
        await asyncio.wait({asyncio.wrap_future(work)}, timeout=SEND_SECONDS - 0.5)
        return self._late(work) if not work.done() else work.result()

    def preview(self, message: Outgoing) -> str:
        """Title and text as Apprise gets them, as JSON."""
        words = self._words(message) or PlainWords("", "")
        return json.dumps({"title": words.title, "body": words.body, "format": "text"}, ensure_ascii=False, indent=2)

    async def close(self) -> None:
        """Let the thread end after what it is doing."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _words(self, message: Outgoing) -> PlainWords | None:
        """The message within the service's limits; room is left where it will be escaped for HTML or Markdown."""
        title_room = int(self._plugin.title_maxlen)
        room = min(LONGEST, int(self._plugin.body_maxlen))
        if NotifyFormat.TEXT not in _formats(self._plugin):
            room = room * 4 // 5
        words = _plain(message, room)
        if words is None or title_room > 0:
            return words and replace(words, title=_cut(words.title, title_room))
        title = _cut(words.title, room // 3)
        return PlainWords(title, (_plain(message, room - len(title) - 4) or words).body)

    def _notify(self, words: PlainWords) -> Outcome:
        """Runs in the channel's thread. With one service and no time limit Apprise sends in the caller's thread."""
        try:
            result = self._apprise.notify(
                body=words.body, title=words.title, body_format=NotifyFormat.TEXT, log_level=logging.DEBUG
            )
            logs = [str(entry.message) for entry in result.logs()]
            return outcome_of(accepted=bool(result), logs=logs, targets=len(self._plugin))
        except Exception:
            # A plugin's bug; whether it had sent anything by then is not known, and its text may hold secrets.
            return Unknown(ErrorCode.UNKNOWN, "the sender for this service failed")

    @staticmethod
    def _late(work: "Future[Outcome]") -> Outcome:
        if work.cancel():
            return Retry(ErrorCode.TIMEOUT, "an earlier message to this service still hangs")
        return Unknown(ErrorCode.TIMEOUT, f"the service did not answer within {SEND_SECONDS:g} s")


def outcome_of(*, accepted: bool, logs: Sequence[str], targets: int) -> Outcome:
    """What Apprise's result means, by its sentences: `error=` with an HTTP status, or a connection's failure.

    With several targets some may have been reached, so a failure is then always Unknown.
    """
    if accepted:
        return Sent({"status": "accepted"})
    outcome = _by_code(logs) or _by_connection(logs)
    if targets > 1 and not isinstance(outcome, Unknown):
        return Unknown(outcome.code, f"not all of the channel's {targets} targets were reached: {outcome.message}")
    return outcome


def _by_code(logs: Sequence[str]) -> Retry | Rejected | Unknown | None:
    codes = [int(found) for text in logs for found in _CODE.findall(text)]
    if not codes:
        return None
    status = codes[-1]
    words = f"the service answered HTTP {status}"
    if status == 429:
        return Retry(ErrorCode.RATE_LIMITED, words)
    if status in (401, 403):
        return Rejected(ErrorCode.AUTH, words)
    if 300 <= status <= 499:
        return Rejected(ErrorCode.TOO_LONG if status == 413 else ErrorCode.CLIENT, words)
    return Unknown(ErrorCode.SERVER, words)


def _by_connection(logs: Sequence[str]) -> Retry | Unknown:
    text = "\n".join(logs)
    if _NEVER_SENT.search(text):
        return Retry(ErrorCode.NETWORK, "the service can not be reached")
    if _TIMED_OUT.search(text):
        return Unknown(ErrorCode.TIMEOUT, "the service did not answer in time")
    return Unknown(ErrorCode.UNKNOWN, "the service did not accept the message, and does not say why")


def _plain(message: Outgoing, limit: int) -> PlainWords | None:
    if message.digest is not None:
        return plain_digest(message.digest, limit)
    alert = the_alert(message)
    return None if alert is None else plain_words(replace(alert, maybe_repeat=message.maybe_repeat), limit)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: max(0, limit - 1)] + "…"


def _formats(plugin: Any) -> tuple[Any, ...]:
    """What a plugin can send; a single format or several."""
    formats = plugin.notify_format
    return tuple(formats) if isinstance(formats, tuple | list | set | frozenset) else (formats,)


def _prepared(plugin: Any, logger: logging.Logger) -> Any:
    """The plugin with a private logger, a safety net for its limits, and no pictures or footers of Apprise's."""
    plugin.logger = logger
    plugin.overflow_mode = OverflowMode.TRUNCATE
    for option in ("include_image", "include_footer"):
        if hasattr(plugin, option):
            setattr(plugin, option, False)
    return plugin


def _private_logger(name: str) -> logging.Logger:
    """A logger that no configuration reaches: without parent, without name in the registry, without output."""
    logger = logging.Logger(f"apprise:{name}", logging.DEBUG)  # noqa: LOG001 - the point is that nobody can reach it
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    return logger


def _asset() -> AppriseAsset:
    return AppriseAsset(
        storage_mode="memory",
        app_id="newsbell",
        app_desc="newsbell",
        app_url="",
        service_timeout=0,
        http_redirects=False,
        result_log_disk_size=0,
        secure_logging=True,
    )


def _quieten() -> None:
    """Silence Apprise's shared logger: it quotes malformed URLs whole. And keep urllib3, which logs paths, above DEBUG.

    A filter, because a logger's level and handlers are set by others too.
    """
    shared = logging.getLogger("apprise")
    shared.addFilter(_drop)
    shared.propagate = False
    chatty = logging.getLogger("urllib3")
    chatty.setLevel(max(chatty.level, logging.WARNING))


def _drop(_record: logging.LogRecord) -> bool:
    return False
