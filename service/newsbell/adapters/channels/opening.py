"""Turns a channel of the configuration into a sender.

Every URL is read by Apprise, so that there is one grammar of URLs; Slack and e-mail are then sent by our own
transports, which know answers, repeats and limits better. `via: apprise` keeps Apprise's sender.
"""

import asyncio
import importlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TextIO
from urllib.parse import urlsplit

from newsbell.adapters.channels.console import Console
from newsbell.adapters.channels.email import Account, EmailChannel, Security
from newsbell.adapters.channels.http import HttpClient
from newsbell.adapters.channels.letters import Envelope, Mailbox
from newsbell.adapters.channels.scrub import scrub_of
from newsbell.adapters.channels.slack import SlackHook
from newsbell.adapters.channels.slackbot import SlackBot, target_of
from newsbell.adapters.channels.webhook import Webhook, key_of
from newsbell.flow.ports import Channel

SLACK_HOOK_URL = "https://hooks.slack.com/services"
SLACK_API_URL = "https://slack.com/api"
CONSOLE = "console://"


class ChannelError(ValueError):
    """A channel that can not be opened. The text names the channel and what to do, and never quotes its URL."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"channel {name}: {problem}")


@dataclass(frozen=True, slots=True)
class _Order:
    """What the configuration and the settings say about one channel."""

    name: str
    kind: str
    slack_hook_url: str
    slack_api_url: str
    redact: Callable[[str], str]
    http: HttpClient
    owns_http: bool


async def open_channel(
    name: str,
    kind: str,
    *,
    url: str | None = None,
    webhook_url: str | None = None,
    webhook_secrets: tuple[str, ...] = (),
    via: str | None = None,
    slack_hook_url: str = SLACK_HOOK_URL,
    slack_api_url: str = SLACK_API_URL,
    stream: TextIO | None = None,
    http: HttpClient | None = None,
    redact: Callable[[str], str] = str,
) -> Channel:
    """Open one channel; nothing is sent or connected yet.

    `url` is an Apprise URL or `console://`; `webhook_url` with `webhook_secrets` (several while they rotate) is a
    signed webhook. `http` is a client shared with other channels, which the caller closes; without it the channel has
    its own. `redact` is the redactor of the process. Apprise is loaded, in a thread, only for a channel that needs it.

    Raises:
        ChannelError: the channel can not be opened.
    """
    order = _Order(name, kind, slack_hook_url, slack_api_url, redact, http or HttpClient(), http is None)
    if webhook_url is not None:
        return _webhook(order, webhook_url, webhook_secrets)
    if kind == "console" or (url or "").startswith(CONSOLE):
        return Console(name, kind, stream or sys.stdout)
    if not url:
        raise ChannelError(name, "it has no address; give it a url or a webhook")
    if via not in (None, "apprise"):
        raise ChannelError(name, f"via: {via} is not known; leave it out or write `via: apprise`")
    plugin = await asyncio.to_thread(_plugin, name, url)
    if via is None:
        ours = _upgraded(order, url, plugin)
        if ours is not None:
            return ours
    sender: Channel = _apprise().AppriseChannel(name, kind, plugin)
    return sender


def _apprise() -> Any:
    """The module that loads Apprise: it takes a second, so nothing else may import it at its top."""
    return importlib.import_module("newsbell.adapters.channels.apprise")


def _plugin(name: str, url: str) -> Any:
    module = _apprise()
    try:
        return module.instantiate(url)
    except module.UnusableUrl as error:
        raise ChannelError(name, str(error)) from None


def _upgraded(order: _Order, url: str, plugin: Any) -> Channel | None:
    """Our own sender for a plugin's URL; None when Apprise's is the better one."""
    match type(plugin).__name__:
        case "NotifySlack":
            return _slack(order, plugin)
        case "NotifyEmail":
            return _email(order, url, plugin)
    return None


def _slack(order: _Order, plugin: Any) -> Channel | None:
    """Webhooks of slack.com and bots; Slack's workflows, its government cloud and look-ups by e-mail stay out."""
    user = (("username", str(plugin.user)),) if plugin.user else ()
    targets = tuple(str(target) for target in plugin.channels if target)
    if plugin.mode == "hook":
        base = order.slack_hook_url.rstrip("/")
        if len(targets) > 1:
            raise ChannelError(order.name, "a Slack webhook reaches one channel; leave the others out or use a bot")
        return SlackHook(
            order.name,
            order.kind,
            f"{base}/{plugin.token_a}/{plugin.token_b}/{plugin.token_c}",
            order.http,
            order.owns_http,
            (*user, *(("channel", target_of(target).channel) for target in targets)),
        )
    if plugin.mode != "bot" or not targets or any("@" in target[1:] for target in targets):
        return None
    return SlackBot(
        order.name,
        order.kind,
        str(plugin.access_token),
        tuple(target_of(target) for target in targets),
        order.slack_api_url,
        order.http,
        order.owns_http,
        user,
    )


def _email(order: _Order, url: str, plugin: Any) -> Channel | None:
    """Plain SMTP; encrypted mail (pgp=) stays with Apprise."""
    if str(plugin.pgp_mode).lower() not in ("no", "none"):
        return None
    host = str(plugin.smtp_host)
    if host.count(":") == 1:
        raise ChannelError(order.name, "smtp= takes no port; write the port after the host of the URL itself")
    envelope = Envelope(
        sender=Mailbox(str(plugin.from_addr[0] or "newsbell"), str(plugin.from_addr[1])),
        to=tuple(Mailbox(str(label or ""), str(address)) for label, address in plugin.targets),
        cc=tuple(sorted(plugin.cc)),
        bcc=tuple(sorted(plugin.bcc)),
        reply_to=tuple(sorted(plugin.reply_to)),
        headers=tuple((str(key), str(value)) for key, value in plugin.headers.items()),
    )
    if not envelope.to:
        raise ChannelError(order.name, "no valid recipient is left; check the addresses in to=")
    if not all(address.isascii() for address in (envelope.sender.address, *envelope.recipients, *envelope.reply_to)):
        raise ChannelError(order.name, "an address holds letters outside ASCII; write its domain as xn--...")
    account = Account(
        host=host,
        port=int(plugin.port),
        security=Security(str(plugin.secure_mode)),
        user=plugin.user or None,
        password=plugin.password or None,
        verify=bool(plugin.verify_certificate),
    )
    secrets = (url, plugin.password, *((plugin.user,) if plugin.password else ()))
    return EmailChannel(order.name, order.kind, account, envelope, scrub_of(secrets, order.redact))


def _webhook(order: _Order, url: str, secrets: tuple[str, ...]) -> Channel:
    try:
        split = urlsplit(url)
        usable = split.scheme in ("http", "https") and bool(split.hostname) and (split.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise ChannelError(order.name, "the webhook's url must be a complete http:// or https:// address")
    try:
        keys = tuple(key_of(secret) for secret in secrets)
    except ValueError as error:
        raise ChannelError(order.name, f"the webhook's secret can not be used: {error}") from None
    return Webhook(order.name, order.kind, url, keys, order.http, order.owns_http)
