"""What in an article comes nearest to a term that does not occur in it.

Each way of looking asks the article's word index first, so that its cost depends on how often the term's own words
occur and not on the length of the text; positions and words looked at are capped.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice, pairwise

from newsbell.core.match.inflection import ANY, word_forms
from newsbell.core.match.occurrences import IndexedText, index_text, written_as
from newsbell.core.match.outcome import MissKind, NearMiss, Passage
from newsbell.core.match.scattered import smallest_window
from newsbell.core.match.spelling import Part, Spellings
from newsbell.core.match.terms import Form, Glob, WordForms, normalised
from newsbell.core.match.wording import Wording
from newsbell.core.text.document import Document, ZoneName
from newsbell.core.text.folding import folded
from newsbell.core.text.tokens import Token

MOST_WORDINGS = 500
"""Aliases or triggers of one term that are looked at."""

_MOST_PLACES = 200
"""Places looked at for one way of writing."""

_FAR_FOR_A_NAME = 8
"""The words of an alias or trigger that are further apart than that have nothing to do with each other."""

_SHORTEST_RELATED = 5
_SIGNS = {",": "a comma", ";": "a semicolon", ":": "a colon", ".": "a full stop", "!": "an exclamation mark"}
_SIGNS |= {"?": "a question mark", "、": "a comma", "。": "a full stop"}

_Look = Callable[[Wording, IndexedText], tuple[MissKind, str, Sequence[Token]] | None]


class Surroundings:
    """An article in which near misses are looked for."""

    def __init__(self, document: Document, language: str) -> None:
        self._document = document
        self._texts = [(zone.name, index_text(zone.visible)) for zone in document.zones]
        # In an English text `merger` is another word than `merge`, and not its French infinitive.
        self._looks: tuple[_Look, ...] = (
            _written_otherwise,
            _joined,
            self._other_form,
            _scattered,
            *((self._longer, self._other_language) if language == "en" else (self._other_language, self._longer)),
            self._misspelt,
            self._related,
            self._part_of_word,
        )

    @cached_property
    def spellings(self) -> Spellings:
        """All words of the article, made ready for comparing at first use."""
        return Spellings(word for _, text in self._texts for word in text.positions)

    def nearest(self, wordings: Sequence[Wording], zones: frozenset[str], most: int) -> tuple[NearMiss, ...]:
        """The near misses of a term in these zones, the nearest first, each place once; at most `most`."""
        found = [miss for wording in wordings[:MOST_WORDINGS] for miss in self._of(wording, zones)]
        order = list(MissKind)
        ranked = sorted(found, key=lambda miss: order.index(miss.kind))
        return tuple({miss.passages: miss for miss in reversed(ranked)}.values())[::-1][:most]

    def absent(self, wording: Wording, zones: frozenset[str]) -> tuple[str, ...]:
        """The words of a phrase that do not occur, if some of them do."""
        texts = [text for name, text in self._texts if name in zones]
        missing = [
            written
            for written, word in zip(wording.words, wording.form.words, strict=True)
            if not any(_first(word, text) is not None for text in texts)
        ]
        return tuple(missing) if len(missing) < len(wording.words) else ()

    def _of(self, wording: Wording, zones: frozenset[str]) -> Iterator[NearMiss]:
        """The nearest in each zone."""
        for name, text in self._texts:
            if name not in zones:
                continue
            looked = (look(wording, text) for look in self._looks)
            found = next((each for each in looked if each is not None), None)
            if found is not None:
                kind, sentence, tokens = found
                yield NearMiss(kind, sentence, _passages(name, tokens))

    def _other_form(self, wording: Wording, text: IndexedText) -> tuple[MissKind, str, Sequence[Token]] | None:
        """An inflection where exactly these words are asked for."""
        found = None if wording.bends else self._inflected(wording, text)
        return (MissKind.OTHER_FORM, "another form; exactly these words are asked for", found) if found else None

    def _other_language(self, wording: Wording, text: IndexedText) -> tuple[MissKind, str, Sequence[Token]] | None:
        """A form that the word has in another language than the article's."""
        found = self._inflected(wording, text) if wording.bends else None
        language = self._document.language or "English, for the article names none"
        return (
            (MissKind.OTHER_LANGUAGE, f"no form of it in the article's language, {language}", found) if found else None
        )

    def _inflected(self, wording: Wording, text: IndexedText) -> Sequence[Token] | None:
        """The first place with its words in any form of any language."""
        words = tuple(
            word if isinstance(word, Glob) else word | word_forms(written, ANY)
            for written, word in zip(wording.words, wording.form.words, strict=True)
        )
        return _standing(replace(wording.form, words=words, exact=None), wording.form, text)

    def _longer(self, wording: Wording, text: IndexedText) -> tuple[MissKind, str, Sequence[Token]] | None:
        """`merger` where `merge` is asked for: another word, which begins with it."""
        word = _single_word(wording)
        if word is None or len(word) < _SHORTEST_RELATED:
            return None
        return _as_related(self.spellings.beginning(word), word, wording, text)

    def _misspelt(self, wording: Wording, text: IndexedText) -> tuple[MissKind, str, Sequence[Token]] | None:
        several = len(wording.words) > 1
        words = tuple(
            word if several and _first(word, text) is not None else self._alike(written, word, text)
            for written, word in zip(wording.words, wording.form.words, strict=True)
        )
        if not all(words) or words == wording.form.words:
            return None
        found = next(_rows(words, text), None)
        return (MissKind.SPELLING, "spelled much alike", found) if found else None

    def _alike(self, written: str, word: WordForms, text: IndexedText) -> frozenset[str]:
        """The word spelled most like it, if there is one."""
        literal = written.replace("*", "").replace("?", "")
        near = self.spellings.nearest(literal, _part(written), itself=isinstance(word, Glob))
        if near is None or near not in text.positions or _fits(word, near):
            return frozenset()
        return frozenset((near,))

    def _related(self, wording: Wording, text: IndexedText) -> tuple[MissKind, str, Sequence[Token]] | None:
        """A word with the same first two thirds: `unionised` for `unionising`."""
        word = _single_word(wording)
        if word is None or len(word) < _SHORTEST_RELATED + 1:
            return None
        start = word[: max(_SHORTEST_RELATED, -(-len(word) * 2 // 3))]
        return _as_related(self.spellings.beginning(start), start, wording, text)

    def _part_of_word(self, wording: Wording, text: IndexedText) -> tuple[MissKind, str, Sequence[Token]] | None:
        word = _single_word(wording)
        if word is None or len(word) < 4:
            return None
        longer = self.spellings.holding(word)
        if longer is None or longer not in text.positions:
            return None
        found = text.tokens[text.positions[longer][0]]
        shape = f"{'' if longer.startswith(word) else '*'}{word}{'' if longer.endswith(word) else '*'}"
        advice = f"; {shape} takes it" if wording.origin == "term" else ""
        return MissKind.PART_OF_WORD, f"part of a longer word{advice}", (found,)


def _written_otherwise(wording: Wording, text: IndexedText) -> tuple[MissKind, str, Sequence[Token]] | None:
    """The same words in a row, in another case or with other signs."""
    form = wording.form
    for found in _rows(form.words, text):
        if written_as(form, text.text, _spans(found)) is None:
            kind, sentence = _fault(wording, text.text, found)
            return kind, sentence, found
    return None


def _fault(wording: Wording, text: str, found: Sequence[Token]) -> tuple[MissKind, str]:
    """In what the words that stand there in a row are not the term."""
    form = wording.form
    for number, (one, two) in enumerate(pairwise(found)):
        pair = Form(form.words[number : number + 2], form.gaps[number : number + 1], "", "", None)
        if written_as(pair, text, _spans((one, two))) is None:
            return _gap_fault(form.gaps[number], text[one.end : two.start])
    bare = replace(form, exact=None)
    lacking = [
        signs
        for signs, alone in ((form.lead, replace(bare, trail="")), (form.trail, replace(bare, lead="")))
        if signs and written_as(alone, text, _spans(found)) is None
    ]
    if lacking:
        return MissKind.OTHER_SIGNS, f"without {' and '.join(lacking)}"
    there, asked = (normalised(each).casefold() for each in (text[found[0].start : found[-1].end], wording.text))
    sentence = "in another case" if there in asked else "with other accents or signs; behind = they count"
    return MissKind.OTHER_CASE, sentence


def _gap_fault(signs: str, gap: str) -> tuple[MissKind, str]:
    if signs:
        return MissKind.OTHER_SIGNS, f"without {signs} between its words"
    if gap.count("\n") > 1 or not gap.strip():
        return MissKind.INTERRUPTED, "a paragraph ends between its words"
    sign = next((name for sign, name in _SIGNS.items() if sign in folded(gap)), f"“{gap.strip()}”")
    return MissKind.INTERRUPTED, f"{sign} stands between its words"


def _joined(wording: Wording, text: IndexedText) -> tuple[MissKind, str, Sequence[Token]] | None:
    """The same letters, cut into words in another way."""
    letters = "".join(wording.words)
    if len(letters) < 4 or not letters.isalnum():
        return None
    starts = (letters[:size] for size in range(1, len(letters) + 1))
    places = (at for start in starts for at in text.positions.get(start, ()))
    for at in islice(places, _MOST_PLACES):
        found = _spelling_out(letters, at, text.tokens)
        if found and tuple(token.text for token in found) != wording.words:
            return MissKind.JOINED, _division(wording, found), found
    return None


def _spelling_out(letters: str, at: int, tokens: Sequence[Token]) -> Sequence[Token]:
    """The words from `at` that have these letters together, or none."""
    end, size = at, 0
    while end < len(tokens) and size < len(letters) and letters.startswith(tokens[end].text, size):
        size += len(tokens[end].text)
        end += 1
    return tokens[at:end] if size == len(letters) else ()


def _division(wording: Wording, found: Sequence[Token]) -> str:
    if len(found) > 1:
        return "with an apostrophe" if found[0].ordinal == found[-1].ordinal else "in several words"
    return "without the apostrophe" if "'" in folded(wording.text) else "in one word"


def _scattered(wording: Wording, text: IndexedText) -> tuple[MissKind, str, Sequence[Token]] | None:
    """All words of a phrase in one zone, in another order or with others between them."""
    words = wording.form.words
    if len(words) < 2:
        return None
    places = [sorted(islice(_positions(word, text), _MOST_PLACES)) for word in words]
    found = [text.tokens[at] for at in smallest_window(places)]
    if not found:
        return None
    between = found[-1].ordinal - found[0].ordinal + 1 - len(words)
    in_order = all(_fits(word, token.text) for word, token in zip(words, found, strict=True))
    order = "" if in_order else " in another order"
    if between <= 0:
        return MissKind.OTHER_ORDER, f"its words{order}", found
    if wording.origin != "term" and between > _FAR_FOR_A_NAME:
        return None
    return MissKind.APART, f"its words{order}, with {between} more between them", found


def _as_related(
    candidates: Iterable[str], start: str, wording: Wording, text: IndexedText
) -> tuple[MissKind, str, Sequence[Token]] | None:
    fitting = (each for each in candidates if each in text.positions and not _fits(wording.form.words[0], each))
    other = next(fitting, None)
    if other is None:
        return None
    advice = f"; {start}* takes it" if wording.origin == "term" else ""
    return MissKind.RELATED, f"another word with the same beginning{advice}", (text.tokens[text.positions[other][0]],)


def _standing(form: Form, other_than: Form, text: IndexedText) -> Sequence[Token] | None:
    """The first place where a form stands that is not one of another form's words."""
    for found in _rows(form.words, text):
        same = all(_fits(word, token.text) for word, token in zip(other_than.words, found, strict=True))
        if not same and written_as(form, text.text, _spans(found)) is not None:
            return found
    return None


def _rows(words: Sequence[WordForms], text: IndexedText) -> Iterator[Sequence[Token]]:
    """Where such words stand in a row, whatever is between them; capped."""
    for first in islice(_positions(words[0], text), _MOST_PLACES):
        found = text.tokens[first : first + len(words)]
        if len(found) == len(words) and all(_fits(*pair) for pair in zip(words, (t.text for t in found), strict=True)):
            yield found


def _positions(word: WordForms, text: IndexedText) -> Iterator[int]:
    for each in _fitting(word, text):
        yield from text.positions[each]


def _first(word: WordForms, text: IndexedText) -> str | None:
    return next(iter(_fitting(word, text)), None)


def _fitting(word: WordForms, text: IndexedText) -> Iterable[str]:
    if isinstance(word, Glob):
        return (each for each in text.positions if word.fits(each))
    return (each for each in sorted(word) if each in text.positions)


def _fits(word: WordForms, text: str) -> bool:
    return word.fits(text) if isinstance(word, Glob) else text in word


def _single_word(wording: Wording) -> str | None:
    """The word of a term of one plain word."""
    form = wording.form
    plain = len(wording.words) == 1 and not isinstance(form.words[0], Glob) and not (form.lead or form.trail)
    return wording.words[0] if plain else None


def _part(pattern: str) -> Part:
    """Which part of a word a pattern describes."""
    if pattern.endswith("*") and "*" not in pattern[:-1]:
        return "start"
    return "end" if pattern.startswith("*") and "*" not in pattern[1:] else "whole"


def _spans(tokens: Iterable[Token]) -> list[tuple[int, int]]:
    return [(token.start, token.end) for token in tokens]


def _passages(zone: ZoneName, tokens: Sequence[Token]) -> tuple[Passage, ...]:
    """Words side by side as one passage, others as one each."""
    ordered = sorted(tokens, key=lambda token: token.start)
    row = all(two.ordinal - one.ordinal <= 1 for one, two in pairwise(ordered))
    if row:
        return (Passage(zone, ordered[0].start, ordered[-1].end),)
    return tuple(Passage(zone, token.start, token.end) for token in ordered)
