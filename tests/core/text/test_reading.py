"""From an article's fields to zones, visible text, sentences and paragraphs."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.articles import an_article
from newsbell.core.text.document import Zone
from newsbell.core.text.reading import read_document
from newsbell.core.text.sentences import Sentences
from newsbell.core.text.visible import visible_text


def body(text: str, language: str | None = None) -> Zone:
    zone = an_article(text, language=language).zone("body")
    assert zone is not None
    return zone


def sentences(text: str) -> list[str]:
    return [text[each.start : each.end] for each in body(text).sentences]


def paragraphs(text: str) -> list[int]:
    return [each.paragraph for each in body(text).sentences]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Honda slid. Nissan gained.", ["Honda slid.", "Nissan gained."]),
        ("Honda Inc. and Nissan gained.", ["Honda Inc. and Nissan gained."]),
        ("In Canton, Miss., and Mr. Nissan", ["In Canton, Miss., and Mr. Nissan"]),
        ("It met at 9 a.m. Monday in Tokyo.", ["It met at 9 a.m. Monday in Tokyo."]),
        ("It met at 9 a.m. Nobody came.", ["It met at 9 a.m.", "Nobody came."]),
        ("It cut approx. 10 jobs. Then more.", ["It cut approx. 10 jobs.", "Then more."]),
        ("Plants incl. Canton closed.", ["Plants incl. Canton closed."]),
        ("It rose 3.2 pct. in Sept. and fell.", ["It rose 3.2 pct. in Sept. and fell."]),
        ("U.S. Steel and Co. (7201.T) rose.", ["U.S. Steel and Co. (7201.T) rose."]),
        ("“Stop!” he said. It did.", ["“Stop!” he said.", "It did."]),
        ("Sales rose. iPhone sales fell.", ["Sales rose.", "iPhone sales fell."]),
        (
            "A heading\nA sentence. Another\n- an item\n- one more",
            ["A heading", "A sentence.", "Another", "an item", "one more"],
        ),
        ("本田は発表した。日産も。", ["本田は発表した。", "日産も。"]),
        ("no stop at all", ["no stop at all"]),
    ],
)
def test_sentences(text: str, wanted: list[str]) -> None:
    assert sentences(text) == wanted


def test_wrapped_lines_are_one_sentence() -> None:
    text = (
        "The two companies have been talking about a plan that would\n"
        "bring Nissan trucks to Honda dealers. It is\nearly.\n\nMore."
    )
    assert [" ".join(each.split()) for each in sentences(text)] == [
        "The two companies have been talking about a plan that would bring Nissan trucks to Honda dealers.",
        "It is early.",
        "More.",
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("One. Two.\nThree.", [0, 0, 1]),
        ("One. Two.\nThree.\n\nFour.", [0, 0, 0, 1]),
        ("One.\r\n\r\nTwo.\r\nThree.", [0, 1, 1]),
        ("Intro:\n\n- a b\n- c d\n\nEnd.", [0, 1, 2, 3]),
        ("One.\nTwo.\n\n\n![x](y.png)\n\n", [0, 1]),
        ("One.\n\n![x](y.png)\n\nTwo.\nThree.", [0, 1, 2]),
    ],
)
def test_paragraphs(text: str, wanted: list[int]) -> None:
    assert paragraphs(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("![An alt [Video]](https://x.example/a(1).jpg) end", "end"),
        ('the [Honda works](https://x.example/a "title") closed', "the Honda works closed"),
        ("[![alt](a.png)](https://x.example)", ""),
        ("see https://x.example/honda?q=1. Next", "see . Next"),
        ("(www.honda.com), then", "( ), then"),
        ("at honda.com, press@honda.co.jp and Amazon.com Inc", "at , and Amazon.com Inc"),
        ("Honda.Then U.S. x.y", "Honda.Then U.S. x.y"),
        ("<p>Honda <b class=x>up</b></p> 3 < 4", "Honda up 3 < 4"),
        ("- [a b](c)\n* [d](e) | [f](g)\nwith [h](i)", "with h"),
        ("Read more: Honda\nReaders like more.", "Readers like more."),
        ("Related:\nRelated companies fell", "Related companies fell"),
        ("Copyright 2025 Honda\nCopyright law matters", "Copyright law matters"),
        ("Photo: Honda works\nA photo of it", "A photo of it"),
        ("A Honda works. Jane Doe / Getty Images\nText.", "Text."),
        ("Sign up for our letter\nAdvertisement\nText.", "Text."),
        ("a [not a link] (b) ! [c]", "a [not a link] (b) ! [c]"),
    ],
)
def test_what_is_not_prose_is_blanked(text: str, wanted: str) -> None:
    seen = visible_text(text)
    assert len(seen) == len(text)
    assert " ".join(seen.split()) == wanted


def test_a_blanked_line_has_no_sentence_and_a_headline_is_never_boilerplate() -> None:
    article = an_article("Text.\nRead more: Honda", "Photos: a Honda works at www.x.example")
    assert [len(zone.sentences) for zone in article.zones] == [1, 1]
    assert article.zones[0].visible.strip() == "Photos: a Honda works at"


def test_blank_fields_make_no_zone() -> None:
    article = read_document(article_id="a", version="1", headline=" ", body_text=None, description="\n")
    assert article.zones == ()


TEXTS = st.lists(
    st.one_of(
        st.sampled_from(
            ["[", "](", ")", "![", "<p>", "@", "www.", "https://", "a.", " ", "\n", "\n\n", "- ", "Honda", "e\u0301"]
        ),
        st.text(max_size=3),
    ),
    max_size=30,
).map("".join)


@given(TEXTS, st.sampled_from([None, "en", "de-CH", "", "zz", "\ud800"]))
def test_any_text_can_be_read_and_every_visible_word_is_in_one_sentence(text: str, language: str | None) -> None:
    article = read_document(
        article_id="a", version="1", headline=text, body_text=text, description=None, language=language
    )
    for zone in article.zones:
        assert len(zone.visible) == len(zone.text)
        places = [(each.start, each.end) for each in zone.sentences]
        assert all(start < end for start, end in places)
        assert all(one[1] <= two[0] for one, two in pairwise(places))
        assert [each.paragraph for each in zone.sentences] == sorted(each.paragraph for each in zone.sentences)
        for number, character in enumerate(zone.visible):
            if character.isalnum():
                sentence = zone.sentence_at(number)
                assert sentence is not None
                assert sentence.start <= number < sentence.end


@given(TEXTS, st.lists(st.integers(0, 90), max_size=6), st.integers(0, 5))
def test_a_sentence_is_the_same_whatever_was_asked_for_before(text: str, offsets: list[int], count: int) -> None:
    visible = visible_text(text)
    every = Sentences(text, visible).all()
    lazy = Sentences(text, visible)
    for offset in offsets:
        assert lazy.at(offset) == next((each for each in every if each.start <= offset < each.end), None)
    assert lazy.first(count) == every[:count]
    assert lazy.all() == every


@pytest.mark.parametrize(
    "piece",
    ["![[", "[a](b) x\n", "[a](b)\n", "a. B", "a@", "a.", "<p ", "\n", "a!", "e\u0301", "[a](", "www.", "本", "a"],
)
def test_long_strange_texts_are_read_whole(piece: str) -> None:
    text = piece * (30_000 // len(piece))
    zone = body(f"{text}\n\nHonda. ")
    last = zone.sentences[-1]
    assert zone.text[last.start : last.end] == "Honda."


def test_real_articles_keep_their_paragraphs_and_lose_the_foreign_picture(shared: Path) -> None:
    for path in sorted((shared / "seeds").glob("*.txt")):
        zone = body(path.read_text(encoding="utf-8"))
        assert len(zone.sentences) > 15
        assert "Lucid" not in zone.visible
        assert "Honda" in zone.visible
