"""The log: what every module says by `logging`, in one format, on one stream, without secrets.

Gives: `configure`, called once by each verb that runs something, before Apprise is imported.
Takes: the standard library's log records, `extra={...}` as fields, and a function that masks secrets.
Must not know: what the records are about; the bus, the store or the channels.
"""

from newsbell.adapters.logs.setup import configure

__all__ = ["configure"]
