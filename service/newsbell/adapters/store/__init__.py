"""The store: what newsbell remembers, in Redis or Valkey, every change of it one script.

Gives: `RedisStore` (the stores of *watch*, *notify* and *deliver*, and `ingest`), `Operations` (dead letters, replay,
    the ledger, the audit, the backlog, trimming), `connect`, `inspect_server`, `ensure_groups`, the names of all keys.
Takes: a client of Redis >= 7.0 or Valkey >= 8, values of `newsbell.flow.ports` and `newsbell.core.story`.
Must not know: FastStream, the other adapters, what is inside an article or an alert, the machine's clock (a script asks
    the server).
"""

from newsbell.adapters.store.base import Lifetimes
from newsbell.adapters.store.connection import connect
from newsbell.adapters.store.errors import StoreDown, StoreError, StoreFull, StoreRefusedLogin
from newsbell.adapters.store.keys import Keys
from newsbell.adapters.store.letters import DeadLetter, Replayed, ReplayRefused
from newsbell.adapters.store.operations import Operations
from newsbell.adapters.store.reports import AuditLine, AuditReport, Backlog, TrimReport
from newsbell.adapters.store.rows import DeliveryRow
from newsbell.adapters.store.safety import ServerReport, ensure_groups, inspect_server
from newsbell.adapters.store.store import RedisStore

__all__ = [
    "AuditLine",
    "AuditReport",
    "Backlog",
    "DeadLetter",
    "DeliveryRow",
    "Keys",
    "Lifetimes",
    "Operations",
    "RedisStore",
    "ReplayRefused",
    "Replayed",
    "ServerReport",
    "StoreDown",
    "StoreError",
    "StoreFull",
    "StoreRefusedLogin",
    "TrimReport",
    "connect",
    "ensure_groups",
    "inspect_server",
]
