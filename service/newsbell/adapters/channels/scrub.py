"""Keeps a channel's own secrets out of every text it makes."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
SHORTEST = 4
"""Characters below which a value is no secret worth hiding: replacing it would garble ordinary words."""

LONGEST = 300
"""Characters of a foreign text that are kept."""


@dataclass(frozen=True, slots=True, repr=False)
class Scrub:
    """Makes a provider's words fit to be stored and shown: without secrets, on one line, not too long.

    `redact` is the redactor of the whole process; the channel's own secrets are removed even without it.
    """

    secrets: tuple[str, ...] = ()
    redact: Callable[[str], str] = field(default=str)

    def __call__(self, text: str) -> str:
        """The text without secrets and control characters, cut at `LONGEST`."""
        for secret in self.secrets:
            text = text.replace(secret, "***")
        text = _CONTROLS.sub(" ", self.redact(text)).strip()
        return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"

    def __repr__(self) -> str:
        return f"Scrub({len(self.secrets)} secrets)"


def scrub_of(secrets: Iterable[str | None], redact: Callable[[str], str] = str) -> Scrub:
    """A scrubber for the given secrets and their percent-encoded forms, the longest first."""
    forms = {form for secret in secrets if secret for form in (secret, quote(secret, safe=""), unquote(secret))}
    return Scrub(tuple(sorted((form for form in forms if len(form) >= SHORTEST), key=len, reverse=True)), redact)
