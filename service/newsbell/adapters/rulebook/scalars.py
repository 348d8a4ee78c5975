"""Where the characters of a YAML value stand in the file, for every way of writing a value."""

import re

from yaml.nodes import ScalarNode

from newsbell.adapters.rulebook.source import Source
from newsbell.core.rules.problem import Level, Problem

_BREAKS = "\r\n\x85\u2028\u2029"
_BLANKS = " \t" + _BREAKS
_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_COMMENT = re.compile(r"[ \t]*(#)(?=\w)")
_ANY_COMMENT = re.compile(r"[ \t]+(#)")
_CONTINUED = re.compile(r"\\[ \t]*(?:\r\n|[\n\r\x85\u2028\u2029])[ \t]*")


def file_offset(source: Source, node: ScalarNode, offset: int) -> int:
    """The code point of the file that gave code point `offset` of the node's value.

    Walks raw text and value side by side, so it is exact for plain, single-quoted and `|` values, for `"` with
    escapes, and for folded values up to the blanks that stand for a line break.
    """
    at = _content_start(source.text, node)
    end = node.end_mark.index
    for number, character in enumerate(node.value):
        at = _skip_to(source.text, node.style, at, end, character)
        if number == offset:
            return min(at, end)
        at = _past(source.text, node.style, at, character)
    return min(at, end)


def _content_start(text: str, node: ScalarNode) -> int:
    start: int = node.start_mark.index
    if node.style in ("'", '"'):
        return start + 1
    if node.style in ("|", ">"):
        while start < len(text) and text[start] not in _BREAKS:
            start += 1
        return start + (2 if text.startswith("\r\n", start) else 1)
    return start


def _skip_to(text: str, style: str | None, at: int, end: int, character: str) -> int:
    """Pass over what stands in the file only: indentation, and the line breaks that became nothing."""
    if style == '"':
        while continued := _CONTINUED.match(text, at):
            at = continued.end()
    if character not in _BLANKS:
        while at < end and text[at] in _BLANKS:
            at += 1
    return at


def _past(text: str, style: str | None, at: int, character: str) -> int:
    """Behind the raw characters that made one character of the value."""
    if style == '"' and (escape := _ESCAPE.match(text, at)):
        return escape.end()
    if style == "'" and text.startswith("''", at):
        return at + 2
    if character in _BLANKS:
        run = at
        while run < len(text) and text[run] in " \t":
            run += 1
        if run < len(text) and text[run] in _BREAKS:
            return run + (2 if text.startswith("\r\n", run) else 1)
        if run == at:
            return at
    return at + 1


def scalar_problem(
    source: Source,
    node: ScalarNode,
    message: str,
    start: int,
    end: int,
    *,
    suggestion: str | None = None,
    level: Level = Level.ERROR,
) -> Problem:
    """A problem with the code points `start` to `end` of a value, at their place in the file."""
    index = file_offset(source, node, min(start, len(node.value)))
    last = file_offset(source, node, min(max(start, end - 1), len(node.value)))
    same_line = source.place(index)[0] == source.place(last)[0]
    width = last - index + 1 if same_line else 1
    return source.problem(message, index, width=width, suggestion=suggestion, level=level)


def comment_behind(source: Source, node: ScalarNode, *, spaced: bool = False) -> int | None:
    """Where a ` #…` that cut off a plain value begins: directly followed by a word, so hardly meant as a comment.

    With `spaced` any comment counts.
    """
    if node.style:
        return None
    found = (_ANY_COMMENT if spaced else _COMMENT).match(source.text, node.end_mark.index)
    return found.start(1) if found else None
