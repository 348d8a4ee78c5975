"""Spanish: nouns, adjectives and verbs.

* Plural: -s behind a vowel, -es behind a consonant (-z gives -ces).
* Gender: -o and -a for adjectives, which are known by their suffix or by name, for a noun in -o and one in -a are often
  two words (`banco`, `banca`); -or gives -ora.
* Verbs: every infinitive, and every form of a verb that is known by name; of other verbs the forms whose ending leaves
  no doubt (`-aron`, `-aban`, `-ieron`, `-ado`). Stem vowels change by table (`cerrar`, `cierra`), consonants by rule
  (`buscar`, `busque`). Left out: the second person, the first person singular where it has a form of its own, and forms
  of literature; a pronoun may hang on infinitive and gerund.
* A noun that looks like a form of a verb (`compra`, `acuerdo`) stays a noun; the verb meets it in that form.
"""

from collections.abc import Iterator
from functools import cache

from newsbell.core.match.inflection import spanish_words as known
from newsbell.core.match.inflection.romance import Verbs
from newsbell.core.match.inflection.tables import by_stem, classes, endings, joined, words

_AR = endings(
    "ar amos o aron aba abamos aban ara aramos aran are aremos aria ariamos arian ase asen ando ado ada ados adas "
    "arse arlo arla arlos arlas arle arles andose"
)
_ER = endings("er emos ia iamos ian era eran ere eremos eria eriamos erian erse erlo erla erlos erlas erle erles")
_IR = endings("ir imos ia iamos ian ira iran ire iremos iria iriamos irian irse irlo irla irlos irlas irle irles")
_PAST = endings("io ieron iera ieran iese iesen iendo iendose")
_PAST_BEHIND_VOWEL = endings("yo yeron yera yeran yese yesen yendo yendose")
_STRONG_PAST = endings("o ieron iera ieran iese iesen")
_SHORT_PAST = endings("o eron era eran ese esen")
_FUTURE = endings("a an e emos ia iamos ian")
_WITH_PRONOUN = ("", "se", "lo", "la", "los", "las", "le", "les")
_GENDERS = ("o", "a", "os", "as")
_UNMISTAKABLE = ("aron", "aban", "ando", "ado", "ada", "ados", "adas")
_ADJECTIVE_STEMS = words("ad id os iv ic ri an in er")
_ADJECTIVES_IN_AR = ("ular", "iliar", "olar", "elar")
_SHORTEST_STEM = 4
_AGENTS = ("dor", "tor", "sor")
_FEMALE_AGENTS = ("dora", "tora", "sora")
_LONG = 7
_VOWELS = frozenset("aeiou")
_TAKES_ES = frozenset("dlnrjy")


def forms(word: str) -> frozenset[str]:
    """All forms of a folded word of at least two letters."""
    if word in known.UNBENDING:
        return frozenset((word,))
    listed = _LISTED.get(word)
    if listed is not None:
        return listed
    base = word[:-1] if word[-1] == "s" else word
    noun = word in known.NOUNS or base in known.NOUNS or f"{base[:-1]}o" in known.ADJECTIVES
    verb = frozenset[str]() if noun else verbs().forms(word) or _unknown_verb(word)
    if not verb:
        return _nominal(word)
    return verb.union((f"{word}s",)) - known.UNBENDING if word[-1] in _VOWELS else verb - known.UNBENDING


def conjugate(infinitive: str) -> frozenset[str]:
    """The forms of a verb."""
    parts = _PARTS.get(infinitive)
    if parts is not None:
        return _irregular(infinitive, parts)
    stem, strong, past = infinitive[:-2], *_changed(infinitive)
    if infinitive.endswith("ar"):
        soft = _before_e(stem)
        stressed = (f"{strong}a", f"{strong}an", f"{_before_e(strong)}e", f"{_before_e(strong)}en")
        return joined(stem, _AR).union(stressed, (f"{soft}e", f"{soft}emos"))
    ends_in_vowel = stem[-1:] in _VOWELS and not stem.endswith(("gu", "qu"))
    weak = past
    if ends_in_vowel and stem.endswith("u"):
        strong = weak = f"{stem}y"
    subjunctive, participle = _before_a(strong), known.PARTICIPLES.get(infinitive, f"{stem}ido")[:-1]
    return joined(stem, _ER if infinitive.endswith("er") else _IR).union(
        joined(past, _PAST_BEHIND_VOWEL if ends_in_vowel else _PAST),
        (f"{strong}e", f"{strong}en", f"{subjunctive}a", f"{subjunctive}an", f"{_before_a(weak)}amos"),
        joined(participle, _GENDERS),
    )


def _changed(infinitive: str) -> tuple[str, str]:
    """The stem under stress, and that of the preterite."""
    stem = infinitive[:-2]
    for verbs, vowel, stressed, past in _VOWEL_CHANGES:
        if infinitive in verbs:
            head, _, tail = stem.rpartition(vowel)
            return f"{head}{stressed}{tail}", f"{head}{past}{tail}"
    return stem, stem


_VOWEL_CHANGES = (
    (known.E_TO_IE, "e", "ie", "e"),
    (known.O_TO_UE, "o", "ue", "o"),
    (known.E_TO_I, "e", "i", "i"),
    (known.E_TO_IE_AND_I, "e", "ie", "i"),
    (known.O_TO_UE_AND_U, "o", "ue", "u"),
    ({"jugar"}, "u", "ue", "u"),
    ({"adquirir"}, "i", "ie", "i"),
)


def _before_e(stem: str) -> str:
    """`busc`, `pag` and `comenz` keep their sound before -e."""
    if stem.endswith("c"):
        return f"{stem[:-1]}qu"
    if stem.endswith("g"):
        return f"{stem}u"
    return f"{stem[:-1]}c" if stem.endswith("z") else stem


def _before_a(stem: str) -> str:
    """`exig`, `segu`, `crec` and `venc` before -a."""
    if stem.endswith("g"):
        return f"{stem[:-1]}j"
    if stem.endswith("gu"):
        return stem[:-1]
    if stem.endswith("c"):
        return f"{stem[:-1]}{'zc' if stem[-2:-1] in _VOWELS else 'z'}"
    return stem


def _irregular(infinitive: str, parts: tuple[str, ...]) -> frozenset[str]:
    present, subjunctive, past, future, participle, gerund = parts
    stem = infinitive[:-2]
    past_endings = _SHORT_PAST if past[-1] in "jyi" else _PAST[:-2] if past == stem else _STRONG_PAST
    return joined(infinitive, _WITH_PRONOUN).union(
        joined(stem, ("emos" if infinitive.endswith("er") else "imos", "ia", "iamos", "ian")),
        (f"{present}e", f"{present}en", f"{subjunctive}a", f"{subjunctive}an", f"{subjunctive}amos"),
        joined(past, past_endings),
        (f"{past[:-1]}zo",) if past.endswith("ic") else (),
        joined(future, _FUTURE),
        joined(participle[:-1], _GENDERS),
        (gerund, f"{gerund}se"),
    )


def _irregular_verbs() -> Iterator[tuple[str, tuple[str, ...]]]:
    for infinitive, *rest in known.PARTS:
        for prefix in ("", *rest[6:]):
            yield f"{prefix}{infinitive}", tuple(f"{prefix}{part}" for part in rest[:6])


def _stems(infinitive: str) -> tuple[str, ...]:
    parts = _PARTS.get(infinitive)
    stem = infinitive[:-2]
    if parts is not None:
        return (stem, *parts[:4], parts[4][:-1], parts[5][:-4], f"{parts[2][:-1]}z", f"{parts[1]}a")
    strong, past = _changed(infinitive)
    change = _before_e if infinitive.endswith("ar") else _before_a
    participle = known.PARTICIPLES.get(infinitive, stem + "ido")[:-1]
    return (stem, strong, past, change(stem), change(strong), change(past), participle)


@cache
def verbs() -> Verbs:
    """The verbs known by name."""
    return Verbs(
        conjugate,
        by_stem(
            (verb, _stems(verb))
            for verb in sorted({*known.REGULAR, *_PARTS}.union(*(verbs for verbs, *_ in _VOWEL_CHANGES)))
        ),
    )


def _unknown_verb(word: str) -> frozenset[str]:
    """The forms of a verb that is not known by name, if the ending shows that it is one."""
    if len(word) < 5:
        return frozenset()
    if word.endswith("ar"):
        return frozenset() if word in known.NOT_IN_AR or word.endswith(_ADJECTIVES_IN_AR) else conjugate(word)
    for ending in _UNMISTAKABLE:
        if word.endswith(ending) and len(word) >= len(ending) + _SHORTEST_STEM:
            found = conjugate(f"{word.removesuffix(ending)}ar")
            return found if word in found else frozenset()
    return frozenset()


def _nominal(word: str) -> frozenset[str]:
    """The forms of a noun or adjective."""
    return frozenset((word,)).union(*map(_declined, _singulars(word)))


def _singulars(word: str) -> Iterator[str]:
    if len(word) < 4 or word[-1] != "s":
        yield word
        return
    if word[-2] in _VOWELS:
        yield word[:-1]
    if word[-2] == "e" and len(word) > 4:
        if word[-3] in _TAKES_ES:
            yield word[:-2]
        elif word[-3] == "c":
            yield f"{word[:-3]}z"


def _declined(base: str) -> tuple[str, ...]:
    last = base[-1]
    if base.endswith(_FEMALE_AGENTS) and len(base) >= _LONG:
        return (base, f"{base}s", base[:-1], f"{base[:-1]}es")
    if last in "oa":
        if _has_genders(base):
            return tuple(base[:-1] + ending for ending in _GENDERS)
        return (base, f"{base}s")
    if last in _VOWELS:
        return (base, f"{base}s")
    if last == "z":
        return (base, f"{base[:-1]}ces")
    if base.endswith(_AGENTS):
        return (base, f"{base}es", f"{base}a", f"{base}as")
    if last in _TAKES_ES:
        return (base, f"{base}es")
    return (base,) if last in "sx" else (base, f"{base}s")


def _has_genders(base: str) -> bool:
    if f"{base[:-1]}o" in known.ADJECTIVES:
        return True
    return len(base) >= 6 and base[-3:-1] in _ADJECTIVE_STEMS and base not in known.NOUNS


_PARTS = dict(_irregular_verbs())
_LISTED = classes((*known.NOMINAL, *known.WHOLE)) | known.AUXILIARIES
