"""What messages say, and what they leave out when there is too much."""

from dataclasses import replace

import pytest

from newsbell.core.render.console import console_digest, console_text
from newsbell.core.render.email import LARGEST_DIGEST, email_digest, email_words
from newsbell.core.render.plain import plain_digest, plain_words
from newsbell.core.render.slack import slack_digest, slack_message
from newsbell.core.render.stories import told_stories
from newsbell.core.render.view import AlertView, DigestView, EventView, Quote

from .checks import Page, slack_problems, texts, units
from .samples import BARE, CALLED_OFF, HOSTILE, JAPANESE, MORNING, PICKUPS, STEEL_BEFORE, many

WORST = replace(
    PICKUPS,
    headline="&\"<'" * 90,
    url="https://e.example/" + "&" * 1900,
    source="&" * 200,
    rule_title="&" * 900,
    events=tuple(EventView("<" * 90, '"' * 90, "&" * 90, True, True, "&" * 90) for _ in range(9)),
    quotes=tuple(Quote("&日" * 400, tuple((n, n + 1) for n in range(0, 400, 2))) for _ in range(5)),
    why=tuple("&" * 200 for _ in range(20)),
)
EMPTY = DigestView("morning", MORNING.due, ())


def test_stories_come_by_severity_then_novelty_then_sources_and_lead_with_their_newest_alert() -> None:
    stories = told_stories(MORNING)

    assert [told.lead.id for told in stories] == ["al_called_off", "al_pickups", "al_japanese", "al_bare"]
    assert [alert.id for alert in stories[0].earlier] == ["al_announced"]

    new, old = replace(BARE, story_id="new"), replace(BARE, story_id="old", reason="article_edited")
    wide, odd = replace(new, story_id="wide", story_sources=7), replace(new, story_id="odd", reason="unheard_of")
    ordered = told_stories(replace(MORNING, alerts=(odd, old, new, wide)))
    assert [told.lead.story_id for told in ordered] == ["wide", "new", "old", "odd"]


def test_an_earlier_alert_of_higher_severity_keeps_its_story_up() -> None:
    calmer = replace(STEEL_BEFORE, severity="critical"), replace(CALLED_OFF, severity="low")

    assert told_stories(replace(MORNING, alerts=(PICKUPS, *calmer)))[0].lead.severity == "low"


def test_the_subject_says_what_happened_and_a_digest_its_first_headline_with_a_count() -> None:
    assert email_words(CALLED_OFF).subject.startswith("Merger: called off · Northgate Steel walks away")
    assert email_words(HOSTILE).subject.startswith("TEST: this is not real news · ")
    assert email_digest(MORNING).subject == "Northgate Steel walks away from its $14bn takeover of Harbor Iron (+3)"
    assert email_digest(many(1)).subject == PICKUPS.headline
    assert email_digest(replace(many(12), alerts=many(12, WORST).alerts)).subject.endswith("… (+11)")
    assert email_digest(EMPTY).subject == "morning"


def test_background_events_do_not_lead_a_title() -> None:
    assert email_words(PICKUPS).subject.startswith("Production deal: in talks, Tariff · ")
    only = replace(PICKUPS, events=(EventView("merger", "denied", background=True),))
    assert email_words(only).subject.startswith("Merger: denied · ")


def test_a_mail_hides_its_first_sentence_as_preheader_and_a_digest_its_second_headline() -> None:
    page = email_words(PICKUPS).html

    assert page.index("display:none") < page.index("The two carmakers") < page.index("HIGH")
    digest = email_digest(MORNING).html
    assert digest.index("display:none") < digest.index(PICKUPS.headline) < digest.index("newsbell")


def test_the_dark_scheme_survives_inlining_and_every_text_has_an_explicit_colour() -> None:
    page = email_words(PICKUPS).html

    assert page.count("prefers-color-scheme: dark") == 1
    assert '<span class="mark" style="background-color: #ffe9a8' in page
    assert "'Segoe UI'" in page or "&quot;Segoe UI&quot;" in page
    assert "<!--[if mso]>" in page
    assert page.count("<style") == 1


@pytest.mark.parametrize("count", [1, 20, 21, 60, 400])
def test_a_digest_shows_twenty_stories_in_full_lists_the_others_and_stays_small(count: int) -> None:
    mail = email_digest(many(count))

    shown = mail.html.count('edge-high"')
    more = [word for word in Page(mail.html).words.split() if word.startswith("+")]
    listed = mail.html.count('class="listed"') - len(more)
    assert len(mail.html.encode()) <= LARGEST_DIGEST
    assert shown == min(count, 20)
    assert shown + listed + sum(int(word) for word in more) == count
    assert mail.text.count("\n* Tariff") == shown


@pytest.mark.parametrize("count", [1, 5, 60])
def test_the_worst_digest_stays_small_too_and_accounts_for_every_story(count: int) -> None:
    mail = email_digest(many(count, WORST))

    page = Page(mail.html)
    assert page.problems == []
    assert len(mail.html.encode()) <= LARGEST_DIGEST
    more = sum(int(word) for word in page.words.split() if word.startswith("+"))
    cards = mail.html.count('edge-high"') + mail.html.count('class="listed"') - (1 if more else 0)
    assert cards + more == count
    assert (f"+{more} more" in mail.text) == bool(more)


@pytest.mark.parametrize(
    ("count", "alert"), [(1, PICKUPS), (12, PICKUPS), (18, BARE), (60, PICKUPS), (400, PICKUPS), (30, WORST)]
)
def test_a_slack_digest_fills_one_message_and_counts_the_rest(count: int, alert: AlertView) -> None:
    message = slack_digest(many(count, alert))

    assert slack_problems(message) == []
    full = sum(block["type"] == "divider" for block in message["blocks"])
    listed = sum(
        len(part["elements"])
        for block in message["blocks"]
        if block["type"] == "rich_text"
        for part in block["elements"]
        if part["type"] == "rich_text_list"
    )
    more = [int(text[1:-5]) for text in texts(message["blocks"]) if text.startswith("+") and text.endswith(" more")]
    assert full >= 1
    assert full + listed + sum(more) == count
    assert any("Held back: 12" in text for text in texts(message["blocks"]))


def test_a_slack_alert_of_the_worst_kind_stays_within_a_message() -> None:
    message = slack_message(WORST)

    assert slack_problems(message) == []
    assert sum(units(text) for text in texts(message["blocks"])) < 12_000


def test_an_empty_digest_says_so_little_that_nothing_breaks() -> None:
    assert slack_problems(slack_digest(EMPTY)) == []
    assert "0 stories" in email_digest(EMPTY).text
    assert Page(email_digest(EMPTY).html).problems == []
    assert "0 stories" in plain_digest(EMPTY, 200).body
    assert "0 stories" in console_digest(EMPTY, colour=True)


def test_plain_text_keeps_link_and_first_sentence_and_drops_the_why_when_short_of_room() -> None:
    whole, short = plain_words(PICKUPS, 5000).body, plain_words(PICKUPS, 300).body

    assert "Why: Honda and Nissan" in whole
    assert "Why:" not in short
    assert (PICKUPS.url or "") in short
    assert "The two carmakers are discussing" in short


def test_plain_text_drops_a_link_that_does_not_fit_rather_than_cutting_it() -> None:
    assert "https" not in plain_words(PICKUPS, 50).body
    assert plain_words(PICKUPS, 64).body == PICKUPS.url
    assert plain_words(PICKUPS, 0).body == ""


def test_a_plain_digest_tells_stories_in_full_then_in_brief_then_counts() -> None:
    body = plain_digest(many(30), 2000).body

    assert body.count("Tariff") > 1
    assert body.count(PICKUPS.headline) > body.count("Tariff · ")
    assert "more\n" in body
    assert body.endswith("Held back: 12 × copies of known articles, 3 × silenced")


def test_calls_to_everybody_are_broken_in_plain_text() -> None:
    body = plain_words(HOSTILE, 2000).body

    assert "@everyone" not in body
    assert "@\u200beveryone" in body
    assert "<!channel" not in body


def test_a_card_marks_words_by_style_or_by_signs_and_names_the_status_in_words() -> None:
    plain, coloured = console_text(CALLED_OFF, colour=False), console_text(CALLED_OFF, colour=True)

    assert "«Northgate Steel» has «terminated»" in plain
    assert "\x1b" not in plain
    assert "\x1b[1;4mNorthgate Steel\x1b[0m" in coloured
    assert "Merger: called off (was announced" in coloured.replace("  (", " (")


def test_a_possible_repeat_is_said_in_every_message() -> None:
    said = "Possible repeat"

    assert any(said in text for text in texts(slack_message(JAPANESE)["blocks"]))
    assert said in slack_message(JAPANESE)["text"]
    assert said in email_words(JAPANESE).text
    assert said in email_words(JAPANESE).html
    assert said in plain_words(JAPANESE, 500).body
    assert said in console_text(JAPANESE, colour=False)


def test_on_slack_the_link_is_named_after_the_outlet_if_it_has_a_name() -> None:
    def origin(url: str | None) -> list[str]:
        message = slack_message(replace(PICKUPS, source=None, url=url, quotes=(), summary=PICKUPS.headline))
        return list(texts(message["blocks"][2]))

    assert origin("https://paper.example/x")[1] == "Read at paper.example"
    assert origin("https://www./x")[1:] == ["Read the article", " · 13 July 2025 · 4 articles from 3 sources"]
    assert origin("javascript:x") == ["13 July 2025 · 4 articles from 3 sources"]
