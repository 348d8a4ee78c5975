"""The HTTP side: whether this process lives, and whether it is ready for work.

Gives: `HealthServer` with /livez and /readyz.
Takes: an address, and a function that tells the reasons why the service is not ready.
Must not know: what the reasons are about; the bus, the store or the channels.
"""

from newsbell.adapters.http.health import HealthServer

__all__ = ["HealthServer"]
