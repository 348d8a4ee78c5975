"""House rules of the tests: no mocks of our own code, no sleeping, nothing left out silently."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from house.tree import dotted, nodes, place, python_files

MOCKS = {"unittest.mock", "mock", "pytest_mock"}
OURS = ("newsbell", "newsbell_contracts")


def _imports(tree: Iterable[ast.AST]) -> Iterator[tuple[str, str, int]]:
    """(name here, where it comes from, line)."""
    for node in tree:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0], alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}", node.lineno


def _is_nap(call: ast.Call, origin: dict[str, str]) -> bool:
    """A call of `time.sleep` or `asyncio.sleep`, under whatever name; `sleep(0)` only lets others run."""
    root, _, rest = dotted(call.func).partition(".")
    name = f"{origin.get(root, root)}.{rest}".rstrip(".")
    zero = bool(call.args) and isinstance(call.args[0], ast.Constant) and call.args[0].value == 0
    return name in {"time.sleep", "asyncio.sleep"} and not zero


def _polls(loop: ast.AST) -> bool:
    """A loop that looks at the clock gives up some day: it waits for a fact, not for time to pass."""
    if not isinstance(loop, ast.While):
        return False
    calls = (node for node in ast.walk(loop) if isinstance(node, ast.Call))
    return any(dotted(call.func) in {"time.monotonic", "monotonic"} for call in calls)


def _naps(tree: Sequence[ast.AST]) -> list[int]:
    """Lines that sleep outside of a loop with a deadline."""
    origin = {name: where for name, where, _ in _imports(tree)}
    polls = {id(node) for loop in tree if _polls(loop) for node in ast.walk(loop)}
    calls = [node for node in tree if isinstance(node, ast.Call) and id(node) not in polls]
    return [call.lineno for call in calls if _is_nap(call, origin)]


def _said(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ""


def _replaced(path: Path) -> list[str]:
    """Places where a test puts something else into our own code; a CONSTANT is a value, not behaviour."""
    ours = {name for name, where, _ in _imports(nodes(path)) if where.partition(".")[0] in OURS}
    found = []
    for node in nodes(path):
        if isinstance(node, ast.Call) and dotted(node.func) == "monkeypatch.setattr" and len(node.args) > 1:
            target, name = node.args[0], node.args[1]
            text = str(target.value) if isinstance(target, ast.Constant) else f"{dotted(target)}.{_said(name)}"
            root, constant = text.partition(".")[0], text.rpartition(".")[2].isupper()
            if (root in ours or root in OURS) and not constant:
                found.append(place(path, node.lineno))
    return found


def test_no_test_sleeps() -> None:
    assert [place(path, line) for path in python_files("tests") for line in _naps(nodes(path))] == []


def test_nothing_of_ours_is_mocked() -> None:
    imported = [
        place(path, line)
        for path in python_files("tests")
        for _, where, line in _imports(nodes(path))
        if any(where == mock or where.startswith(f"{mock}.") for mock in MOCKS)
    ]

    assert imported + [spot for path in python_files("tests") for spot in _replaced(path)] == []


def test_the_rule_sees_through_other_names_and_knows_a_poll() -> None:
    tree = ast.parse(
        "import asyncio\nfrom time import sleep as nap\nimport time as t, time\n"
        "nap(1)\nt.sleep(2)\nasyncio.sleep(0)\nasyncio.sleep(3)\nother.sleep(4)\n"
        "while not ready():\n    assert time.monotonic() < deadline\n    time.sleep(0.01)\n"
        "while not ready():\n    time.sleep(0.01)\n"
    )

    assert _naps(tuple(ast.walk(tree))) == [4, 5, 7, 13]


def test_a_test_file_is_named_so_that_it_runs() -> None:
    """A file with tests in it and another name would be passed over in silence."""
    silent = [
        place(path, node.lineno)
        for path in python_files("tests")
        if not path.name.startswith("test_")
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    ]

    assert silent == []
