"""Which event types a few words can be triggers of, told without looking at the article again."""

from functools import lru_cache

from newsbell.core.match.terms import Glob, event_pattern
from newsbell.core.rules.model import EventType
from newsbell.core.text.tokens import tokenise


def may_trigger(event_type: EventType, language: str, words: frozenset[str]) -> bool:
    """Whether one of the folded words is part of a trigger of the type; never no where it is.

    Raises QueryError if a trigger of the type is no term of the rule language.
    """
    if not words:
        return False
    plain, globs = _parts(event_type, language)
    return not plain.isdisjoint(words) or any(glob.fits(word) for glob in globs for word in words)


@lru_cache(maxsize=10_000)
def words_within(text: str) -> frozenset[str]:
    """The folded words of a few matched words, remembered, for the same ones match again and again."""
    return frozenset(token.text for token in tokenise(text))


@lru_cache(maxsize=10_000)
def _parts(event_type: EventType, language: str) -> tuple[frozenset[str], tuple[Glob, ...]]:
    """All words that are part of a trigger, and those with wildcards."""
    parts = [word for form in event_pattern(event_type, language).forms for word in form.words]
    plain = (word for word in parts if isinstance(word, frozenset))
    return frozenset[str]().union(*plain), tuple({word: None for word in parts if isinstance(word, Glob)})
