from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fakes.newsbell import Ended, write
from fakes.typist import Typist
from newsbell.adapters.rulebook.packs import example_configuration

Typed = Callable[..., Ended]

ARTICLE = "Nissan weighs pickups for Honda\n\nNissan may assemble pickups for Honda at Canton, Mississippi.\n"


@pytest.fixture(scope="session")
def typist() -> Iterator[Typist]:
    with Typist() as one:
        yield one


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where commands are typed: it holds the bundled example as rules.yaml, and an article."""
    write(tmp_path, "rules.yaml", example_configuration())
    write(tmp_path, "article.txt", ARTICLE)
    return tmp_path


@pytest.fixture
def typed(typist: Typist, folder: Path) -> Typed:
    """Types a command in the folder: `typed("check", "rules.yaml", NEWSBELL_HTTP="x")`."""

    def run(*words: str, stdin: bytes = b"", **env: str) -> Ended:
        return typist.run(*words, cwd=folder, stdin=stdin, env=env)

    return run
