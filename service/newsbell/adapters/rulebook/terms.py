"""Terms: parts of queries with a name of their own, from entries to the vocabulary that rules use."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from yaml.nodes import Node as YamlNode

from newsbell.adapters.rulebook.merging import Entry, OpenNames
from newsbell.adapters.rulebook.queries import query_problem, query_warnings, read_query
from newsbell.adapters.rulebook.schema import TermPart
from newsbell.core.rules.errors import QueryError
from newsbell.core.rules.lexemes import Kind, lex
from newsbell.core.rules.lint import Linter
from newsbell.core.rules.model import NamedQuery, Vocabulary
from newsbell.core.rules.ordering import in_order
from newsbell.core.rules.parser import parse_query
from newsbell.core.rules.problem import Problem
from newsbell.core.rules.syntax import Node, Place, Word


@dataclass(slots=True)
class _Draft:
    """A term as it was written: the texts that mean it, joined by OR, and which other terms each names, where.

    Not `whole` if a text of it could not be read.
    """

    entry: Entry
    whole: bool
    texts: list[tuple[str, YamlNode | None]] = field(default_factory=list)
    uses: dict[str, tuple[YamlNode | None, int, int]] = field(default_factory=dict)


def compile_terms(found: Iterable[Entry], vocabulary: Vocabulary, problems: list[Problem]) -> Vocabulary:
    """The vocabulary with these terms. A term that is wrong stays as a bare word, so that rules may refer to it.

    A vocabulary that takes every name as a term (`OpenNames`) goes on doing so.
    """
    drafts = {entry.name: _draft(entry) for entry in found}
    _compose_names(drafts)
    order, circles = in_order({name: tuple(draft.uses) for name, draft in drafts.items()})
    broken = {name for circle in circles for name in circle}
    terms = OpenNames({}, bare_term) if isinstance(vocabulary.terms, OpenNames) else dict[str, NamedQuery]()
    known = replace(vocabulary, terms=terms)
    problems.extend(_circle_problem(drafts, circle) for circle in circles)
    linter = Linter(known)
    for name in order:
        draft = drafts[name]
        named = None if name in broken else _compile(draft, known, linter, problems)
        terms[name] = named or bare_term(name)
    return known


def bare_term(name: str) -> NamedQuery:
    """What stands for a term that could not be read."""
    return NamedQuery(name, name, Word(name, Place(0, len(name), name)))


def _draft(entry: Entry) -> _Draft:
    """The texts of an entry and the names in them; what is no text was reported already."""
    draft = _Draft(entry, whole=entry.parse(TermPart) is not None)
    listed = isinstance(entry.data, list)
    for number, text in enumerate(entry.data if isinstance(entry.data, list) else [entry.data]):
        node = entry.node(number) if listed else entry.node()
        if not isinstance(text, str) or not text.strip() or entry.broken(node):
            draft.whole = False
            continue
        draft.texts.append((text, node))
        for name, start, end in _names_in(text):
            draft.uses.setdefault(name, (node, start, end))
    return draft


def _compose_names(drafts: dict[str, _Draft]) -> None:
    """Names as they are defined; accents may be written in either Unicode form."""
    defined = {unicodedata.normalize("NFC", name): name for name in drafts}
    for draft in drafts.values():
        draft.uses = {defined.get(unicodedata.normalize("NFC", name), name): at for name, at in draft.uses.items()}


def _names_in(text: str) -> Iterator[tuple[str, int, int]]:
    """The terms that a text names, with their places; none if it can not be read, which parsing will tell."""
    try:
        pieces = lex(text)
    except QueryError:
        return
    for sign, name in pairwise(pieces):
        if sign.kind is Kind.FIELD and sign.value == "term" and name.kind is Kind.WORD:
            yield name.value, sign.start, name.end


def _circle_problem(drafts: dict[str, _Draft], circle: tuple[str, ...]) -> Problem:
    """One problem for a circle, at the name that leads back into it."""
    draft = drafts[circle[0]]
    node, start, end = draft.uses[circle[1 % len(circle)]]
    way = " → ".join((*circle, circle[0]))
    error = QueryError(f"this term leads back to itself: {way}", start, end, "take one of these names out")
    return query_problem(draft.entry, node, error)


def _compile(draft: _Draft, known: Vocabulary, linter: Linter, problems: list[Problem]) -> NamedQuery | None:
    """The term's query, or None if a text of it is wrong; each text is checked by itself."""
    entry, good = draft.entry, draft.whole
    for text, node in draft.texts:
        query = read_query(entry, text, node, known)
        if isinstance(query, Problem):
            problems.append(query)
            good = False
        else:
            problems.extend(query_warnings(entry, node, linter.term(query, text)))
    if not good:
        return None
    text = " OR ".join(text for text, _ in draft.texts)
    query = _joined(entry, text, known)
    if isinstance(query, Problem):
        problems.append(query)
        return None
    return NamedQuery(entry.name, text, query)


def _joined(entry: Entry, text: str, known: Vocabulary) -> Node | Problem:
    """The texts as one query; each parsed by itself, so only their number can be wrong."""
    try:
        return parse_query(text, known)
    except QueryError as error:
        return query_problem(entry, None, error)
