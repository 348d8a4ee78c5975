"""Short visits to the store, for the verbs that operate the service."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from newsbell.adapters.store import Operations, StoreError
from newsbell.app.errors import CannotStart
from newsbell.app.opening import open_server
from newsbell.app.session import Session

Result = TypeVar("Result")


async def visit(session: Session, ask: Callable[[Operations], Awaitable[Result]]) -> Result:
    """Open the server, ask one thing, leave.

    Raises:
        CannotStart: the server can not be had, or refuses.
    """
    async with open_server(session.settings, session.redact) as opened:
        try:
            return await ask(opened.operations)
        except StoreError as error:
            raise CannotStart(str(error)) from error
