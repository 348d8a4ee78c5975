"""House rules of the source, each with the places where it is broken."""

import ast
import re
import subprocess
import sys
from pathlib import Path

from house.tree import ROOT, SOURCES, dotted, files, parsed, place, python_files

FILE_LINES, FUNCTION_LINES = 400, 40
DANGEROUS_CALLS = {"xdel", "flushall", "flushdb"}
DANGEROUS_WORDS = re.compile(r"\b(MAXLEN|XDEL|FLUSHALL|FLUSHDB)\b")
HEADINGS = ("Gives:", "Takes:", "Must not know:")


def _body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines from `def` to the end, the docstring left out: to explain is never a fault."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def _docstrings(tree: ast.Module) -> set[ast.expr]:
    found: set[ast.expr] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found.add(node.value)
    return found


def test_no_file_is_longer_than_400_lines() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in python_files(*SOURCES)}

    assert lengths
    assert [place(path, lines) for path, lines in lengths.items() if lines > FILE_LINES] == []


def test_no_function_is_longer_than_40_lines() -> None:
    long = [
        f"{place(path, node.lineno)} {node.name}: {_body_lines(node)} lines"
        for path in python_files(*SOURCES)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _body_lines(node) > FUNCTION_LINES
    ]

    assert long == []


def test_every_room_says_what_it_gives_takes_and_must_not_know() -> None:
    house = ROOT / "service" / "newsbell"
    halls = [house, house / "core", house / "adapters"]
    rooms = [file.parent for hall in halls for file in hall.glob("*/__init__.py") if file.parent not in halls]
    silent = [
        f"{place(folder / '__init__.py', 1)} lacks {heading}"
        for folder in [*rooms, ROOT / "contracts" / "newsbell_contracts"]
        for heading in HEADINGS
        if not re.search(rf"^{heading}", ast.get_docstring(parsed(folder / "__init__.py")) or "", re.MULTILINE)
    ]

    assert sorted(silent) == []


def test_streams_are_trimmed_by_the_guarded_script_alone() -> None:
    """MAXLEN throws away what nobody has read; XDEL breaks the lag; FLUSH needs no explanation."""
    broken = []
    for path in python_files("service", "contracts"):
        tree = parsed(path)
        spoken = _docstrings(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                name = node.func.attr.lower()
                capped = name in {"xadd", "xtrim"} and any(word.arg == "maxlen" for word in node.keywords)
                if name in DANGEROUS_CALLS or capped:
                    broken.append(place(path, node.lineno))
            elif isinstance(node, ast.Constant) and node not in spoken and DANGEROUS_WORDS.search(str(node.value)):
                broken.append(place(path, node.lineno))

    assert broken == []


def test_no_script_caps_or_flushes_a_stream() -> None:
    broken = [
        place(path, number)
        for path in files()
        if path.suffix == ".lua"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"MAXLEN|FLUSH", line.partition("--")[0], re.IGNORECASE)
    ]

    assert broken == []


def test_the_rooms_import_only_what_they_may() -> None:
    """The contracts of import-linter, as `make check` runs them."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def _imported(path: Path) -> set[str]:
    """The top-level packages that a file imports, wherever in it."""
    names: list[str] = []
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    return {name.partition(".")[0] for name in names}


def test_heavy_libraries_stay_in_the_room_that_needs_them() -> None:
    rooms = {"faststream": "adapters/bus/", "apprise": "adapters/channels/", "aiosmtplib": "adapters/channels/"}
    house = ROOT / "service" / "newsbell"
    strays = [
        f"{place(path, 1)} imports {name}"
        for path in python_files("service")
        for name in sorted(_imported(path) & set(rooms))
        if not path.relative_to(house).as_posix().startswith(rooms[name])
    ]

    assert strays == []


def test_dotted_reads_a_chain_of_attributes() -> None:
    """The rules of the tests lean on it."""
    tree = ast.parse("a.b.c(1)[0].d", mode="eval")
    [call] = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]

    assert dotted(call.func) == "a.b.c"
    assert dotted(tree.body) == ""
