"""The words of the rules against articles at hand: which were never seen, and which wildcards take in too much."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from newsbell.adapters.rulebook.sites import Site
from newsbell.core.match.inflection import UNBENT, language_of
from newsbell.core.match.occurrences import find
from newsbell.core.match.terms import Form, Glob, TermPattern, entity_pattern, term_pattern
from newsbell.core.match.wordset import words_of
from newsbell.core.rules.model import Entity
from newsbell.core.rules.problem import Problem
from newsbell.core.rules.sameness import term_key
from newsbell.core.text.document import Document

TOO_MUCH = 0.05
"""The share of all different words from which on a wildcard takes in too much."""
FEWEST_WORDS = 1_000
"""Different words from which on such a share says something."""
_SHOWN = 3

_Key = tuple[str, str]


@dataclass(slots=True)
class _Index:
    """The words to look for in articles of one language: each brings the terms that can not be there without it."""

    patterns: dict[_Key, TermPattern] = field(default_factory=dict)
    anchors: dict[str, list[_Key]] = field(default_factory=dict)
    others: list[_Key] = field(default_factory=list)

    def enter(self, key: _Key, pattern: TermPattern) -> None:
        self.patterns[key] = pattern
        for form in pattern.forms:
            words = _anchor(form)
            if words is None:
                self.others.append(key)
            for word in words or ():
                self.anchors.setdefault(word, []).append(key)


class Archive:
    """Articles as they are read, one by one. What was found is not looked for again."""

    def __init__(self, sites: Iterable[Site]) -> None:
        self._sites: dict[_Key, list[Site]] = {}
        for site in sites:
            self._sites.setdefault(_key(site), []).append(site)
        self._globs = {key: glob for key, (site, *_) in self._sites.items() if (glob := _single_glob(site)) is not None}
        self._unseen = self._sites.keys() - self._globs.keys()
        self._indexes: dict[str, _Index] = {}
        self._words: set[str] = set()
        self.articles = 0

    def look(self, document: Document) -> None:
        """Read one article."""
        words = set[str]().union(*(words_of(zone.visible) for zone in document.zones))
        self.articles += 1
        self._words |= words
        index = self._index(language_of(document.language))
        keys = {key for word in words & index.anchors.keys() for key in index.anchors[word]}
        for key in self._unseen.intersection((*keys, *index.others)):
            pattern = index.patterns[key]
            if all(map(_is_one_word, pattern.forms)) or find(pattern, document).accepted:
                self._unseen.discard(key)

    def doubts(self) -> tuple[Problem, ...]:
        """A warning at each place of a word that was never seen, and of a wildcard that takes in too much."""
        found: list[Problem] = []
        for key, sites in self._sites.items():
            glob = self._globs.get(key)
            doubt = self._of_glob(glob) if glob is not None else self._of_absence(key)
            if doubt is not None:
                found.extend(site.warning(doubt[0].format(site.written), doubt[1]) for site in sites)
        return tuple(found)

    def _of_absence(self, key: _Key) -> tuple[str, str] | None:
        if key not in self._unseen:
            return None
        where = f"in none of {self._all()}" if self.articles > 1 else f"not in {self._all()}"
        return f"`{{0}}` is {where}", "check how it is written there"

    def _of_glob(self, glob: Glob) -> tuple[str, str] | None:
        taken = [word for word in self._words if glob.fits(word)]
        if not taken:
            return f"no word of {self._all()} fits `{{0}}`", "check how it is written there"
        share = len(taken) / len(self._words)
        if share <= TOO_MUCH or len(self._words) < FEWEST_WORDS:
            return None
        examples = ", ".join(sorted(taken)[:_SHOWN])
        message = f"`{{0}}` takes in {share:.0%} of all words of the articles: {examples} ..."
        return message, "write more letters"

    def _all(self) -> str:
        return f"the {self.articles:,} articles" if self.articles > 1 else "the one article"

    def _index(self, language: str) -> _Index:
        index = self._indexes.get(language)
        if index is None:
            index = self._indexes[language] = _Index()
            for key in self._unseen:
                index.enter(key, _pattern(self._sites[key][0], language))
        return index


def _key(site: Site) -> _Key:
    return ("name", site.name) if site.term is None else term_key(site.term)


def _pattern(site: Site, language: str) -> TermPattern:
    if site.term is None:
        return entity_pattern(Entity("", site.name))
    return term_pattern(site.term, language)


def _single_glob(site: Site) -> Glob | None:
    """The shape of a term that is one word with wildcards and nothing else."""
    if site.term is None:
        return None
    (form,) = _pattern(site, UNBENT).forms
    word = form.words[0]
    return word if _is_one_word(form) and isinstance(word, Glob) else None


def _is_one_word(form: Form) -> bool:
    """Whether the form is there wherever its word is."""
    return len(form.words) == 1 and not (form.lead or form.trail or form.exact)


def _anchor(form: Form) -> Iterable[str] | None:
    """The words of which one must be there, of the place with the longest ones; None if all places are wildcards."""
    places = [word for word in form.words if isinstance(word, frozenset)]
    return max(places, key=lambda words: min(map(len, words)), default=None)
