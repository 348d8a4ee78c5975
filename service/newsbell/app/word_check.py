"""The words of a rulebook against articles at hand."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from newsbell import wire
from newsbell.adapters.feeds import Unreadable
from newsbell.adapters.rulebook.archive import Archive
from newsbell.adapters.rulebook.loading import load_with_sites
from newsbell.adapters.rulebook.testing import run_rule_tests
from newsbell.app.articles import articles_of
from newsbell.app.backtesting import LIMIT
from newsbell.app.checking import Checked
from newsbell.app.clock import SystemClock


def check_with_articles(
    path: Path,
    environ: Mapping[str, str] | None,
    files: Sequence[Path],
    *,
    refused: Callable[[str], None],
    read: Callable[[int], None],
) -> Checked:
    """Check a rulebook, with a doubt more for each word that none of the articles of `files` has.

    `refused` hears of what is no article, `read` how many articles were read so far.

    Raises:
        ConfigurationError: with every mistake of every file.
    """
    loaded, sites = load_with_sites(path, environ)
    archive, now = Archive(sites), SystemClock().now()
    for found in articles_of(files, LIMIT):
        if isinstance(found, Unreadable):
            refused(str(found))
            continue
        archive.look(wire.document_of(found, now))
        read(archive.articles)
    doubts = archive.doubts() if archive.articles else ()
    order = {name: number for number, name in enumerate(loaded.files)}
    problems = sorted(
        {*loaded.configuration.problems, *doubts},
        key=lambda problem: (order.get(problem.path, -1), problem.line, problem.column, problem.message),
    )
    results = run_rule_tests(loaded.configuration)
    return Checked(loaded.configuration, tuple(problems), results, archive.articles)
