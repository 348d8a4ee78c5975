"""The ways a term may be written, each with the pattern that finds it and its words one by one, for near misses."""

from dataclasses import dataclass
from typing import Literal

from newsbell.core.match.terms import Form, TermPattern, entity_pattern, event_pattern, term_pattern
from newsbell.core.rules.errors import QueryError
from newsbell.core.rules.model import Entity, EventType, Vocabulary
from newsbell.core.rules.parser import parse_term
from newsbell.core.rules.syntax import EntityRef, EventRef, Exact, Term, Wildcard, Word
from newsbell.core.text.tokens import tokenise, tokenise_pattern

Origin = Literal["term", "alias", "trigger"]


@dataclass(frozen=True, slots=True)
class Wording:
    """One way of writing a term: its text, its pattern, its folded words; `bends` says that inflections count.

    `origin` tells whether the rule itself, an entity or an event type has it.
    """

    text: str
    form: Form
    words: tuple[str, ...]
    bends: bool
    origin: Origin


def wordings(node: Term, vocabulary: Vocabulary, language: str) -> tuple[Wording, ...]:
    """All ways of writing a term in an article of this language (see `language_of`), in the order given."""
    match node:
        case EntityRef():
            entity = vocabulary.entities[node.id]
            return tuple(each for name in dict.fromkeys((entity.name, *entity.aliases)) for each in _alias(name))
        case EventRef():
            triggers = dict.fromkeys(vocabulary.event_types[node.id].triggers)
            return tuple(each for trigger in triggers for each in _trigger(trigger, language))
        case _:
            text = node.pattern if isinstance(node, Wildcard) else node.text
            return _wording(text, term_pattern(node, language), isinstance(node, Word), "term")


def _alias(name: str) -> tuple[Wording, ...]:
    return _wording(name, entity_pattern(Entity("", name)), False, "alias")


def _trigger(text: str, language: str) -> tuple[Wording, ...]:
    try:
        term = parse_term(text)
        pattern = event_pattern(EventType("", "", (text,)), language)
    except QueryError:
        return ()
    plain = term.pattern if isinstance(term, Wildcard) else term.text if isinstance(term, Word | Exact) else text
    return _wording(plain, pattern, isinstance(term, Word), "trigger")


def _wording(text: str, pattern: TermPattern, bends: bool, origin: Origin) -> tuple[Wording, ...]:
    words = tuple(token.text for token in (tokenise if origin == "alias" else tokenise_pattern)(text))
    words = tuple(word for word in words if word.strip("*"))
    if not pattern.forms or len(words) < len(pattern.forms[0].words):
        return ()
    form = pattern.forms[0]
    # `tariff's` means the word itself: its pattern has one word less than the text.
    return (Wording(text, form, words[: len(form.words)], bends, origin),)
