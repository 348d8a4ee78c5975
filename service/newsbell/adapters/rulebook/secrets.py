"""Variables in channel addresses, and the hiding of secrets in what is shown to people."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from yaml.nodes import ScalarNode

from newsbell.adapters.rulebook.tree import Tree
from newsbell.core.rules.problem import Problem

_VARIABLE = re.compile(
    r"\$\$\{|\$\{(?:file:(?P<file>[^{}]+)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^{}]*))?)\}"
)
_MALFORMED = re.compile(r"\$\{[^}]*\}?")
_URL = re.compile(r"(?<![\w+.-])([A-Za-z][A-Za-z0-9+.-]*://)([^\s'\"]+)")
_KEYED = re.compile(r"(\b(?:url|secret)['\"]?\s*:\s*)(\S.*)")
_KEPT = re.compile(r"\$\{(?:file:)?[\w/.-]+\}|console://")
MAX_FILE = 65_536


@dataclass(slots=True)
class Lookup:
    """What became of the variables in one value. `text` is None when a name is missing or was not looked up."""

    text: str | None = None
    missing: list[tuple[str, int, int]] = field(default_factory=list)
    problems: list[tuple[str, str, int, int]] = field(default_factory=list)
    variables: int = 0


def substitute(value: str, environ: Mapping[str, str] | None) -> Lookup:
    """Put in `${NAME}`, `${NAME:-default}` and `${file:/path}`; `$${` stands for `${`.

    A variable that is empty counts as not set. With `environ` None nothing is looked up, and names without a default
    are listed as missing. Problems are (message, advice, start, end) and never show a value.
    """
    lookup = Lookup()
    pieces: list[str] = []
    at = 0
    for found in _VARIABLE.finditer(value):
        _check_rest(value, at, found.start(), lookup)
        pieces.append(value[at : found.start()])
        at = found.end()
        piece = "${" if found.group() == "$${" else _resolve(found, environ, lookup)
        pieces.append(piece or "")
    _check_rest(value, at, len(value), lookup)
    pieces.append(value[at:])
    if not lookup.missing and not lookup.problems:
        lookup.text = "".join(pieces).strip()
    return lookup


def _check_rest(value: str, start: int, end: int, lookup: Lookup) -> None:
    for wrong in _MALFORMED.finditer(value, start, end):
        advice = "write ${NAME}, ${NAME:-default} or ${file:/path}"
        lookup.problems.append(("this is no variable", advice, *wrong.span()))


def _resolve(found: re.Match[str], environ: Mapping[str, str] | None, lookup: Lookup) -> str | None:
    lookup.variables += 1
    if found["file"] is not None:
        return _file(found, environ, lookup)
    default: str | None = found["default"]
    text = environ.get(found["name"], "").strip() if environ is not None else ""
    if text or default is not None:
        return text or default
    lookup.missing.append((found["name"], *found.span()))
    return None


def _file(found: re.Match[str], environ: Mapping[str, str] | None, lookup: Lookup) -> str | None:
    if environ is None:
        lookup.missing.append((f"file:{found['file']}", *found.span()))
        return None
    try:
        with Path(found["file"]).open(encoding="utf-8") as stream:
            text = stream.read(MAX_FILE).strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        lookup.problems.append((f"the file {found['file']} can not be read: {why}", "check the path", *found.span()))
        return None
    if not text:
        lookup.problems.append((f"the file {found['file']} is empty", "write the secret into it", *found.span()))
    return text


def secret_ranges(tree: Tree) -> list[tuple[int, int]]:
    """The parts of the file that may hold addresses or secrets: all texts of channels but `digest` and `via`."""
    ranges: list[tuple[int, int]] = []
    _, channels = tree.find(("channels",))
    if channels is None or not isinstance(tree.data, dict) or "channels" not in tree.data:
        return ranges
    for _, channel in tree.children(channels).values():
        pending = [value for name, (_, value) in tree.children(channel).items() if name not in ("digest", "via")]
        while pending:
            node = pending.pop()
            if isinstance(node, ScalarNode) and node.start_mark is not None and node.value not in ("url", "secret"):
                ranges.append((node.start_mark.index, node.end_mark.index))
            pending.extend(part for pair in tree.children(node).values() for part in dict.fromkeys(pair))
    return ranges


def hide(problem: Problem, tree: Tree | None) -> Problem:
    """The problem with secrets in its words and its source line replaced by stars; the caret keeps its place."""
    line = problem.source
    if tree is not None and tree.root is not None and problem.line not in tree.broken_lines:
        line = _hide_ranges(line, problem.line, tree) if line else line
    else:
        line = _KEYED.sub(lambda found: found[1] + _stars(found[2]), line)
    line = _URL.sub(lambda found: _stars(found.group()), line)
    message = _URL.sub(
        lambda found: found.group() if found.group() == "console://" else f"{found[1]}***", problem.message
    )
    return replace(problem, message=message, source=line)


def _hide_ranges(line: str, number: int, tree: Tree) -> str:
    start = tree.source.start(number)
    for first, last in secret_ranges(tree):
        low, high = max(first - start, 0), min(last - start, len(line))
        if low < high:
            line = line[:low] + _stars(line[low:high]) + line[high:]
    return line


def _stars(text: str) -> str:
    """Stars for every letter and sign but quotes, brackets and `${NAME}`; of the same length."""
    pieces: list[str] = []
    at = 0
    for kept in _KEPT.finditer(text):
        pieces += (re.sub(r"[^\s'\"\[\]{},]", "*", text[at : kept.start()]), kept.group())
        at = kept.end()
    return "".join(pieces) + re.sub(r"[^\s'\"\[\]{},]", "*", text[at:])
