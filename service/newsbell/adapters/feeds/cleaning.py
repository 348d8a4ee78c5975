"""Makes text clean once, where it comes in; everything behind this edge works on what `clean` returned."""

import html
import re

# With its semicolon only: `?a=1&copy=2` in a link is no copyright sign.
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


def clean(text: str) -> str:
    r"""The text with HTML entities unescaped once, line ends as \n, and no other control characters but \t.

    Bidi overrides are control characters too. Those from 0x80 to 0x9f are nearly always Windows-1252 read as
    Latin-1 (HTML reads them so as well): they become the quotes and dashes that were meant.
    """
    if "&" in text:
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    if text.replace("\n", "").isprintable():  # nearly every text: no other line end, no control character
        return text
    return _CONTROLS.sub(_meant, _LINE_ENDS.sub("\n", text))


def one_line(text: str) -> str:
    """The clean text on one line, runs of white space as one space."""
    return " ".join(clean(text).split())


def _meant(control: re.Match[str]) -> str:
    code = ord(control[0])
    return bytes([code]).decode("cp1252", errors="ignore") if 0x80 <= code <= 0x9F else ""
