"""A Slack message as plain text: what it looks like, for a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from newsbell.core.render.columns import wrap_text

WIDTH = 78


def slack_sketch(message: Mapping[str, Any]) -> str:
    """The blocks of a message from top to bottom, behind a bar; *bold* and > quotes as a person would type them."""
    lines: list[str] = []
    for block in message.get("blocks", ()):
        lines += [line for text in _block(block) for line in (wrap_text(text, WIDTH - 2) or [""])]
    return "\n".join(f"┃ {line}".rstrip() for line in lines)


def _block(block: Mapping[str, Any]) -> Iterator[str]:
    match block["type"]:
        case "header":
            yield f"*{block['text']['text']}*"
        case "section":
            yield block["text"]["text"]
        case "context":
            yield " ".join(str(element.get("text", "")) for element in block["elements"])
        case "divider":
            yield "─" * 20
        case "rich_text":
            for element in block["elements"]:
                yield from _rich(element)


def _rich(element: Mapping[str, Any]) -> Iterator[str]:
    items: Sequence[Mapping[str, Any]] = element["elements"]
    if element["type"] == "rich_text_list":
        for item in items:
            yield "• " + _inline(item["elements"])
        return
    sign = "> " if element["type"] == "rich_text_quote" else ""
    for line in _inline(items).split("\n"):
        yield sign + line if line.strip() else ""


def _inline(items: Sequence[Mapping[str, Any]]) -> str:
    return "".join(_piece(item) for item in items)


def _piece(item: Mapping[str, Any]) -> str:
    text = str(item.get("text") or item.get("url") or "")
    bold = bool(item.get("style", {}).get("bold"))
    return f"*{text}*" if bold and text.strip() else text
