"""A mail server on aiosmtpd: logins, STARTTLS and TLS, refusals by script, and a connection that breaks after DATA."""

import asyncio
import logging
import ssl
import warnings
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that was taken. `parsed` is its content by the standard library."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    parsed: EmailMessage
    secure: bool
    user: str | None


# aiosmtpd logs what clients say, logins too: that is the double's own talk, not ours.
logging.getLogger("mail.log").setLevel(logging.WARNING)


class _Handler:
    """What aiosmtpd asks at each step."""

    def __init__(self, double: "FakeSmtp") -> None:
        self._double = double

    async def handle_EHLO(  # noqa: N802 - named by aiosmtpd
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self._double.at_mail:
            return self._double.at_mail.popleft()
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        refusal = self._double.refused.get(address)
        if refusal is not None:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        double = self._double
        if double.at_data:
            return double.at_data.popleft()
        login = session.auth_data
        user = login.login.decode() if isinstance(login, LoginPassword) else None
        raw = bytes(envelope.original_content)
        parsed = message_from_bytes(raw, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        double.mails.append(
            Mail(envelope.mail_from, tuple(envelope.rcpt_tos), raw, parsed, session.ssl is not None, user)
        )
        if double.hang_after_data:
            await double.ending.wait()
        if double.drops_after_data:
            double.drops_after_data -= 1
            server.transport.abort()
        return f"250 2.0.0 Ok: queued as Q{len(double.mails)}"


class _Session(SMTP):
    """One connection; tells the double when it is over."""

    def __init__(self, double: "FakeSmtp", **options: Any) -> None:
        super().__init__(_Handler(double), **options)
        self._double = double
        double.connected(self)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self._double.disconnected(self)


class FakeSmtp:
    """`login` asks for that user and password. `tls` with `implicit` speaks TLS at once, without it after STARTTLS."""

    def __init__(
        self,
        *,
        login: tuple[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
        implicit: bool = False,
        refused: Mapping[str, str] | None = None,
    ) -> None:
        self._login = login
        self._tls = tls
        self._implicit = implicit
        self._server: asyncio.Server | None = None
        self._open: set[SMTP] = set()
        self.refused = dict(refused or {})
        self.at_mail: deque[str] = deque()
        self.at_data: deque[str] = deque()
        self.drops_after_data = 0
        self.hang_after_data = False
        self.ending = asyncio.Event()
        self.mails: list[Mail] = []
        self.connections = 0
        self.port = 0

    def url(self, *, to: str = "reader@example.org", more: str = "") -> str:
        """A mail channel's URL for the configuration."""
        who = f"{self._login[0]}:{self._login[1]}@" if self._login else ""
        mode = "insecure" if self._tls is None else "ssl" if self._implicit else "starttls"
        scheme = "mailto" if self._tls is None else "mailtos"
        sender = "from=News desk<desk@example.org>"
        return f"{scheme}://{who}localhost:{self.port}?smtp=localhost&mode={mode}&{sender}&to={to}{more}"

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            self._session, "127.0.0.1", 0, ssl=self._tls if self._implicit else None
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self.ending.set()
        self._server.close()
        self.break_connections()
        await self._server.wait_closed()

    def break_connections(self) -> None:
        """Close every open connection, as a server does with idle ones."""
        for session in self._open:
            if isinstance(session.transport, asyncio.Transport):
                session.transport.abort()

    def connected(self, session: SMTP) -> None:
        self.connections += 1
        self._open.add(session)

    def disconnected(self, session: SMTP) -> None:
        self._open.discard(session)

    def _session(self) -> SMTP:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Requiring AUTH while not requiring TLS")
            return _Session(
                self,
                hostname="mail.example.org",
                tls_context=None if self._implicit else self._tls,
                require_starttls=self._tls is not None and not self._implicit,
                authenticator=self._check if self._login else None,
                auth_required=self._login is not None,
                auth_require_tls=False,
            )

    def _check(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        known = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode()) == self._login
        return AuthResult(success=known, handled=known, auth_data=data if known else None)
