"""/livez and /readyz over HTTP, for whoever restarts and routes: an orchestrator, a load balancer, `curl`."""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Ready = Callable[[], Awaitable[Sequence[str]]]
"""Asked on each /readyz: why the service is not ready, in words; nothing when it is."""

Notes = Callable[[], Sequence[str]]
"""Asked on each /readyz: what the operator should know although the service is ready, in words."""

CHECK_TIMEOUT = 2.0
"""Seconds until a check that does not answer counts as a reason by itself."""

_SECURITY_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)
_MOST_CONNECTIONS = 64
_STOP_SECONDS = 2

_log = logging.getLogger(__name__)


class HealthServer:
    """Serves /livez (the loop turns) and /readyz (no reason against) in the running loop, and nothing else.

    /readyz answers 200 `{"ok": true, "reasons": []}` or 503 with the reasons, and `notes` when there are any. Signals
    stay the caller's.
    """

    def __init__(
        self,
        host: str,
        port: int,
        ready: Ready,
        *,
        notes: Notes = tuple,
        redact: Callable[[str], str] = str,
        check_timeout: float = CHECK_TIMEOUT,
    ) -> None:
        self._host = host.removeprefix("[").removesuffix("]")
        self._port = port
        self._app = _application(ready, notes, redact, check_timeout)
        self._server: _Server | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port it listens on; with 0 given, the one that the system chose, once started."""
        return self._port

    async def start(self) -> None:
        """Listen. When it returns, requests are answered.

        Raises:
            OSError: The address is in use or not this machine's; the message names it.
        """
        listening = await _listen(self._host, self._port)
        self._port = listening.getsockname()[1]
        self._server = _Server(
            uvicorn.Config(
                self._app,
                log_config=None,
                access_log=False,
                lifespan="off",
                ws="none",
                http="h11",
                server_header=False,
                date_header=False,
                proxy_headers=False,
                limit_concurrency=_MOST_CONNECTIONS,
                timeout_keep_alive=5,
                timeout_graceful_shutdown=_STOP_SECONDS,
                h11_max_incomplete_event_size=8_192,
            )
        )
        self._task = asyncio.create_task(self._server.serve(sockets=[listening]), name="newsbell-health")
        await self._server.up.wait()
        _log.info("health is served", extra={"host": self._host, "port": self._port})

    async def stop(self) -> None:
        """Answer what was asked, for at most two seconds, then close. A second call does nothing."""
        if self._server is None or self._task is None:
            return
        server, task = self._server, self._task
        self._server = self._task = None
        server.leave.set()
        await task


class _Server(uvicorn.Server):
    """uvicorn without its grip on signals, telling when it is up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()
        self.leave = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave signals to the service, which has more to finish than this server."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.up.set()

    async def main_loop(self) -> None:
        """Wait to be stopped; uvicorn's own loop wakes ten times a second, for a Date header we do not send."""
        await self.leave.wait()


async def _listen(host: str, port: int) -> socket.socket:
    """A bound socket: uvicorn would end the whole process where binding fails."""
    try:
        addresses = await asyncio.get_running_loop().getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        family, _, _, _, address = addresses[0]
        listening = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise OSError(f"can not listen on {host}:{port}: {error.strerror or error}") from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.setblocking(False)
    except OSError as error:
        listening.close()
        raise OSError(
            f"can not listen on {host}:{port} ({error.strerror}); choose another port with NEWSBELL_HTTP"
        ) from error
    return listening


def _application(ready: Ready, notes: Notes, redact: Callable[[str], str], check_timeout: float) -> ASGIApp:
    async def livez(_: Request) -> JSONResponse:
        return JSONResponse({"ok": True, "reasons": []})

    async def readyz(_: Request) -> JSONResponse:
        reasons = [redact(reason) for reason in await _reasons(ready, check_timeout)]
        answer: dict[str, object] = {"ok": not reasons, "reasons": reasons}
        if known := [redact(note) for note in notes()]:
            answer["notes"] = known
        return JSONResponse(answer, status_code=503 if reasons else 200)

    async def failed(_: Request, __: Exception) -> JSONResponse:
        return JSONResponse({"ok": False, "reasons": ["internal error"]}, status_code=500)

    routes = [Route("/livez", livez), Route("/readyz", readyz)]
    app = Starlette(routes=routes, exception_handlers={Exception: failed})
    app.router.redirect_slashes = False
    return _SecurityHeaders(app)


async def _reasons(ready: Ready, seconds: float) -> Sequence[str]:
    try:
        async with asyncio.timeout(seconds):
            return list(await ready())
    except TimeoutError:
        return [f"the readiness check did not answer within {seconds:g} s"]
    except Exception:  # a check that breaks is an answer: not ready
        _log.exception("the readiness check failed")
        return ["the readiness check failed; the log says why"]


class _SecurityHeaders:
    """Adds the headers to each answer, errors included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_SECURITY_HEADERS]
            await send(message)

        await self._app(scope, receive, send_with_headers)
