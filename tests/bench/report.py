"""A run as tables: for the terminal and for docs/performance.md, the same text."""

import dataclasses
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.corpus import ROOT
from bench.engine import OURS
from bench.results import Measured, Run, verdicts

DOCS = ROOT / "docs" / "performance.md"
_MARKED = re.compile(r"(<!-- bench: begin[^\n]*-->\n).*?(<!-- bench: end -->)", re.DOTALL)


def markdown(run: Run) -> str:
    """All tables of a run."""
    parts = [_heading(run), _ratios(run), _targets(run), _rule_sets(run), _changes(run), _agreements(run)]
    return "\n\n".join(parts) + "\n"


def write_docs(run: Run, path: Path = DOCS) -> None:
    """Put the tables between the markers of the page.

    Raises:
        ValueError: the page has no markers.
    """
    page = path.read_text(encoding="utf-8")
    if not _MARKED.search(page):
        raise ValueError(f"{path}: no lines `<!-- bench: begin -->` and `<!-- bench: end -->`; put them back")
    path.write_text(_MARKED.sub(lambda found: f"{found[1]}\n{markdown(run)}\n{found[2]}", page), encoding="utf-8")


def as_json(run: Run) -> str:
    """Every figure of a run, with the verdicts."""
    judged = [{**dataclasses.asdict(verdict), "reached": verdict.reached} for verdict in verdicts(run)]
    return json.dumps({**dataclasses.asdict(run), "verdicts": judged}, indent=2, ensure_ascii=False) + "\n"


def _heading(run: Run) -> str:
    machine = run.machine
    lines = [
        f"{run.articles} articles of {run.characters:,.0f} characters on average: {run.origin}. Seed {run.seed}.",
        f"{machine.processor}, {machine.cores} cores, {machine.system}, Python {machine.python}.",
    ]
    if run.missing:
        lines.append(f"Not installed and so not measured: {', '.join(run.missing)}.")
    return "\n".join(lines)


def _ratios(run: Run) -> str:
    names = list(dict.fromkeys(name for each in run.measured for name in each.ratios))
    rows = [[name, *(_ratio(each, name) for each in run.measured)] for name in names]
    times = [f"{OURS}, microseconds an article", *(f"{each.seconds * 1e6:,.0f}" for each in run.measured)]
    title = "**Time for one article, as a multiple of ours** (below 1: faster than we are)"
    return f"{title}\n\n{_table(['rules', *(each.name for each in run.measured)], [*rows, times])}"


def _ratio(each: Measured, name: str) -> str:
    value = each.ratios.get(name)
    if value is None:
        return "-"
    if name == OURS:
        return "1"
    return f"{value:,.0f}" if value >= 20 else f"{value:.1f}" if value >= 2 else f"{value:.2g}"


def _targets(run: Run) -> str:
    rows = [
        [
            verdict.what,
            verdict.rules,
            _figure(verdict.figure, verdict.unit),
            f"{'<=' if verdict.at_most else '>='} {_figure(verdict.target, verdict.unit)}",
            "reached" if verdict.reached else "**missed**",
        ]
        for verdict in verdicts(run)
    ]
    return f"**Targets**\n\n{_table(['what', 'rules', 'figure', 'target', ''], rows)}"


def _figure(value: float, unit: str) -> str:
    number = f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
    return f"{number}{unit}"


def _rule_sets(run: Run) -> str:
    rows = [
        [each.name, f"{each.terms:,}", f"{each.candidates:,.1f}", f"{each.matches:,.2f}", *_costs(each)]
        for each in run.measured
    ]
    head = ["rules", "distinct terms", "candidates an article", "matches an article", "compile a rule", "memory a rule"]
    return f"**The sets of rules**\n\n{_table(head, rows)}"


def _costs(each: Measured) -> tuple[str, str]:
    memory = "-" if each.memory is None else f"{each.memory / 1e3:.1f} kB"
    return f"{each.compile * 1e6:.0f} µs", memory


def _changes(run: Run) -> str:
    head = ["what a change costs", *(each.name for each in run.measured)]
    rows = [
        ["add a rule, median", *(_ms(each.changes.add[0]) for each in run.measured)],
        ["add a rule, 99th percentile", *(_ms(each.changes.add[1]) for each in run.measured)],
        ["add one with NEAR, wildcards, inflections", *(_ms(each.changes.rich_add[0]) for each in run.measured)],
        ["remove a rule, median", *(_ms(each.changes.remove[0]) for each in run.measured)],
        ["remove a rule, 99th percentile", *(_ms(each.changes.remove[1]) for each in run.measured)],
        ["100 changed rules, in all", *(_ms(each.changes.reload) for each in run.measured)],
        ["100 changed rules, longest wait", *(_ms(each.changes.slice) for each in run.measured)],
        ["parse a rule's text", *(_ms(each.changes.parse) for each in run.measured)],
    ]
    rivals = dict.fromkeys(name for each in run.measured for name in each.rebuilds)
    rows += [[f"one changed rule: {name}", *(_ms(each.rebuilds.get(name)) for each in run.measured)] for name in rivals]
    return f"**Rules that change**\n\n{_table(head, rows)}"


def _ms(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    return f"{seconds * 1e3:,.0f} ms" if seconds >= 0.1 else f"{seconds * 1e3:.2g} ms"


def _agreements(run: Run) -> str:
    lines = [f"* {each.name}: {found.sentence}" for each in run.measured for found in each.agreements if _told(found)]
    same = sum(not _told(found) for each in run.measured for found in each.agreements)
    return "\n".join([f"**Answers.** {same} comparisons without any difference, and these:", "", *lines])


def _told(found: object) -> bool:
    return bool(getattr(found, "differing", 0) or getattr(found, "unexplained", ()))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown whose columns stand under each other on a terminal too."""
    cells = [list(head), *map(list, rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = [_row(row, widths) for row in cells]
    rule = "|" + "|".join(["-" * (widths[0] + 2), *("-" * (width + 1) + ":" for width in widths[1:])]) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    first = cells[0].ljust(widths[0])
    return f"| {' | '.join([first, *(cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True))])} |"
