"""One pooled HTTP client for every channel, and what a lost connection says about the message that was on it."""

import os
import ssl
from asyncio import timeout as within
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace

import certifi
from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector, TraceConfig
from aiohttp.client_exceptions import (
    ClientConnectorCertificateError,
    ClientConnectorDNSError,
    ClientHttpProxyError,
    ClientSSLError,
    InvalidURL,
)

from newsbell.flow.ports import ErrorCode, Retry, Unknown

MAX_ANSWER = 65_536
"""Bytes of an answer that are read; the rest is thrown away with the connection."""

POOL = 100
KEEP_IDLE = 10.0
"""Seconds an idle connection is kept: shorter than the usual servers', so that a dead one is seldom written to."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered. `retry_after` is in seconds, None when it did not say."""

    status: int
    body: bytes = b""
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """No answer. `sent`: bytes of the request had gone out, so it may have been accepted."""

    code: ErrorCode
    message: str
    sent: bool

    def outcome(self, *, safe_to_resend: bool = False) -> Retry | Unknown:
        """Retry when it was surely not accepted, else Unknown."""
        if self.sent:
            return Unknown(self.code, self.message, safe_to_resend=safe_to_resend)
        return Retry(self.code, self.message)


class TrustError(OSError):
    """The certificates that the environment names can not be read."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait: for a connection, for the next byte of an answer, and for all of one request."""

    connect: float = 4.0
    read: float = 7.0
    total: float = 9.0


@dataclass(slots=True)
class _Progress:
    """Whether a request's head has gone out."""

    sent: bool = False


@dataclass(slots=True)
class HttpClient:
    """A pooled client: no redirects, no cookies, the proxies and certificate files that the environment names.

    It may be shared by all channels; close it after them.
    """

    patience: Patience = field(default_factory=Patience)
    _session: ClientSession | None = None

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Answer | Lost:
        """Send one request; never raises for what a network or a server can do."""
        progress = _Progress()
        try:
            async with (
                within(self.patience.total),
                self._opened().request(
                    *(method, url),
                    headers=headers,
                    data=body,
                    params=query,
                    allow_redirects=False,
                    trace_request_ctx=progress,
                ) as response,
            ):
                return await _answer(response)
        except (ClientError, TimeoutError, OSError, ValueError) as error:
            return _lost(error, progress.sent, self.patience)

    def _opened(self) -> ClientSession:
        if self._session is None:
            patience = self.patience
            self._session = ClientSession(
                connector=TCPConnector(ssl=tls_context(), limit=POOL, keepalive_timeout=KEEP_IDLE),
                timeout=ClientTimeout(total=None, sock_connect=patience.connect, sock_read=patience.read),
                headers={"User-Agent": "newsbell"},
                cookie_jar=DummyCookieJar(),
                trust_env=True,
                trace_configs=[_tracing()],
            )
        return self._session

    async def close(self) -> None:
        """Let go of all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def tls_context(*, verify: bool = True) -> ssl.SSLContext:
    """Certificates of the system, of SSL_CERT_FILE, and of REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE beside them.

    Where the system has none, certifi's are taken. Without `verify` any certificate is accepted. The same context is
    given again as long as these variables stay the same; they are read from the files once.

    Raises:
        TrustError: a file that the environment names can not be read.
    """
    names = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
    system_file, system_folder, *bundles = (os.environ.get(name) or None for name in names)
    return _tls_context(verify, next(filter(None, bundles), None), system_file, system_folder)


@lru_cache(maxsize=8)
def _tls_context(verify: bool, bundle: str | None, _file: str | None, _folder: str | None) -> ssl.SSLContext:
    """OpenSSL itself reads what the last two name; they are here so that a change is noticed."""
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"]:
        context.load_verify_locations(cafile=certifi.where())
    if bundle:
        folder = Path(bundle).is_dir()
        try:
            context.load_verify_locations(cafile=None if folder else bundle, capath=bundle if folder else None)
        except OSError:
            raise TrustError("the certificates in REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE can not be read") from None
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After header: a number of seconds or a date (RFC 9110, 10.2.3); None if neither."""
    if value is None:
        return None
    text = value.strip()
    if text.replace(".", "", 1).isdecimal() and text.isascii():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


def _tracing() -> TraceConfig:
    """Marks the moment when a request's head is written: before it, the server can not have accepted anything."""

    async def mark(_session: ClientSession, context: SimpleNamespace, _params: object) -> None:
        context.trace_request_ctx.sent = True

    trace = TraceConfig()
    trace.on_request_headers_sent.append(mark)
    return trace


async def _answer(response: ClientResponse) -> Answer:
    """Status and at most `MAX_ANSWER` bytes of an answer; a longer one loses its connection."""
    taken = b""
    while len(taken) < MAX_ANSWER:
        chunk = await response.content.read(MAX_ANSWER - len(taken))
        if not chunk:
            break
        taken += chunk
    if not response.content.at_eof():
        response.close()
    return Answer(response.status, taken, retry_after(response.headers.get("Retry-After"), datetime.now(UTC)))


def _lost(error: BaseException, sent: bool, patience: Patience) -> Lost:
    """Words for a transport error. The error's own text is left out: it may quote the address."""
    if isinstance(error, InvalidURL):
        return Lost(ErrorCode.NETWORK, "the address is not a valid URL", sent=False)
    if isinstance(error, TimeoutError):
        if sent:
            return Lost(ErrorCode.TIMEOUT, f"no answer within {patience.read:g} s", sent=True)
        return Lost(ErrorCode.TIMEOUT, f"no connection within {patience.connect:g} s", sent=False)
    return Lost(ErrorCode.NETWORK, _words(error, sent), sent=sent)


def _words(error: BaseException, sent: bool) -> str:
    match error:
        case TrustError():
            return str(error)
        case ClientConnectorDNSError():
            return "the host name can not be resolved"
        case ClientConnectorCertificateError():
            return "the server's TLS certificate is not trusted; name its authority in SSL_CERT_FILE"
        case ClientSSLError():
            return "no TLS connection could be made"
        case ClientHttpProxyError():
            return f"the proxy refused the connection (HTTP {error.status})"
        case _ if sent:
            return "the connection broke before the answer"
        case OSError(errno=number) if number is not None:
            return f"no connection: {os.strerror(number)}"
    return "no connection"
