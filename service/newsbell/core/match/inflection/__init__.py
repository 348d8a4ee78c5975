"""Inflection: which forms of a word count as the same word. Derivation (`merge`, `merger`) does not count.

English, German, French, Spanish, Portuguese, Italian and Dutch have rules of their own, one module each, with a module
of words beside it. In all other languages a word is only itself (folded). No stemmer: those join derivations
(`import`, `important`) and miss irregular forms (`buy`, `bought`). Rules and lists are our own, from school grammar.

All modules work alike. A word of a rule is led back to its base by its ending, by a list, or both; then the base is
inflected. A form belongs to a word only if that makes exactly this form. Words come folded, so what only accents keep
apart is one word here (in German `zahlen` is to count and to pay). Of the forms that grammar allows, those that news
does not use are left out. Some that nobody uses come out; they do no harm.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache

from newsbell.core.match.inflection import dutch, english, french, german, italian, portuguese, spanish

_FORMS: Mapping[str, Callable[[str], frozenset[str]]] = {
    "en": english.forms,
    "de": german.forms,
    "fr": french.forms,
    "es": spanish.forms,
    "pt": portuguese.forms,
    "it": italian.forms,
    "nl": dutch.forms,
}
_SHORTEST, _LONGEST = 2, 40
_SIBILANTS = ("s", "x", "z")

LANGUAGES = tuple(_FORMS)
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


@lru_cache(maxsize=8_192)
def word_forms(word: str, language: str) -> frozenset[str]:
    """All forms of a folded word, itself included; a word given inflected has the forms of its base as well.

    `language` is what `language_of` gives, or ANY for the forms in all languages together. Only words of 2 to 40 plain
    letters bend.
    """
    if language == UNBENT or not (_SHORTEST <= len(word) <= _LONGEST and word.isascii() and word.isalpha()):
        return frozenset((word,))
    if language == ANY:
        return frozenset((word,)).union(*(forms(word) for forms in _FORMS.values()))
    return _FORMS[language](word)


def compound_forms(word: str, language: str) -> frozenset[str]:
    """The forms of the last word of a compound; its plural may be regular where the word alone has none (`tie-ups`).

    Words borrowed from English take this -s in the other languages too, if they have no other form there.
    """
    forms = word_forms(word, language)
    if not word.isalpha() or language == UNBENT:
        return forms
    if language in {"en", ANY} or (len(forms) == 1 and not word.endswith(_SIBILANTS)):
        return forms | {f"{word}s"}
    return forms
