"""Character references left in a text: read as what they stand for, and every place still points into the text."""

import html
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.articles import an_article, ask, names, words
from newsbell.core.rules.model import Entity
from newsbell.core.text.folding import fold, folded
from newsbell.core.text.references import unescape, unescaped
from newsbell.core.text.tokens import tokenise

VOCABULARY = names(
    Entity("att", "AT&T"),
    Entity("att_as_written", "=AT&T"),
    Entity("c", "C++"),
    Entity("usa", "U.S."),
    Entity("motors", "General Motors"),
    Entity("beyond", "&Beyond"),
    Entity("munich", "=München"),
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("AT&amp;T", "at&t"),
        ("AT&AMP;T AT&#38;T AT&#x26;T AT&#X26;T", "at&t at&t at&t at&t"),
        ("AT&amp;amp;T AT&amp;amp;amp;T AT&#38;amp;T", "at&t at&t at&t"),
        ("Honda&#8217;s Honda&rsquo;s Honda&amp;#8217;s Honda&#146;s", "honda's honda's honda's honda's"),
        ("General&nbsp;Motors&NBSP;x", "general motors x"),
        ("M&uuml;nchen ME&UUML;L mu&#776;ller", "munchen meul muller"),
        ("Hon&shy;da Nis&#8203;san &zwj;x", "honda nissan x"),
        ("か&#x3099;", "が"),
        ("&lt;b&gt; &quot;x&quot; &apos;y&apos; &hellip;", "<b> \"x\" 'y' ."),
        ("&copy; &trade; &frac12;", "© ™  "),
        # what is none stays what it is
        ("R&D, P&G; &; &# &#; &#x; &#xZZ; &amp", "r&d, p&g; &; &# &#; &#x; &#xzz; &amp"),
        ("&Foo; &amp;Foo; &amp;amp;Foo;", "&foo; &foo; &foo;"),
        ("&#99999999; & x;", "&#99999999; & x;"),
        ("&#xD800; &#0;", "\ufffd \ufffd"),
    ],
)
def test_a_reference_folds_as_what_it_stands_for(text: str, wanted: str) -> None:
    assert folded(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("the AT&amp;T deal", ["the", "AT", "T", "deal"]),
        ("in M&uuml;nchen", ["in", "M&uuml;nchen"]),
        ("&Uuml;bung", ["&Uuml;bung"]),
        ("Hon&shy;da&#8217;s", ["Hon&shy;da", "s"]),
        ("&amp;#72;onda", ["&amp;#72;onda"]),
        ("x&nbsp;y", ["x", "y"]),
        ("&#26481;&#20140;", ["&#26481;", "&#20140;"]),
    ],
)
def test_the_words_of_a_text_with_references_stand_where_they_are_written(text: str, wanted: list[str]) -> None:
    assert [text[token.start : token.end] for token in tokenise(text)] == wanted


def test_a_possessive_behind_a_reference_is_one_word() -> None:
    assert [token.ordinal for token in tokenise("Honda&#8217;s deal")] == [0, 0, 1]


@pytest.mark.parametrize(
    ("query", "text", "wanted"),
    [
        ("@att", "the AT&amp;T deal", ["AT&amp;T"]),
        ("@att", "the AT&amp;amp;T deal", ["AT&amp;amp;T"]),
        ("@att_as_written", "AT&amp;T and at&amp;t", ["AT&amp;T"]),
        ("@c", "C&#43;&#43; and C&plus;", ["C&#43;&#43;"]),
        ("@usa", "the U&#46;S&period; plan", ["U&#46;S&period;"]),
        ("@motors", "General&nbsp;Motors, General&nbsp; Motors", ["General&nbsp;Motors", "General&nbsp; Motors"]),
        ("@motors", "General&#44; Motors", []),
        ("@motors", "General&period; Motors", []),
        ("@beyond", "at &amp;Beyond", ["&amp;Beyond"]),
        ("@beyond", "at Beyond", []),
        ("@munich", "M&uuml;nchen, m&uuml;nchen, Mu&#776;nchen", ["M&uuml;nchen", "Mu&#776;nchen"]),
        ('"firms merger"', "the firms&#8217; merger", ["firms&#8217; merger"]),
        ("merge", "the firms&apos; merged&nbsp;", ["merged"]),
    ],
)
def test_rules_match_what_references_stand_for(query: str, text: str, wanted: list[str]) -> None:
    article = an_article(text)
    assert words(ask(query, article, VOCABULARY), article) == wanted


PIECES = st.sampled_from(
    [
        "&",
        "&amp;",
        "amp;",
        "#38;",
        "&#38;",
        "&#8217;",
        "&uuml;",
        "&Foo;",
        "&shy;",
        "&#x301;",
        ";",
        "Honda",
        "e",
        " ",
        "본",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=2), max_size=12).map("".join)


@given(TEXTS)
def test_a_text_means_the_same_with_references_and_without(text: str) -> None:
    plain = unescape(text)
    assert plain.text == unescaped(text)
    assert len(plain.text) == len(plain.starts) == len(plain.ends)
    # What looks like a reference once they have been read is none.
    read = plain.text.replace("&", "\N{REFERENCE MARK}")
    assert [token.text for token in tokenise(text)] == [token.text for token in tokenise(read)]


@given(TEXTS)
def test_every_place_of_a_text_with_references_points_at_what_was_folded(text: str) -> None:
    result = fold(text)
    assert list(result.starts) == sorted(result.starts)
    for number, character in enumerate(result.text):
        start, end = result.span(number, number + 1)
        assert 0 <= start < end <= len(text)
        assert character in folded(unicodedata.normalize("NFC", unescaped(text[start:end])))


@given(st.characters(exclude_categories=["Cs", "Cc"]))
def test_any_character_may_be_written_as_a_reference(character: str) -> None:
    assert unescaped(f"x&#{ord(character)};y") == f"x{html.unescape(f'&#{ord(character)};')}y"


@pytest.mark.parametrize("piece", ["&", "&amp;", "amp;", "&amp;#", "&#38;", "&amp;Foo", "&uuml;", "&aaaaaaaa"])
def test_many_references_are_no_problem(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    assert len(unescaped(text)) <= len(text)
    assert len(fold(text).text) <= len(text)
