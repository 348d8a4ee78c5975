"""What an edit of the rules changes: two configurations over the same articles, in one pass."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from newsbell.app.backtest_report import WIDTH, alerts_in_words, counted, indented, names, refusals
from newsbell.core.events.places import ContextJudge
from newsbell.core.match.obstacles import obstacles, verdict
from newsbell.core.match.oracle import explain_rule
from newsbell.core.render.clean import cut, one_line
from newsbell.core.render.columns import width_of
from newsbell.core.rules.model import Rule, RuleSet
from newsbell.core.text.document import Document
from newsbell.flow.backtest import Compared, Side

_NAME = 44


@dataclass(frozen=True, slots=True)
class Edit:
    """Which rules differ between two sets, by id."""

    before: RuleSet
    after: RuleSet
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    same: tuple[str, ...]

    def only_before(self) -> RuleSet:
        """The rules of the older set that are not the same in the newer one."""
        same = set(self.same)
        rules = tuple(rule for rule in self.before.rules if rule.id not in same)
        return RuleSet(rules, self.before.vocabulary, self.before.version)

    def lines(self) -> Iterator[str]:
        """The differences in words."""
        yield (
            f"rules: {len(self.added):,} added, {len(self.removed):,} removed, {len(self.changed):,} changed, "
            f"{len(self.same):,} the same"
        )
        changed = [f"{rule} ({self._what(rule)})" for rule in self.changed]
        for label, found in (("added", self.added), ("removed", self.removed), ("changed", changed)):
            if found:
                yield from indented(f"{label}: {names(found)}", "  ")

    def _what(self, rule_id: str) -> str:
        """What of a rule is different."""
        before, after = self.before.rule(rule_id), self.after.rule(rule_id)
        if before is None or after is None:
            return ""
        parts = (
            ("when", before.text != after.text),
            ("status", before.statuses != after.statuses),
            ("severity", before.severity != after.severity),
            ("labels", dict(before.labels) != dict(after.labels)),
        )
        return ", ".join(name for name, differs in parts if differs) or "the names it uses"


def edit_of(before: RuleSet, after: RuleSet) -> Edit:
    """What became of each rule."""
    old, new = ({rule.id: rule.version for rule in rules.rules} for rules in (before, after))
    both = [rule for rule in new if rule in old]
    return Edit(
        before,
        after,
        added=tuple(rule for rule in new if rule not in old),
        removed=tuple(rule for rule in old if rule not in new),
        changed=tuple(rule for rule in both if old[rule] != new[rule]),
        same=tuple(rule for rule in both if old[rule] == new[rule]),
    )


@dataclass(frozen=True, slots=True)
class Sample:
    """An alert gained or lost: the article, the terms that held, and what stood in the way on the other side."""

    rule: str
    article_id: str
    headline: str
    date: str
    clauses: tuple[str, ...]
    other_side: str


@dataclass(slots=True)
class Differences:
    """Alerts gained, lost and kept, by rule; `keep` samples of each rule and side."""

    edit: Edit
    keep: int = 3
    articles: int = 0
    by_rule: dict[str, Counter[Side]] = field(default_factory=dict)
    samples: dict[tuple[Side, str], list[Sample]] = field(default_factory=dict)

    def count(self, compared: Compared) -> None:
        """Count an alert; what differs is looked at, as long as samples are wanted."""
        rule = compared.judged.finding.hit.rule.id
        self.by_rule.setdefault(rule, Counter())[compared.side] += 1
        if compared.side is not Side.KEPT:
            kept = self.samples.setdefault((compared.side, rule), [])
            if len(kept) < self.keep:
                kept.append(self._sample(rule, compared))

    def total(self, *sides: Side) -> int:
        """Alerts of these sides."""
        return sum(counts[side] for counts in self.by_rule.values() for side in sides)

    def _sample(self, rule: str, compared: Compared) -> Sample:
        finding = compared.judged.finding
        document = finding.document
        other = self.edit.before if compared.side is Side.GAINED else self.edit.after
        return Sample(
            rule=rule,
            article_id=document.article_id,
            headline=document.headline or "",
            date=document.published_at.date().isoformat() if document.published_at else "no date",
            clauses=tuple(clause.clause for clause in finding.matched),
            other_side=_why_not(other.rule(rule), document, other),
        )


def _why_not(rule: Rule | None, document: Document, rules: RuleSet) -> str:
    """Why the other version of a rule raises nothing here."""
    if rule is None:
        return "no such rule"
    outcome = explain_rule(rule, document, rules.vocabulary, ContextJudge())
    if outcome.held:
        return "matches, but raises nothing: a repeat, or of a status that the rule does not want"
    return verdict(obstacles(outcome))


def difference_report(found: Differences, refused: int, *, top: int) -> list[str]:
    """The differences as lines: rules, sums, a table of the `top` rules that differ (0: all), samples of them.

    `refused` is how much was no article.
    """
    gained, lost, kept = (found.total(side) for side in (Side.GAINED, Side.LOST, Side.KEPT))
    differing = [rule for rule, counts in found.by_rule.items() if counts[Side.GAINED] or counts[Side.LOST]]
    ranked = sorted(differing, key=lambda rule: (-sum(_differing(found.by_rule[rule])), rule))
    shown = ranked[: top or None]
    rest = ranked[len(shown) :]
    more = f"{counted(len(rest), 'more rule')} with differences (--top 0 lists all)"
    return [
        *found.edit.lines(),
        f"{counted(found.articles, 'article')}: {alerts_in_words(lost + kept)} before, {gained + kept:,} now: "
        f"{gained:,} gained, {lost:,} lost, {kept:,} unchanged",
        *refusals(refused),
        *(_table(found, shown) if shown else ()),
        *((more,) if rest else ()),
        *(line for rule in shown for side in (Side.GAINED, Side.LOST) for line in _samples(found, side, rule)),
    ]


def _differing(counts: Counter[Side]) -> tuple[int, int]:
    return counts[Side.GAINED], counts[Side.LOST]


def _table(found: Differences, rules: Sequence[str]) -> Iterator[str]:
    yield ""
    yield _row("", ("gained", "lost", "unchanged"))
    for rule in rules:
        counts = found.by_rule[rule]
        yield _row(rule, tuple(f"{counts[side]:,}" for side in (Side.GAINED, Side.LOST, Side.KEPT)))


def _row(name: str, cells: Sequence[str]) -> str:
    return f"{name}{' ' * (_NAME - width_of(name))} {cells[0]:>9} {cells[1]:>9} {cells[2]:>11}"


def _samples(found: Differences, side: Side, rule: str) -> Iterator[str]:
    kept = found.samples.get((side, rule), ())
    if not kept:
        return
    yield ""
    yield f"{side.value} by {rule}, {len(kept)} of {found.by_rule[rule][side]:,}:"
    then, other = ("by", "before") if side is Side.GAINED else ("was by", "now")
    for sample in kept:
        headline = cut(one_line(sample.headline), WIDTH - 2 - len(sample.date) - 2)
        yield f"  {sample.date}  {headline}".rstrip()
        yield f"    article {one_line(sample.article_id)}"
        for label, text in ((then, " · ".join(sample.clauses)), (other, sample.other_side)):
            yield from indented(one_line(f"{label}: {text}"), "    ")
