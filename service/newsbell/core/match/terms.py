"""Terms made ready for finding: the words in order, the signs that must stand between them, the case if it counts.

The checks on the article's own characters are worked out here, once a term, and never while matching.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property, lru_cache
from itertools import pairwise

from newsbell.core.match.inflection import UNBENT, compound_forms, word_forms
from newsbell.core.rules.errors import QueryError
from newsbell.core.rules.model import Entity, EventType
from newsbell.core.rules.parser import parse_term
from newsbell.core.rules.syntax import Exact, Wildcard, Word
from newsbell.core.text.folding import STRAIGHT, folded
from newsbell.core.text.references import unescaped
from newsbell.core.text.tokens import Token, tokenise, tokenise_pattern

_IGNORED_SIGNS = re.compile(r"[\s\-'\"*_]+")
_STRAIGHT = str.maketrans(STRAIGHT)
_UNSEEN = dict.fromkeys([0x00AD, *range(0x200B, 0x2010), *range(0x2060, 0x2065), 0xFEFF])
_QUOTED = re.compile('["\u201c\u201d\u201e\u00ab](.*)["\u201c\u201d\u00bb]', re.DOTALL)


class Bending(Enum):
    """Which words of a term stand for all their inflections."""

    NONE = 0
    LAST = 1
    ALL = 2


@dataclass(frozen=True, slots=True)
class Glob:
    """A word with wildcards: as written (folded), and as a regular expression."""

    text: str
    regex: re.Pattern[str] = field(compare=False)

    def fits(self, word: str) -> bool:
        """Whether a folded word has this shape."""
        return self.regex.fullmatch(word) is not None


WordForms = frozenset[str] | Glob
"""What a word of a term may be in a text: one of these words, or any word of that shape."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way of writing a term.

    `words` are the folded forms or the pattern of each word; `gaps[i]` are the signs that must stand before word i + 1,
    `lead` and `trail` those before the first and behind the last word. `exact` matches the normalised characters
    of the whole term where case counts.
    """

    words: tuple[WordForms, ...]
    gaps: tuple[str, ...]
    lead: str
    trail: str
    exact: re.Pattern[str] | None

    @property
    def bare(self) -> bool:
        """Whether a word alone decides: one word without wildcards, signs or case."""
        signs = self.lead or self.trail or self.exact is not None
        return len(self.words) == 1 and not signs and isinstance(self.words[0], frozenset)


@dataclass(frozen=True)
class TermPattern:
    """All ways of writing a term, and the phrases that contain it and mean something else.

    `single` are the words that are the term wherever they stand: the forms of one word without signs or case.
    """

    forms: tuple[Form, ...]
    excluded: tuple[Form, ...] = ()

    @cached_property
    def single(self) -> frozenset[str]:
        """See above."""
        bare = (form.words[0] for form in self.forms if form.bare)
        return frozenset(word for words in bare if isinstance(words, frozenset) for word in words)


def term_pattern(term: Word | Exact | Wildcard, language: str) -> TermPattern:
    """The pattern of a plain term; bare words have the inflections of a language, see `inflection.language_of`."""
    match term:
        case Word():
            return _plain_pattern(Word, term.text, False, language)
        case Exact():
            return _plain_pattern(Exact, term.text, term.case, language)
        case Wildcard():
            return _plain_pattern(Wildcard, term.pattern, False, language)


@lru_cache(maxsize=50_000)
def _plain_pattern(kind: type[Word | Exact | Wildcard], text: str, case: bool, language: str) -> TermPattern:
    bending = Bending.LAST if kind is Word else Bending.NONE
    return TermPattern((_form(text, wildcards=kind is not Word, bending=bending, case=case, language=language),))


@lru_cache(maxsize=10_000)
def entity_pattern(entity: Entity) -> TermPattern:
    """The pattern of an entity: its name and aliases as exact words, and its `not:` phrases."""
    names = dict.fromkeys((entity.name, *entity.aliases))
    return TermPattern(_name_forms(names), _name_forms(dict.fromkeys(entity.exclude)))


@lru_cache(maxsize=10_000)
def event_pattern(event_type: EventType, language: str) -> TermPattern:
    """The pattern of an event type: its triggers and its `not:` phrases; raises QueryError if a trigger is no term."""
    triggers = tuple(form for text in event_type.triggers for form in term_pattern(parse_term(text), language).forms)
    return TermPattern(triggers, tuple(_excluded_form(text, language) for text in event_type.exclude if tokenise(text)))


def normalised(text: str) -> str:
    """Characters as `=` compares them: references read, NFC, straight quotes and dashes, single blanks, none unseen."""
    seen = unicodedata.normalize("NFC", unescaped(text)).translate(_UNSEEN).translate(_STRAIGHT)
    return " ".join(seen.split())


def required_signs(text: str) -> str:
    """The signs of a gap between words that count: all but blanks, hyphens, apostrophes, quotes and emphasis."""
    return _IGNORED_SIGNS.sub("", folded(text)) if text.strip(" -'") else ""


def glob_pattern(glob: str) -> re.Pattern[str]:
    """The regular expression of a pattern with `*` and `?`; each part is looked for once, so it can not explode."""
    first, *rest = [re.escape(part).replace(r"\?", ".") for part in re.split(r"\*+", glob)]
    if not rest:
        return re.compile(first, re.DOTALL)
    middle = "".join(f"(?>.*?{part})" for part in rest[:-1])
    return re.compile(f"{first}{middle}.*{rest[-1]}", re.DOTALL)


def _name_forms(names: dict[str, None]) -> tuple[Form, ...]:
    return tuple(_name_form(name) for name in names if tokenise(name))


def _name_form(name: str) -> Form:
    """An alias: exact words in any case, in this case with a leading `=`."""
    case = name.startswith("=") and len(name) > 1
    words = name[1:] if case else name
    quoted = _QUOTED.fullmatch(words.strip())
    plain = quoted[1] if quoted and tokenise(quoted[1]) else words
    return _form(plain, wildcards=False, bending=Bending.NONE, case=case, language=UNBENT)


def _excluded_form(text: str, language: str) -> Form:
    """A `not:` phrase of an event type; bare words in a row stand for all their inflections (`strike a deal`)."""
    try:
        return term_pattern(parse_term(text), language).forms[0]
    except QueryError:
        return _form(text, wildcards=False, bending=Bending.ALL, case=False, language=language)


def _form(text: str, *, wildcards: bool, bending: Bending, case: bool, language: str) -> Form:
    tokens = [token for token in (tokenise_pattern if wildcards else tokenise)(text) if token.text.strip("*")]
    if bending is not Bending.NONE and _is_possessive(tokens):
        tokens = tokens[:-1]
        text = text[: tokens[-1].end]
    gaps = tuple(required_signs(text[one.end : two.start]) for one, two in pairwise(tokens))
    lead, trail = required_signs(text[: tokens[0].start]), required_signs(text[tokens[-1].end :])
    bends = _bending_words(tokens, bending) if not (lead or trail or any(gaps)) else frozenset()
    words = tuple(_word(token.text, wildcards, number in bends, language) for number, token in enumerate(tokens))
    if len(words) > 1 and len(tokens) - 1 in bends:
        words = (*words[:-1], compound_forms(tokens[-1].text, language))
    return Form(words, gaps, lead, trail, _exact(text, tokens, lead, trail) if case else None)


def _is_possessive(tokens: Sequence[Token]) -> bool:
    """`tariff's`: the word itself is meant."""
    return len(tokens) > 1 and tokens[-1].text == "s" and tokens[-1].ordinal == tokens[-2].ordinal


def _bending_words(tokens: Sequence[Token], bending: Bending) -> frozenset[int]:
    match bending:
        case Bending.NONE:
            return frozenset()
        case Bending.LAST:
            return frozenset((len(tokens) - 1,))
        case Bending.ALL:
            return frozenset(range(len(tokens)))


def _word(text: str, wildcards: bool, bends: bool, language: str) -> WordForms:
    if wildcards and ("*" in text or "?" in text):
        return Glob(text, glob_pattern(text))
    return word_forms(text, language) if bends else frozenset((text,))


def _exact(text: str, tokens: Sequence[Token], lead: str, trail: str) -> re.Pattern[str]:
    """The characters of the term as written, signs included."""
    start, end = tokens[0].start - len(lead), tokens[-1].end + len(trail)
    return glob_pattern(normalised(text[max(0, start) : end]))
