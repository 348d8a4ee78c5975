"""The store as the service uses it."""

from collections.abc import Sequence

from newsbell.adapters.store.counting import Counting
from newsbell.adapters.store.delivering import Delivering
from newsbell.adapters.store.notifying import Notifying
from newsbell.adapters.store.scripts import Call
from newsbell.adapters.store.watching import Watching


class RedisStore(Watching, Notifying, Delivering, Counting):
    """`WatchStore`, `NotifyStore`, `DeliverStore` and `CountStore` on Redis or Valkey, and what the bus needs of them.

    Every change is one script on the server, gated by a fact that it returns; calls that fail to reach the server are
    made again until `patience` is over, which is safe because each gate closes behind the first.
    """

    async def retry(self, group: str, consumer: str, entry_ids: Sequence[str], *, delay: float, lease: float) -> int:
        """Make entries that `consumer` holds claimable again in `delay` seconds (at most `lease`).

        Returns:
            How many the consumer still held.
        """
        if not entry_ids:
            return 0
        idle = max(0, round((lease - delay) * 1000))
        keys = (self._keys.stream_of(group), self._keys.counters)
        return int(await self._scripts.run(Call("retry", keys, (group, consumer, idle, *entry_ids))))

    async def release(self, group: str, consumer: str, entry_ids: Sequence[str] = (), *, lease: float) -> int:
        """On stop: make entries that `consumer` holds (all, when none are named) claimable at once.

        Returns:
            How many were released.
        """
        idle = round(lease * 1000)
        return int(
            await self._scripts.run(
                Call("release", (self._keys.stream_of(group),), (group, consumer, idle, *entry_ids))
            )
        )
