from collections.abc import AsyncIterator, Iterator

import pytest
import redis.asyncio

from fakes.ledger import until
from fakes.valkey import ValkeyProcess
from newsbell.adapters.store import Keys, StoreError, connect, ensure_groups, inspect_server
from newsbell.adapters.store.safety import _info_problems, _version_problems


@pytest.fixture(scope="module")
def own_server() -> Iterator[ValkeyProcess]:
    process = ValkeyProcess().start()
    yield process
    process.stop()


@pytest.fixture
async def own_client(own_server: ValkeyProcess) -> AsyncIterator["redis.asyncio.Redis"]:
    client = connect(own_server.url)
    yield client
    await client.aclose()


async def test_a_server_that_keeps_everything_is_safe(client: "redis.asyncio.Redis") -> None:
    report = await inspect_server(client)
    assert (report.flavour, report.problems, report.warnings, report.safe) == ("Valkey", (), (), True)
    assert int(report.version.split(".")[0]) >= 8


@pytest.mark.parametrize(
    ("name", "value", "mend"),
    [
        ("appendonly", "no", "CONFIG SET appendonly yes"),
        ("maxmemory-policy", "allkeys-lru", "CONFIG SET maxmemory-policy noeviction"),
        ("maxmemory-policy", "volatile-ttl", "CONFIG SET maxmemory-policy noeviction"),
        ("appendfsync", "everysec", "CONFIG SET appendfsync always"),
        ("appendfsync", "no", "CONFIG SET appendfsync always"),
        ("no-appendfsync-on-rewrite", "yes", "CONFIG SET no-appendfsync-on-rewrite no"),
    ],
)
async def test_each_unsafe_setting_is_one_problem_with_its_mend(
    own_client: "redis.asyncio.Redis", name: str, value: str, mend: str
) -> None:
    before = str((await own_client.config_get(name))[name])
    await own_client.config_set(name, value)
    try:
        report = await inspect_server(own_client)
        assert not report.safe
        assert [mend in problem for problem in report.problems] == [True]
        _, _, command = report.problems[0].partition("CONFIG SET ")
        await own_client.config_set(*command.split())
        assert (await inspect_server(own_client)).safe
    finally:
        await own_client.config_set(name, before)
        await until(lambda: _at_rest(own_client))


async def _at_rest(client: "redis.asyncio.Redis") -> bool:
    """A server does not end while it writes a new append-only file."""
    info = await client.info("persistence")
    return not info["aof_rewrite_in_progress"] and not info["aof_rewrite_scheduled"]


async def test_everysec_is_a_warning_where_it_is_allowed_and_no_is_not(own_client: "redis.asyncio.Redis") -> None:
    try:
        await own_client.config_set("appendfsync", "everysec")
        report = await inspect_server(own_client, allow_everysec=True)
        assert (report.safe, len(report.warnings)) == (True, 1)
        await own_client.config_set("appendfsync", "no")
        assert not (await inspect_server(own_client, allow_everysec=True)).safe
    finally:
        await own_client.config_set("appendfsync", "always")


async def test_where_config_is_denied_the_rest_is_checked_and_a_warning_says_so(
    own_server: ValkeyProcess, own_client: "redis.asyncio.Redis"
) -> None:
    await own_client.acl_setuser("limited", enabled=True, nopass=True, keys=["*"], commands=["+@all", "-config"])
    limited = connect(f"unix://limited:any@{own_server.socket}")
    report = await inspect_server(limited)
    assert report.safe
    assert "may not run CONFIG" in report.warnings[0]
    await limited.aclose()


async def test_a_replica_is_no_server_to_start_on(own_server: ValkeyProcess) -> None:
    replica = ValkeyProcess(None, "--replicaof", "127.0.0.1", "1").start()
    client = connect(replica.url)
    try:
        assert any("replica" in problem for problem in (await inspect_server(client)).problems)
    finally:
        await client.aclose()
        replica.stop()


@pytest.mark.parametrize(
    ("flavour", "version", "fine"),
    [
        ("Valkey", "7.2.8", False),
        ("Valkey", "8.0.0", True),
        ("Valkey", "9.1.2", True),
        ("Redis", "6.2.14", False),
        ("Redis", "7.0.15", True),
        ("Redis", "8.2.2", True),
        ("Redis", "unknown", False),
    ],
)
def test_a_version_is_too_old_or_fine(flavour: str, version: str, fine: bool) -> None:
    assert (_version_problems(flavour, version) == []) is fine


def test_a_failed_write_to_the_log_is_a_problem() -> None:
    (problem,) = _info_problems({"aof_enabled": 1, "aof_last_write_status": "err", "maxmemory_policy": "noeviction"})
    assert "append-only file failed" in problem


async def test_groups_begin_at_the_start_of_their_streams_and_are_made_once(
    client: "redis.asyncio.Redis", prefix: str
) -> None:
    keys = Keys(prefix)
    await client.xadd(keys.articles, {"__data__": b"{}"})
    await ensure_groups(client, keys)
    await client.xreadgroup("watch", "c1", {keys.articles: ">"})
    await ensure_groups(client, keys)
    assert (await client.xpending(keys.articles, "watch"))["pending"] == 1
    assert len(await client.xinfo_groups(keys.alerts)) == 1


async def test_a_stream_of_the_wrong_kind_is_an_error_when_groups_are_made(
    client: "redis.asyncio.Redis", prefix: str
) -> None:
    keys = Keys(prefix)
    await client.set(keys.alerts, "a text")
    with pytest.raises(StoreError, match="WRONGTYPE"):
        await ensure_groups(client, keys)
