"""A mistake in a query or a doubt about one: where it is in the text, what it is, and what to write instead."""

from dataclasses import dataclass

from newsbell.core.rules.problem import Problem


class QueryError(ValueError):
    """A query that can not be understood.

    `start` and `end` are code points of the query's text (the words to underline); `suggestion` says what to write.
    """

    def __init__(self, message: str, start: int, end: int, suggestion: str | None = None) -> None:
        super().__init__(f"{message} ({suggestion})" if suggestion else message)
        self.message = message
        self.start = start
        self.end = max(end, start + 1)
        self.suggestion = suggestion


@dataclass(frozen=True, slots=True)
class QueryWarning:
    """A doubt about a query; `start` and `end` are code points of its text, `suggestion` says what to write."""

    message: str
    start: int
    end: int
    suggestion: str | None = None


def locate(text: str, offset: int) -> tuple[int, int]:
    """Where a code point stands in a text of several lines: (line, column), both counted from 0."""
    offset = max(0, min(offset, len(text)))
    line = text.count("\n", 0, offset)
    return line, offset - (text.rfind("\n", 0, offset) + 1)


def query_problem(text: str, error: QueryError) -> Problem:
    """The problem of a query that stands by itself: line and column count from 1 within its text."""
    line, column = locate(text, error.start)
    source = text.split("\n")[line]
    width = max(1, min(error.end - error.start, len(source) - column))
    return Problem(
        message=error.message, line=line + 1, column=column + 1, source=source, width=width, suggestion=error.suggestion
    )
