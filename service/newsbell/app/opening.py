"""Reaching the server: the configured one, or a private one in the data folder."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from redis.asyncio import Redis

from newsbell.adapters.embedded.errors import EmbeddedError
from newsbell.adapters.embedded.valkey import EmbeddedValkey
from newsbell.adapters.store import (
    Keys,
    Operations,
    RedisStore,
    ServerReport,
    StoreError,
    StoreRefusedLogin,
    connect,
    ensure_groups,
    inspect_server,
)
from newsbell.app.errors import EXIT_CONFIGURATION, CannotStart
from newsbell.flow.redaction import Redactor
from newsbell.settings import Settings

log = logging.getLogger(__name__)

FIRST_PATIENCE = 3.0
"""Seconds in which the server must answer for the first time: a person waits, and a supervisor starts us again."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A server that may be used, and the store on it."""

    url: str
    keys: Keys
    client: Redis
    store: RedisStore
    operations: Operations
    report: ServerReport
    embedded: EmbeddedValkey | None

    async def ensure_groups(self) -> None:
        """Make the consumer groups where they are missing."""
        await ensure_groups(self.client, self.keys)


@asynccontextmanager
async def open_server(
    settings: Settings, redact: Redactor, progress: Callable[[str], None] | None = None, *, groups: bool = True
) -> AsyncIterator[Opened]:
    """Use the server for a block: the configured one, or the private one of the data folder.

    Missing consumer groups are made, unless `groups` is false: then nothing is written.

    Raises:
        CannotStart: no server can be had, or the configured one would lose or evict data.
    """
    async with AsyncExitStack() as stack:
        embedded = None
        if settings.redis_url is None:
            embedded = await _private(settings, stack, progress)
            url = embedded.url
        else:
            url = settings.redis_url.get_secret_value()
        client = _connect(url)
        stack.push_async_callback(client.aclose)
        report = await _inspect(client, settings)
        keys = Keys(settings.prefix)
        if groups:
            await _groups(client, keys)
        yield Opened(
            url=url,
            keys=keys,
            client=client,
            store=RedisStore(client, keys, redact=redact),
            operations=Operations(client, keys, redact=redact),
            report=report,
            embedded=embedded,
        )


async def _private(settings: Settings, stack: AsyncExitStack, progress: Callable[[str], None] | None) -> EmbeddedValkey:
    binary = str(settings.valkey_bin) if settings.valkey_bin else None
    server = EmbeddedValkey(settings.data_dir, binary=binary, progress=progress)
    try:
        await server.acquire()
    except EmbeddedError as error:
        raise CannotStart(*str(error).splitlines()) from error
    stack.push_async_callback(server.release)
    return server


def _connect(url: str) -> Redis:
    try:
        client = connect(url)
        client.connection_pool.make_connection()  # type: ignore[no-untyped-call]  # only built, to see whether the options behind ? are understood
    except TypeError as error:
        reason = "NEWSBELL_REDIS_URL: an option behind its ? is not known; correct it, or leave it out"
        raise CannotStart(reason, code=EXIT_CONFIGURATION) from error
    except ValueError as error:
        # The client library's text may hold a part of the password.
        advice = "a password with / ? # or @ in it must be percent-encoded"
        reason = f"NEWSBELL_REDIS_URL: it can not be taken apart as redis://user:password@host:port/database; {advice}"
        raise CannotStart(reason, code=EXIT_CONFIGURATION) from error
    return client


async def _inspect(client: Redis, settings: Settings) -> ServerReport:
    where = "NEWSBELL_REDIS_URL" if settings.redis_url is not None else "the private server"
    try:
        report = await inspect_server(client, patience=FIRST_PATIENCE)
    except StoreRefusedLogin as error:
        raise CannotStart(f"{where}: {error}", code=EXIT_CONFIGURATION) from error
    except StoreError as error:
        raise CannotStart(f"{where}: {error}") from error
    for warning in report.warnings:
        log.warning("%s", warning)
    if report.safe:
        return report
    if settings.allow_unsafe_redis:
        for problem in report.problems:
            log.warning("UNSAFE SERVER, used because it was allowed: %s", problem)
        return report
    advice = "mend it, or accept the loss with NEWSBELL_ALLOW_UNSAFE_REDIS=true (--allow-unsafe-redis)"
    reasons = tuple(f"{where}: {problem}" for problem in report.problems)
    raise CannotStart(*reasons, f"{where}: this server would lose data; {advice}", code=EXIT_CONFIGURATION)


async def _groups(client: Redis, keys: Keys) -> None:
    try:
        await ensure_groups(client, keys)
    except StoreError as error:
        raise CannotStart(str(error)) from error
