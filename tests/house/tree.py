"""The repository as the house rules see it: its files, parsed once."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = ("service", "contracts", "tools")
_OTHERS = {".git", "node_modules", "__pycache__", "build", "dist", "htmlcov", ".hypothesis", ".newsbell"}
_MADE = (".venv", ".coverage")


def _is_ours(part: str) -> bool:
    return part not in _OTHERS and not part.endswith(("_cache", ".egg-info")) and not part.startswith(_MADE)


@cache
def files() -> tuple[Path, ...]:
    """Every file of the repository; nothing that a tool made, nothing from outside."""
    return tuple(_walk(ROOT))


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if not _is_ours(path.name) or path.is_symlink():
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


def python_files(*folders: str) -> list[Path]:
    """The Python files under these folders of the repository."""
    return [path for path in files() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in folders]


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All nodes of a Python file; to walk through a tree takes as long as to read it."""
    return tuple(ast.walk(parsed(path)))


def place(path: Path, line: int) -> str:
    """Where, as an editor opens it."""
    return f"{path.relative_to(ROOT)}:{line}"


def dotted(node: ast.expr) -> str:
    """`a.b.c` of a name or an attribute; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""
