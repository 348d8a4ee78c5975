"""Whether engines find the same rules, and why not where they do not.

Only one reason is accepted of each engine, its `View` of what an occurrence is, and it is tested and not assumed: the
rules are worked out again from that view alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from bench.corpus import Corpus
from bench.engine import OURS, Engine, View
from bench.plain import loose_line, lower_line, raw_text
from bench.reference import Reference, RuleIds
from bench.rulesets import RuleSet
from bench.timing import BUNDLE
from newsbell.core.match.matcher import FastMatcher
from newsbell.core.match.oracle import AcceptAll, SlowMatcher
from newsbell.core.rules import model
from newsbell.core.text.document import Document


@dataclass(frozen=True, slots=True)
class Agreement:
    """How the answers of an engine compare with those of our language.

    `articles` were compared; in `differing` of them the answers differ, by `rules` rules in all, for the reason `why`.
    `unexplained` are sentences about differences that have another reason.
    """

    engine: str
    articles: int
    differing: int
    rules: int
    why: str
    unexplained: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The comparison in words."""
        if self.unexplained:
            return f"{self.engine}: UNEXPLAINED {'; '.join(self.unexplained)}"
        if not self.differing:
            return f"{self.engine}: the same rules in all {self.articles} articles"
        what = f"{self.differing} of {self.articles} articles ({self.rules} rules)"
        return f"{self.engine}: another answer in {what}: {self.why}"


def compare(engine: Engine, reference: Reference, corpus: Corpus, seconds: float) -> Agreement:
    """Hold an engine against the reference, over as many articles as it does in about `seconds`; warms it as well."""
    answers = _answers(engine, seconds)
    differing = rules = 0
    unexplained = []
    for number, answer in enumerate(answers):
        right = reference.strict[number]
        if answer != right:
            differing, rules = differing + 1, rules + len(answer ^ right)
            if answer != _expected(engine, reference, corpus.documents[number], number):
                unexplained.append(_complaint(corpus, number, answer, right))
    return Agreement(engine.name, len(answers), differing, rules, engine.view.value, tuple(unexplained[:5]))


def _answers(engine: Engine, seconds: float) -> list[RuleIds]:
    answers: list[RuleIds] = []
    end = perf_counter() + seconds
    for each in engine.inputs:
        answers.append(frozenset(engine.rule_ids(engine.run(each))))
        if len(answers) >= BUNDLE and perf_counter() > end:
            break
    return answers


def _expected(engine: Engine, reference: Reference, document: Document, number: int) -> RuleIds:
    """The answer that the accepted reason gives."""
    match engine.view:
        case View.OURS:
            return reference.strict[number]
        case View.WORDS:
            return reference.loose[number]
        case View.LOWER:
            return reference.rules_of(_beside_signs(reference.terms_in(loose_line(document)), document))
        case View.RAW:
            return reference.rules_of(_beside_blanks(reference.terms_in(loose_line(document)), document))


def _beside_signs(terms: RuleIds, document: Document) -> frozenset[str]:
    """The terms that stand in the text letter by letter, with no letter, figure or non-ASCII byte beside them."""
    text = lower_line(document).encode()
    beside = rb"[0-9A-Za-z_\x80-\xff]"
    return frozenset(
        term for term in terms if re.search(rb"(?<!%s)%s(?!%s)" % (beside, re.escape(term.encode()), beside), text)
    )


def _beside_blanks(terms: RuleIds, document: Document) -> frozenset[str]:
    """The terms that stand in the text in any case, their words apart by white space alone."""
    text = raw_text(document)
    shapes = {term: r"\s+".join(map(re.escape, term.split())) for term in terms}
    return frozenset(term for term, shape in shapes.items() if re.search(rf"\b{shape}\b", text, re.IGNORECASE))


def _complaint(corpus: Corpus, number: int, answer: RuleIds, right: RuleIds) -> str:
    parts = [
        f"{word} {', '.join(sorted(rules)[:3])}"
        for word, rules in (("finds", answer - right), ("misses", right - answer))
        if rules
    ]
    return f"{corpus.articles[number].id} {' and '.join(parts)}"


def compare_with_oracle(rule_set: RuleSet, matcher: FastMatcher, documents: Sequence[Document]) -> Agreement:
    """Our engine against the slow true matcher, evidence included."""
    slow = SlowMatcher(model.RuleSet(rule_set.rules, rule_set.vocabulary, "1"), AcceptAll())
    unexplained = [
        f"{document.article_id} has other hits than the slow true matcher gives"
        for document in documents
        if matcher.hits(document) != slow.hits(document)
    ]
    return Agreement(f"{OURS}, evidence included", len(documents), 0, 0, "", tuple(unexplained[:5]))
