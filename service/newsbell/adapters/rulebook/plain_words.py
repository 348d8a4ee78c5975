"""YAML's own complaints in plain words, with what to write instead."""

import re

import yaml

from newsbell.adapters.rulebook.source import Source
from newsbell.core.rules.problem import Problem

QUOTE_RULE = "put the whole rule in single quotes: '...'"
QUOTE_VALUE = "put the whole value in single quotes: '...'"
_IN_RULE = re.compile(r"^\s*(?:-\s+)?(?:when|\"when\"|'when')\s*:")


def _quote_advice(source: Source, index: int) -> str:
    line, _ = source.place(index)
    return QUOTE_RULE if _IN_RULE.match(source.line(line)) else QUOTE_VALUE


def yaml_problem(source: Source, error: yaml.MarkedYAMLError) -> Problem:
    """What a YAML error means for the author, at the place that must be mended."""
    mark = error.problem_mark or error.context_mark
    index = mark.index if mark else 0
    said = error.problem or ""
    context = error.context or ""
    if "quoted scalar" in context and error.context_mark is not None:
        return _in_quotes(source, said, error.context_mark.index, index)
    if isinstance(error, yaml.composer.ComposerError):
        return _composing(source, said, index)
    if "cannot start any token" in said:
        return _bad_start(source, index)
    if "mapping values are not allowed" in said:
        return _colon(source, index)
    if "flow" in context:
        opening = error.context_mark.index if error.context_mark else index
        return _in_brackets(source, index, opening)
    if "block scalar" in context and error.context_mark is not None:
        start = error.context_mark.index
        message = f"a value that begins with '{source.text[start]}' starts a block of lines"
        return source.problem(message, start, suggestion=_quote_advice(source, start))
    return _structure(source, said, index)


def _in_quotes(source: Source, said: str, opening: int, index: int) -> Problem:
    if "escape" in said:
        index = source.text.rindex("\\", 0, index + 2) if "\\" in source.text[: index + 2] else index
        pair = source.text[index : index + 2]
        advice = "use single quotes, in which a backslash is only a backslash"
        return source.problem(f"'{pair}' means nothing inside double quotes", index, width=2, suggestion=advice)
    return source.problem("this quote is never closed", opening, suggestion="add the closing quote")


def _composing(source: Source, said: str, index: int) -> Problem:
    word = re.compile(r"\S+").match(source.text, index)
    text = word.group() if word else ""
    if "undefined alias" in said:
        message = f"'{text}' reads as a reference of YAML, not as text"
        return source.problem(message, index, width=len(text), suggestion=_quote_advice(source, index))
    if "another document" in said:
        return source.problem("a second document begins here", index, width=3, suggestion="keep one document a file")
    return source.problem(f"this is not valid YAML: {said}", index)


def _bad_start(source: Source, index: int) -> Problem:
    sign = source.text[index : index + 1]
    if sign == "\t":
        return source.problem("a tab indents this line", index, suggestion="use blanks")
    return source.problem(f"a value can not begin with '{sign}'", index, suggestion=_quote_advice(source, index))


def _colon(source: Source, index: int) -> Problem:
    line, column = source.place(index)
    before = source.line(line)[: column - 1]
    if _IN_RULE.match(before):
        advice = "write no blank after the colon, e.g. source:reuters, or put the whole rule in single quotes: '...'"
        return source.problem("a colon with a blank behind it can not stand in a rule", index, suggestion=advice)
    if re.match(r"^\s*(?:-\s+)?[^\s:]+\s*:\s", before):
        return source.problem("a second colon in one line", index, suggestion=QUOTE_VALUE)
    advice = "check the indentation, and that the line above is complete ('key: value', with a blank after the colon)"
    return source.problem("'key:' is not expected here", index, suggestion=advice)


def _in_brackets(source: Source, index: int, opening: int) -> Problem:
    if source.text[opening : opening + 1] not in {"[", "{"}:  # YAML names the end of the file
        opening = max(source.text.rfind("[", 0, index), source.text.rfind("{", 0, index))
    bracket = source.text[opening : opening + 1]
    closing = "]" if bracket == "[" else "}"
    dollar = source.text.rfind("$", opening, index)
    if dollar >= 0 and source.text[dollar + 1 : dollar + 2] == "{":
        advice = 'put it in double quotes: "${NAME}"'
        return source.problem("'${...}' can not stand bare inside { }", dollar, width=2, suggestion=advice)
    line, _ = source.place(opening)
    here, _ = source.place(index)
    if here == line and index < len(source.text) and source.text[index] not in "\r\n":
        advice = f"put the value in quotes, or check for a missing comma or '{closing}'"
        return source.problem(f"this can not stand here inside '{bracket}'", index, suggestion=advice)
    rest = source.text[opening : source.text.find("\n", opening) % (len(source.text) + 1)]
    swallowed = re.search(r"\s#", rest)
    if swallowed is not None:
        message = f"a # begins a comment, so this '{bracket}' is never closed"
        return source.problem(message, opening + swallowed.end() - 1, suggestion="put the value in quotes")
    return source.problem(f"this '{bracket}' is never closed", opening, suggestion=f"add '{closing}'")


def _structure(source: Source, said: str, index: int) -> Problem:
    line, column = source.place(index)
    before = source.line(line)[: column - 1].rstrip()
    if source.text[index - 1 : index] == "'" and source.text[index : index + 1].isalnum():
        advice = "write the apostrophe twice ('') or use double quotes"
        return source.problem("the apostrophe before this ends the quoted text", index, suggestion=advice)
    if before and before[-1] in "'\"":
        message = "text goes on behind the closing quote"
        return source.problem(message, index, suggestion=_quote_advice(source, index))
    if "expected ':'" in said:
        return source.problem("this line is neither 'key: value' nor '- item'", index, suggestion="add the colon")
    if not before:
        advice = "indent it like the lines it belongs to"
        return source.problem("the indentation of this line fits no line above", index, suggestion=advice)
    return source.problem(f"this is not valid YAML: {said}", index, suggestion=QUOTE_VALUE)
