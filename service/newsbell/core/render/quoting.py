"""Evidence sentences as runs of text, marked or not."""

from dataclasses import dataclass

from newsbell.core.render.clean import ELLIPSIS, clean, one_line
from newsbell.core.render.view import AlertView, Quote

MOST_QUOTES = 3
"""How many evidence sentences a message shows."""

LONGEST_QUOTE = 420
"""A longer sentence is shown as a window of this many code points around its first matched words."""

_BEFORE_MARK = 120


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a sentence, clean; `marked` if it matched."""

    text: str
    marked: bool = False


Runs = tuple[Run, ...]


def shown_quotes(view: AlertView, most: int = MOST_QUOTES) -> tuple[Runs, ...]:
    """The sentences to show: those of the body, or else of the headline, or else a summary that says more than it."""
    body = [quote for quote in view.quotes if not quote.in_headline]
    summary = [Quote(view.summary, ())] if one_line(view.summary) != one_line(view.headline) else []
    chosen = body or list(view.quotes) or summary
    shown = (quote_runs(quote) for quote in chosen[:most])
    return tuple(runs for runs in shown if any(run.text.strip() for run in runs))


def quote_runs(quote: Quote, limit: int = LONGEST_QUOTE) -> Runs:
    """The sentence split at its marks, each piece clean, cut to a window of about `limit` code points."""
    start, end = _window(quote, limit)
    runs: list[Run] = [Run(ELLIPSIS)] if start > 0 else []
    position = start
    for begin, finish in quote.marks:
        begin, finish = max(begin, position), min(finish, end)  # noqa: PLW2901
        if begin >= finish:
            continue
        runs += [Run(clean(quote.text[position:begin])), Run(clean(quote.text[begin:finish]), marked=True)]
        position = finish
    runs.append(Run(clean(quote.text[position:end])))
    if end < len(quote.text):
        runs.append(Run(ELLIPSIS))
    return tuple(run for run in runs if run.text)


def _window(quote: Quote, limit: int) -> tuple[int, int]:
    """Where to cut: around the first mark, at blanks if some are near."""
    text = quote.text
    if len(text) <= limit:
        return 0, len(text)
    first = quote.marks[0][0] if quote.marks else 0
    start = 0 if first <= _BEFORE_MARK else max(0, min(first - _BEFORE_MARK, len(text) - limit))
    if start and (blank := text.find(" ", start, start + 40)) > 0 and blank < first:
        start = blank + 1
    end = min(len(text), start + limit)
    if end < len(text) and (blank := text.rfind(" ", end - 40, end)) > 0:
        end = blank
    return start, end


def with_signs(runs: Runs, before: str, after: str) -> str:
    """The sentence with signs around its matched words; the blanks at the ends go."""
    return "".join(
        f"{before}{run.text}{after}" if run.marked and run.text.strip() else run.text for run in runs
    ).strip()
