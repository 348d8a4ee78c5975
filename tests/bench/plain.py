"""A document as one plain line: what engines that know only characters are given.

`loose_line` is made as cheaply as we know how, for its time counts as theirs. `strict_line` is slow and keeps what our
language minds: no phrase goes across the end of a phrase or an empty line.
"""

import re

from newsbell.core.text.document import Document
from newsbell.core.text.folding import folded

BORDER = "|"
"""Stands between two zones, and in a strict line wherever no phrase may go on; it is no word of any rule."""
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_FEW = 24
"""Up to so many different characters are replaced one by one: a text that is then ASCII is translated much faster."""
_PHRASE_END = re.compile(
    "[,;:.!?\u2026][\"'\u201d\u2019\u00bb)\\]]*\\s|\\n[^\\S\\n]*\\n|[\u3001\u3002\uff0c\uff1b\uff1a\uff01\uff1f]"
)


class _Table(dict[int, str]):
    """What a character becomes: its folded letters or figures, else a blank; worked out at its first use."""

    def __missing__(self, code: int) -> str:
        plain = folded(chr(code))
        self[code] = result = plain if not plain or plain.isalnum() else " "
        return result


_TABLE = _Table()


def loose_words(document: Document) -> list[str]:
    """The words of all zones in order, a border between two zones; signs are gone."""
    return f" {BORDER} ".join([_plain(zone.visible) for zone in document.zones]).split()


def loose_line(document: Document) -> str:
    """The same as one line, single blanks between the words and at both ends."""
    return f" {' '.join(loose_words(document))} "


def raw_text(document: Document) -> str:
    """All zones as they are."""
    return f" {BORDER} ".join([zone.visible for zone in document.zones])


def lower_line(document: Document) -> str:
    """All zones in small letters and otherwise as they are: accents, curly quotes and line breaks are left in."""
    return raw_text(document).lower()


def strict_line(document: Document) -> str:
    """The same with a border wherever a phrase ends."""
    zones = [_PHRASE_END.split(zone.visible) for zone in document.zones]
    parts = [" ".join(_plain(part).split()) for zone in zones for part in zone]
    return f" {f' {BORDER} '.join(parts)} "


def plain_words(text: str) -> str:
    """A term as it stands in a line, without the blanks around it."""
    return " ".join(_plain(text).split())


def _plain(text: str) -> str:
    if not text.isascii():
        others = set(_NOT_ASCII.findall(text))
        if len(others) <= _FEW:
            for character in others:
                text = text.replace(character, _TABLE[ord(character)])
    return text.translate(_TABLE)
