"""Names of entities that do something else than their author may think: each doubt says what, and what to write."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from newsbell.core.rules.common_words import AMBIGUOUS_NAMES, STOP_WORDS
from newsbell.core.rules.model import Entity
from newsbell.core.rules.possible import lies_under
from newsbell.core.rules.sameness import name_key
from newsbell.core.text.tokens import tokenise

_POSSESSIVE = re.compile(r"(.*\w)['\u2018\u2019\u02bc](s)", re.IGNORECASE)
_OPERATOR = re.compile(r"\S\s+(?:AND|OR|NOT|AND NOT|O?NEAR/\w+)\s+\S*[^\W\d_A-Z]|\||^(?:event|term|title|body):")
_MOST_SHOWN = 3
Words = tuple[str, ...]


class NameDoubt(NamedTuple):
    """A doubt about one name of an entity: `number` is its place in the list `where`, 0 for the entity's `name`."""

    entity: str
    where: Literal["name", "aliases", "not"]
    number: int
    message: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as it was written, and how it is compared. `cased`: only in this case."""

    entity: Entity
    where: Literal["name", "aliases"]
    number: int
    written: str
    words: Words
    key: str
    cased: bool

    def doubt(self, message: str, suggestion: str) -> NameDoubt:
        return NameDoubt(self.entity.id, self.where, self.number, message, suggestion)


def lint_entities(entities: Mapping[str, Entity]) -> tuple[NameDoubt, ...]:
    """All doubts about the names of these entities, entity by entity; nearly linear in the number of names."""
    names = [name for entity in entities.values() for name in _names(entity)]
    index = _Index(names)
    found: list[NameDoubt] = []
    for name in names:
        found.extend(_of_name(name, index))
    for entity in entities.values():
        found.extend(_of_exclude(entity))
    return tuple(found)


def _names(entity: Entity) -> Iterator[_Name]:
    for number, written in enumerate((entity.name, *entity.aliases)):
        where: Literal["name", "aliases"] = "aliases" if number else "name"
        cased = written.startswith("=") and len(written) > 1
        plain = written[1:] if cased else written
        if words := _words(plain):
            key = f"={plain}" if cased else name_key(plain)
            yield _Name(entity, where, max(number - 1, 0), written, words, key, cased)


@lru_cache(maxsize=50_000)
def _words(text: str) -> Words:
    return tuple(token.text for token in tokenise(text))


class _Index:
    """Which names there are, and in which longer names of other entities each stands."""

    def __init__(self, names: list[_Name]) -> None:
        self.same: dict[str, list[_Name]] = {}
        self.by_words: dict[Words, list[_Name]] = {}
        for name in names:
            self.same.setdefault(name.key, []).append(name)
            self.by_words.setdefault(name.words, []).append(name)
        lengths = sorted({len(words) for words in self.by_words})
        self.around: dict[Words, dict[str, _Name]] = {}
        self.told: set[tuple[str, str]] = set()
        for longer in names:
            self._enter(longer, [length for length in lengths if length < len(longer.words)])

    def _enter(self, longer: _Name, lengths: list[int]) -> None:
        """Note the name at each shorter one inside it; one of an entity is enough."""
        for length in lengths:
            for first in range(len(longer.words) - length + 1):
                part = longer.words[first : first + length]
                for shorter in self.by_words.get(part, ()):
                    if shorter.entity.id != longer.entity.id and _stands_in(shorter, longer):
                        self.around.setdefault(part, {}).setdefault(longer.entity.id, longer)
                        break


def _stands_in(shorter: _Name, longer: _Name) -> bool:
    """Whether the characters of the shorter name stand in the longer one, signs and the case that counts included."""
    inside, around = shorter.written.removeprefix("="), longer.written.removeprefix("=")
    if shorter.cased:
        return re.search(rf"(?<!\w){re.escape(inside)}(?!\w)", around) is not None
    signs = set(name_key(inside)) - set("".join(shorter.words)) - {" "}
    return not signs or f" {name_key(inside)} " in f" {name_key(around)} "


def _of_name(name: _Name, index: _Index) -> Iterator[NameDoubt]:
    """What is worst comes first, and only that is told of a name."""
    entity = name.entity
    if any(lies_under(name.written, phrase) for phrase in entity.exclude):
        yield name.doubt(f"'{name.written}' is under `not:` as well, so it never counts", "take it out of one of them")
        return
    twin = _twin(name, index)
    if twin is not None:
        yield twin
        return
    yield from _of_wording(name)
    yield from _of_common_word(name)
    yield from _inside_others(name, index)


def _twin(name: _Name, index: _Index) -> NameDoubt | None:
    """The same name earlier in the file, of this entity or of another."""
    for first in index.same[name.key]:
        if first is name:
            break
        if first.entity.id != name.entity.id:
            if _told_apart(first.entity, name.entity) or _belongs(first, name) or _belongs(name, first):
                continue
            what = "is the name" if first.where == "name" else "is an alias"
            message = f"'{name.written}' {what} of '{first.entity.id}' too, so it names both"
            return name.doubt(message, "keep it in one of them")
        if first.written != name.written or first.where != "name":
            message = f"'{name.written}' is the same as '{first.written}': case, accents and hyphens do not count"
            same = f"'{name.written}' is listed twice"
            return name.doubt(same if first.written == name.written else message, "remove one of them")
        break
    return None


def _belongs(part: _Name, whole: _Name) -> bool:
    """Whether an entity lists the name of a part of it on purpose: `Honda` with the alias `Honda Europe`."""
    own = (_words(name) for name in (whole.entity.name, *whole.entity.aliases))
    return part.where == "name" and any(words != part.words and _contains(part.words, words) for words in own)


def _told_apart(one: Entity, two: Entity) -> bool:
    """Places of the same name in two regions."""
    return one.region is not None and two.region is not None and one.region != two.region


def _of_wording(name: _Name) -> Iterator[NameDoubt]:
    """Signs that mean something in a rule and nothing in a name, and possessives."""
    written = name.written
    if "*" in written:
        yield name.doubt(f"a * in '{written}' means nothing, for names have no wildcards", "list each spelling")
    elif name.where == "aliases" and _OPERATOR.search(written):
        yield name.doubt(f"'{written}' is one name, words like AND and OR included", "list the names one by one")
    possessive = _POSSESSIVE.fullmatch(written.removeprefix("="))
    if possessive is None:
        return
    own = {name_key(each) for each in (name.entity.name, *name.entity.aliases)}
    short, joined = possessive[1], f"{possessive[1]}{possessive[2]}"
    if name_key(short) in own:
        yield name.doubt(f"'{written}' is found by '{short}' already", "remove it")
    elif name_key(joined) not in own:
        mark = "=" if name.cased else ""
        yield name.doubt(f"'{written}' is not found where a text writes {joined}", f"add the alias {mark}{joined}")


def _of_common_word(name: _Name) -> Iterator[NameDoubt]:
    """A name that is a word of the language too."""
    if name.cased or len(name.words) != 1 or name.key != name.words[0]:
        return
    word, written = name.words[0], name.written
    single = len(word) == 1 and word.isascii()
    if not single and word not in STOP_WORDS and word not in AMBIGUOUS_NAMES:
        return
    shown = written if written != written.lower() else written.capitalize()
    what = "word" if not single else "letter" if word.isalpha() else "figure"
    message = f"'{written}' also matches the {what} '{word}'"
    if name.where == "name":
        advice = f"let name be the full name, and add the alias ={shown}"
    else:
        advice = f"write ={shown} to keep the {'case' if shown.isupper() else 'capital'}"
    yield name.doubt(message, advice)


def _inside_others(name: _Name, index: _Index) -> Iterator[NameDoubt]:
    """A name that also fires inside a longer name of another entity."""
    around = [
        longer
        for longer in index.around.get(name.words, {}).values()
        if longer.entity.id != name.entity.id and _stands_in(name, longer) and not _expected(name, longer)
    ]
    around = [longer for longer in around if (name.entity.id, longer.entity.id) not in index.told]
    index.told.update((name.entity.id, longer.entity.id) for longer in around)
    if not around:
        return
    shown = ", ".join(f"'{longer.written}' (@{longer.entity.id})" for longer in around[:_MOST_SHOWN])
    more = f" and {len(around) - _MOST_SHOWN} more" if len(around) > _MOST_SHOWN else ""
    phrases = ", ".join(_quoted(longer.written) for longer in around[:_MOST_SHOWN])
    message = f"'{name.written}' is also found inside {shown}{more}"
    advice = f"if that is somebody else, add not: [{phrases}] to {name.entity.id}; if it belongs to it, an alias"
    yield name.doubt(message, advice)


def _expected(name: _Name, longer: _Name) -> bool:
    """Whether the author knows: regions differ, a `not:` phrase lies between, or the longer name is its own too."""
    if _told_apart(name.entity, longer.entity):
        return True
    known = [_words(phrase) for phrase in name.entity.exclude]
    if any(_contains(words, name.words) and _contains(longer.words, words) for words in known):
        return True
    return any(name_key(each) == longer.key for each in (name.entity.name, *name.entity.aliases))


def _quoted(text: str) -> str:
    return f'"{text}"' if re.search(r"[,:#'\[\]{}]", text) or text.startswith("=") else text


def _of_exclude(entity: Entity) -> Iterator[NameDoubt]:
    names = [words for name in (entity.name, *entity.aliases) if (words := _words(name))]
    keys: dict[str, str] = {}
    for number, phrase in enumerate(entity.exclude):
        words = _words(phrase)
        key = phrase if phrase.startswith("=") else name_key(phrase)
        if key in keys:
            yield NameDoubt(entity.id, "not", number, f"'{phrase}' is listed twice", "remove one of them")
            continue
        keys[key] = phrase
        if "*" in phrase:
            message = f"a * in '{phrase}' means nothing, for names have no wildcards"
            yield NameDoubt(entity.id, "not", number, message, "list each phrase")
        elif not any(_masks(words, name) for name in names):
            message = f"'{phrase}' holds no name of @{entity.id}, so it shuts out nothing"
            advice = "write a phrase with the name in it, or remove it"
            yield NameDoubt(entity.id, "not", number, message, advice)


def _masks(phrase: Words, name: Words) -> bool:
    """Whether the phrase may win over the name: it holds it, or overlaps it and is not the shorter one."""
    if _contains(phrase, name):
        return True
    if len(" ".join(phrase)) < len(" ".join(name)):
        return False
    most = min(len(phrase), len(name)) - 1
    return any(phrase[-n:] == name[:n] or phrase[:n] == name[-n:] for n in range(1, most + 1))


def _contains(words: Words, part: Words) -> bool:
    size = len(part)
    return size > 0 and any(words[at : at + size] == part for at in range(len(words) - size + 1))
