"""Italian: nouns, adjectives and verbs.

* Plural: -o and -e give -i, -a gives -e; -c- and -g- keep their sound (`banca`, `banche`), but -ico gives -ici; -io
  gives -i, -ista gives -isti and -iste. Words that end in a consonant have one form.
* A word in -e is a singular if its suffix or the table says so, else the plural of one in -a. A word in -i is the
  plural of one in -o (-io), or in -e where the suffix says so.
* Gender: -o and -a for adjectives, which are known by their suffix or by name, for a noun in -o and one in -a are often
  two words (`caso`, `casa`).
* Verbs: every infinitive in -are, and every form of a verb that is known by name; of other verbs in -are the forms
  whose ending leaves no doubt (`-avano`, `-arono`, `-ato`). Spelling follows the sound (`cercare`, `cerchera`;
  `lanciare`, `lancera`). Left out: the second person, the first person singular, and the subjunctive in -i, which looks
  like a plural; a pronoun may hang on infinitive and gerund.
* A noun that looks like a form of a verb (`acquisto`) stays a noun, and the verb goes without this form, which is its
  rare past tense (`acquisto` with an accent).
"""

from collections.abc import Iterator
from functools import cache

from newsbell.core.match.inflection import italian_words as known
from newsbell.core.match.inflection.romance import Verbs
from newsbell.core.match.inflection.tables import by_stem, classes, endings, joined

_PRONOUNS = ("si", "lo", "la", "li", "le")
_ARE = ("are", "a", "ano", "ava", "avamo", "avano", "arono", "ando", "andosi", "asse", "assero")
_ARE_E = ("era", "eranno", "eremo", "erebbe", "erebbero")
_ERE = endings("ere e ono eva evamo evano esse essero endo endosi a ano iamo")
_IRE = endings("ire iva ivamo ivano ira iranno iremo irebbe irebbero irono isse issero endo endosi iamo")
_ISC = ("isce", "iscono", "isca", "iscano")
_NO_ISC = ("e", "ono", "a", "ano")
_FUTURE = ("a", "anno", "emo", "ebbe", "ebbero")
_GENDERS = ("o", "a", "i", "e")
_PARTICIPLES = {"are": "at", "ere": "ut", "ire": "it"}
_UNMISTAKABLE = ("arono", "avano", "ando", "ato", "ata", "ati")
_SHORTEST_STEM = 4
_ADJECTIVE_STEMS = ("os", "iv", "ic", "an", "ari", "ori", "at", "it", "ut")
_ADJECTIVES_IN_ARE = ("olare", "iliare", "elare", "mentare")
_SINGULAR_IN_E = endings("ione ore ale ile ante ente ense ese bile iere ice tudine gine ace oce one")
_PLURALS_OF_E = endings("ioni ori ali ili anti enti ensi esi ieri ici tudini gini aci oci oni")
_VOWELS = frozenset("aeiou")
_NONE: frozenset[str] = frozenset()


def forms(word: str) -> frozenset[str]:
    """All forms of a folded word of at least two letters."""
    if word in known.UNBENDING:
        return frozenset((word,))
    listed = _LISTED.get(word)
    if listed is not None:
        return listed
    if word[-1] not in _VOWELS:
        return frozenset((word,))
    noun = word in known.NOUNS or f"{word[:-1]}o" in known.ADJECTIVES or _is_plural_of_noun(word)
    verb = _NONE if noun else verbs().forms(word) or _unknown_verb(word)
    return verb - known.UNBENDING if verb else _nominal(word)


def conjugate(infinitive: str) -> frozenset[str]:
    """The forms of a verb."""
    parts = _PARTS.get(infinitive)
    if parts is not None:
        return _irregular(infinitive, parts)
    stem, ending = infinitive[:-3], infinitive[-3:]
    regular = "sistito" if infinitive.endswith("sistere") else f"{_PARTICIPLES[ending]}o"
    past, participle = _PAST.get(infinitive, (None, stem.removesuffix("sist") + regular))
    more = joined(participle[:-1], _GENDERS).union(joined(infinitive[:-1], _PRONOUNS))
    if past is not None:
        more = more.union((f"{past}e", f"{past}ero"))
    if ending == "ere":
        return joined(stem, _ERE).union(
            more, joined(f"{stem}r" if infinitive in known.SHORT_FUTURE else f"{stem}er", _FUTURE)
        )
    if ending == "ire":
        return joined(stem, _IRE).union(more, joined(stem, _NO_ISC if infinitive in known.WITHOUT_ISC else _ISC))
    before_i = f"{stem}h" if stem[-1:] in {"c", "g"} else stem.removesuffix("i")
    before_e = (stem, before_i) if stem.endswith(("ci", "gi")) else (before_i if stem.endswith(("c", "g")) else stem,)
    historic = () if f"{stem}o" in _NOT_HISTORIC else (f"{stem}o",)
    future = (joined(each, _ARE_E) for each in before_e)
    return joined(stem, _ARE).union(more, *future, (f"{before_i}iamo", f"{before_i}ino"), historic)


def _irregular(infinitive: str, parts: tuple[str, ...]) -> frozenset[str]:
    he, they, subjunctive, past, imperfect, future, participle, gerund = parts
    stem = infinitive.removesuffix("re").removesuffix("r")
    return joined(future, _FUTURE).union(
        (infinitive, he, they, f"{subjunctive}a", f"{subjunctive}ano", f"{past}e", f"{past}ero", gerund, f"{gerund}si"),
        (imperfect, f"{imperfect}no", f"{imperfect}mo", f"{imperfect[:-2]}sse", f"{imperfect[:-2]}ssero"),
        (f"{imperfect[:-3].removesuffix('i')}iamo", f"{subjunctive.removesuffix('i')}iamo"),
        joined(f"{stem}r", _PRONOUNS),
        joined(participle[:-1], _GENDERS),
    )


def _irregular_verbs() -> Iterator[tuple[str, tuple[str, ...]]]:
    for infinitive, *rest in known.PARTS:
        for prefix in ("", *rest[8:]):
            yield f"{prefix}{infinitive}", tuple(f"{prefix}{part}" for part in rest[:8])


def _pasts() -> Iterator[tuple[str, tuple[str, str]]]:
    for infinitive, past, participle, *prefixes in known.PAST:
        for prefix in ("", *prefixes):
            yield f"{prefix}{infinitive}", (f"{prefix}{past}", f"{prefix}{participle}")


def _stems(infinitive: str) -> tuple[str, ...]:
    parts = _PARTS.get(infinitive)
    if parts is not None:
        stem = infinitive.removesuffix("re").removesuffix("r")
        return (*parts, stem, parts[6][:-1], parts[4][:-2], parts[4][:-3])
    stem = infinitive[:-3]
    past, participle = _PAST.get(infinitive, (stem, stem))
    return (stem, f"{stem}h", stem.removesuffix("i"), past, participle[:-1])


def _is_plural_of_noun(word: str) -> bool:
    stem = word[:-1]
    if word[-1] == "i":
        return f"{stem}o" in known.NOUNS or f"{word}o" in known.NOUNS or f"{stem}e" in known.NOUNS
    return word[-1] == "e" and f"{stem}a" in known.NOUNS


@cache
def verbs() -> Verbs:
    """The verbs known by name."""
    return Verbs(
        conjugate,
        by_stem((verb, _stems(verb)) for verb in sorted({*known.REGULAR, *known.WITHOUT_ISC, *_PARTS, *_PAST})),
    )


def _unknown_verb(word: str) -> frozenset[str]:
    """The forms of a verb that is not known by name, if the ending shows that it is one."""
    if len(word) < 6:
        return _NONE
    if word.endswith("are"):
        return _NONE if word in known.NOT_IN_ARE or word.endswith(_ADJECTIVES_IN_ARE) else conjugate(word)
    for ending in _UNMISTAKABLE:
        if word.endswith(ending) and len(word) >= len(ending) + _SHORTEST_STEM:
            found = conjugate(f"{word.removesuffix(ending)}are")
            return found if word in found else _NONE
    return _NONE


def _nominal(word: str) -> frozenset[str]:
    """The forms of a noun or adjective."""
    found: set[str] = {word}
    for base in _singulars(word):
        found.update(_declined(base))
    return frozenset(found)


def _singulars(word: str) -> Iterator[str]:
    stem, last = word[:-1], word[-1]
    if last == "e" and not _is_singular_in_e(word):
        yield _softened(stem, "a")
    elif last == "i":
        yield from _singulars_of_i(word, stem)
    else:
        yield word


def _singulars_of_i(word: str, stem: str) -> Iterator[str]:
    if word.endswith("isti"):
        yield f"{stem}a"
        return
    if f"{stem}e" in known.IN_E or word.endswith(_PLURALS_OF_E):
        yield f"{stem}e"
    if f"{stem}e" not in known.IN_E and not word.endswith(("ioni", "anti", "ali", "ili", "esi", "oni")):
        yield _softened(stem, "o")
        if stem[-1:] not in _VOWELS:
            yield f"{stem}io"
    if word.endswith("ici"):
        yield f"{stem}o"


def _softened(stem: str, ending: str) -> str:
    """The singular behind `banch-`, `allogg-` and `provinc-`."""
    if stem.endswith(("ch", "gh")):
        return f"{stem[:-1]}{ending}"
    return f"{stem}i{ending}" if stem.endswith(("c", "g")) else f"{stem}{ending}"


def _is_singular_in_e(word: str) -> bool:
    if word in known.IN_E:
        return True
    return len(word) >= 6 and word.endswith(_SINGULAR_IN_E) and f"{word[:-1]}a" not in known.PLURAL_IN_E


def _declined(base: str) -> tuple[str, ...]:
    stem, last = base[:-1], base[-1]
    if last == "e":
        return (base, f"{stem}i", *_other_gender(base))
    if last not in "oa":
        return (base,)
    if base.endswith("ista"):
        return (base, f"{stem}i", f"{stem}e")
    if _has_genders(stem, base):
        return (f"{stem}o", f"{stem}a", _plural_in_i(stem), _plural_in_e(stem))
    return (base, _plural_in_i(stem)) if last == "o" else (base, _plural_in_e(stem), *_second_plural(stem))


def _other_gender(base: str) -> tuple[str, ...]:
    """`direttore` has `direttrice`, and the other way round."""
    if base.endswith("tore"):
        return (f"{base[:-3]}rice", f"{base[:-3]}rici")
    return (f"{base[:-4]}ore", f"{base[:-4]}ori") if base.endswith("trice") else ()


def _plural_in_i(stem: str) -> str:
    if stem.endswith("i"):
        return stem
    if stem.endswith("ic"):
        return f"{stem}i"
    return f"{stem}hi" if stem.endswith(("c", "g")) else f"{stem}i"


def _plural_in_e(stem: str) -> str:
    return f"{stem}he" if stem.endswith(("c", "g")) else f"{stem}e"


def _second_plural(stem: str) -> tuple[str, ...]:
    """`provincia` gives `province` and `provincie`."""
    return (f"{stem[:-1]}e",) if stem.endswith(("ci", "gi")) else ()


def _has_genders(stem: str, base: str) -> bool:
    if f"{stem}o" in known.ADJECTIVES:
        return True
    return len(base) >= 6 and stem.endswith(_ADJECTIVE_STEMS) and base not in known.NOUNS


_PARTS = dict(_irregular_verbs())
_PAST = dict(_pasts())
_NOT_HISTORIC = known.NOUNS | known.ADJECTIVES
_LISTED = classes((*known.NOMINAL, *known.WHOLE)) | known.AUXILIARIES
