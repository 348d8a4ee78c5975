"""The set of words of a text is that of the tokeniser, and `spaced` has each of them at its place."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsbell.core.match.wordset import spaced, words_of
from newsbell.core.text.tokens import tokenise

_RANGES = (
    (0x20, 0x7E),
    (0xA0, 0x24F),
    (0x2B0, 0x5FF),
    (0x900, 0x9FF),  # Devanagari and Bengali, whose vowel signs are marks
    (0xE00, 0xE7F),  # Thai
    (0x1000, 0x11FF),  # Burmese, parts of Hangul
    (0x1D00, 0x217F),
    (0x3040, 0x30FF),
    (0xAC00, 0xAC40),
    (0xFE00, 0xFE0F),
    (0xFF00, 0xFFEF),
    (0x1F300, 0x1F600),
)
_LETTERS = st.one_of(*(st.characters(min_codepoint=first, max_codepoint=last) for first, last in _RANGES))
_PIECES = st.one_of(
    _LETTERS, st.sampled_from("ab1 ’'-&;\u0301\u200d\n"), st.sampled_from(("&amp;", "&eacute;", "ß", "ﬁ"))
)


def found(text: str) -> set[str]:
    return {token.text for token in tokenise(text)}


@settings(max_examples=400)
@given(st.lists(_PIECES, max_size=14).map("".join))
def test_any_text(text: str) -> None:
    assert words_of(text) == found(text)


@settings(max_examples=200)
@given(st.lists(_PIECES, max_size=14).map("".join))
def test_places(text: str) -> None:
    line = spaced(text)
    if line is not None:
        assert len(line) == len(text) + 2
        assert set(line.split()) == found(text)
        assert [line[token.start + 1 : token.end + 1] for token in tokenise(text)] == [t.text for t in tokenise(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Plain words, twice: plain.",
        "“Curly” – and Honda’s … £5 café",
        "ʹ\u0301 and \u02b9\u09c1",  # a quote that is a letter once a mark follows
        "m²\u0308 ½\u0308 ™\u0301",
        "हिन्दी में समाचार, नि:शुल्क",
        "か\u3099 ｶﾞ ﾊﾟ 本田技研工業",
        "한국 ᄒ\u1161\u11ab กิโล ที่",
        "\u0301\u0301 \u093f lone marks",
        "AT&amp;T &#8217;s caf&eacute;s & &;",
        "nul\0byte",
    ],
)
def test_difficult_texts(text: str) -> None:
    assert words_of(text) == found(text)


def test_text_that_is_no_prose_has_its_places_too() -> None:
    assert spaced("A-b, c") == " a b  c "
    assert spaced("straße") is None
    assert spaced("本田") is None
    assert spaced("AT&amp;T") is None


@pytest.mark.needs_shared
def test_real_articles(shared: Path) -> None:
    lines = (shared / "data" / "news" / "wikinews.jsonl").read_text(encoding="utf-8").splitlines()
    for row in map(json.loads, lines[::4]):
        assert words_of(row["body"]) == found(row["body"])
