"""French: nouns, adjectives and verbs.

* Plural: -s; -al gives -aux, -au and -eu give -x; words in -s, -x and -z have one form for both.
* Gender: -e for adjectives, which are known by name or by their suffix; -eux, -if, -el, -ien, -teur and -eur have their
  own feminine (`-euse`, `-ive`, `-elle`, `-ienne`, `-trice`, `-euse`).
* Verbs: every infinitive in -er but those in -ier, and every form of a verb that is known by name; of other verbs in
  -er the forms whose ending leaves no doubt (`-aient`, `-erait`, `-eront`). Left out: the second person singular, the
  first where it has a form of its own, the imperfect subjunctive. Folding hides most changes of the stem (`achete`).
* A noun that looks like a form of a verb (`attaque`, `marche`) stays a noun; the verb meets it in that form. A
  participle in -e with an accent looks like the present once it is folded, so `licencie` is both.
"""

from collections.abc import Iterator
from functools import cache

from newsbell.core.match.inflection import french_words as known
from newsbell.core.match.inflection.romance import Verbs
from newsbell.core.match.inflection.tables import by_stem, classes, endings, joined, words

_FIRM = endings("er ons ez ait aient a erent ant e ee es ees")
_FIRM_BEHIND_G = endings("er eons ez eait eaient ea erent eant e ee es ees")
_MUTE = endings("e ent era eront erons erez erait eraient")
_IR = endings(
    "ir it issent issait issaient issons issez issant isse irent ira iront irons irez irait iraient i ie is ies"
)
_RE = endings("re ent ons ez ait aient ant e it irent ra ront rons rez rait raient u ue us ues")
_PARTS_STEM = ("ons", "ez", "ait", "aient", "ant")
_FUTURE = ("a", "ont", "ons", "ez", "ait", "aient")
_GENDERS = ("", "e", "s", "es")
_UNMISTAKABLE = ("eraient", "aient", "erait", "eront", "erent")
_SHORTEST_STEM = 4
_SHORTEST_ADJECTIVE = 6
_ADDS_E = ("ais", "ois", "ain", "ant", "ent", "er", "al", "eur")
_NONE: frozenset[str] = frozenset()


def forms(word: str) -> frozenset[str]:
    """All forms of a folded word of at least two letters."""
    if word in known.UNBENDING:
        return frozenset((word,))
    listed = _LISTED.get(word)
    if listed is not None:
        return listed
    noun = word in known.NOUNS or (word[-1] == "s" and word[:-1] in known.NOUNS)
    verb = _NONE if noun else verbs().forms(word) or _unknown_verb(word)
    if not verb:
        return _nominal(word)
    return verb.union((f"{word}s",)) - known.UNBENDING if word[-1] == "e" else verb - known.UNBENDING


def conjugate(infinitive: str) -> frozenset[str]:
    """The forms of a verb."""
    parts = _PARTS.get(infinitive) or _like_craindre(infinitive)
    if parts is not None:
        return _irregular(infinitive, parts)
    stem, ending = infinitive[:-2], infinitive[-2:]
    if ending == "ir":
        return joined(stem, _IR)
    if ending == "re":
        return joined(stem, _RE).union((f"{stem}t" if stem.endswith("p") else stem,))
    firm = joined(stem, _FIRM_BEHIND_G if stem.endswith("g") else _FIRM)
    if stem.endswith("y"):
        soft = joined(f"{stem[:-1]}i", _MUTE)
        return firm.union(soft, joined(stem, _MUTE)) if stem.endswith("ay") else firm | soft
    return firm | joined(stem + stem[-1] if infinitive in known.DOUBLING else stem, _MUTE)


def _like_craindre(infinitive: str) -> tuple[str, ...] | None:
    """`atteindre`, `contraindre`, `rejoindre`: atteint, atteignent."""
    if not infinitive.endswith(("aindre", "eindre", "oindre")):
        return None
    stem = infinitive[:-4]
    return (f"{stem}nt", f"{stem}gnent", f"{stem}gn", f"{stem}gn", infinitive[:-1], f"{stem}nt", f"{stem}gni")


def _irregular(infinitive: str, parts: tuple[str, ...]) -> frozenset[str]:
    he, they, imperfect, subjunctive, future, participle, past = parts
    return joined(imperfect, _PARTS_STEM).union(
        (infinitive, he, they, f"{subjunctive}e", f"{subjunctive}ent", f"{past}t", f"{past}rent"),
        joined(future, _FUTURE),
        joined(participle, ("", "e", "es") if participle[-1] == "s" else _GENDERS),
    )


def _irregular_verbs() -> Iterator[tuple[str, tuple[str, ...]]]:
    for infinitive, *rest in known.PARTS:
        for prefix in ("", *rest[7:]):
            yield f"{prefix}{infinitive}", tuple(f"{prefix}{part}" for part in rest[:7])


def _stems(infinitive: str) -> tuple[str, ...]:
    parts = _PARTS.get(infinitive) or _like_craindre(infinitive)
    if parts is not None:
        return (*parts, infinitive)
    stem = infinitive[:-2]
    return (stem, f"{stem[:-1]}i", stem + stem[-1])


@cache
def verbs() -> Verbs:
    """The verbs known by name."""
    return Verbs(
        conjugate,
        by_stem(
            (verb, _stems(verb))
            for verb in sorted({*known.IN_ER, *known.IN_IR, *known.IN_RE, *known.DOUBLING, *_PARTS, *_LIKE_CRAINDRE})
        ),
    )


def _unknown_verb(word: str) -> frozenset[str]:
    """The forms of a verb in -er that is not known by name, if the ending shows that it is one."""
    if len(word) < 6:
        return _NONE
    if word.endswith("er"):
        return _NONE if word.endswith("ier") or word in known.NOT_IN_ER else conjugate(word)
    for ending in _UNMISTAKABLE:
        if word.endswith(ending) and len(word) >= len(ending) + _SHORTEST_STEM:
            found = conjugate(f"{word.removesuffix(ending)}er")
            return found if word in found else _NONE
    return _NONE


def _nominal(word: str) -> frozenset[str]:
    """The forms of a noun or adjective."""
    found: set[str] = {word}
    for base in _singulars(word):
        found.update(_declined(base))
        for male in _males(base):
            found.update(_declined(male))
    return frozenset(found)


def _singulars(word: str) -> Iterator[str]:
    if word.endswith("aux") and len(word) >= 5:
        yield f"{word[:-3]}al"
        yield word[:-1]
    elif word[-1] == "s" and len(word) >= 4 and _is_plural(word):
        yield word[:-1]
    else:
        yield word


def _is_plural(word: str) -> bool:
    return not word.endswith(("ss", "us", "is")) or word.endswith(("elus", "enus")) or word[:-1] in known.ADJECTIVES


def _males(base: str) -> Iterator[str]:
    """The masculine forms of which a word in -e may be the feminine."""
    if base[-1] != "e":
        return
    if base[:-1] in known.ADJECTIVES:
        yield base[:-1]
    if len(base) < _SHORTEST_ADJECTIVE:
        return
    for female, male in _FEMALE:
        if base.endswith(female):
            yield base.removesuffix(female) + male
    if base[:-1].endswith(_ADDS_E) and base not in known.NOUNS and not base.endswith("mente"):
        yield base[:-1]


_FEMALE = (
    ("euse", "eux"),
    ("euse", "eur"),
    ("trice", "teur"),
    ("ive", "if"),
    ("elle", "el"),
    ("ienne", "ien"),
    ("eenne", "een"),
)


def _declined(base: str) -> tuple[str, ...]:
    """A masculine or only form with its plural and its feminine."""
    if base in known.ADJECTIVES:
        plural = f"{base[:-2]}aux" if base.endswith("al") else base if base[-1] in "sx" else f"{base}s"
        return (base, plural, f"{base}e", f"{base}es")
    if len(base) >= 4:
        for male, female in _PAIRS:
            if base.endswith(male) and base not in known.NOUNS:
                stem = base.removesuffix(male)
                return (base, *(stem + ending for ending in female))
    if base.endswith(("au", "eu")):
        return (base, f"{base}x")
    if base[-1] in "sxz":
        return (base,)
    if len(base) >= _SHORTEST_ADJECTIVE and base.endswith(("ant", "ent", "ain", "ier")) and base not in known.NOUNS:
        return (base, f"{base}s") if base.endswith("ment") else (base, f"{base}s", f"{base}e", f"{base}es")
    return (base, f"{base}s")


_PAIRS = (
    ("eux", ("euse", "euses")),
    ("teur", ("teurs", "trice", "trices", "teuse", "teuses")),
    ("eur", ("eurs", "euse", "euses")),
    ("if", ("ifs", "ive", "ives")),
    ("el", ("els", "elle", "elles")),
    ("ien", ("iens", "ienne", "iennes")),
    ("een", ("eens", "eenne", "eennes")),
    ("ais", ("aise", "aises")),
    ("ois", ("oise", "oises")),
    ("al", ("aux", "ale", "ales")),
)


_PARTS = dict(_irregular_verbs())
_LISTED = classes((*known.NOMINAL, *known.WHOLE)) | known.AUXILIARIES
_LIKE_CRAINDRE = words(
    "craindre contraindre plaindre peindre repeindre depeindre eteindre atteindre teindre restreindre etreindre "
    "feindre enfreindre joindre rejoindre adjoindre enjoindre"
)
