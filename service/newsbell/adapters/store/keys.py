"""The names of all keys, and of the groups; nothing else in the service builds one."""

import re
from dataclasses import dataclass

PREFIX = "{newsbell}"
"""The default prefix: one hash tag, so that scripts work on a cluster."""

WATCH = "watch"
"""The consumer group of *watch* on the articles."""

NOTIFY = "notify"
"""The consumer group of *notify* on the alerts."""

_HASH_TAG = re.compile(r"[^{}]*\{[^{}]+\}[^{}]*")


@dataclass(frozen=True, slots=True)
class Keys:
    """Names every key from a prefix that holds exactly one hash tag, e.g. `{newsbell}`.

    Raises:
        ValueError: the prefix holds no hash tag, or more than one.
    """

    prefix: str = PREFIX

    def __post_init__(self) -> None:
        if not _HASH_TAG.fullmatch(self.prefix):
            raise ValueError(f"prefix {self.prefix!r}: it needs one name in braces, for example {PREFIX}")

    @property
    def articles(self) -> str:
        """The stream of articles."""
        return f"{self.prefix}:articles"

    @property
    def alerts(self) -> str:
        """The stream of alerts."""
        return f"{self.prefix}:alerts"

    @property
    def deliveries(self) -> str:
        """The stream of what became of each delivery."""
        return f"{self.prefix}:deliveries"

    @property
    def dead(self) -> str:
        """The stream of dead letters."""
        return f"{self.prefix}:dead"

    @property
    def replayed(self) -> str:
        """The dead letters that were replayed: a hash of dead letter to new entry or delivery id."""
        return f"{self.prefix}:dead:replayed"

    @property
    def counters(self) -> str:
        """The hash of counters."""
        return f"{self.prefix}:counters"

    @property
    def channels(self) -> str:
        """The set of channels that ever had a delivery or a digest item."""
        return f"{self.prefix}:channels"

    @property
    def rows(self) -> str:
        """All rows of the ledger by the time of their last change: a sorted set."""
        return f"{self.prefix}:rows"

    @property
    def probe(self) -> str:
        """What the health check writes: the server's time of the last one, in ms."""
        return f"{self.prefix}:probe"

    @property
    def counts(self) -> str:
        """The versions of rules of which something was counted, by the time of the last word of each: a sorted set."""
        return f"{self.prefix}:counts"

    @property
    def counts_articles(self) -> str:
        """The articles that rules were matched against."""
        return f"{self.prefix}:counts:articles"

    def count(self, member: str) -> str:
        """What was counted of a version of a rule: a hash. `member` is its name in `counts`."""
        return f"{self.prefix}:count:{member}"

    def counts_told(self, worker: str) -> str:
        """The number of the last page of counts that a worker told."""
        return f"{self.prefix}:counts:told:{worker}"

    def stream_of(self, group: str) -> str:
        """The stream that one of our groups reads.

        Raises:
            ValueError: it is not one of our groups.
        """
        if group not in {WATCH, NOTIFY}:
            raise ValueError(f"there is no group {group!r}: it is {WATCH} or {NOTIFY}")
        return self.articles if group == WATCH else self.alerts

    def seen(self, key: str) -> str:
        """The entry of an article's version that was ingested."""
        return f"{self.prefix}:seen:{key}"

    def alert(self, alert_id: str) -> str:
        """An alert's event, kept for sending; it also keeps the alert from being raised twice."""
        return f"{self.prefix}:alert:{alert_id}"

    def story(self, story_id: str) -> str:
        """A story's version and state."""
        return f"{self.prefix}:story:{story_id}"

    def delivery(self, delivery_id: str) -> str:
        """A row of the ledger."""
        return f"{self.prefix}:delivery:{delivery_id}"

    def due(self, channel: str) -> str:
        """A channel's rows that are not finished, by the time when each may be claimed: a sorted set."""
        return f"{self.prefix}:due:{channel}"

    def digest_open(self, channel: str) -> str:
        """The alerts that wait for a digest's next slot: a list."""
        return f"{self.prefix}:digest:{channel}:open"

    def digest_slots(self, channel: str) -> str:
        """The slots of a digest that were sealed or passed over: a hash."""
        return f"{self.prefix}:digest:{channel}:slots"

    def digest_slot(self, channel: str, slot_ms: int) -> str:
        """The alerts of one edition: a list."""
        return f"{self.prefix}:digest:{channel}:slot:{slot_ms}"
