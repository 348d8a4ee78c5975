"""The plain twin of `visible_text`: every pattern over the whole text, every line looked at by itself."""

import re
from itertools import accumulate

TARGET = r"\((?:[^()\s]|\([^()\s]*\))*+(?:[ \t]++(?:\"[^\"\n]*\"|'[^'\n]*'))?[ \t]*+\)"
TEXT = r"(?:[^\[\]\n]|\[[^\[\]\n]*\])*+"
IMAGE = re.compile(rf"!\[{TEXT}\]{TARGET}")
LINK = re.compile(rf"(?<!!)(\[)({TEXT})(\]{TARGET})")
TAG = re.compile(
    r"</?(?:a|abbr|article|aside|b|blockquote|br|caption|center|cite|code|div|em|figcaption|figure|font|footer|h[1-6]|hr|i"
    r"|iframe|img|li|nav|ol|p|script|section|small|span|strong|style|sub|sup|table|tbody|td|th|thead|tr|u|ul|video)"
    r"(?=[\s/>])[^<>\n]{0,2000}>",
    re.IGNORECASE,
)
URL = re.compile(r"(?<![\w/])(?:https?://|ftp://|www\.)[^\s<>\"“”]++", re.IGNORECASE)
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+")
DOMAIN = re.compile(
    r"(?<![\w.@-])(?:[a-z0-9-]+\.)+(?:com|org|net|gov|edu|info|biz|io|ai|eu|uk|jp|de|fr|cn|in|it|es|nl|ch|ca|au|us)"
    r"(?![\w-]|\.\w)(?:/[^\s<>\"“”]*+)?"
)
BOILERPLATE = re.compile(
    r"(?:(?:read|see) (?:more|also)\b"
    r"|(?:more on this|related)(?: (?:articles?|stor(?:y|ies)|links?|news|coverage|content|topics?|reading|posts?))?"
    r"\s*(?::|$)"
    r"|sign up\b|subscribe\b|advertisement\b|(?:copyright|©|\(c\))\s*(?:©|\(c\)|\d{4}\b)|all rights reserved\b"
    r"|follow us\b|share this\b|(?:photo(?:graph)?s?|image|picture|caption)(?: credits?| by| courtesy)?\s*:"
    r"|getty\b)",
    re.IGNORECASE,
)
CREDIT = re.compile(r"\b(?:[Gg](?i:etty images)|A(?i:P photo|FP via)|(?i:reuters)/[A-Za-z])")
LINE_ENDS = "\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"
MARKUP = " \t\r*_#>|•·–—-"


def plainly_visible(text: str, *, prose: bool) -> str:
    """What `visible_text` gives; for texts without `&`."""
    lines = IMAGE.sub(_blank, text).splitlines(keepends=True)
    ends = list(accumulate(map(len, lines)))
    seen = LINK.sub(lambda match: f" {match[2]}{' ' * len(match[3])}", "".join(lines))
    seen = DOMAIN.sub(_blank, URL.sub(_blank_url, EMAIL.sub(_blank, TAG.sub(_blank, seen))))
    if not prose:
        return seen
    for line, end in zip(lines, ends, strict=True):
        if _is_links(line):
            start, body = end - len(line), line.rstrip("\r\n")
            seen = seen[:start] + " " * len(body) + seen[start + len(body) :]
    return "".join(_blank_line(line) if _is_boilerplate(line) else line for line in seen.splitlines(keepends=True))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _blank_url(match: re.Match[str]) -> str:
    address = match[0].rstrip(".,;:!?)]}'’»*_")
    return " " * len(address) + match[0][len(address) :]


def _is_links(line: str) -> bool:
    body = line.rstrip("\r\n")
    return "](" in body and not LINK.sub("", body).strip(MARKUP)


def _blank_line(line: str) -> str:
    body = line.rstrip(LINE_ENDS)
    return " " * len(body) + line[len(body) :]


def _is_boilerplate(line: str) -> bool:
    words = line.rstrip(LINE_ENDS).strip(MARKUP)
    return bool(words) and bool(BOILERPLATE.match(words) or (len(words) <= 300 and CREDIT.search(words)))
