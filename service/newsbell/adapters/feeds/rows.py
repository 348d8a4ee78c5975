"""An article from a JSON object: our contract, a CloudEvent around it, or the names that other archives use."""

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from pydantic import ValidationError

from newsbell.adapters.feeds.cleaning import clean, one_line
from newsbell_contracts import ARTICLE_TYPE, NewsArticle

_NAMES: Mapping[str, tuple[str, ...]] = {
    "headline": ("headline", "title"),
    "body_text": ("body_text", "body", "text", "content"),
    "description": ("description", "summary"),
    "language": ("language", "lang"),
    "published_at": ("published_at", "published", "date"),
    "url": ("url", "link"),
    "id": ("id",),
    "version": ("version",),
    "updated_at": ("updated_at",),
    "received_at": ("received_at",),
    "source": ("source",),
    "byline": ("byline",),
    "subjects": ("subjects",),
    "extensions": ("extensions",),
}
FOREIGN_NAMES = frozenset(name for names in _NAMES.values() for name in names)
"""Every name of a field that is understood; others are ignored."""

# 8 or 14 digits; an epoch in seconds or milliseconds has 10 or 13
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})Z?)?")
_NAMED_UTC = re.compile(r"\s*(?:UTC|GMT)$")


def article_from(row: object, default_time: datetime | None = None, *, is_clean: bool = False) -> NewsArticle:
    """The article that a parsed JSON value holds.

    Args:
        row: A JSON object with an article's fields, under our names or others', or a CloudEvent of an article.
        default_time: When it was published if it does not say.
        is_clean: Its texts went through `clean` already (entities are unescaped once, not twice).

    Raises:
        ValueError: It is no article; the message says which field and why, without the value.
    """
    fields = _fields(_unwrapped(row))
    for name, tidy in _TIDY.items():
        if name in fields:
            try:
                fields[name] = tidy(fields[name])
            except ValueError:
                raise ValueError(_fault(name, "")) from None
    if not is_clean:
        _clean_texts(fields)
    if default_time is not None:
        fields.setdefault("published_at", default_time)
    if not fields.keys() & {"id", "url"}:
        fields["id"] = _content_id(fields)
    try:
        return NewsArticle.model_validate(fields)
    except ValidationError as error:
        raise ValueError(_in_words(error)) from None


def _unwrapped(row: object) -> Mapping[str, Any]:
    if not isinstance(row, Mapping):
        raise ValueError(f"is {_kind(row)}; an article is a JSON object")  # noqa: TRY004  data, not a programmer's mistake
    if "specversion" not in row:
        return row
    if row.get("type") != ARTICLE_TYPE:
        raise ValueError(f"is a CloudEvent of another type; articles are {ARTICLE_TYPE}")
    data = row.get("data")
    if not isinstance(data, Mapping):
        raise ValueError("is a CloudEvent without a JSON object in `data`")  # noqa: TRY004
    return data


def _fields(row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields we know under our names; the first name that holds something counts."""
    fields = {}
    for field, names in _NAMES.items():
        for name in names:
            value = row.get(name)
            if value is not None and value != "":
                fields[field] = value
                break
    return fields


def _identifier(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _source(value: object) -> object:
    if isinstance(value, str):
        return {"name": one_line(value)} if value.strip() else None
    if isinstance(value, Mapping):
        name = value.get("name") or value.get("title") or value.get("domain")
        return {**value, "name": one_line(name) if isinstance(name, str) else name}
    return value


def _subjects(value: object) -> object:
    if isinstance(value, list):
        return [{"code": item} if isinstance(item, str) else item for item in value]
    return value


def _moment(value: object) -> object:
    """A time in a form that the contract reads; digits are a calendar date before they are an epoch.

    Raises:
        ValueError: It is no time. (The contract itself would take `12` for a moment in 1970.)
    """
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    compact = _COMPACT_DATE.fullmatch(text)
    if compact is not None:
        year, month, day, hour, minute, second = compact.groups(default="00")
        return f"{year}-{month}-{day}T{hour}:{minute}:{second}Z"
    if text.isdecimal():
        return _epoch(text)
    if not text[:4].isdecimal():
        moment = parsedate_to_datetime(text)  # as in e-mail and RSS: Sun, 13 Jul 2025 10:00:00 GMT
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return _NAMED_UTC.sub("Z", text)


def _epoch(digits: str) -> int:
    if len(digits) not in {10, 13}:
        raise ValueError
    return int(digits)


_TIDY: Mapping[str, Callable[[object], object]] = {
    "id": _identifier,
    "version": _identifier,
    "source": _source,
    "subjects": _subjects,
    "published_at": _moment,
    "updated_at": _moment,
    "received_at": _moment,
}


def _clean_texts(fields: dict[str, Any]) -> None:
    for name, tidy in (("headline", one_line), ("byline", one_line), ("body_text", clean), ("description", clean)):
        if isinstance(fields.get(name), str):
            fields[name] = tidy(fields[name])
    if isinstance(fields.get("url"), str):
        fields["url"] = "".join(fields["url"].split())


def _content_id(fields: Mapping[str, Any]) -> str:
    """An id for a row that brings none: the same text has the same id, wherever it stands in a file."""
    text = "\n".join(str(fields.get(name, "")) for name in ("headline", "body_text"))
    return f"row:{hashlib.sha256(text.encode()).hexdigest()[:32]}"


def _kind(value: object) -> str:
    names = {list: "an array", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


def _in_words(error: ValidationError) -> str:
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    return "; ".join(_fault(".".join(map(str, fault["loc"])), fault["msg"]) for fault in faults[:3])


def _fault(field: str, message: str) -> str:
    if field.endswith("_at"):
        return f"{field} is no time; write 2025-07-13 or 2025-07-13T10:00:00Z"
    message = message.removeprefix("Value error, ")
    return f"{field}: {message[:1].lower()}{message[1:]}" if field else message
