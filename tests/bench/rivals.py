"""The rivals, each in the fairest use of its interface that we found.

Most are given the words of the article as one line (`plain.loose_line`), made in their own time, for none of them
folds accents, curly quotes or line breaks by itself. Their terms are exact words. Where an engine gains by knowing
which terms are rare it is told so, from the very articles that it will be run over.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from bench.corpus import Corpus
from bench.engine import Engine, View
from bench.plain import loose_line, loose_words, lower_line, raw_text
from bench.rulesets import RuleSet, Spec, runs
from newsbell.core.text.document import Document

REGEX = "one regular expression a rule, raw text"
TUNED_REGEX = "the same, tuned to prepared text"
SUBSTRING = "`in` on prepared text, a rule at a time"
MOKACCINO = "mokaccino (Rust), all runs of words as values"
HELPED_MOKACCINO = "mokaccino, given only terms that stand there"
MATCHER = "matcher_py (Rust)"
LOWER_MATCHER = "matcher_py on `lower()` text (finds less)"
AUTOMATON = "ahocorasick_rs (Rust) and our anchor index"
SCAN = "limit: bare automaton scan of prepared text"
COUNT = "limit: memory scan (`str.count`)"
PREPARING = "preparing the text (part of every rival)"

Frequencies = Mapping[str, int]
MOST_DFA_TERMS = 50_000
"""Terms up to which ahocorasick_rs builds a DFA; beyond, its tables take gigabytes and it chooses by itself."""


def frequencies(corpus: Corpus) -> Frequencies:
    """In how many articles each run of one to three words stands."""
    return Counter(run for document in corpus.documents for run in runs(loose_words(document)))


def rarest_first(spec: Spec, known: Frequencies) -> list[tuple[str, ...]]:
    """The clauses of a rule, the one that fewest articles fulfil first."""
    return sorted(spec.clauses, key=lambda clause: sum(known.get(term, 0) for term in clause))


def regex_engine(rule_set: RuleSet, corpus: Corpus, known: Frequencies) -> Engine:
    r"""One expression a rule as one writes it: a lookahead a clause on the text as it is, `\b` around each term."""

    def shape(term: str) -> str:
        return r"\s+".join(map(re.escape, term.split()))

    expressions = _expressions(r"(?=.*\b(?:{})\b)", shape, rule_set, known)
    return _regexes(REGEX, View.RAW, expressions, corpus, read=raw_text, flags=re.IGNORECASE | re.DOTALL)


def tuned_regex_engine(rule_set: RuleSet, corpus: Corpus, known: Frequencies) -> Engine:
    """The same on the prepared line: no capitals, and blanks around each term, which `re` finds fastest."""
    expressions = _expressions("(?=.* (?:{}) )", re.escape, rule_set, known)
    return _regexes(TUNED_REGEX, View.WORDS, expressions, corpus, read=loose_line, flags=re.DOTALL)


def _expressions(
    clause: str, shape: Callable[[str], str], rule_set: RuleSet, known: Frequencies
) -> Iterator[tuple[str, str]]:
    for spec in rule_set.specs:
        clauses = rarest_first(spec, known)
        yield spec.id, "".join(clause.format("|".join(map(shape, each))) for each in clauses)


def _regexes(
    name: str,
    view: View,
    expressions: Iterable[tuple[str, str]],
    corpus: Corpus,
    *,
    read: Callable[[Document], str],
    flags: re.RegexFlag,
) -> Engine:
    tests = [(rule, re.compile(expression, flags)) for rule, expression in expressions]
    holding = [(rule, expression.match) for rule, expression in tests]

    def run(document: Document) -> list[str]:
        text = read(document)
        return [rule for rule, holds in holding if holds(text)]

    def change() -> object:
        re.purge()
        return re.compile(tests[0][1].pattern, flags)

    return Engine(name, corpus.documents, run, frozenset, view, change=change)


def substring_engine(rule_set: RuleSet, corpus: Corpus, known: Frequencies) -> Engine:
    """`in` on the line, a rule at a time, the rarest clause first."""
    tests = [
        (spec.id, [[f" {term} " for term in clause] for clause in rarest_first(spec, known)]) for spec in rule_set.specs
    ]

    def run(document: Document) -> list[str]:
        line = loose_line(document)
        matching = []
        for rule, clauses in tests:
            for clause in clauses:
                for term in clause:
                    if term in line:
                        break
                else:
                    break
            else:
                matching.append(rule)
        return matching

    return Engine(SUBSTRING, corpus.documents, run, frozenset, view=View.WORDS)


def mokaccino_engine(rule_set: RuleSet, corpus: Corpus, known: Frequencies) -> Engine:
    """mokaccino as its interface suggests: every word, and every run of two or three words, is a value."""
    return _mokaccino(MOKACCINO, lambda document: runs(loose_words(document)), rule_set, corpus, known)


def helped_mokaccino_engine(rule_set: RuleSet, corpus: Corpus, known: Frequencies) -> Engine:
    """mokaccino with half of its work done in Python: it is given the terms of the rules that stand in the article."""
    return _mokaccino(HELPED_MOKACCINO, _term_finder(rule_set.terms, known), rule_set, corpus, known)


def _mokaccino(
    name: str, terms: Callable[[Document], Iterable[str]], rule_set: RuleSet, corpus: Corpus, known: Frequencies
) -> Engine:
    from mokaccino import Document as Values
    from mokaccino import Percolator

    percolator = Percolator()
    for spec in rule_set.specs:
        percolator.add_query_id(_query(rarest_first(spec, known)), int(spec.id))
    numbers = iter(range(len(rule_set.specs), 2**32))

    def run(document: Document) -> list[int]:
        values = Values()
        add = values.add_value
        for term in terms(document):
            add("w", term)
        matching: list[int] = percolator.percolate_list(values)
        return matching

    def change() -> object:
        return percolator.add_query_id(_query(rule_set.specs[0].clauses), next(numbers))

    return Engine(name, corpus.documents, run, _padded_numbers, view=View.WORDS, change=change)


def _query(clauses: Iterable[Iterable[str]]) -> Any:
    from mokaccino import Query

    return Query.from_and([Query.from_or([Query.from_kv("w", term) for term in clause]) for clause in clauses])


def _term_finder(terms: Sequence[str], known: Frequencies) -> Callable[[Document], set[str]]:
    """Tells which terms stand in an article: words by a set, phrases by their rarest word and `in`."""
    words = frozenset(term for term in terms if " " not in term)
    phrases: dict[str, list[tuple[str, str]]] = {}
    for term in terms:
        if term not in words:
            rarest = min(term.split(), key=lambda word: known.get(word, 0))
            phrases.setdefault(rarest, []).append((term, f" {term} "))
    anchors = phrases.keys()

    def find(document: Document) -> set[str]:
        sequence = loose_words(document)
        present = set(sequence)
        found = present & words
        hinted = present & anchors
        if hinted:
            line = f" {' '.join(sequence)} "
            found.update(term for word in hinted for term, padded in phrases[word] if padded in line)
        return found

    return find


def matcher_engine(rule_set: RuleSet, corpus: Corpus, known: Frequencies) -> Engine:
    """matcher_py on the line; blanks on both sides of a term are a little faster than its own word boundary."""
    del known
    from matcher_py import ProcessType

    def run(document: Document) -> Sequence[Any]:
        return process(loose_line(document))

    process, change = _matcher(rule_set, ProcessType.NONE, " {} ")
    return Engine(MATCHER, corpus.documents, run, _word_ids, view=View.WORDS, change=change)


def lower_matcher_engine(rule_set: RuleSet, corpus: Corpus, known: Frequencies) -> Engine:
    r"""matcher_py on text in small letters and no more, with its own word boundary: faster, and it finds less.

    Its own normalising would be the natural choice, but 0.15.5 then loses matches at random: it checks the boundaries
    of a word at the offsets of the text before normalising.
    """
    del known
    from matcher_py import ProcessType

    def run(document: Document) -> Sequence[Any]:
        return process(lower_line(document))

    process, change = _matcher(rule_set, ProcessType.NONE, r"\b{}\b")
    return Engine(LOWER_MATCHER, corpus.documents, run, _word_ids, view=View.LOWER, change=change)


def _matcher(
    rule_set: RuleSet, process_type: Any, shape: str
) -> tuple[Callable[[str], Sequence[Any]], Callable[[], object]]:
    from matcher_py import SimpleMatcher

    def query(spec: Spec) -> str:
        # a clause written twice would ask for two occurrences
        return "&".join(dict.fromkeys("|".join(map(shape.format, clause)) for clause in spec.clauses))

    table = {process_type: {int(spec.id): query(spec) for spec in rule_set.specs}}

    def change() -> object:
        return SimpleMatcher.from_dict(table)

    return SimpleMatcher.from_dict(table).process, change


def _word_ids(results: Iterable[Any]) -> frozenset[str]:
    return _padded_numbers(result.word_id for result in results)


def _padded_numbers(numbers: Iterable[int]) -> frozenset[str]:
    return frozenset(f"{number:06}" for number in numbers)


def automaton_engine(rule_set: RuleSet, corpus: Corpus, known: Frequencies) -> Engine:
    """ahocorasick_rs over all terms, and over its matches the candidate logic of our engine in Python."""
    anchors: dict[str, list[tuple[str, list[frozenset[str]]]]] = {}
    for spec in rule_set.specs:
        anchor, *others = [frozenset(f" {term} " for term in clause) for clause in rarest_first(spec, known)]
        for term in anchor:
            anchors.setdefault(term, []).append((spec.id, others))
    anchor_terms = anchors.keys()
    scan = _automaton(rule_set.terms)

    def run(document: Document) -> set[str]:
        found = set(scan(loose_line(document), True))
        matching = set()
        for term in found & anchor_terms:
            for rule, clauses in anchors[term]:
                for clause in clauses:
                    if found.isdisjoint(clause):
                        break
                else:
                    matching.add(rule)
        return matching

    return Engine(
        AUTOMATON,
        corpus.documents,
        run,
        frozenset,
        view=View.WORDS,
        change=lambda: _automaton(rule_set.terms),
    )


def _automaton(terms: Sequence[str]) -> Callable[[str, bool], list[str]]:
    """Finds all terms, overlapping ones too. A DFA is the fastest, as long as its tables fit."""
    from ahocorasick_rs import AhoCorasick, Implementation

    padded = [f" {term} " for term in terms]
    kind = Implementation.DFA if len(terms) <= MOST_DFA_TERMS else None
    scan: Callable[[str, bool], list[str]] = AhoCorasick(padded, implementation=kind).find_matches_as_strings
    return scan


def scan_limit(rule_set: RuleSet, corpus: Corpus, known: Frequencies) -> Engine:
    """The automaton alone over lines made beforehand: what any engine must do that looks for all terms in the text."""
    del known
    scan = _automaton(rule_set.terms)
    lines = [loose_line(document) for document in corpus.documents]
    return Engine(SCAN, lines, lambda line: scan(line, True), limit=True)


def count_limit(rule_set: RuleSet, corpus: Corpus, known: Frequencies) -> Engine:
    """Every character of the text read once, as fast as memory gives it."""
    del rule_set, known
    lines = [loose_line(document) for document in corpus.documents]
    return Engine(COUNT, lines, lambda line: line.count("\0"), limit=True)


def prepare_limit(rule_set: RuleSet, corpus: Corpus, known: Frequencies) -> Engine:
    """The line made and nothing done with it: the part of every rival's time that is Python."""
    del rule_set, known
    return Engine(PREPARING, corpus.documents, loose_line, limit=True)
