"""Takes secrets out of any text before it is logged, stored or shown."""

import base64
import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, quote, quote_plus, unquote

MASK = "***"
"""What stands in a secret's place."""

_SHORTEST_SECRET = 4
_SHORTEST_PATH_TOKEN = 8
_SHORTEST_FORM = 4

# Path words of well-known hook URLs, and of our own: masking them would blot out ordinary text everywhere.
_PATH_WORDS = (
    "services webhook webhooks webhookb2 workflows triggers incoming incomingwebhook messages channels notifications "
    "notification newsbell rooms hooks alerts publish"
)
_PUBLIC_PATH_WORDS = frozenset(_PATH_WORDS.split())
# Query parameters of Apprise URLs that are settings, names or addresses, not secrets.
_PARAMETERS = (
    "avatar batch bcc blocks cc channel cto emojis fields footer format from html image interpret lang level method "
    "mode name optional overflow port priority region reply replyto retry rto schema smtp sound tags template thread "
    "timestamp to ts tz url verify wait"
)
_PUBLIC_PARAMETERS = frozenset(_PARAMETERS.split())

_SERVERS = ("redis", "unix", "valkey")
"""Schemes whose host and path (a database number, a socket) are no secrets."""

_NAMES = (
    r"(?:api_?-?key|access_?key|key|token|secret|password|passwd|passphrase|pwd|pass|signature|sig|auth|credentials?)"
)
# A quoted value, up to its end: `"password": "…"` in JSON, in a repr and inside escaped JSON.
_QUOTE = r"""\\{0,2}["']"""

_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        # scheme://user:password@host, the last @ before the path counts; also with JSON's escaped slashes
        (r"""(:(?://|\\/\\/))[^\s/?#"'<>\\@]*(?:@[^\s/?#"'<>\\@]*)*(?=@)""", rf"\1{MASK}"),
        (r"""(?i)(hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/)[^\s"'<>?#\\]+""", rf"\1{MASK}"),
        (r"""(/services/)T[A-Z0-9]{5,32}/B[A-Z0-9]{5,32}/[A-Za-z0-9]{8,64}""", rf"\1{MASK}"),
        (r"""(?i)(/webhooks/)\d{5,32}/[\w-]{8,256}""", rf"\1{MASK}"),
        (r"""(?i)(/(?:hooks|IncomingWebhook|webhookb2)/)[A-Za-z0-9@/-]{20,512}""", rf"\1{MASK}"),
        (r"""(?<!\d)\d{6,12}(:|%3A)[A-Za-z0-9_-]{30,64}(?![A-Za-z0-9_-])""", MASK),
        (r"""\bx(?:ox[a-z]|app)(?:\.xox[a-z])?-[A-Za-z0-9.%-]{4,512}""", MASK),
        (r"""\bwhsec_[A-Za-z0-9+/=_-]{4,512}""", MASK),
        # a header's value: the rest of the line or of the quoted string
        (
            r"""(?i)(\b(?:proxy-)?authorization(?:["']\s{0,3}[:,]|\s{0,3}[:=])\s{0,3}(?:b?["'])?)[^"'\\\r\n]+""",
            rf"\1{MASK}",
        ),
        (r"""(?i)(\b(?:set-cookie|cookie|x-api-key)["']?\s{0,3}[:,]\s{0,3}b?["'])[^"'\\\r\n]+""", rf"\1{MASK}"),
        (r"""(\b(?:Bearer|Basic)\s{1,3})(?=[A-Za-z._~+/=-]{0,512}\d)[A-Za-z0-9._~+/=-]{8,}""", rf"\1{MASK}"),
        # query and form parameters
        (rf"""(?i)([?&;](?:[\w.-]{{0,32}}[_.-])?{_NAMES}=)[^&\s"'<>#\\]+""", rf"\1{MASK}"),
        (r"""(?i)((?<![\w?&;-])(?:api_?key|token|secret|password|passwd)=)[^&\s"'<>#\\]+""", rf"\1{MASK}"),
        (
            rf"""(?i)({_QUOTE}(?:[\w.-]{{0,32}}[_.-])?(?:api_?-?key|token|secret|password|passwd){_QUOTE}\s{{0,3}}:\s{{0,3}}{_QUOTE})[^"'\\\r\n]+""",
            rf"\1{MASK}",
        ),
    )
)


class Redactor:
    """Puts `***` in the place of secrets: the ones it was told, and whatever looks like one.

    Told secrets of at least 4 characters are found as they are and percent-encoded, JSON-escaped, as Python prints
    them and in base64. Besides, these are masked wherever they stand: user info in URLs, paths of Slack, Discord,
    Teams, Mattermost and Telegram hooks, Slack tokens, `Authorization` values, and parameters named token, key,
    secret, password or signature. The work grows linearly with the text, and a second pass changes nothing.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._forms: frozenset[str] = frozenset()
        self._told: re.Pattern[str] | None = None
        self.add(*secrets)

    def add(self, *secrets: str) -> None:
        """Remember more secrets. Those of fewer than 4 characters are left out: they would blot out plain text."""
        forms = self._forms.union(*(_forms(secret) for secret in secrets if len(secret) >= _SHORTEST_SECRET))
        if forms == self._forms:
            return
        longest_first = sorted(forms, key=lambda form: (-len(form), form))
        # One assignment each: another thread that logs meanwhile sees the old pattern or the new one, both whole.
        self._told = re.compile("|".join(map(re.escape, longest_first)))
        self._forms = forms

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        while (masked := self._pass(text)) != text:
            text = masked
        return text

    def __repr__(self) -> str:
        return f"Redactor({len(self._forms)} forms)"

    def _pass(self, text: str) -> str:
        if self._told is not None:
            text = self._told.sub(MASK, text)
        for pattern, replacement in _PATTERNS:
            text = pattern.sub(replacement, text)
        return text


def secrets_in_url(url: str) -> tuple[str, ...]:
    """The parts of a channel or server URL that must not be shown, the whole URL first.

    These are the password, a user name that stands for a token (no password beside it), a host that is a token
    (8 or more characters, no dot), path tokens of 8 or more characters and the values of query parameters. Words
    that every such URL has (`services`, `webhooks` ...) and Apprise's settings (`format=`, `to=` ...) are no secrets.
    Parts come as written and, where it differs, percent-decoded. Apprise allows what RFC 3986 does not (a token as
    port, say), so the URL is split by hand.
    """
    scheme, _, rest = url.partition("://")
    location, _, query = rest.partition("#")[0].partition("?")
    authority, _, path = location.partition("/")
    user_info, _, host = authority.rpartition("@")
    found = [url, *_user_secrets(user_info), *_query_secrets(query)]
    if not scheme.lower().startswith(_SERVERS):
        found += [*_host_secrets(host, scheme.lower()), *_path_secrets(path)]
    both = (form for part in found for form in (part, unquote(part)))
    return tuple(dict.fromkeys(part for part in both if len(part) >= _SHORTEST_SECRET))


def _user_secrets(user_info: str) -> Iterator[str]:
    user, has_password, password = user_info.partition(":")
    if has_password:
        yield password
    elif len(user) >= _SHORTEST_PATH_TOKEN:
        yield user


def _host_secrets(host: str, scheme: str) -> Iterator[str]:
    if host.startswith("[") or scheme in {"http", "https"}:
        return
    name, _, port = host.partition(":")
    if len(name) >= _SHORTEST_PATH_TOKEN and "." not in name and name != "localhost":
        yield name
    if port and not port.isdecimal():
        yield port
        yield host


def _path_secrets(path: str) -> Iterator[str]:
    for part in path.split("/"):
        if len(part) >= _SHORTEST_PATH_TOKEN and part.lower() not in _PUBLIC_PATH_WORDS:
            yield part


def _query_secrets(query: str) -> Iterator[str]:
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if name.lower() not in _PUBLIC_PARAMETERS:
            yield value
    # `+` is a space in a query: the value as a receiver reads it
    yield from (value for name, value in parse_qsl(query) if name.lower() not in _PUBLIC_PARAMETERS)


def _forms(secret: str) -> frozenset[str]:
    """The ways a secret may be written. A run of asterisks is no secret: it is the mask."""
    encoded = secret.encode(errors="surrogatepass")
    percent = {quote(encoded, safe=""), quote(encoded), quote(encoded, safe="/:@"), quote_plus(encoded)}
    forms = {
        secret,
        *percent,
        *(re.sub(r"%[0-9A-F]{2}", lambda code: code[0].lower(), form) for form in percent),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        json.dumps(secret)[1:-1].replace("/", "\\/"),
        repr(secret)[1:-1],
        *_base64(encoded),
    }
    return frozenset(form for form in forms if len(form) >= _SHORTEST_FORM and form.strip("*"))


def _base64(encoded: bytes) -> set[str]:
    standard = base64.b64encode(encoded).decode()
    url_safe = base64.urlsafe_b64encode(encoded).decode()
    return {standard.rstrip("="), url_safe.rstrip("=")}
