"""An article from a text or Markdown file: where its headline ends, and its date."""

import hashlib
import re
from datetime import datetime

from newsbell.adapters.feeds.cleaning import clean
from newsbell.adapters.feeds.rows import FOREIGN_NAMES, article_from
from newsbell_contracts import NewsArticle

_LONGEST_HEADLINE = 200
_SHORTEST_WRAP = 40
_DATE = re.compile(r"\s*date:?[ \t]+(\d{4}-\d{2}-\d{2})(?!\S)", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"\s*---[ \t]*\n(.{0,20000}?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_LINE = re.compile(r"([A-Za-z_]+):[ \t]*(.+)")
_MARKDOWN_HEADING = re.compile(r"#{1,6}[ \t]+(.*?)[ \t]*#*")
_UNDERLINE = re.compile(r"[ \t]*(?:={3,}|-{3,})[ \t]*(?:\n|\Z)")

_CLOSING = r"""["'”’»)\]]*"""
_FULL_STOP = re.compile(rf"(?<!\.)[.。]{_CLOSING}$")
_SENTENCE_END = re.compile(rf"[.!?。！？…]{_CLOSING}$")
_INNER_END = re.compile(rf"""\w\w[.!?]{_CLOSING}\s+["“‘«(]?[A-Z]""")
_ABBREVIATION = re.compile(r"\b(?:(?:[A-Z]\.)+|(?:Inc|Corp|Co|Ltd|Jr|Sr|Bros|Dept|vs)\.)$")
_TITLE_BEFORE_NAME = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Gov|Sen|Rep|Gen|St|Inc|Corp|Co|Ltd|vs|No)\.\s+(?=[A-Z])")


def text_article(text: str, default_time: datetime | None = None) -> NewsArticle:
    """The article in a text: its date line, headline and body; the id is a hash of the text.

    A leading block of `key: value` lines between `---` lines (front matter) names the same fields as a JSON row.

    Raises:
        ValueError: There is no text, or front matter says something that an article can not have.
    """
    text = clean(text).strip()
    identity = f"txt:{hashlib.sha256(text.encode()).hexdigest()[:32]}"
    front, text = _front_matter(text)
    published, text = _date(text)
    headline, body = (None, text.strip()) if front.keys() & {"headline", "title"} else split_headline(text)
    row = {"id": identity, "headline": headline, "published_at": published, **front, "body_text": body}
    return article_from(row, default_time, is_clean=True)


def split_headline(text: str) -> tuple[str | None, str]:
    """Headline and body. Without a headline (a single line, a long first line, prose) the text is all body."""
    text = text.strip()
    first, _, rest = text.partition("\n")
    first = first.rstrip()
    if not rest.strip():
        return None, text
    heading = _MARKDOWN_HEADING.fullmatch(first)
    underline = _UNDERLINE.match(rest)
    if heading or underline:
        headline = heading[1] if heading else first
        body = rest[underline.end() :] if underline else rest
        return (headline, body.strip()) if headline and len(headline) <= _LONGEST_HEADLINE else (None, text)
    if not re.search(r"\w", first) or len(first) > _LONGEST_HEADLINE or _reads_as_prose(first, rest):
        return None, text
    return first, rest.strip()


def _reads_as_prose(line: str, rest: str) -> bool:
    """Whether a first line is a sentence that the text goes on from, and no headline.

    A full stop is enough (headlines have none); a question or exclamation mark only with a sentence before it, for
    headlines ask and shout. A line of 40 characters whose next one starts in lower case was wrapped in mid-sentence,
    unless a byline follows.
    """
    if line.endswith((",", ";")) or (len(line) >= _SHORTEST_WRAP and rest[:1].islower() and rest[:3] != "by "):
        return True
    if _SENTENCE_END.search(line) and _INNER_END.search(_TITLE_BEFORE_NAME.sub("", line)):
        return True
    return bool(_FULL_STOP.search(line)) and not _ABBREVIATION.search(line)


def _date(text: str) -> tuple[str | None, str]:
    """A leading `date YYYY-MM-DD`, and the text after it; a day that no calendar has is left in the text."""
    found = _DATE.match(text)
    if found is None:
        return None, text
    try:
        datetime.strptime(found[1], "%Y-%m-%d")  # noqa: DTZ007  only asked whether there is such a day
    except ValueError:
        return None, text
    return found[1], text[found.end() :]


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    block = _FRONT_MATTER.match(text)
    if block is None:
        return {}, text
    pairs = (_FRONT_LINE.fullmatch(line.strip()) for line in block[1].split("\n"))
    row = {pair[1].lower(): pair[2].strip("\"' ") for pair in pairs if pair}
    known = {key: value for key, value in row.items() if key in FOREIGN_NAMES}
    return (known, text[block.end() :]) if known else ({}, text)
