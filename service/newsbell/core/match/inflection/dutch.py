"""Dutch: nouns, adjectives and verbs.

* Spelling keeps the sound: a long vowel is written once in an open syllable (`zaak`, `zaken`), a short one has the
  consonant doubled behind it (`man`, `mannen`), -f and -s become -v- and -z- (`prijs`, `prijzen`). Words for which both
  ways are possible get both.
* Nouns: plural -en; -s behind -er, -el, -en, -em, -je and vowels; -heid gives -heden. Long vowels in the plural only
  (`weg`, `wegen`) and plurals in -eren by table.
* Adjectives, known by suffix or by name: -e. No comparison, and no -s, for `nieuws` is a word of its own.
* Verbs: known by name, with all prefixes. Present (he, they), past, both participles, with -e. The bare stem is left
  out where it has no -t, for it is a noun more often (`koop`). A separable verb is found where it is one word
  (`aankondigt`, `aangekondigd`) and not where its prefix stands apart.
* A noun that looks like a form of a verb (`staking`, `start`) stays a noun.
"""

from collections.abc import Iterator
from functools import cache

from newsbell.core.match.inflection import dutch_words as known
from newsbell.core.match.inflection.tables import by_stem, classes, endings, words

_VOWELS = frozenset("aeiouy")
_LONG = frozenset(("aa", "ee", "oo", "uu"))
_VOICELESS = ("t", "k", "f", "s", "p", "x", "ch")
_UNSTRESSED_PREFIXES = endings("be er ge her ont ver mis over onder door om voor vol achter")
_STRESSED_ALL_THE_SAME = words("ergeren geselen")
_ADJECTIVE_SUFFIXES = endings("ig lijk isch baar zaam loos vol achtig lijks aal eel ief ant ent air eus iek")
_ALSO_NOUNS = ("aal", "eel", "ief", "ant", "ent", "iek", "ig")
_IN_S = ("er", "el", "en", "em", "je", "ie", "eur", "oor", "aar", "ier", "aard")
_ENDS_IN_N = words("gaan staan slaan zien doen")
_SHORTEST = 5
_SHORTEST_NOUN = 3
_LONG_WORD = 7
_LONGEST_ENDING = 4
_LONGEST_PREFIX = 9
_LONGEST_TAIL = 9
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
    if word not in known.NOUNS:
        verb = _verb(word)
        if verb:
            return verb
    return _nominal(word)


def conjugate(verb: str, prefix: str = "") -> frozenset[str]:
    """The forms of an infinitive, of which `prefix` is to be taken off before it is known."""
    base = verb[len(prefix) :]
    separable, inseparable = _halves(prefix)
    he, past, pasts, participle = _principal_parts(base)
    found = {verb, f"{prefix}{he}", f"{prefix}{past}", f"{prefix}{pasts}", f"{verb}d", f"{verb}de"}
    bare = participle.removeprefix("ge") if _takes_ge(base) else participle
    participles = []
    if not prefix:
        participles.append(participle)
    if separable:
        participles.append(f"{separable}{inseparable}{bare if inseparable else participle}")
    if prefix in known.INSEPARABLE or inseparable:
        participles.append(f"{prefix}{bare}")
    for each in participles:
        found.add(each)
        if each[-1] in "td":
            found.add(f"{each[: len(each) - len(bare)]}{_attributive(base, bare)}")
    return frozenset(found)


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


def _principal_parts(base: str) -> tuple[str, str, str, str]:
    """He does, he did, they did, done."""
    stem = _stem(base)
    he = stem if stem.endswith("t") else f"{stem}t"
    row = _STRONG.get(base)
    if row is not None:
        _, past, pasts, participle = row
        return "komt" if base == "komen" else he, past, pasts, participle
    body = base.removesuffix("en")
    soft = "t" if body.endswith(_VOICELESS) else "d"
    end = "" if stem.endswith(("t", "d")) else soft
    return he, f"{stem}{soft}e", f"{stem}{soft}en", f"{'ge' if _takes_ge(base) else ''}{stem}{end}"


def _attributive(base: str, participle: str) -> str:
    """`gemaakt` gives `gemaakte`, but `gehaat` gives `gehate`."""
    if base not in _STRONG and _stem(base).endswith(("t", "d")):
        return f"{'ge' if participle.startswith('ge') and not base.startswith('ge') else ''}{base[:-1]}"
    return f"{participle}e"


def _stem(base: str) -> str:
    """What is left of an infinitive in the first person."""
    if base in _ENDS_IN_N:
        return base[:-1]
    body = base[:-2]
    if base in known.UNSTRESSED:
        return body
    if body[-1] == body[-2]:
        return body[:-1]
    if _is_open(body) and not (body.endswith("el") and base not in known.STRESSED) and body[-2] != "i":
        body = f"{body[:-1]}{body[-2]}{body[-1]}"
    return _hardened(body)


def _is_open(body: str) -> bool:
    """One consonant behind one vowel."""
    return body[-1] not in _VOWELS and body[-2] in _VOWELS and body[-3:-2] not in _VOWELS


def _hardened(body: str) -> str:
    if body.endswith("z"):
        return f"{body[:-1]}s"
    return f"{body[:-1]}f" if body.endswith("v") else body


def _takes_ge(base: str) -> bool:
    """Whether the participle has ge-: not behind a prefix without stress."""
    if base in _STRESSED_ALL_THE_SAME:
        return True
    row = _STRONG.get(base)
    if row is not None:
        return (row[3].startswith("ge") and not base.startswith("ge")) or base in {"geven", "gelden"}
    return not any(base.startswith(prefix) and _is_verb_like(base[len(prefix) :]) for prefix in _UNSTRESSED_PREFIXES)


def _is_verb_like(rest: str) -> bool:
    return len(rest) >= 5 and rest[0] != rest[1] and any(letter in _VOWELS for letter in rest[:-3])


def _verb(word: str) -> frozenset[str]:
    """The forms of the verbs of which `word` is a form; an infinitive is no other verb's form."""
    found = _NONE
    for prefix in _prefixes(word):
        for base in _base_verbs(word[len(prefix) :]):
            forms_of_it = conjugate(prefix + base, prefix)
            if word == prefix + base:
                return forms_of_it
            if word in forms_of_it:
                found = found | forms_of_it
    return found


def _base_verbs(rest: str) -> Iterator[str]:
    """The verbs without prefix to whose stems `rest` may belong."""
    stems = _stems_of_verbs()
    for core in (rest, rest[2:]) if rest.startswith("ge") else (rest,):
        for length in range(len(core), max(1, len(core) - _LONGEST_ENDING - 1), -1):
            yield from stems.get(core[:length], ())


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


def _nominal(word: str) -> frozenset[str]:
    """The forms of a noun or adjective."""
    if len(word) < _SHORTEST - 1:
        return frozenset((word,)) if word[-1] in "es" or len(word) < _SHORTEST_NOUN else _declined(word)
    if _is_adjective(word):
        return _declined(word)
    if word.endswith("en"):
        return _of_plural(word)
    if word[-1] == "e":
        bases = [base for base in _shut(word[:-1]) if _is_adjective(base)]
        return frozenset((word,)).union(*map(_declined, bases)) if bases else _declined(word)
    if word[-1] == "s" and _takes_s(word[:-1]):
        return _declined(word[:-1]) | {word}
    return _declined(word)


def _of_plural(word: str) -> frozenset[str]:
    """The forms of a word in -en, which may be a plural or a singular like `jongen`."""
    if word.endswith("heden"):
        return frozenset((word, f"{word[:-5]}heid"))
    if word.endswith("ingen") and len(word) > _LONG_WORD:
        return frozenset((word, word[:-2]))
    found: set[str] = {word, word[:-1], f"{word}s"}
    for base in _shut(word[:-2]):
        more = _declined(base)
        if word in more:
            found |= more
    return frozenset(found)


def _shut(stem: str) -> tuple[str, ...]:
    """The words of which -en or -e may make this open stem: `zak` may come of `zaak`, `mann` of `man`."""
    if stem[-1] == stem[-2] and stem[-1] not in _VOWELS:
        return (stem[:-1],)
    hard = _hardened(stem)
    if stem.endswith("iel"):
        return (stem, f"{stem[:-1]}el")
    if _is_open(stem):
        return (f"{hard[:-1]}{hard[-2]}{hard[-1]}", hard)
    return (hard, stem)


def _is_adjective(base: str) -> bool:
    return base in known.ADJECTIVES or (len(base) >= _SHORTEST and base.endswith(_ADJECTIVE_SUFFIXES))


def _takes_s(base: str) -> bool:
    if base in known.PLURAL_IN_S or (base[-1] in "aouyi" and len(base) > 3):
        return True
    return len(base) >= _SHORTEST - 1 and base.endswith(_IN_S) and not _is_adjective(base)


def _declined(base: str) -> frozenset[str]:
    """A singular or basic form with its plurals, or its form in -e."""
    if _is_adjective(base):
        found = frozenset((base, *(f"{stem}e" for stem in _opened(base))))
        return found.union(f"{stem}en" for stem in _opened(base)) if base.endswith(_ALSO_NOUNS) else found
    if base in known.PLURAL_IN_S or base[-1] in "aouyi":
        return frozenset((base, f"{base}s"))
    if base[-1] == "e":
        return frozenset((base, f"{base}s", f"{base}n", *((f"{base}en",) if base.endswith("ee") else ())))
    if base.endswith("heid"):
        return frozenset((base, f"{base[:-4]}heden"))
    plurals = frozenset((base, *(f"{stem}en" for stem in _opened(base))))
    if base.endswith(("er", "en", "em")) and base[-3:-2] not in _VOWELS and len(base) >= _SHORTEST - 1:
        return frozenset((base, f"{base}s"))
    return plurals.union((f"{base}s",)) if _takes_s(base) else plurals


def _opened(base: str) -> tuple[str, ...]:
    """The stems of a word before -en and -e."""
    last, before = base[-1], base[-2]
    if last in _VOWELS or last in "jw":
        return (base,)
    if before not in _VOWELS:
        return _voiced(base) if before in "jlrn" else (base,)
    if base[-3:-1] in _LONG:
        return _voiced(f"{base[:-2]}{last}")
    if base[-3:-2] in _VOWELS or _has_tail(base, known.CHANGING):
        return _voiced(base)
    doubled = f"{base}{last}"
    return (
        (doubled, base)
        if base.endswith(("el", "er", "ig", "ik", "em", "en", "et", "es", "it", "um", "or"))
        else (doubled,)
    )


def _voiced(stem: str) -> tuple[str, ...]:
    if stem.endswith("s"):
        return (stem, f"{stem[:-1]}z")
    return (stem, f"{stem[:-1]}v") if stem.endswith("f") else (stem,)


def _has_tail(word: str, nouns: frozenset[str]) -> bool:
    """Whether a word is one of the nouns or a compound that ends in one."""
    return any(word[-length:] in nouns for length in range(3, min(len(word), _LONGEST_TAIL) + 1))


@cache
def _stems_of_verbs() -> dict[str, tuple[str, ...]]:
    return by_stem((base, _stems(base)) for base in sorted(_BASES))


def _stems(base: str) -> Iterator[str]:
    yield base[:-2]
    yield base[:-1]
    yield _stem(base)
    row = _STRONG.get(base)
    for form in row[1:] if row is not None else ():
        yield form
        yield form.removeprefix("ge")


_BASES = frozenset((*known.WEAK, *_STRONG))
_LISTED = classes(known.NOMINAL) | known.AUXILIARIES
