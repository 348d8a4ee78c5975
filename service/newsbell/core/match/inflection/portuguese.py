"""Portuguese: nouns, adjectives and verbs, of Portugal and Brazil.

* Plural: -s behind a vowel, -es behind -r, -s and -z; -ao gives -oes (others by table), -l gives -is, -m gives -ns.
* Gender: -o and -a for adjectives, which are known by their suffix or by name; -or gives -ora.
* Verbs: every infinitive in -ar, and every form of a verb that is known by name; of other verbs in -ar the forms whose
  ending leaves no doubt (`-aram`, `-avam`, `-ado`). Vowels of the stem change by table (`servir`, `sirva`), consonants
  by rule (`buscar`, `busque`). Left out: the second person, the first person singular and forms of literature. The
  infinitive has its personal forms (`comprarem`); a pronoun hangs on a verb with a hyphen and is a word of its own.
* A noun that looks like a form of a verb (`compra`, `ataque`) stays a noun; the verb meets it in that form.
"""

from collections.abc import Iterator
from functools import cache

from newsbell.core.match.inflection import portuguese_words as known
from newsbell.core.match.inflection.romance import Verbs
from newsbell.core.match.inflection.tables import by_stem, classes, endings, joined, words

_AR = endings(
    "ar amos ou aram ava avamos avam ara aremos arao aria ariamos ariam asse assem arem armos ando ado ada ados adas"
)
_ER = endings("er emos eu eram ia iamos iam era eremos erao eria eriamos eriam esse essem erem ermos endo")
_IR = endings("ir imos iu iram ia iamos iam ira iremos irao iria iriamos iriam isse issem irem irmos indo")
_IN_VOWEL_IR = (*_IR, "i", "em")
_PAST = endings("eram esse essem er erem")
_PAST_IN_I = endings("ram sse ssem r rem")
_FUTURE = endings("a ao emos ia iamos iam")
_GENDERS = ("o", "a", "os", "as")
_UNMISTAKABLE = ("aram", "avam", "ando", "ado", "ada", "ados", "adas")
_SHORTEST_STEM = 4
_ADJECTIVE_STEMS = words("ad id os iv ic ri an in ir")
_ADJECTIVES_IN_AR = ("ular", "iliar", "olar", "elar")
_AGENTS = ("dor", "tor", "sor")
_FEMALE_AGENTS = ("dora", "tora", "sora")
_LONG = 7
_VOWELS = frozenset("aeiou")
_OI = ("construir", "reconstruir", "destruir")
_CHANGES = (
    (known.E_TO_I, "e", "e", "i"),
    (known.E_TO_I_ALWAYS, "e", "i", "i"),
    (known.O_TO_U, "o", "o", "u"),
    (known.U_TO_O, "u", "o", "u"),
)


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
    stem, present, subjunctive = infinitive[:-2], *_changed(infinitive)
    short = known.PARTICIPLES.get(infinitive)
    more = () if short is None else (short, f"{short}s") if short[-1] == "e" else joined(short[:-1], _GENDERS)
    if infinitive.endswith("ar"):
        soft = subjunctive if infinitive in known.IN_CEDILLA else _before_e(subjunctive)
        own = _before_e(stem) if infinitive not in known.IN_CEDILLA else stem
        stressed = (f"{present}a", f"{present}am", f"{soft}e", f"{soft}em", f"{own}emos")
        return joined(stem, _AR).union(stressed, more)
    subjunctive = _before_a(subjunctive)
    if infinitive in _OI:
        more = (f"{stem[:-1]}oi", f"{stem[:-1]}oem")
    return joined(stem, _ER if infinitive.endswith("er") else _IN_VOWEL_IR if _ends_in_vowel(stem) else _IR).union(
        () if _ends_in_vowel(stem) else (f"{present}e", f"{present}em"),
        (f"{subjunctive}a", f"{subjunctive}am", f"{subjunctive}amos"),
        joined(f"{stem}id", _GENDERS),
        more,
    )


def _changed(infinitive: str) -> tuple[str, str]:
    """The stem under stress in the present and that of the subjunctive."""
    stem = infinitive[:-2]
    if infinitive.endswith("ear"):
        return f"{stem}i", f"{stem}i"
    if infinitive.endswith(("air", "trair")):
        return stem, f"{stem}i"
    for verbs, vowel, present, subjunctive in _CHANGES:
        if infinitive in verbs:
            head, _, tail = stem.rpartition(vowel)
            return f"{head}{present}{tail}", f"{head}{subjunctive}{tail}"
    return stem, stem


def _ends_in_vowel(stem: str) -> bool:
    """`contribu` and `ca`, and not `segu`: their present is `contribui` and `contribuem`."""
    return stem[-1:] in _VOWELS and not stem.endswith(("gu", "qu"))


def _before_e(stem: str) -> str:
    """`busc` and `pag` keep their sound before -e."""
    if stem.endswith("c"):
        return f"{stem[:-1]}qu"
    return f"{stem}u" if stem.endswith("g") else stem


def _before_a(stem: str) -> str:
    """`exig` and `sigu` before -a."""
    if stem.endswith("g"):
        return f"{stem[:-1]}j"
    return stem[:-1] if stem.endswith("gu") else stem


def _irregular(infinitive: str, parts: tuple[str, ...]) -> frozenset[str]:
    he, they, subjunctive, past, past_stem, imperfect, future, participle, gerund = parts
    first = f"{infinitive[:-1]}mos" if not infinitive.endswith("por") else f"{infinitive}mos"
    with_pronoun = infinitive[:-1] if infinitive.endswith("er") else infinitive
    return joined(past_stem, _PAST_IN_I if infinitive.endswith("ver") else _PAST).union(
        (infinitive, with_pronoun, f"{infinitive}em", f"{infinitive}mos", first, he, they, past, gerund),
        (f"{subjunctive}a", f"{subjunctive}am", f"{subjunctive}amos"),
        (imperfect, f"{imperfect}m", f"{imperfect}mos"),
        joined(future, _FUTURE),
        joined(participle[:-1], _GENDERS),
    )


def _irregular_verbs() -> Iterator[tuple[str, tuple[str, ...]]]:
    for infinitive, *rest in known.PARTS:
        for prefix in ("", *rest[9:]):
            yield f"{prefix}{infinitive}", tuple(f"{prefix}{part}" for part in rest[:9])


def _stems(infinitive: str) -> tuple[str, ...]:
    parts = _PARTS.get(infinitive)
    stem = infinitive[:-2]
    short = known.PARTICIPLES.get(infinitive, stem + "ido")[:-1]
    if parts is not None:
        return (*parts[:8], stem, infinitive[:-1], parts[7][:-1], parts[8])
    present, subjunctive = _changed(infinitive)
    return (stem, present, subjunctive, _before_e(stem), _before_a(subjunctive), short, stem[:-1] + "o")


@cache
def verbs() -> Verbs:
    """The verbs known by name."""
    return Verbs(
        conjugate,
        by_stem(
            (verb, _stems(verb))
            for verb in sorted({*known.REGULAR, *known.IN_CEDILLA, *_PARTS}.union(*(verbs for verbs, *_ in _CHANGES)))
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
    if word.endswith("oes"):
        yield f"{word[:-3]}ao"
    elif word.endswith("ns"):
        yield f"{word[:-2]}m"
    elif word.endswith(("ais", "eis", "ois", "uis")):
        yield f"{word[:-2]}l"
    elif word.endswith("is"):
        yield f"{word[:-1]}l"
    elif word.endswith(("res", "zes")):
        yield word[:-2]


def _declined(base: str) -> tuple[str, ...]:
    last = base[-1]
    if base.endswith("ao"):
        return (base, f"{base[:-2]}oes")
    if base.endswith(_FEMALE_AGENTS) and len(base) >= _LONG:
        return (base, f"{base}s", base[:-1], f"{base[:-1]}es")
    if last in "oa":
        return tuple(base[:-1] + ending for ending in _GENDERS) if _has_genders(base) else (base, f"{base}s")
    if base.endswith(("al", "el", "ol", "ul")):
        return (base, f"{base[:-1]}is")
    if base.endswith("il"):
        return (base, f"{base[:-1]}s")
    if last == "m":
        return (base, f"{base[:-1]}ns")
    if base.endswith(_AGENTS):
        return (base, f"{base}es", f"{base}a", f"{base}as")
    if last in "rz":
        return (base, f"{base}es")
    return (base,) if last in "sx" else (base, f"{base}s")


def _has_genders(base: str) -> bool:
    if f"{base[:-1]}o" in known.ADJECTIVES:
        return True
    return len(base) >= 6 and base[-3:-1] in _ADJECTIVE_STEMS and base not in known.NOUNS


_PARTS = dict(_irregular_verbs())
_LISTED = classes((*known.NOMINAL, *known.WHOLE)) | known.AUXILIARIES
