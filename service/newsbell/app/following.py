"""Following a stream, in words or as it is."""

import json
import re
from collections.abc import Callable
from contextlib import aclosing

from redis.exceptions import ResponseError

from newsbell import wire
from newsbell.adapters.bus.tailing import tail
from newsbell.app.errors import CannotStart
from newsbell.app.opening import open_server
from newsbell.app.session import Session
from newsbell.core.render.clean import cut, one_line
from newsbell.core.render.console import console_text
from newsbell.flow.ports import Unreadable
from newsbell_contracts import CloudEvent, Delivery, NewsArticle

_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


async def follow(
    session: Session,
    stream: str,
    show: Callable[[str], None],
    *,
    as_json: bool,
    from_start: bool,
    count: int | None,
    colour: bool,
) -> None:
    """Show each entry of the stream as it comes; ends after `count` entries, else never by itself.

    Raises:
        CannotStart: the server can not be had, or refuses to read the stream.
    """
    async with open_server(session.settings, session.redact) as opened:
        key = f"{opened.keys.prefix}:{stream}"
        shown = 0
        try:
            async with aclosing(tail(opened.url, key, "0" if from_start else "$")) as entries:
                async for entry_id, raw in entries:
                    show(_one_line(raw) if as_json else _in_words(stream, entry_id, raw, session, colour=colour))
                    shown += 1
                    if count is not None and shown >= count:
                        return
        except ResponseError as error:
            raise CannotStart(f"the Redis server refuses to read {key}: {error}") from error


def _one_line(raw: bytes) -> str:
    """A document on one line. JSON has control characters between its parts only, so that a blank is as good."""
    return _CONTROLS.sub(" ", raw.decode("utf-8", "replace"))


def _in_words(stream: str, entry_id: str, raw: bytes, session: Session, *, colour: bool) -> str:
    if stream == "alerts":
        alert = wire.read_alert(raw)
        if isinstance(alert, Unreadable):
            return f"{entry_id}  ?  {one_line(alert.error)}"
        return console_text(wire.view_of(alert), colour=colour)
    if stream == "articles":
        article = wire.read_article(raw, session.settings.max_article_bytes)
        if isinstance(article, Unreadable):
            return f"{entry_id}  ?  {one_line(article.error)}"
        return f"{entry_id}  {one_line(article.id or article.url or '')}  {_title(article)}"
    if stream == "deliveries":
        return f"{entry_id}  {delivery_line(raw)}"
    return f"{entry_id}  {_dead_line(raw)}"


def _title(article: NewsArticle) -> str:
    return one_line(article.headline or "") or f"({cut(one_line(article.body_text or ''), 60) or 'no headline'})"


def delivery_line(raw: bytes) -> str:
    """A Delivery event in one line."""
    try:
        delivery = CloudEvent[Delivery].model_validate_json(raw).data
    except ValueError:
        return "not a delivery"
    took = f" in {delivery.latency_ms} ms" if delivery.latency_ms is not None else ""
    why = f": {delivery.error.code}, {delivery.error.message}" if delivery.error else ""
    held = f" by {delivery.suppressed_by}" if delivery.suppressed_by else ""
    line = f"{delivery.status}{held}  {delivery.channel.name}  {delivery.id}  attempt {delivery.attempt}{took}{why}"
    return one_line(line)


def _dead_line(raw: bytes) -> str:
    try:
        fields = json.loads(raw)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        return "not readable"
    return one_line(f"{fields.get('kind')}  {fields.get('reason')}  {fields.get('error')}")
