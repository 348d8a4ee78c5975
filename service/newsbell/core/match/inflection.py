"""Inflection: which forms of a word count as the same word. Derivation (`merge`, `merger`) does not count.

No stemmer: those join derivations (`import`, `important`) and miss irregular forms (`buy`, `bought`). English has short
rules for -s, -es, -ies, -ed, -ied and -ing, with e-dropping and doubling, and a table for the rest. A form belongs to a
word only if the rules make exactly that form of it, so `rating` belongs to `rate` and never to `rat`. A few forms that
no English text holds come out too; they do no harm. In all other languages a word is only itself (folded).
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from newsbell.core.match.irregular import NO_VERBS, PLURALS, UNBENDING, VERBS

_VOWELS = "aeiou"
_PLAIN_WORD = re.compile(r"[a-z]{2,40}")
_HISSING = re.compile(r"(?:[sxz]|[cs]h)$")
_NO_PLURAL = re.compile(r"(?:ss|us|is)$")
_WORDS_IN_I_AND_U = frozenset(
    {"alibi", "bikini", "emu", "guru", "khaki", "menu", "rabbi", "safari", "semi", "tsunami", "wifi"}
)
_CONSONANT_Y = re.compile(r"[^aeiou]y$")
_ENDS_DOUBLING = re.compile(r"(?:^|[^aeiou]|qu)[aeiouy][bcdfghjklmnpqrstvz]$")
_BASES: dict[str, tuple[str, ...]] = {}
for _base, _forms in (*VERBS.items(), *PLURALS.items()):
    for _form in _forms:
        _BASES[_form] = (*_BASES.get(_form, ()), _base)


LANGUAGES = ("en",)
"""The languages that have rules of inflection."""
UNBENT = "und"
"""The language in which every word is only itself."""
ANY = "*"
"""All languages at once: what a word may be in some article."""


def language_of(tag: str | None) -> str:
    """The language whose rules of inflection apply to an article with this BCP 47 tag: a code, or UNBENT.

    An article without a tag is taken as English.
    """
    code = tag.lower().replace("_", "-").split("-")[0] if tag else "en"
    return code if code in LANGUAGES else UNBENT


def same_word(rule_word: str, text_word: str, language: str | None = None) -> bool:
    """Whether a word of a text is a form of a rule's word; both are folded single words.

    `language` is the article's BCP 47 tag; none is taken as English.
    """
    return text_word in word_forms(rule_word, language_of(language))


def word_forms(word: str, language: str) -> frozenset[str]:
    """All forms of a folded word, itself included; a word given inflected has the forms of its base as well.

    `language` is what `language_of` gives, or ANY for the forms in all languages together.
    """
    if language == UNBENT:
        return frozenset((word,))
    return _english_forms(word)


def compound_forms(word: str, language: str) -> frozenset[str]:
    """The forms of the last word of a compound; its plural may be regular where the word alone has none (`tie-ups`)."""
    forms = word_forms(word, language)
    return forms | {f"{word}s"} if language in {"en", ANY} and word.isalpha() else forms


@lru_cache(maxsize=20_000)
def _english_forms(word: str) -> frozenset[str]:
    if not _PLAIN_WORD.fullmatch(word) or word in UNBENDING:
        return frozenset((word,))
    bases = (word, *_bases(word))
    return frozenset(bases).union(*(_inflect(base) for base in bases))


def _bases(word: str) -> Iterator[str]:
    """The words of which `word` is an inflected form."""
    yield from _BASES.get(word, ())
    if word in PLURALS or word in VERBS:
        return
    for candidate in _candidates(word):
        if candidate not in UNBENDING and _PLAIN_WORD.fullmatch(candidate) and word in _inflect(candidate):
            yield candidate


def _candidates(word: str) -> Iterator[str]:
    """What is left when an ending is taken off; some of it is no word at all."""
    if word.endswith("men") and len(word) >= 6:
        yield f"{word[:-3]}man"
    if word.endswith("s") and (not _NO_PLURAL.search(word) or word[:-1] in _WORDS_IN_I_AND_U):
        yield word[:-1]
        if word.endswith("es"):
            yield word[:-2]
        if word.endswith("ies"):
            yield f"{word[:-3]}y"
    if word.endswith("ied"):
        yield f"{word[:-3]}y"
    if word.endswith("ying"):
        yield f"{word[:-4]}ie"
    for ending in ("ed", "ing"):
        stem = word.removesuffix(ending)
        if stem != word:
            yield from _stems(stem)


def _stems(stem: str) -> Iterator[str]:
    """Behind -ed and -ing: the stem, with its dropped e, with its consonant once."""
    yield stem
    yield f"{stem}e"
    if len(stem) > 2 and stem[-1] == stem[-2]:
        yield stem[:-1]
    if stem.endswith("ck"):
        yield stem[:-1]


@lru_cache(maxsize=20_000)
def _inflect(base: str) -> frozenset[str]:
    """The forms of a base word by rule and by table; a form that is a base of its own is left to that."""
    if base in UNBENDING:
        return frozenset()
    listed = (*PLURALS.get(base, ()), *VERBS.get(base, ()))
    ruled = (form for form in _ruled_forms(base) if form not in PLURALS and form not in VERBS)
    return frozenset(form for form in (*listed, *ruled) if form not in UNBENDING)


def _ruled_forms(base: str) -> set[str]:
    forms = set(_with_s(base))
    if base.endswith("man") and len(base) >= 6:
        forms.add(f"{base[:-3]}men")
    if base not in NO_VERBS:
        forms.update(_with_ing(base))
        if base not in VERBS:
            forms.update(_with_ed(base))
    return forms


def _with_s(base: str) -> tuple[str, ...]:
    if _CONSONANT_Y.search(base):
        return (f"{base[:-1]}ies",)
    if _HISSING.search(base):
        return (f"{base}es",)
    return (f"{base}s", f"{base}es") if base.endswith("o") else (f"{base}s",)


def _with_ed(base: str) -> tuple[str, ...]:
    if not _has_vowel(base):
        return ()
    if base.endswith("e"):
        return (f"{base}d",) if _may_take_d(base) else ()
    if _CONSONANT_Y.search(base):
        return (f"{base[:-1]}ied",)
    return tuple(f"{stem}ed" for stem in _doubled(base))


def _may_take_d(base: str) -> bool:
    """`agree` gives `agreed`, but `fee` does not give `feed` nor `see` `seed`."""
    return not base.endswith("ee") or base == "free" or _has_vowel(base[:-2])


def _with_ing(base: str) -> tuple[str, ...]:
    if not _has_vowel(base):
        return ()
    if base.endswith("ie"):
        return (f"{base[:-2]}ying",)
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")):
        return (f"{base[:-1]}ing",) if len(base) > 2 else ()
    return tuple(f"{stem}ing" for stem in _doubled(base))


def _doubled(base: str) -> tuple[str, ...]:
    """The stems before -ed and -ing: `plan` only doubled, `visit` and `admit` both ways, for stress is not written."""
    if base.endswith("ic"):
        return (base, f"{base}k")
    if not _ENDS_DOUBLING.search(base):
        return (base,)
    double = base + base[-1]
    if base.endswith("s"):
        return (base, double)
    return (double,) if _syllables(base) == 1 else (base, double)


def _has_vowel(word: str) -> bool:
    return any(letter in "aeiouy" for letter in word)


def _syllables(word: str) -> int:
    return len(re.findall(r"[aeiouy]+", word.replace("qu", "q")))
