"""Whether a server keeps what it accepts, and the consumer groups."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from newsbell.adapters.store.connection import PATIENCE, insist
from newsbell.adapters.store.errors import StoreDown, StoreError
from newsbell.adapters.store.keys import NOTIFY, WATCH, Keys

_OLDEST = {"Valkey": (8, 0), "Redis": (7, 0)}

_LOADING = 60.0
"""Seconds to wait for a server that reads its data when it starts; about 180 MB a second."""

_LOADING_STEP = 0.1

Info = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ServerReport:
    """What a server is. Each problem would lose data, each warning is worth a look; both say how to mend it."""

    flavour: str
    version: str
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def safe(self) -> bool:
        """Whether the service may start on it."""
        return not self.problems


async def inspect_server(client: Redis, *, allow_everysec: bool = False, patience: float = PATIENCE) -> ServerReport:
    """Look at the server's durability, eviction, version and role.

    Args:
        client: A client of the server.
        allow_everysec: Accept `appendfsync everysec`, which may lose the last second (two on a slow disk).
        patience: Seconds that each question may take, all attempts together.

    A server that still reads its data is waited for, up to a minute.

    Raises:
        StoreError: the server did not answer or refused INFO.
    """
    info = await _info_once_loaded(client, patience)
    flavour = "Valkey" if "valkey_version" in info else "Redis"
    # Valkey also reports a redis_version, 7.2.4, for old clients.
    version = str(info.get("valkey_version") or info.get("redis_version", "0"))
    problems = [*_version_problems(flavour, version), *_info_problems(info)]
    warnings: list[str] = []
    syncing = await _syncing(client, patience)
    if syncing is None:
        warnings.append(
            "appendfsync can not be read, because this user may not run CONFIG: make sure that it is `always`"
        )
    else:
        weak, strict = _fsync_problems(syncing)
        problems += strict
        (warnings if allow_everysec else problems).extend(weak)
    return ServerReport(flavour, version, tuple(problems), tuple(warnings))


async def _info_once_loaded(client: Redis, patience: float) -> Info:
    """INFO of a server that has read its data; until then it says that it keeps no append-only file."""
    try:
        async with asyncio.timeout(_LOADING):
            info = await insist(client.info, patience)
            while info.get("loading"):
                await asyncio.sleep(_LOADING_STEP)
                info = await insist(client.info, patience)
    except TimeoutError as late:
        raise StoreDown(f"the Redis server still reads its data after {_LOADING:g} s: start again later") from late
    return info


async def ensure_groups(client: Redis, keys: Keys) -> None:
    """Make the consumer groups at the beginning of their streams; those that exist stay as they are.

    Raises:
        StoreError: the server did not answer or refused, e.g. because a key holds something else.
    """
    for stream, group in ((keys.articles, WATCH), (keys.alerts, NOTIFY)):
        try:
            await insist(partial(client.xgroup_create, stream, group, id="0", mkstream=True))
        except StoreError as error:
            if not _exists_already(error):
                raise


def _exists_already(error: StoreError) -> bool:
    return isinstance(error.__cause__, ResponseError) and str(error.__cause__).startswith("BUSYGROUP")


def _version_problems(flavour: str, version: str) -> list[str]:
    numbers = tuple(int(part) if part.isdigit() else 0 for part in version.split(".")[:2])
    if numbers >= _OLDEST[flavour]:
        return []
    wanted = " or ".join(f"{name} {major}.{minor}" for name, (major, minor) in _OLDEST.items())
    return [f"{flavour} {version} is too old: run {wanted} or newer"]


def _info_problems(info: Info) -> list[str]:
    problems = []
    if str(info.get("aof_enabled")) != "1":
        problems.append("there is no append-only file, so a restart loses everything: CONFIG SET appendonly yes")
    elif info.get("aof_last_write_status", "ok") != "ok":
        problems.append("the last write to the append-only file failed: see the server's log and free disk space")
    policy = info.get("maxmemory_policy", "noeviction")
    if policy != "noeviction":
        problems.append(f"maxmemory-policy is {policy}, which evicts data: CONFIG SET maxmemory-policy noeviction")
    if info.get("role", "master") != "master":
        problems.append("this is a replica, which takes no writes: connect to its primary")
    return problems


async def _syncing(client: Redis, patience: float) -> Mapping[str, str] | None:
    """The settings of fsync, None when the user may not read them."""
    try:
        found: Any = await insist(partial(client.config_get, "appendfsync", "no-appendfsync-on-rewrite"), patience)
    except StoreError as error:
        if not isinstance(error.__cause__, ResponseError):
            raise
        return None
    flat = found.items() if isinstance(found, dict) else zip(found[::2], found[1::2], strict=True)
    return {_text(name): _text(value) for name, value in flat}


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _fsync_problems(settings: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Problems that the operator may accept, and those that nobody should."""
    policy = settings.get("appendfsync", "always")
    if policy == "no":
        return [], ["appendfsync is no, so a crash loses up to half a minute: CONFIG SET appendfsync always"]
    weak = []
    if policy != "always":
        weak.append(f"appendfsync is {policy}, which may lose the last second: CONFIG SET appendfsync always")
    if settings.get("no-appendfsync-on-rewrite") == "yes":
        weak.append(
            "no-appendfsync-on-rewrite is yes, so nothing is synced during a rewrite: "
            "CONFIG SET no-appendfsync-on-rewrite no"
        )
    return weak, []
