"""What can go wrong with the store as a whole; no caller needs the client library's own exceptions."""

from redis.exceptions import AuthenticationError, AuthorizationError, OutOfMemoryError, RedisError, ResponseError


class StoreError(RuntimeError):
    """The server refused a command. Nothing of the script was written."""


class StoreDown(StoreError):
    """The server did not answer in time. Whether the last script ran is not known; calling again is safe."""


class StoreFull(StoreError):
    """The server takes no new data: its memory or its disk is full."""


class StoreRefusedLogin(StoreError):
    """The server refused the user or password; trying again does not help."""


def as_store_error(error: RedisError) -> StoreError:
    """The client library's error in our words."""
    text = str(error)
    if isinstance(error, OutOfMemoryError) or text.startswith("OOM"):
        return StoreFull("the Redis server's memory is full: raise maxmemory, or trim old entries")
    if "MISCONF" in text:
        return StoreFull("the Redis server can not write to its disk: free some space there; it recovers by itself")
    if refused_login(error):
        return StoreRefusedLogin("the Redis server refused the user or password of its URL: correct it and start again")
    if isinstance(error, ResponseError):
        return StoreError(f"the Redis server refused a script: {text}")
    return StoreDown(f"the Redis server does not answer: {text or type(error).__name__}")


def refused_login(error: BaseException) -> bool:
    """Whether the server refused the user or password; the client library wraps that in a `ConnectionError`."""
    refusals = AuthenticationError | AuthorizationError
    return isinstance(error, refusals) or isinstance(error.__cause__, refusals)
