"""E-mail by SMTP, over one connection as long as there is something to send.

What counts is the final dot of DATA: before it a failure means "not accepted"; after it, without an answer, nobody
knows, and the same bytes may be sent again because mail programs hide a repeated Message-ID.
"""

import asyncio
import re
import socket
import ssl
from asyncio import timeout as within
from dataclasses import dataclass
from enum import StrEnum

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientRefused,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

from newsbell.adapters.channels.http import TrustError, tls_context
from newsbell.adapters.channels.letters import Envelope, Letter, write_letter
from newsbell.adapters.channels.scrub import Scrub
from newsbell.adapters.channels.wording import EMPTY
from newsbell.flow.ports import ErrorCode, Outcome, Outgoing, Rejected, Retry, Sent, Unknown

SEND_SECONDS = 14.0
COMMAND_SECONDS = 10.0
"""Seconds to wait for one answer of the server."""

IDLE_SECONDS = 10.0
"""Seconds after which an unused connection is let go."""


class Security(StrEnum):
    """How the connection is protected."""

    NONE = "insecure"
    STARTTLS = "starttls"
    TLS = "ssl"


@dataclass(frozen=True, slots=True, repr=False)
class Account:
    """Where mail is handed in. `user` and `password` are secrets."""

    host: str
    port: int
    security: Security
    user: str | None = None
    password: str | None = None
    verify: bool = True


class EmailChannel:
    """Sends alerts and digests as e-mails. One message at a time; callers wait for each other."""

    kind: str
    name: str

    def __init__(self, name: str, kind: str, account: Account, envelope: Envelope, scrub: Scrub) -> None:
        self.name = name
        self.kind = kind
        self._account = account
        self._envelope = envelope
        self._scrub = scrub
        self._lock = asyncio.Lock()
        self._smtp: SMTP | None = None
        self._idle: asyncio.TimerHandle | None = None

    def __repr__(self) -> str:
        return f"EmailChannel({self.name})"

    @property
    def send_timeout(self) -> float:
        """Seconds."""
        return SEND_SECONDS

    async def send(self, message: Outgoing) -> Outcome:
        """Hand one e-mail in. Refusals of single recipients are listed in the receipt."""
        letter = write_letter(self.name, self._envelope, message)
        if letter is None:
            return EMPTY
        return await _Attempt(self, letter).run()

    def preview(self, message: Outgoing) -> str:
        """The source of the e-mail."""
        letter = write_letter(self.name, self._envelope, message)
        return "" if letter is None else letter.raw.decode("ascii", "replace").replace("\r\n", "\n")

    async def close(self) -> None:
        """Say goodbye to the server."""
        async with self._lock:
            self.drop()

    @property
    def lock(self) -> asyncio.Lock:
        """Held while a message is handed in."""
        return self._lock

    @property
    def envelope(self) -> Envelope:
        """Who sends and who receives."""
        return self._envelope

    @property
    def scrub(self) -> Scrub:
        """Makes the server's words fit to be shown."""
        return self._scrub

    async def connection(self) -> tuple[SMTP, bool]:
        """A connection that is logged in, and whether it was used before."""
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None
        if self._smtp is not None and self._smtp.is_connected:
            return self._smtp, True
        return await self._connect(), False

    async def _connect(self) -> SMTP:
        self.drop()
        account = self._account
        context = None
        if account.security is not Security.NONE:
            context = await asyncio.to_thread(tls_context, verify=account.verify)
        self._smtp = SMTP(
            hostname=account.host,
            port=account.port,
            username=account.user,
            password=account.password,
            use_tls=account.security is Security.TLS,
            start_tls=account.security is Security.STARTTLS,
            tls_context=context,
            local_hostname=_own_name(),
            timeout=COMMAND_SECONDS,
        )
        await self._smtp.connect()
        return self._smtp

    def keep(self) -> None:
        """Leave the connection open for the next message, for a while."""
        self._idle = asyncio.get_running_loop().call_later(IDLE_SECONDS, self.drop)

    def drop(self) -> None:
        """Close the connection at once."""
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


class _Attempt:
    """One attempt to hand one letter in; remembers how far it came."""

    def __init__(self, channel: EmailChannel, letter: Letter) -> None:
        self._channel = channel
        self._letter = letter
        self._in_data = False
        self._refused: list[SMTPRecipientRefused] = []

    async def run(self) -> Outcome:
        """Hand it in within `SEND_SECONDS`."""
        try:
            async with within(SEND_SECONDS - 0.5), self._channel.lock:
                return await self._hand_in()
        except TimeoutError:
            return self._no_answer()

    async def _hand_in(self) -> Outcome:
        try:
            smtp = await self._addressed()
            self._in_data = True
            response = await smtp.data(self._letter.raw)
        except (SMTPException, OSError, UnicodeError) as error:
            self._channel.drop()
            return self._failed(error)
        except asyncio.CancelledError:
            self._channel.drop()
            raise
        self._channel.keep()
        receipt = {"message_id": self._letter.message_id, "response": self._channel.scrub(str(response.message))}
        return Sent(receipt | ({"refused": self._refusals()} if self._refused else {}))

    async def _addressed(self) -> SMTP:
        """A connection that has taken sender and recipients; a used one that has gone is replaced once."""
        smtp, used = await self._channel.connection()
        try:
            await self._address(smtp)
        except (SMTPServerDisconnected, SMTPResponseException) as error:
            if not used or not _gone(error):
                raise
            self._channel.drop()
            smtp, _ = await self._channel.connection()
            await self._address(smtp)
        return smtp

    async def _address(self, smtp: SMTP) -> None:
        envelope = self._channel.envelope
        self._refused = []
        await smtp.mail(envelope.sender.address)
        for address in envelope.recipients:
            try:
                await smtp.rcpt(address)
            except SMTPRecipientRefused as refusal:
                if refusal.code == 421:
                    raise
                self._refused.append(refusal)
        if len(self._refused) == len(envelope.recipients):
            raise SMTPRecipientsRefused(self._refused)

    def _refusals(self) -> str:
        return "; ".join(self._refusal(refusal) for refusal in self._refused)

    def _refusal(self, refusal: SMTPRecipientRefused) -> str:
        masked = _masked(refusal.recipient)
        return f"{masked} {refusal.code} {self._said(refusal).replace(refusal.recipient, masked)}".rstrip()

    def _failed(self, error: Exception) -> Outcome:
        match error:
            case SMTPRecipientsRefused():
                return self._all_refused()
            case SMTPAuthenticationError():
                return self._answered(error, ErrorCode.AUTH, "the server refused the login")
            case SMTPSenderRefused() | SMTPResponseException() if 400 <= error.code <= 599:
                return self._answered(error, ErrorCode.CLIENT, "the server refused the message")
            case SMTPNotSupported():
                return Rejected(ErrorCode.CLIENT, f"the server can not do what the URL asks: {self._said(error)}")
            case TimeoutError():
                return self._no_answer()
            case TrustError():
                return Retry(ErrorCode.NETWORK, str(error))
            case UnicodeError():
                return Rejected(ErrorCode.CLIENT, "an address holds characters that this server can not take")
        if self._in_data:
            return Unknown(ErrorCode.NETWORK, "the connection broke after the message was sent", safe_to_resend=True)
        if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
            return Retry(ErrorCode.NETWORK, "no trusted TLS connection; is the server's certificate known here?")
        return Retry(ErrorCode.NETWORK, "the mail server can not be reached or broke the connection")

    def _no_answer(self) -> Outcome:
        if self._in_data:
            return Unknown(ErrorCode.TIMEOUT, "no answer after the message was sent", safe_to_resend=True)
        return Retry(ErrorCode.TIMEOUT, "the mail server did not answer in time")

    def _answered(self, error: SMTPResponseException, code: ErrorCode, words: str) -> Outcome:
        text = f"{words}: {error.code} {self._said(error)}".rstrip()
        if 400 <= error.code <= 499:
            return Retry(ErrorCode.AUTH if code is ErrorCode.AUTH else ErrorCode.SERVER, text)
        return Rejected(ErrorCode.TOO_LONG if error.code == 552 else code, text)

    def _all_refused(self) -> Outcome:
        text = f"the server refused every recipient: {self._refusals()}"
        if any(refusal.code < 500 for refusal in self._refused):
            return Retry(ErrorCode.SERVER, text)
        return Rejected(ErrorCode.CLIENT, text)

    def _said(self, error: SMTPException) -> str:
        return self._channel.scrub(str(error.message))


def _gone(error: SMTPServerDisconnected | SMTPResponseException) -> bool:
    """Whether the server has closed the connection, as servers do with idle ones."""
    return isinstance(error, SMTPServerDisconnected) or error.code == 421


def _masked(address: str) -> str:
    """An address whose reader is recognisable to who knows it: `b…@x.org`."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"


def _own_name() -> str:
    """This machine's name for EHLO, without a look-up that could take long."""
    name = socket.gethostname()
    return name if re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", name) else "localhost"
