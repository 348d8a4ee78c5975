"""What of an article's text is prose: everything else is blanked, character by character, so that offsets hold.

Otherwise `honda` would be found in `honda.com`, in `press@honda.com`, in the path of a link and in the caption of
another story's picture. Every pattern is linear in the text: no part of a text is read again from many starts.
"""

import re

_TARGET = r"\((?:[^()\s]|\([^()\s]*\))*+(?:[ \t]++(?:\"[^\"\n]*\"|'[^'\n]*'))?[ \t]*+\)"
_TEXT = r"(?:[^\[\]\n]|\[[^\[\]\n]*\])*+"
_IMAGE = re.compile(rf"!\[{_TEXT}\]{_TARGET}")
_LINK = re.compile(rf"(?<!!)(\[)({_TEXT})(\]{_TARGET})")
_TAG = re.compile(
    r"</?(?:a|abbr|article|aside|b|blockquote|br|caption|center|cite|code|div|em|figcaption|figure|font|footer|h[1-6]|hr|i"
    r"|iframe|img|li|nav|ol|p|script|section|small|span|strong|style|sub|sup|table|tbody|td|th|thead|tr|u|ul|video)"
    r"(?=[\s/>])[^<>\n]{0,2000}>",
    re.IGNORECASE,
)
_URL = re.compile(r"(?<![\w/])(?:https?://|ftp://|www\.)[^\s<>\"“”]++", re.IGNORECASE)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+")
_DOMAIN = re.compile(
    r"(?<![\w.@-])(?:[a-z0-9-]+\.)+(?:com|org|net|gov|edu|info|biz|io|ai|eu|uk|jp|de|fr|cn|in|it|es|nl|ch|ca|au|us)"
    r"(?![\w-]|\.\w)(?:/[^\s<>\"]*+)?"
)
_URL_TAIL = ".,;:!?)]}'’»*_"
_BOILERPLATE = re.compile(
    r"(?:(?:read|see) (?:more|also)\b"
    r"|(?:more on this|related)(?: (?:articles?|stor(?:y|ies)|links?|news|coverage|content|topics?|reading|posts?))?"
    r"\s*(?::|$)"
    r"|sign up\b|subscribe\b|advertisement\b|(?:copyright|©|\(c\))\s*(?:©|\(c\)|\d{4}\b)|all rights reserved\b"
    r"|follow us\b|share this\b|(?:photo(?:graph)?s?|image|picture|caption)(?: credits?| by| courtesy)?\s*:"
    r"|getty\b)",
    re.IGNORECASE,
)
_CREDIT = re.compile(r"\b(?:getty images|ap photo|afp via|reuters/[A-Z])", re.IGNORECASE)
_MARKUP = " \t\r*_#>|•·–—-"
_LONGEST_CAPTION = 300


def visible_text(text: str, *, prose: bool = True) -> str:
    """The text with all that is not prose replaced by blanks; same length, line ends kept.

    Blanked: Markdown images and link targets, HTML tags, URLs, bare lower-case host names, e-mail addresses and, if
    `prose`, lines that are only links or boilerplate ("Read more", "Photo: ..."). The text of a link in a line stays.
    """
    seen = _IMAGE.sub(_blank_match, text) if "![" in text else text
    linked = "](" in seen
    lines_of_links = _lines_of_links(seen) if linked and prose else []
    if linked:
        seen = _LINK.sub(_blank_target, seen)
    if "<" in seen:
        seen = _TAG.sub(_blank_match, seen)
    seen = _blank_addresses(seen)
    if lines_of_links:
        seen = _blank_places(seen, lines_of_links)
    return _blank_boilerplate(seen) if prose else seen


def _blank_addresses(text: str) -> str:
    if "@" in text:
        text = _EMAIL.sub(_blank_match, text)
    if "." in text:
        text = _URL.sub(_blank_url, text)
        text = _DOMAIN.sub(_blank_match, text)
    return text


def _blank(text: str) -> str:
    return " " * len(text)


def _blank_places(text: str, places: list[tuple[int, int]]) -> str:
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
        if "](" in body and not _LINK.sub("", body).strip(_MARKUP):
            found.append((start, start + len(body)))
        start += len(line)
    return found


def _blank_boilerplate(text: str) -> str:
    lines = text.splitlines(keepends=True)
    if not any(_is_boilerplate(line) for line in lines):
        return text
    return "".join(_blank_line(line) if _is_boilerplate(line) else line for line in lines)


def _blank_line(line: str) -> str:
    body = line.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")
    return _blank(body) + line[len(body) :]


def _is_boilerplate(line: str) -> bool:
    words = line.strip(_MARKUP + "\n")
    if not words:
        return False
    if _BOILERPLATE.match(words):
        return True
    return len(words) <= _LONGEST_CAPTION and _CREDIT.search(words) is not None
