"""Writes the bytes of an e-mail: the same delivery gives the same bytes each time, so that a repeat is hidden.

Headers: RFC 5322 (Message-ID, References), RFC 2919 (List-ID), RFC 2369 and 8058 (List-Unsubscribe), RFC 3834
(Auto-Submitted). The story's root, which References names, is never sent: it only holds the thread together.
"""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import quote

from newsbell.adapters.channels.wording import the_alert
from newsbell.core.render.email import email_digest, email_words
from newsbell.core.render.view import EmailWords
from newsbell.flow.ports import Outgoing

LONGEST_DOMAIN = 32
"""Characters of a domain in an id: a longer id would not fit on a header's line and be broken."""

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_OURS = frozenset(
    {
        *("from", "to", "cc", "bcc", "subject", "date", "message-id", "references", "in-reply-to", "reply-to"),
        *("list-id", "list-unsubscribe", "auto-submitted", "mime-version", "content-type"),
        "content-transfer-encoding",
    }
)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name, which may be empty, and an address."""

    name: str
    address: str

    @property
    def header(self) -> Address:
        """As a header wants it."""
        return Address(display_name=clean(self.name), addr_spec=self.address)


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sends, who receives, and further headers of the operator's choice."""

    sender: Mailbox
    to: tuple[Mailbox, ...]
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    reply_to: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def recipients(self) -> tuple[str, ...]:
        """Every address once, in order."""
        return tuple(dict.fromkeys((*(box.address for box in self.to), *self.cc, *self.bcc)))

    @property
    def domain(self) -> str:
        """The sender's domain, shortened from the left to whole labels for use in ids."""
        domain = self.sender.address.rpartition("@")[2].lower()
        while len(domain) > LONGEST_DOMAIN and "." in domain:
            domain = domain.partition(".")[2]
        return domain[-LONGEST_DOMAIN:]


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail ready to be sent."""

    message_id: str
    raw: bytes


def write_letter(channel: str, envelope: Envelope, message: Outgoing) -> Letter | None:
    """The e-mail for a message; None when it has nothing to say.

    The words do not tell a possible repeat: a repeat has the same bytes, and mail programs show it once.
    """
    alert = the_alert(message)
    if message.digest is not None:
        return _letter(channel, envelope, message, email_digest(message.digest), story=None)
    if alert is None:
        return None
    return _letter(channel, envelope, message, email_words(replace(alert, maybe_repeat=False)), alert.story_id)


def clean(text: str) -> str:
    """Text for a header: one line, without control characters."""
    return _CONTROLS.sub(" ", text).strip()


def _letter(channel: str, envelope: Envelope, message: Outgoing, words: EmailWords, story: str | None) -> Letter:
    message_id = f"<{_short(message.delivery_id)}@{envelope.domain}>"
    mail = EmailMessage(policy=policy.SMTP)
    _address(mail, envelope)
    mail["Subject"] = clean(words.subject)
    mail["Date"] = _whole_seconds(message.first_attempt_at)
    mail["Message-ID"] = message_id
    if story is not None:
        root = f"<s.{_short(story)}@{envelope.domain}>"
        mail["In-Reply-To"] = root
        mail["References"] = root
    _list_headers(mail, channel, envelope)
    mail.set_content(words.text, cte="quoted-printable")
    mail.add_alternative(words.html, subtype="html", cte="quoted-printable")
    mail.set_boundary(f"=_{_short(message.delivery_id)}")
    return Letter(message_id, mail.as_bytes())


def _address(mail: EmailMessage, envelope: Envelope) -> None:
    mail["From"] = envelope.sender.header
    mail["To"] = [box.header for box in envelope.to]
    if envelope.cc:
        mail["Cc"] = [Address(addr_spec=address) for address in envelope.cc]
    if envelope.reply_to:
        mail["Reply-To"] = [Address(addr_spec=address) for address in envelope.reply_to]


def _list_headers(mail: EmailMessage, channel: str, envelope: Envelope) -> None:
    label = re.sub(r"[^a-z0-9-]+", "-", channel.lower()).strip("-")[:30] or "channel"
    answer_to = envelope.reply_to[0] if envelope.reply_to else envelope.sender.address
    mail["List-ID"] = f"<{label}.newsbell.{envelope.domain}>"
    mail["List-Unsubscribe"] = f"<mailto:{quote(answer_to, safe='@+')}?subject={quote(f'unsubscribe {label}')}>"
    mail["Auto-Submitted"] = "auto-generated"
    for name, value in envelope.headers:
        if name.lower() not in _OURS:
            mail[clean(name)] = clean(value)


def _short(text: str) -> str:
    """A deterministic id that is safe in a header: 24 hexadecimal digits of SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _whole_seconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
