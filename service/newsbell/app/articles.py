"""The articles of the files that a person names."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from newsbell.adapters.feeds import Unreadable, files_in, read_articles
from newsbell_contracts import NewsArticle


def articles_of(files: Sequence[Path], limit: int) -> Iterator[NewsArticle | Unreadable]:
    """The articles of files, folders and standard input (`-`), in order."""
    for file in files:
        if str(file) == "-":
            yield from read_articles(None, sys.stdin.buffer, limit=limit)
            continue
        for path in files_in([file]):
            if isinstance(path, Unreadable):
                yield path
            else:
                yield from read_articles(path, limit=limit)
