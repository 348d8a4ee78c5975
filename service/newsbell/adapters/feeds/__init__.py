"""Collecting: articles from files and standard input, made clean at the edge.

Gives: `files_in`, `read_articles`, and `Unreadable` for what could not be read, one line each.
Takes: paths, or bytes from a pipe.
Must not know: the bus, the store, rules; what becomes of the articles.
"""

from newsbell.adapters.feeds.cleaning import clean
from newsbell.adapters.feeds.files import files_in, read_articles
from newsbell.adapters.feeds.streams import Unreadable

__all__ = ["Unreadable", "clean", "files_in", "read_articles"]
