"""German: nouns, adjectives and verbs.

* Folding turns a, o and u with dots into plain vowels, so a plural with umlaut has the endings of one without
  (`zolle` is the plural of Zoll).
* Nouns: genitive -s and -es, plural -e, -en and -n; -er only by table, for elsewhere it makes another word (`arbeit`,
  `arbeiter`). An inflected word leads to its base by its suffix (`-ungen`) or by table, where a compound counts by its
  last part. Feminine persons in -in are words of their own.
* Adjectives, known by suffix or by name: -e, -en, -em, -er, -es. No comparison.
* Verbs: known by name, with all prefixes, and those in -ieren. Present (he, they), past, both participles with the
  endings of adjectives, the subjunctives of reported speech, the genitive of the noun (`des streikens`). A separable
  verb is found where it is one word (`ankundigt`, `angekundigt`, `anzukundigen`) and not where its prefix stands apart.
* A noun and a verb are two words (`streik`, `streiken`), even if they share a form.
"""

from collections.abc import Iterator
from functools import cache

from newsbell.core.match.inflection import german_words as known
from newsbell.core.match.inflection.tables import by_stem, classes, endings, joined, words

_ADJECTIVE = ("", "e", "en", "em", "er", "es")
_NOUN = ("", "s", "es", "e")
_NEEDS_E = ("t", "d", "chn", "fn", "tm", "gn", "dn", "dm", "kn", "ebn", "tn")
_UNSTRESSED = endings("be emp ent er ge ver zer miss uber unter um durch voll wider hinter")
_STRESSED_ALL_THE_SAME = words("beugen beichten erden ernten erben gehren umzaunen")
_ADJECTIVE_SUFFIXES = endings(
    "lich isch ig bar sam haft los voll iv ell ant ent abel ibel al ar frei fahig weit wert wurdig artig maessig "
    "massig reich"
)
_NO_ADJECTIVE = ("bereich", "kreich", "rreich", "schaft", "eipzig")
_SHORT_TAILS = words("ruf zug tag weg amt")
_PLACES = ("land", "dorf")
_ADVERB = "tens"
_FEMININE = ("ung", "heit", "keit", "schaft", "ion", "itat", "enz", "anz", "ur", "ik")
_WOMEN = ("erin", "istin", "entin", "antin", "orin", "atin", "ogin")
_SHORTEST, _LONG = 5, 8
_SHORTEST_TAIL, _LONGEST_TAIL = 3, 12
_LONGEST_ENDING = 5
_LONGEST_PREFIX = 8
_VOWELS = frozenset("aeiouy")
_NONE: frozenset[str] = frozenset()
_STARTS = frozenset(prefix[:2] for prefix in (*known.SEPARABLE, *known.INSEPARABLE))
"""The first two letters of the prefixes: most words can be passed over."""
_STRONG = {row[0]: row for row in known.STRONG}


def forms(word: str) -> frozenset[str]:
    """All forms of a folded word of at least two letters."""
    if word in known.UNBENDING:
        return frozenset((word,))
    listed = _LISTED.get(word)
    if listed is not None:
        return listed | conjugate(word) if word in _BASES else listed
    if word in known.NOUNS:
        return _declined(word)
    if word in known.IN_E:
        return frozenset((word, f"{word}n"))
    if word[-1] == "n" and word[:-1] in known.IN_E and not _is_infinitive(word):
        return frozenset((word, word[:-1]))
    return _verb(word) or _nominal(word)


def conjugate(verb: str, prefix: str = "") -> frozenset[str]:
    """The forms of an infinitive, of which `prefix` is to be taken off before it is known."""
    base = verb[len(prefix) :]
    separable, inseparable = _halves(prefix)
    stem = base[:-1] if base.endswith(("eln", "ern")) else base[:-2] if base.endswith("en") else base[:-1]
    row = _STRONG.get(base)
    present, past, participle = _weak(base, stem) if row is None else row[1:]
    found = {verb, f"{verb}s", f"{prefix}{present}", f"{prefix}{past}"}
    found.add(f"{prefix}{past}n" if past.endswith("te") else f"{prefix}{past}en")
    found.update(_subjunctives(prefix, stem, past))
    bare = participle.removeprefix("ge") if _takes_ge(base) else participle
    participles = []
    if inseparable or not prefix:
        participles.append(f"{prefix}{bare if prefix else participle}")
    if separable:
        participles.append(f"{separable}{inseparable}{bare if inseparable else participle}")
        found.add(f"{separable}zu{inseparable}{base}")
    if prefix in known.INSEPARABLE and prefix in known.SEPARABLE:
        participles.append(f"{prefix}{bare}")
    return frozenset(found).union(*(joined(each, _ADJECTIVE) for each in (*participles, f"{verb}d")))


def _halves(prefix: str) -> tuple[str, str]:
    """The separable and the inseparable part of what stands before a verb."""
    if prefix in known.SEPARABLE:
        return prefix, ""
    if prefix in known.INSEPARABLE:
        return "", prefix
    for cut in range(2, len(prefix)):
        if prefix[:cut] in known.SEPARABLE and prefix[cut:] in known.INSEPARABLE:
            return prefix[:cut], prefix[cut:]
    return "", ""


def _weak(base: str, stem: str) -> tuple[str, str, str]:
    linked = f"{stem}e" if stem.endswith(_NEEDS_E) else stem
    return f"{linked}t", f"{linked}te", f"{'ge' if _takes_ge(base) else ''}{linked}t"


def _subjunctives(prefix: str, stem: str, past: str) -> Iterator[str]:
    """`erklare` and `kame`; those that are a noun or another word are left out."""
    stems = [stem, f"{stem[:-2]}{stem[-1]}"] if stem.endswith("el") else [stem]
    for each in stems if past.endswith("te") else [*stems, past]:
        form = f"{prefix}{each}e"
        if form not in known.IN_E and form not in known.UNBENDING and form not in _LISTED:
            yield form


def _takes_ge(base: str) -> bool:
    """Whether the participle has ge-: not behind a prefix without stress, and not in verbs in -ieren."""
    if base in _STRESSED_ALL_THE_SAME:
        return True
    row = _STRONG.get(base)
    if row is not None:
        return (row[3].startswith("ge") and not base.startswith("ge")) or base in {"geben", "gehen", "gelten"}
    if base.endswith("ieren"):
        return base == "frieren"
    return not any(base.startswith(prefix) and _is_verb_like(base[len(prefix) :]) for prefix in _UNSTRESSED)


def _is_verb_like(rest: str) -> bool:
    """`achten` and not `nten`: a vowel besides that of the ending, and no doubled consonant in front."""
    return len(rest) >= 5 and rest[0] != rest[1] and any(letter in _VOWELS for letter in rest[:-3])


def _verb(word: str) -> frozenset[str]:
    """The forms of the verbs of which `word` is a form; an infinitive is no other verb's form.

    Words in -e are left to the nouns, unless they are a past or a participle.
    """
    if word[-1] == "e" and not word.endswith(("te", "ne", "de")):
        return _NONE
    found = _NONE
    for prefix in _prefixes(word):
        for base in _base_verbs(word[len(prefix) :]):
            forms_of_it = conjugate(prefix + base, prefix)
            if word == prefix + base:
                return forms_of_it
            if word in forms_of_it and not _is_rare(word, prefix, base):
                found = found | forms_of_it
    return found or _in_ieren(word)


def _is_rare(word: str, prefix: str, base: str) -> bool:
    """A subjunctive like `bote`, rather the plural of a noun."""
    row = _STRONG.get(base)
    return row is not None and word == f"{prefix}{row[2]}e"


def _prefixes(word: str) -> Iterator[str]:
    yield ""
    if word[:2] not in _STARTS:
        return
    for length in range(2, min(len(word) - 2, _LONGEST_PREFIX + 1)):
        prefix = word[:length]
        if prefix in known.SEPARABLE:
            yield prefix
            for more in (2, 3):
                if word[length : length + more] in known.INSEPARABLE:
                    yield word[: length + more]
        elif prefix in known.INSEPARABLE:
            yield prefix


def _base_verbs(rest: str) -> Iterator[str]:
    """The verbs without prefix to whose stems `rest` may belong."""
    stems = _stems_of_verbs()
    for core in (rest, rest[2:]) if rest.startswith(("ge", "zu")) else (rest,):
        for length in range(len(core), max(1, len(core) - _LONGEST_ENDING - 1), -1):
            yield from stems.get(core[:length], ())


def _in_ieren(word: str) -> frozenset[str]:
    """`fusionierte` belongs to `fusionieren`, which need not be known by name."""
    for ending in _IEREN:
        if word.endswith(ending) and len(word) >= len(ending) + 3:
            return conjugate(f"{word.removesuffix(ending)}ieren")
    return _NONE


_IEREN = ("ieren", "iert", *(f"iert{ending}" for ending in _ADJECTIVE[1:]), *(f"ierend{end}" for end in _ADJECTIVE))


def _nominal(word: str) -> frozenset[str]:
    """The forms of a noun or adjective."""
    return _by_suffix(word) or _noun_in_e(word) or _adjective(word) or _noun(word) or _unknown(word)


def _by_suffix(word: str) -> frozenset[str]:
    if len(word) < _SHORTEST:
        return _NONE
    if word.endswith(_WOMEN):
        return frozenset((word, f"{word}nen"))
    if word.endswith(_FEMININE) and len(word) > _SHORTEST:
        return frozenset((word, f"{word}en"))
    if word.endswith("innen") and len(word) >= _LONG:
        return frozenset((word[:-3], word))
    if word.endswith("en") and word[:-2].endswith(_FEMININE) and len(word) >= _LONG:
        return frozenset((word[:-2], word))
    for plural in ("nisse", "nissen", "nisses", "nis"):
        if word.endswith(plural):
            return joined(word[: len(word) - len(plural) + 3], ("", "se", "ses", "sen"))
    return _NONE


def _noun_in_e(word: str) -> frozenset[str]:
    """`inflationsrate`; but `anschlage` ends in `schlag`, which is longer than `lage`."""
    for base in (word, word[:-1]) if word[-1] in "ns" else (word,):
        if base[-1:] == "e" and _tail(base, known.IN_E) > _tail(base[:-1], known.NOUNS) + 1:
            return frozenset((word, base, f"{base}n"))
    return _NONE


def _adjective(word: str) -> frozenset[str]:
    for ending in _ADJECTIVE:
        base = word.removesuffix(ending)
        if (base != word or not ending) and _is_adjective(base):
            found = joined(base, _ADJECTIVE)
            return found if base in known.ADJECTIVES else found.union((f"{base}s",))
    return _NONE


def _is_adjective(base: str) -> bool:
    if base in known.ADJECTIVES:
        return True
    if (
        len(base) < _SHORTEST
        or not base.endswith(_ADJECTIVE_SUFFIXES)
        or base.endswith(_NO_ADJECTIVE)
        or base in known.NOUNS
    ):
        return False
    return not _is_infinitive(f"{base}en")


def _noun(word: str) -> frozenset[str]:
    for ending in ("", "s", "es", "e", "en", "er", "ern"):
        if word.endswith(ending):
            base = word.removesuffix(ending)
            if _has_plural_in_er(base) if ending in {"er", "ern"} else _tail(base, known.NOUNS):
                return _declined(base)
    return _NONE


def _tail(word: str, nouns: frozenset[str]) -> int:
    """The length of the noun that a word is or, as a compound, ends in; 0 if it is none of them."""
    if word in nouns:
        return len(word)
    if word[-_SHORTEST_TAIL:] not in _ENDS[nouns is known.IN_E]:
        return 0
    for length in range(min(len(word) - 2, _LONGEST_TAIL), _SHORTEST_TAIL, -1):
        if word[-length:] in nouns:
            return length
    return _SHORTEST_TAIL if word[-_SHORTEST_TAIL:] in _SHORT_TAILS and len(word) > _SHORTEST else 0


def _has_plural_in_er(base: str) -> bool:
    """`kind` and `waisenkind`, but not `ausland`: an `auslander` is a person."""
    if base.endswith(_PLACES):
        return base in known.PLURAL_IN_ER
    return _tail(base, known.PLURAL_IN_ER) > 0


def _declined(base: str) -> frozenset[str]:
    """The forms of a noun that ends in a consonant."""
    found = joined(base, _NOUN)
    if not _is_infinitive(f"{base}en"):
        found = found.union((f"{base}en",))
    return found.union((f"{base}er", f"{base}ern")) if _has_plural_in_er(base) else found


def _is_infinitive(word: str) -> bool:
    return any(word[len(prefix) :] in _BASES for prefix in _prefixes(word))


def _unknown(word: str) -> frozenset[str]:
    """A noun that no table has."""
    if len(word) < _SHORTEST - (word[-1] not in "ens"):
        return frozenset((word,))
    if word[-1] == "e":
        return frozenset((word, f"{word}n"))
    if word.endswith(("ern", "eln")):
        return frozenset((word, word[:-1], f"{word[:-1]}s"))
    if word.endswith("en"):
        return frozenset((word, word[:-1], f"{word}s", *((f"{word[:-2]}um",) if word.endswith("ien") else ())))
    if word.endswith(("er", "el")):
        return frozenset((word, f"{word}s", f"{word}n"))
    if word.endswith("um"):
        return frozenset((word, f"{word}s", f"{word[:-2]}en"))
    if word[-1] in _VOWELS:
        return frozenset((word, f"{word}s"))
    if word[-1] == "s" and word[-2] not in "eiusz" and not word.endswith(_ADVERB):
        return _unknown(word[:-1]) | {word}
    if word[-1] in "sxz":
        return frozenset((word, f"{word}e", f"{word}en", f"{word}es"))
    return _declined(word)


@cache
def _stems_of_verbs() -> dict[str, tuple[str, ...]]:
    return by_stem((base, _stems(base)) for base in sorted(_BASES))


def _stems(base: str) -> Iterator[str]:
    row = _STRONG.get(base)
    yield base[:-1] if base.endswith(("eln", "ern")) else base[:-2]
    if base.endswith("eln"):
        yield f"{base[:-3]}l"
    if row is not None:
        yield from row[1:]
        yield row[3].removeprefix("ge").removesuffix("en")
        yield row[3].removeprefix("ge")


_BASES = frozenset((*known.WEAK, *_STRONG))
_ENDS = tuple(
    frozenset(noun[-_SHORTEST_TAIL:] for noun in nouns) for nouns in (known.NOUNS | known.PLURAL_IN_ER, known.IN_E)
)
"""The last letters of the nouns, and of those in -e: most words can be passed over."""
_LISTED = classes(known.NOMINAL) | known.AUXILIARIES
