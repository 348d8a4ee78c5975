"""Slack's documented limits of a message, as a judge that shares no code with the writer of messages.

Sources: docs.slack.dev (Block Kit reference, formatting of message text), slack_sdk's models; see README for the list.
"""

import re
from collections.abc import Iterator
from typing import Any

MOST_BLOCKS, MOST_TEXT, MOST_BLOCK_TEXT = 50, 40_000, 13_200
_LINK = re.compile(r"<https?://[^<>|\s]+(\|[^<>|]+)?>")
_BARE_AMPERSAND = re.compile(r"&(?!amp;|lt;|gt;)")
_INLINE = {"text", "link", "emoji", "date"}
_CONTAINERS = {"rich_text_section", "rich_text_quote", "rich_text_preformatted", "rich_text_list"}


def faults_of(payload: dict[str, Any]) -> list[str]:
    """Everything that Slack, or a careful reader, would refuse in a message."""
    return [*_text_faults(payload), *_block_faults(payload.get("blocks"))]


def slack_word(faults: list[str]) -> str:
    """The error that Slack would answer with."""
    for word in ("no_text", "msg_too_long", "msg_blocks_too_long"):
        if any(fault.startswith(word) for fault in faults):
            return word
    return "invalid_blocks"


def _text_faults(payload: dict[str, Any]) -> Iterator[str]:
    text = payload.get("text")
    if not isinstance(text, str) or not text.strip():
        yield "no_text: the push notification would be empty"
        return
    if len(text) > MOST_TEXT:
        yield "msg_too_long"
    yield from _mrkdwn_faults("text", text)


def _mrkdwn_faults(where: str, text: str) -> Iterator[str]:
    rest = _LINK.sub("", text)
    if "<" in rest or ">" in rest:
        yield f"{where}: an unescaped < or >, or a mention: {rest[:80]!r}"
    if _BARE_AMPERSAND.search(rest):
        yield f"{where}: an unescaped &"


def _block_faults(blocks: Any) -> Iterator[str]:
    if blocks is None:
        return
    if not isinstance(blocks, list) or not 1 <= len(blocks) <= MOST_BLOCKS:
        yield "blocks: from 1 to 50 are allowed"
        return
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)) or any(len(block_id) > 255 for block_id in ids):
        yield "block_id: not unique, or longer than 255"
    if _weight(blocks) > MOST_BLOCK_TEXT:
        yield "msg_blocks_too_long"
    for number, block in enumerate(blocks):
        judge = _JUDGES.get(block.get("type"))
        if judge is None:
            yield f"blocks[{number}]: unknown type {block.get('type')!r}"
        else:
            yield from judge(f"blocks[{number}]", block)


def _text_object(where: str, value: Any, most: int, *, plain: bool = False) -> Iterator[str]:
    if not isinstance(value, dict) or value.get("type") not in ("plain_text", "mrkdwn"):
        yield f"{where}: not a text object"
        return
    text = value.get("text")
    if not isinstance(text, str) or not 1 <= len(text) <= most:
        yield f"{where}: from 1 to {most} characters are allowed"
        return
    if value["type"] == "mrkdwn":
        if plain:
            yield f"{where}: plain_text only"
        yield from _mrkdwn_faults(where, text)


def _header(where: str, block: dict[str, Any]) -> Iterator[str]:
    yield from _text_object(where, block.get("text"), 150, plain=True)


def _section(where: str, block: dict[str, Any]) -> Iterator[str]:
    fields = block.get("fields")
    if "text" not in block and not fields:
        yield f"{where}: neither text nor fields"
    if "text" in block:
        yield from _text_object(where, block["text"], 3000)
    for field in fields or ():
        yield from _text_object(f"{where}.fields", field, 2000)
    if fields is not None and not 1 <= len(fields) <= 10:
        yield f"{where}: from 1 to 10 fields are allowed"
    if "accessory" in block:
        yield from _element(f"{where}.accessory", block["accessory"])


def _context(where: str, block: dict[str, Any]) -> Iterator[str]:
    elements = block.get("elements") or []
    if not 1 <= len(elements) <= 10:
        yield f"{where}: from 1 to 10 elements are allowed"
    for element in elements:
        if element.get("type") == "image":
            yield from _image(where, element)
        else:
            yield from _text_object(where, element, 3000)


def _actions(where: str, block: dict[str, Any]) -> Iterator[str]:
    elements = block.get("elements") or []
    if not 1 <= len(elements) <= 25:
        yield f"{where}: from 1 to 25 elements are allowed"
    for element in elements:
        yield from _element(where, element)


def _element(where: str, element: dict[str, Any]) -> Iterator[str]:
    if element.get("type") != "button":
        yield f"{where}: only buttons are known here"
        return
    yield from _text_object(f"{where}.text", element.get("text"), 75, plain=True)
    for key, most in (("url", 3000), ("value", 2000), ("action_id", 255)):
        if len(element.get(key) or "") > most:
            yield f"{where}.{key}: more than {most} characters"


def _image(where: str, block: dict[str, Any]) -> Iterator[str]:
    if not block.get("image_url") or not 1 <= len(block.get("alt_text") or "") <= 2000:
        yield f"{where}: an image needs an address and an alt text of at most 2000 characters"


def _divider(where: str, block: dict[str, Any]) -> Iterator[str]:
    if set(block) - {"type", "block_id"}:
        yield f"{where}: a divider has nothing inside"


def _rich_text(where: str, block: dict[str, Any]) -> Iterator[str]:
    elements = block.get("elements") or []
    if not elements:
        yield f"{where}: no elements"
    for element in elements:
        if element.get("type") not in _CONTAINERS:
            yield f"{where}: {element.get('type')!r} is no part of rich text"
        else:
            yield from _rich_container(where, element)


def _rich_container(where: str, container: dict[str, Any]) -> Iterator[str]:
    elements = container.get("elements") or []
    if not elements:
        yield f"{where}: an empty {container['type']}"
    for element in elements:
        if container["type"] == "rich_text_list":
            yield from _rich_container(where, element)
        elif element.get("type") not in _INLINE:
            yield f"{where}: {element.get('type')!r} mentions or is unknown"
        elif element["type"] == "text" and not element.get("text"):
            yield f"{where}: an empty text"
        elif element["type"] == "link" and not re.match(r"https?://", element.get("url") or ""):
            yield f"{where}: a link that is not http"


def _weight(node: Any) -> int:
    if isinstance(node, dict):
        return sum(
            len(value) if key in ("text", "url") and isinstance(value, str) else _weight(value)
            for key, value in node.items()
        )
    return sum(_weight(item) for item in node) if isinstance(node, list) else 0


_JUDGES = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "image": _image,
    "divider": _divider,
    "rich_text": _rich_text,
}
