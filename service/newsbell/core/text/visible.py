"""What of an article's text is prose: everything else is blanked, character by character, so that offsets hold.

Otherwise `honda` would be found in `honda.com`, in `press@honda.com`, in the path of a link and in the caption of
another story's picture. Every pattern is linear in the text: no part of a text is read again from many starts.

Every article comes through here, and nearly all of it is plain. So before a pattern is tried, what it can not do
without is looked for in the cheapest way there is: a character by `in`, or a regular expression that begins with a
character whose case does not count, which is as fast.
"""

import re
from collections.abc import Iterator

from newsbell.core.text.boilerplate import MARKUP, boilerplate_lines

_TARGET = r"\((?:[^()\s]|\([^()\s]*\))*+(?:[ \t]++(?:\"[^\"\n]*\"|'[^'\n]*'))?[ \t]*+\)"
_TEXT = r"(?:[^\[\]\n]|\[[^\[\]\n]*\])*+"
_IMAGE = re.compile(rf"!\[{_TEXT}\]{_TARGET}")
_LINK = re.compile(rf"(?<!!)(\[)({_TEXT})(\]{_TARGET})")
_LINKED = re.compile(r"\](?=\()")
_ELEMENT = (
    r"(?:a|abbr|article|aside|b|blockquote|br|caption|center|cite|code|div|em|figcaption|figure|font|footer|h[1-6]|hr|i"
    r"|iframe|img|li|nav|ol|p|script|section|small|span|strong|style|sub|sup|table|tbody|td|th|thead|tr|u|ul|video)"
)
_TAG = re.compile(rf"</?{_ELEMENT}(?=[\s/>])[^<>\n]{{0,2000}}>", re.IGNORECASE)
_ESCAPED_TAG = re.compile(
    rf"&(?:amp;)*lt;/?{_ELEMENT}(?=[\s/&])(?:[^<>&\n]|&(?!(?:amp;)*[lg]t;))*+&(?:amp;)*gt;", re.IGNORECASE
)
_IN_URL = r"(?:[^\s<>\"“”&]|&(?!(?:amp;)*(?:quot|apos|[lg]t|#3[49]|#x2[27]);))"
_URL = re.compile(rf"(?<![\w/])(?:https?://|ftp://|www\.){_IN_URL}++", re.IGNORECASE)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+")
_DOMAIN = re.compile(
    r"(?<![\w.@-])(?:[a-z0-9-]+\.)+(?:com|org|net|gov|edu|info|biz|io|ai|eu|uk|jp|de|fr|cn|in|it|es|nl|ch|ca|au|us)"
    rf"(?![\w-]|\.\w)(?:/{_IN_URL}*+)?"
)
_DOT_IN_ADDRESS = re.compile(r"\.(?:(?<=[a-z0-9-]\.)[a-z]|(?<=[wW]{3}\.)\S)")
"""A full stop without which there is neither a host name nor a URL that begins with `www`."""
_AT = re.compile("@")
_SCHEME = re.compile("://")
_URL_TAIL = ".,;:!?)]}'’»*_"


def visible_text(text: str, *, prose: bool = True) -> str:
    """The text with all that is not prose replaced by blanks; same length, line ends kept.

    Blanked: Markdown images and link targets, HTML tags (also escaped ones), URLs, bare lower-case host names, e-mail
    addresses and, if `prose`, lines that are only links or boilerplate ("Read more", "Photo: ..."). The text of a link
    in a line stays.
    """
    seen = text
    lines_of_links: list[tuple[int, int]] = []
    if "[" in text and _LINKED.search(text):
        seen = _IMAGE.sub(_blank_match, text)
        lines_of_links = _lines_of_links(seen) if prose else []
        seen = _LINK.sub(_blank_target, seen)
    if "<" in seen:
        seen = _TAG.sub(_blank_match, seen)
    if "&" in seen:
        seen = _ESCAPED_TAG.sub(_blank_match, seen)
    seen = _blank_addresses(seen)
    if lines_of_links:
        seen = _blank_places(seen, lines_of_links)
    return _blank_places(seen, boilerplate_lines(seen)) if prose else seen


def _blank_addresses(text: str) -> str:
    """Blank addresses. None has a blank inside, so only stretches between blanks that may hold one are looked at."""
    spots = [match.start() for match in _DOT_IN_ADDRESS.finditer(text)]
    if "@" in text:
        spots += [match.start() for match in _AT.finditer(text)]
    if "/" in text:
        spots += [match.start() for match in _SCHEME.finditer(text)]
    if not spots:
        return text
    parts: list[str] = []
    done = 0
    for start, end in _stretches(text, sorted(spots)):
        stretch = text[start:end]
        seen = _blank_in_stretch(stretch)
        if seen is not stretch:
            parts += (text[done:start], seen)
            done = end
    return "".join([*parts, text[done:]]) if parts else text


def _stretches(text: str, spots: list[int]) -> Iterator[tuple[int, int]]:
    """The parts between blanks that hold one of the spots, each once."""
    end = 0
    for spot in spots:
        if spot >= end:
            start = max(end, text.rfind(" ", end, spot) + 1)
            end = text.find(" ", spot)
            end = end if end >= 0 else len(text)
            yield start, end


def _blank_in_stretch(stretch: str) -> str:
    if "@" in stretch:
        stretch = _EMAIL.sub(_blank_match, stretch)
    return _DOMAIN.sub(_blank_match, _URL.sub(_blank_url, stretch))


def _blank(text: str) -> str:
    return " " * len(text)


def _blank_places(text: str, places: list[tuple[int, int]]) -> str:
    if not places:
        return text
    parts: list[str] = []
    done = 0
    for start, end in places:
        parts += (text[done:start], " " * (end - start))
        done = end
    return "".join([*parts, text[done:]])


def _blank_match(match: re.Match[str]) -> str:
    return _blank(match[0])


def _blank_target(match: re.Match[str]) -> str:
    return f" {match[2]}{_blank(match[3])}"


def _blank_url(match: re.Match[str]) -> str:
    """A URL without the punctuation behind it, which belongs to the sentence."""
    address = match[0].rstrip(_URL_TAIL)
    return _blank(address) + match[0][len(address) :]


def _lines_of_links(text: str) -> list[tuple[int, int]]:
    """The lines that hold links and nothing else: a list of other stories."""
    found: list[tuple[int, int]] = []
    start = 0
    for line in text.splitlines(keepends=True):
        body = line.rstrip("\r\n")
        if "](" in body and not _LINK.sub("", body).strip(MARKUP):
            found.append((start, start + len(body)))
        start += len(line)
    return found
