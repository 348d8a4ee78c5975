"""Following a stream, in words or as it is."""

import json
from collections.abc import Callable
from contextlib import aclosing

from newsbell import wire
from newsbell.adapters.bus.tailing import tail
from newsbell.app.opening import open_server
from newsbell.app.session import Session
from newsbell.core.render.console import console_text
from newsbell.flow.ports import Unreadable
from newsbell_contracts import CloudEvent, Delivery


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
    """Show each entry of the stream as it comes; ends after `count` entries, else never by itself."""
    async with open_server(session.settings, session.redact) as opened:
        key = f"{opened.keys.prefix}:{stream}"
        shown = 0
        async with aclosing(tail(opened.url, key, "0" if from_start else "$")) as entries:
            async for entry_id, raw in entries:
                show(_one_line(raw) if as_json else _in_words(stream, entry_id, raw, session, colour=colour))
                shown += 1
                if count is not None and shown >= count:
                    return


def _one_line(raw: bytes) -> str:
    return " ".join(raw.decode("utf-8", "replace").splitlines())


def _in_words(stream: str, entry_id: str, raw: bytes, session: Session, *, colour: bool) -> str:
    if stream == "alerts":
        alert = wire.read_alert(raw)
        if not isinstance(alert, Unreadable):
            return console_text(wire.view_of(alert), colour=colour)
    if stream == "articles":
        article = wire.read_article(raw, session.settings.max_article_bytes)
        if isinstance(article, Unreadable):
            return f"{entry_id}  ?  {article.error}"
        return f"{entry_id}  {article.id or article.url}  {article.headline or '(no headline)'}"
    if stream == "deliveries":
        return f"{entry_id}  {delivery_line(raw)}"
    return f"{entry_id}  {_dead_line(raw)}"


def delivery_line(raw: bytes) -> str:
    """A Delivery event in one line."""
    try:
        delivery = CloudEvent[Delivery].model_validate_json(raw).data
    except ValueError:
        return "not a delivery"
    took = f" in {delivery.latency_ms} ms" if delivery.latency_ms is not None else ""
    why = f": {delivery.error.code}, {delivery.error.message}" if delivery.error else ""
    held = f" by {delivery.suppressed_by}" if delivery.suppressed_by else ""
    return f"{delivery.status}{held}  {delivery.channel.name}  {delivery.id}  attempt {delivery.attempt}{took}{why}"


def _dead_line(raw: bytes) -> str:
    try:
        fields = json.loads(raw)
    except ValueError:
        return "not readable"
    return f"{fields.get('kind')}  {fields.get('reason')}  {fields.get('error')}"
