"""Runs the scripts. They travel with the client, so that two versions of the service can run side by side."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import NoScriptError, RedisError

from newsbell.adapters.store.connection import PATIENCE, insist
from newsbell.adapters.store.errors import as_store_error

PIPELINE = 64
"""Scripts sent in one go: with fsync on each write, batching pays for the durability."""

Value = str | bytes | int


@dataclass(frozen=True, slots=True)
class Call:
    """A script with its keys and arguments."""

    script: str
    keys: Sequence[str]
    args: Sequence[Value]

    def words(self) -> tuple[Value, ...]:
        """The command as it is sent."""
        return ("EVALSHA", digest(self.script), len(self.keys), *self.keys, *self.args)


@cache
def source(name: str) -> str:
    """The text of a script, with the functions that all of them share."""
    folder = files("newsbell.adapters.store") / "scripts"
    return "\n".join((folder / f"{part}.lua").read_text(encoding="utf-8") for part in ("prelude", name))


@cache
def digest(name: str) -> str:
    """The name under which the server knows a script: the SHA-1 of its text."""
    return hashlib.sha1(source(name).encode(), usedforsecurity=False).hexdigest()


class Scripts:
    """Runs scripts on one server. A call that fails to reach it is made again until `patience` seconds are over.

    That is safe because each script is idempotent: what it did is the gate that stops it the second time.
    """

    def __init__(self, client: Redis, patience: float = PATIENCE) -> None:
        self._client = client
        self._patience = patience

    async def run(self, call: Call) -> Any:
        """Run one script.

        Raises:
            StoreError: the server did not answer in time, is full, or refused.
        """
        return (await self.run_all([call]))[0]

    async def run_all(self, calls: Sequence[Call]) -> list[Any]:
        """Run scripts, each by itself, in pipelines of at most 64; the answers are in the same order.

        Raises:
            StoreError: the first failure, after all the others have run.
        """
        answers: list[Any] = []
        for start in range(0, len(calls), PIPELINE):
            page = calls[start : start + PIPELINE]
            answers += await insist(partial(self._run_page, page), self._patience)
        for answer in answers:
            if isinstance(answer, RedisError):
                raise as_store_error(answer) from answer
        return answers

    async def _run_page(self, calls: Sequence[Call]) -> list[Any]:
        answers = await self._send(calls)
        # More than once, for a server that restarts between two steps has forgotten what it was just taught. The
        # patience of the call ends it.
        while unknown := [place for place, answer in enumerate(answers) if isinstance(answer, NoScriptError)]:
            await self._load({calls[place].script for place in unknown})
            again = await self._send([calls[place] for place in unknown])
            for place, answer in zip(unknown, again, strict=True):
                answers[place] = answer
        return answers

    async def _send(self, calls: Sequence[Call]) -> list[Any]:
        pipeline = self._client.pipeline(transaction=False)
        for call in calls:
            pipeline.execute_command(*call.words())
        return await pipeline.execute(raise_on_error=False)

    async def _load(self, names: Iterable[str]) -> None:
        pipeline = self._client.pipeline(transaction=False)
        for name in names:
            pipeline.execute_command("SCRIPT LOAD", source(name))
        await pipeline.execute()
