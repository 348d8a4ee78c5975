"""What the parts of the store share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis

from newsbell.adapters.store.connection import PATIENCE, insist
from newsbell.adapters.store.keys import Keys
from newsbell.adapters.store.letters import burial_args
from newsbell.adapters.store.scripts import Call, Scripts
from newsbell.flow.ports import Bury, Commit

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long things are kept, in seconds."""

    seen: int = 7 * DAY
    alert: int = 14 * DAY
    story: int = 14 * DAY
    finished_row: int = 30 * DAY
    slot: int = 44 * DAY


class StorePart:
    """A part of the store: a client, the keys, and a filter that every stored error text passes.

    Args:
        client: Answers bytes; `connect` makes one.
        keys: The names of the keys.
        redact: Takes secrets out of a text.
        lifetimes: How long things are kept.
        patience: Seconds that a call may take, all attempts together.
    """

    def __init__(
        self,
        client: Redis,
        keys: Keys,
        *,
        redact: Callable[[str], str],
        lifetimes: Lifetimes | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self._client = client
        self._keys = keys
        self._redact = redact
        self._life = lifetimes or Lifetimes()
        self._patience = patience
        self._scripts = Scripts(client, patience)

    async def _ask(self, *words: str | int) -> Any:
        """The answer to one command that changes nothing."""
        return await insist(lambda: self._client.execute_command(*words), self._patience)  # type: ignore[no-untyped-call]

    async def _bury(self, burials: Sequence[Bury], stream: str, kind: str, group: str) -> Sequence[Commit]:
        name = stream.rpartition(":")[2]
        keys = (stream, self._keys.dead, self._keys.counters)
        calls = [Call("bury", keys, burial_args(bury, group, kind, name, self._redact)) for bury in burials]
        return as_commits(await self._scripts.run_all(calls))


def as_commits(answers: Sequence[Any]) -> list[Commit]:
    """The scripts' answers as values."""
    return [Commit(answer.decode().lower()) for answer in answers]
