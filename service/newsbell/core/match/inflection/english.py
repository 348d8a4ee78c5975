"""English: short rules for -s, -es, -ies, -ed, -ied and -ing, with e-dropping and doubling, and a table for the rest.

A form belongs to a word only if the rules make exactly that form of it, so `rating` belongs to `rate` and never to
`rat`. A noun and a verb that are written alike are one word here (`strike`). A few forms that no English text holds
come out too; they do no harm.
"""

import re
from collections.abc import Iterator

from newsbell.core.match.inflection.english_words import IN_I_AND_U, NO_VERBS, PLURALS, UNBENDING, VERBS

_HISSING = ("s", "x", "z", "ch", "sh")
_NO_PLURAL = ("ss", "us", "is")
_INFLECTED = ("s", "ed", "ied", "ing", "men")
_VOWELS = frozenset("aeiou")
_SOUNDED = frozenset("aeiouy")
_DOUBLING = frozenset("bcdfghjklmnpqrstvz")
_ONE_SYLLABLE = re.compile("[^aeiouy]*[aeiouy]+[^aeiouy]*")
_BASES: dict[str, tuple[str, ...]] = {}
for _base, _forms in (*VERBS.items(), *PLURALS.items()):
    for _form in _forms:
        _BASES[_form] = (*_BASES.get(_form, ()), _base)


def forms(word: str) -> frozenset[str]:
    """All forms of a folded word of at least two letters."""
    if word in UNBENDING:
        return frozenset((word,))
    found = {word, *_inflect(word)}
    for base in _BASES.get(word, ()):
        found.add(base)
        if base not in UNBENDING:
            found.update(_inflect(base))
    if word.endswith(_INFLECTED) and word not in PLURALS and word not in VERBS:
        for base in _candidates(word):
            if base not in UNBENDING:
                others = _inflect(base)
                if word in others:
                    found.add(base)
                    found.update(others)
    return frozenset(found)


def _candidates(word: str) -> Iterator[str]:
    """What is left when an ending is taken off, of at least two letters; some of it is no word at all."""
    if word.endswith("men") and len(word) >= 6:
        yield f"{word[:-3]}man"
    if word[-1] == "s" and (not word.endswith(_NO_PLURAL) or word[:-1] in IN_I_AND_U):
        yield from _without_s(word)
    for ending in ("ed", "ing"):
        if word.endswith(ending) and len(word) > len(ending):
            yield from _stems(word.removesuffix(ending))
    if word.endswith("ied"):
        yield f"{word[:-3]}y"
    elif word.endswith("ying"):
        yield f"{word[:-4]}ie"


def _without_s(word: str) -> Iterator[str]:
    if len(word) > 2:
        yield word[:-1]
    if word.endswith("es") and len(word) > 3:
        yield word[:-2]
        if word.endswith("ies"):
            yield f"{word[:-3]}y"


def _stems(stem: str) -> Iterator[str]:
    """Behind -ed and -ing: the stem, with its dropped e, with its consonant once."""
    if len(stem) > 1:
        yield stem
    yield f"{stem}e"
    if len(stem) > 2 and (stem[-1] == stem[-2] or stem.endswith("ck")):
        yield stem[:-1]


def _inflect(base: str) -> list[str]:
    """The forms of a base word by rule and by table; a form that is a base of its own is left to that."""
    ruled = _with_s(base)
    if base.endswith("man") and len(base) >= 6:
        ruled.append(f"{base[:-3]}men")
    if base not in NO_VERBS and not _SOUNDED.isdisjoint(base):
        stems = _doubled(base)
        ruled.extend(_with_ing(base, stems))
        if base not in VERBS:
            ruled.extend(_with_ed(base, stems))
    found = [form for form in ruled if form not in PLURALS and form not in VERBS]
    found += VERBS.get(base, ())
    found += PLURALS.get(base, ())
    return [form for form in found if form not in UNBENDING]


def _ends_in_consonant_y(base: str) -> bool:
    return base[-1] == "y" and base[-2:-1] not in _VOWELS and len(base) > 1


def _with_s(base: str) -> list[str]:
    if _ends_in_consonant_y(base):
        return [f"{base[:-1]}ies"]
    if base.endswith(_HISSING):
        return [f"{base}es"]
    return [f"{base}s", f"{base}es"] if base[-1] == "o" else [f"{base}s"]


def _with_ed(base: str, stems: tuple[str, ...]) -> list[str]:
    if base[-1] == "e":
        return [f"{base}d"] if _may_take_d(base) else []
    if _ends_in_consonant_y(base):
        return [f"{base[:-1]}ied"]
    return [f"{stem}ed" for stem in stems]


def _may_take_d(base: str) -> bool:
    """`agree` gives `agreed`, but `fee` does not give `feed` nor `see` `seed`."""
    return not base.endswith("ee") or base == "free" or not _SOUNDED.isdisjoint(base[:-2])


def _with_ing(base: str, stems: tuple[str, ...]) -> list[str]:
    if base.endswith("ie"):
        return [f"{base[:-2]}ying"]
    if base[-1] == "e" and not base.endswith(("ee", "oe", "ye")):
        return [f"{base[:-1]}ing"] if len(base) > 2 else []
    return [f"{stem}ing" for stem in stems]


def _doubled(base: str) -> tuple[str, ...]:
    """The stems before -ed and -ing: `plan` only doubled, `visit` and `admit` both ways, for stress is not written."""
    if base.endswith("ic"):
        return (base, f"{base}k")
    if not _may_double(base):
        return (base,)
    double = base + base[-1]
    if base[-1] == "s" or not _ONE_SYLLABLE.fullmatch(base.replace("qu", "q")):
        return (base, double)
    return (double,)


def _may_double(base: str) -> bool:
    """One consonant behind one vowel; the u of `qu` is no vowel."""
    if len(base) < 2 or base[-1] not in _DOUBLING or base[-2] not in _SOUNDED:
        return False
    return base[-3:-2] not in _VOWELS or base[-4:-2] == "qu" or len(base) == 2
