"""What *notify* keeps: the rows of the ledger as they begin, and the items of digests."""

from collections.abc import Sequence

from newsbell.adapters.store.base import StorePart, as_commits
from newsbell.adapters.store.keys import NOTIFY
from newsbell.adapters.store.rows import to_ms
from newsbell.adapters.store.scripts import Call, Value
from newsbell.flow.ports import Bury, Commit, NotifyCommit
from newsbell_contracts.envelope import FIELD


class Notifying(StorePart):
    """The part of the store behind `NotifyStore`."""

    async def commit_notify(self, commits: Sequence[NotifyCommit]) -> Sequence[Commit]:
        """Commit alerts, each in one step of its own; rows that exist already are left as they are."""
        return as_commits(await self._scripts.run_all([self._notify_call(commit) for commit in commits]))

    async def bury_alerts(self, burials: Sequence[Bury]) -> Sequence[Commit]:
        """Acknowledge alert entries and put them into the dead letters, each in one step."""
        return await self._bury(burials, self._keys.alerts, "alert", NOTIFY)

    def _notify_call(self, commit: NotifyCommit) -> Call:
        names = self._keys
        keys = [names.alerts, names.counters, names.deliveries, names.channels, names.rows]
        args: list[Value] = [NOTIFY, commit.entry_id, commit.alert_id, FIELD, self._life.finished_row]
        args.append(len(commit.deliveries))
        for write in commit.deliveries:
            keys += [names.delivery(write.id), names.due(write.channel)]
            args += [write.id, write.channel, write.kind, to_ms(write.detected_at)]
            args += [write.suppressed_by or "", write.fact or b""]
        for item in commit.digest_items:
            keys.append(names.digest_open(item.channel))
            args.append(item.channel)
        return Call("commit_notify", keys, args)
