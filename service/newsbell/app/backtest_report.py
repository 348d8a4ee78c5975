"""What a backtest found, in words."""

from collections.abc import Iterator, Sequence

from newsbell import wire
from newsbell.app.tally import RuleTally, Tally
from newsbell.core.render.clean import cut, one_line
from newsbell.core.render.columns import width_of, wrap_text
from newsbell.core.render.console import console_text
from newsbell.core.rules.model import Rule, RuleSet
from newsbell.flow.watch import MAX_ALERTS

WIDTH = 80
MOST_CLAUSES = 12
"""Terms listed under one rule; the others are counted. Of a single rule all are listed."""

_MOST_NAMES = 20
_NAME = 48
_SILENT = {
    "repeat": ("repeat", "repeats"),
    "copy": ("copy", "copies"),
    "status": ("of a status that the rule does not want", "of a status that the rule does not want"),
}


def report(tally: Tally, rules: RuleSet, refused: int, *, top: int, colour: bool) -> list[str]:
    """The tally as lines: the sum, a table of the `top` rules with their terms (0: all rules), samples.

    `refused` is how much was no article.
    """
    return [
        *_sum(tally),
        *refusals(refused),
        *_table(tally, rules, top),
        *(
            line
            for alert in tally.samples
            for line in ("", console_text(wire.view_of(alert), colour=colour).rstrip("\n"))
        ),
    ]


def refusals(number: int) -> Iterator[str]:
    """A line about what was no article, if there was any."""
    if number:
        yield f"{number:,} could not be read as {'an article' if number == 1 else 'articles'} (named above)"


def alerts_in_words(number: int) -> str:
    """`1 alert`, `2 alerts`."""
    return counted(number, "alert")


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 match`, `2 matches`."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def rate(number: float) -> str:
    """A rate in about two digits, large ones whole."""
    return f"{number:,.0f}" if number >= 10 else f"{number:.2g}"


def names(shown: Sequence[str], most: int = _MOST_NAMES) -> str:
    """`a, b and 3 more`."""
    flat = [one_line(name) for name in shown[:most]]
    return ", ".join(flat) + (f" and {len(shown) - most} more" if len(shown) > most else "")


def indented(text: str, indent: str) -> Iterator[str]:
    """The text wrapped, lines after the first two columns further in."""
    first, *more = wrap_text(text, WIDTH - len(indent) - 2) or [""]
    yield f"{indent}{first}"
    yield from (f"{indent}  {line}" for line in more)


def _sum(tally: Tally) -> Iterator[str]:
    if not tally.articles:
        yield "no articles"
        return
    yield (
        f"{tally.matched_articles:,} of {counted(tally.articles, 'article')} match "
        f"({tally.matched_articles / tally.articles:.1%}); {alerts_in_words(tally.alerts)}"
    )
    yield from _days(tally)
    if tally.buried:
        yield from indented(
            f"{counted(tally.buried, 'more article')} would go to the dead letters: over {MAX_ALERTS} rules match "
            "one of them; narrow the rules",
            "",
        )
    if tally.silent:
        kinds = ", ".join(
            f"{number:,} {_SILENT.get(kind, (kind, kind))[number != 1]}" for kind, number in tally.silent.items()
        )
        yield f"{counted(tally.matches - tally.alerts, 'match', 'matches')} raised nothing: {kinds}"


def _days(tally: Tally) -> Iterator[str]:
    period = tally.period
    if not tally.by_day or period.first is None or period.last is None:
        return
    dated = sum(tally.by_day.values())
    day, most = max(tally.by_day.items(), key=lambda item: (item[1], item[0]))
    span = f"{period.first.date()} to {period.last.date()}" if period.days > 1 else f"{period.first.date()}"
    yield f"{rate(dated / period.days)} alerts a day over {counted(period.days, 'day')} ({span})"
    if period.days > 1:
        yield f"busiest day {day}: {most:,}"
    if dated < tally.alerts:
        yield f"{alerts_in_words(tally.alerts - dated)} without a date"


def _table(tally: Tally, rules: RuleSet, top: int) -> Iterator[str]:
    """Each rule with its terms, those with most alerts first; then what was left out, and rules without a match."""
    found = sorted(tally.rules.items(), key=lambda item: (-item[1].alerts, -item[1].matches, item[0]))
    shown = found[: top or None]
    if shown:
        yield ""
        yield _row("", ("matches", "alerts", "a day"))
    for rule_id, counts in shown:
        rule = rules.rule(rule_id)
        if rule is not None:
            yield from _rule(rule, counts, tally.period.days, len(rules.rules) == 1)
    rest = found[len(shown) :]
    if rest:
        matches, alerts = sum(counts.matches for _, counts in rest), sum(counts.alerts for _, counts in rest)
        yield (
            f"{counted(len(rest), 'more rule')}: {counted(matches, 'match', 'matches')}, {alerts_in_words(alerts)} "
            "(--top 0 lists all)"
        )
    without = [rule.id for rule in rules.rules if rule.id not in tally.rules]
    if without and tally.articles:
        yield from indented(f"no match: {names(without)}", "")


def _rule(rule: Rule, counts: RuleTally, days: int, alone: bool) -> Iterator[str]:
    yield _row(rule.id, (f"{counts.matches:,}", f"{counts.alerts:,}", rate(counts.alerts / days) if days else ""))
    held = sorted(counts.clauses.items(), key=lambda item: -item[1])
    most = len(held) if alone else MOST_CLAUSES
    for clause, matches in held[:most]:
        yield _row(cut(f"  {one_line(clause)}", _NAME), (f"{matches:,}", f"{counts.clause_alerts[clause]:,}", ""))
    if len(held) > most:
        yield f"  {counted(len(held) - most, 'more term')} held (--rule {rule.id} lists all)"
    never = counts.never_held(rule)
    if never:
        yield from indented(f"never held: {names(never, len(never) if alone else _MOST_NAMES)}", "  ")


def _row(name: str, cells: Sequence[str]) -> str:
    padded = f"{name}{' ' * (_NAME - width_of(name))}"
    return f"{padded} {cells[0]:>9} {cells[1]:>8} {cells[2]:>7}".rstrip()
