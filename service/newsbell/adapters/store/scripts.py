"""Runs the scripts. They travel with the client, so that two versions of the service can run side by side.

A page of calls of one script is one command to the server, which flushes its file once for it. A pipeline of as many
commands is read by the server in parts of 16 kB, and each part that writes waits for the disk.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from itertools import groupby
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import NoScriptError, RedisError

from newsbell.adapters.store.connection import PATIENCE, insist
from newsbell.adapters.store.errors import as_store_error

PAGE = 128
"""Calls sent in one go: with fsync on each write, batching pays for the durability. Nothing else runs meanwhile."""

Value = str | bytes | int


@dataclass(frozen=True, slots=True)
class Call:
    """A script with its keys and arguments."""

    script: str
    keys: Sequence[str]
    args: Sequence[Value]


@cache
def source(name: str) -> str:
    """The text of a script as the server gets it: with the functions that all of them share, for a page of calls."""
    folder = files("newsbell.adapters.store") / "scripts"
    prelude, step, page = ((folder / f"{part}.lua").read_text(encoding="utf-8") for part in ("prelude", name, "page"))
    return f"{prelude}\nlocal function step(KEYS, ARGV)\n{step}\nend\n{page}"


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
        """Run scripts, each call by itself, in pages of at most 128; the answers are in the same order.

        Raises:
            StoreError: the first failure, after all the others have run.
        """
        answers: list[Any] = []
        for start in range(0, len(calls), PAGE):
            pages = [list(page) for _, page in groupby(calls[start : start + PAGE], key=lambda call: call.script)]
            answers += await insist(partial(self._run_pages, pages), self._patience)
        for answer in answers:
            if isinstance(answer, RedisError):
                raise as_store_error(answer) from answer
        return answers

    async def _run_pages(self, pages: Sequence[Sequence[Call]]) -> list[Any]:
        answers = await self._send(pages)
        # More than once, for a server that restarts between two steps has forgotten what it was just taught. The
        # patience of the call ends it.
        while unknown := [place for place, answer in enumerate(answers) if isinstance(answer, NoScriptError)]:
            await self._load({pages[place][0].script for place in unknown})
            again = await self._send([pages[place] for place in unknown])
            for place, answer in zip(unknown, again, strict=True):
                answers[place] = answer
        whole = (
            [answer] * len(page) if isinstance(answer, RedisError) else answer
            for page, answer in zip(pages, answers, strict=True)
        )
        return [answer for page in whole for answer in page]

    async def _send(self, pages: Sequence[Sequence[Call]]) -> list[Any]:
        pipeline = self._client.pipeline(transaction=False)
        for page in pages:
            pipeline.execute_command(*page_words(page))
        return await pipeline.execute(raise_on_error=False)

    async def _load(self, names: Iterable[str]) -> None:
        pipeline = self._client.pipeline(transaction=False)
        for name in names:
            pipeline.execute_command("SCRIPT LOAD", source(name))
        await pipeline.execute()


def page_words(page: Sequence[Call]) -> list[Value]:
    """The command for calls of one script; see `page.lua` for the order of its words."""
    keys = [key for call in page for key in call.keys]
    counts = [count for call in page for count in (len(call.keys), len(call.args))]
    return [
        *("EVALSHA", digest(page[0].script), len(keys)),
        *keys,
        *(len(page), *counts),
        *(value for call in page for value in call.args),
    ]
