"""Single phrases, links and cuts."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbell.core.render.clean import clean, cut, cut_sentence, one_line
from newsbell.core.render.columns import width_of, wrap, wrap_text
from newsbell.core.render.quoting import LONGEST_QUOTE, Run, quote_runs, shown_quotes, with_signs
from newsbell.core.render.view import EventView, Quote
from newsbell.core.render.words import (
    alert_headline,
    clauses,
    date_words,
    event_phrase,
    event_title,
    event_words,
    events_first,
    held_back_words,
    notices,
    provenance,
    reason_words,
    safe_link,
    severity_rank,
    severity_words,
    slot_words,
    status_words,
)
from newsbell.core.rules.model import Status
from newsbell.core.story.story import Reason

from .checks import TEXTS, harmless
from .samples import BARE, PICKUPS, quote


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (EventView("merger", "called_off"), "Merger: called off"),
        (EventView("tariff", "reported"), "Tariff"),
        (EventView("plant_closure", "in_talks", unconfirmed=True), "Plant closure: in talks (unconfirmed)"),
        (EventView("merger", "denied", "rumoured"), "Merger: denied (was rumoured)"),
        (EventView("merger", "denied", "denied"), "Merger: denied"),
        (EventView("strike", "reported", background=True), "Strike (background)"),
        (EventView("ipo", "some_new_status"), "Ipo: some new status"),
        (EventView("", "confirmed"), "Event: confirmed"),
    ],
)
def test_an_event_in_words(event: EventView, words: str) -> None:
    assert event_phrase(event) == words
    assert words.startswith(event_words(event))
    assert event_words(event).startswith(event_title(event.type))


def test_every_status_and_reason_has_words_of_its_own() -> None:
    assert len({status_words(status) for status in Status}) == len(Status)
    assert reason_words("first_report") == Reason.FIRST_REPORT.sentence
    assert reason_words("brand_new-reason") == "brand new reason"


def test_news_comes_before_background_and_a_status_before_none() -> None:
    events = (EventView("a", "confirmed", background=True), EventView("b", "reported"), EventView("c", "denied"))

    assert [event.type for event in events_first(events)] == ["c", "b", "a"]
    assert len(events_first(events * 5)) == 6


def test_severities_are_ranked_and_unknown_ones_count_as_normal() -> None:
    ranks = [severity_rank(name) for name in ("critical", "high", "normal", "low")]

    assert ranks == [0, 1, 2, 3]
    assert severity_rank("urgent") == severity_rank("normal")
    assert severity_words("very_urgent") == "VERY URGENT"
    assert severity_words("") == "NORMAL"


@pytest.mark.parametrize(
    ("headline", "sentence", "expected"),
    [
        ("  Honda\nand\tNissan ", "x", "Honda and Nissan"),
        (None, "A sentence.", "A sentence."),
        ("\x1b[2J \u202e", "A sentence.", "A sentence."),
        (None, "", "Rule"),
    ],
)
def test_an_alert_in_one_line(headline: str | None, sentence: str, expected: str) -> None:
    assert alert_headline(headline, sentence, "Rule") == expected


def test_a_headline_is_never_empty_or_endless() -> None:
    assert alert_headline(None, "", "") == "News alert"
    assert len(alert_headline("word " * 40_000, "", "")) <= 300
    assert len(alert_headline(None, "word " * 40_000, "")) <= 200
    assert alert_headline(None, "word " * 90, "").endswith("word…")


def test_dates_are_english_and_in_their_own_zone() -> None:
    assert date_words(datetime(2025, 7, 3, 23, 59, tzinfo=UTC)) == "3 July 2025"
    assert slot_words(datetime(2025, 12, 13, 7, 5, tzinfo=UTC)) == "13 December 2025, 07:05"


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://news.example/a?b=1&c=2#d", "https://news.example/a?b=1&c=2#d"),
        (" http://news.example:8080/ ", "http://news.example:8080/"),
        ("HTTPS://News.example/", "HTTPS://News.example/"),
        ('https://news.example/<a>|"b"`c`', "https://news.example/%3Ca%3E%7C%22b%22%60c%60"),
        ("https://news.example/a b", "https://news.example/a%20b"),
        ("https://shimbun.example/記事", "https://shimbun.example/記事"),
        ("https://[2001:db8::1]:8443/x", "https://[2001:db8::1]:8443/x"),
        ("https://news.example/it's", "https://news.example/it's"),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,x", None),
        ("//news.example/x", None),
        ("https:///x", None),
        ("https://", None),
        ("https://bank.example@evil.example/", None),
        ("https://bank.example\\@evil.example/", None),
        ("https://evil.example\\.bank.example/", None),
        ("https://news.example:99999/", None),
        ("https://[::1", None),
        ("https://news.example/\x00", None),
        ("https://news.example/\u202egpj.exe", None),
        ("https://news.example/" + "x" * 2000, None),
        ("", None),
        (None, None),
    ],
)
def test_only_plain_web_addresses_become_links(url: str | None, link: str | None) -> None:
    assert safe_link(url) == link


def test_the_outlet_is_the_named_one_or_the_host_of_the_link() -> None:
    assert provenance(PICKUPS) == ("Example Wire", "13 July 2025", "4 articles from 3 sources")
    assert (
        provenance(replace(PICKUPS, source=None, url="https://www.paper.example/x", published_at=None))[0]
        == "paper.example"
    )
    assert provenance(replace(PICKUPS, story_articles=2, story_sources=1))[-1] == "2 articles from 1 source"
    assert provenance(BARE) == ()


def test_many_terms_are_counted() -> None:
    assert clauses(replace(BARE, why=tuple("abcdefgh"))) == tuple("abcdefgh")
    assert clauses(replace(BARE, why=tuple("abcdefghij"))) == (*"abcdefg", "and 3 more")


def test_tests_history_and_possible_repeats_are_said_first() -> None:
    assert notices(BARE) == ()
    assert len(notices(replace(BARE, test=True, backfill=True, maybe_repeat=True))) == 3


def test_what_was_held_back_is_counted() -> None:
    assert held_back_words({"copies": 12, "none": 0, "silenced": 3}) == "Held back: 12 × copies, 3 × silenced"
    assert held_back_words({"copies": 0}) == held_back_words({}) == ""


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x9b31mred", "red"),
        ("\x1b]8;;http://e.example\x07click\x1b]8;;\x1b\\", "click"),
        ("\x1b]0;a title that never ends", "]0;a title that never ends"),
        ("a\x00b\x7fc", "abc"),
        ("\u202egpj\u202c \u2066x\u2069", "gpj x"),
        ("a\r\nb\u2028c\x85d\te", "a  b c d e"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("👩‍👩‍👧 مرحبا 日産", "👩‍👩‍👧 مرحبا 日産"),
    ],
)
def test_what_could_act_is_taken_out_and_the_words_stay(dirty: str, expected: str) -> None:
    assert clean(dirty) == expected


@given(st.text() | TEXTS)
def test_clean_text_is_harmless_and_stays_as_it_is(text: str) -> None:
    assert harmless(clean(text))
    assert clean(clean(text)) == clean(text)
    assert one_line(one_line(text)) == one_line(text)


@given(st.text() | TEXTS, st.integers(0, 60))
def test_a_cut_keeps_its_limit_and_the_beginning(text: str, limit: int) -> None:
    for shorter in (cut(text, limit), cut_sentence(text, limit)):
        assert len(shorter) <= limit
        assert text.startswith(shorter.removesuffix("…"))
        assert shorter == text or len(text) > limit


def test_a_cut_ends_between_words_after_a_sentence_and_never_inside_an_emoji() -> None:
    assert cut("one two three four five", 18) == "one two three…"
    assert cut_sentence("One is here. Two is there. Three", 30) == "One is here. Two is there."
    assert cut_sentence("日産です。ホンダです。トヨタです。", 12) == "日産です。ホンダです。"
    assert cut_sentence("No end in sight of this very long sentence", 20) == "No end in sight of…"
    assert cut("ab👩‍👩‍👧cd", 6) == "ab…"
    assert cut("abcde\u0301f", 6) == "abcd…"


@given(st.lists(st.builds(Run, TEXTS.map(clean), st.booleans()), max_size=5).map(tuple), st.integers(2, 80))
def test_wrapping_keeps_every_word_its_marks_and_the_width(runs: tuple[Run, ...], width: int) -> None:
    lines = wrap(runs, width)

    assert all(width_of("".join(run.text for run in line)) <= width for line in lines)
    before = [(c, run.marked) for run in runs for c in run.text if c != " "]
    assert [(c, run.marked) for line in lines for run in line for c in run.text if c != " "] == before


def test_wide_characters_take_two_columns() -> None:
    assert width_of("日産 Re:") == 8
    assert width_of("e\u0301") == 1
    assert wrap_text("日産とホンダ", 6) == ["日産と", "ホンダ"]
    assert wrap_text("one two three", 7) == ["one two", "three"]


@given(TEXTS, st.data())
def test_a_short_sentence_is_whole_and_its_marks_are_in_place(text: str, data: st.DataObject) -> None:
    places = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    marks = tuple(zip(places[::2], places[1::2], strict=False))
    runs = quote_runs(Quote(text, marks), limit=len(text) + 1)

    assert [run.text for run in runs if run.marked] == [c for a, b in marks if (c := clean(text[a:b]))]
    if not re.search("[\x1b\x80-\x9f]", text):  # a mark may split an escape
        assert "".join(run.text for run in runs) == clean(text)


def test_a_long_sentence_is_a_window_around_its_first_matched_words() -> None:
    text = "start " * 500 + "Honda " + "end " * 500
    runs = quote_runs(quote(text, "Honda"))

    shown = "".join(run.text for run in runs)
    assert [run.text for run in runs if run.marked] == ["Honda"]
    assert shown.startswith("…start")
    assert shown.endswith("…")
    assert len(shown) <= LONGEST_QUOTE + 2


def test_marks_beyond_the_sentence_do_no_harm() -> None:
    assert quote_runs(Quote("Honda", ((3, 99), (4, 5), (7, 9)))) == (Run("Hon"), Run("da", marked=True))


def test_body_sentences_are_shown_before_the_headline_and_a_summary_only_if_it_says_more() -> None:
    head, body = Quote("Head", (), in_headline=True), Quote("Body", ())

    assert shown_quotes(replace(BARE, quotes=(head, body))) == ((Run("Body"),),)
    assert shown_quotes(replace(BARE, quotes=(head,))) == ((Run("Head"),),)
    assert shown_quotes(replace(BARE, quotes=(body,) * 5)) == ((Run("Body"),),) * 3
    assert shown_quotes(BARE) == ()
    assert shown_quotes(replace(BARE, summary="More")) == ((Run("More"),),)


def test_signs_stand_around_marked_words_only() -> None:
    assert with_signs((Run("a "), Run("b", marked=True), Run(" ", marked=True), Run("c ")), "«", "»") == "a «b» c"
