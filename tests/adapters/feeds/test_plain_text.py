import pytest

from newsbell.adapters.feeds.plain_text import split_headline, text_article

BODY = "The plant would build pickups.\n\nNobody confirmed it."


@pytest.mark.parametrize(
    "headline",
    [
        "Honda and Nissan consider a partnership",
        "Will Honda and Nissan merge?",
        "Stop the presses!",
        "Nissan to build Honda pickups in the U.S.",
        "Nissan sues Honda Motor Co.",
        "Talks off: Mr. Mibe walks away",
        "What next for Nissan...",
        "日産とホンダ、協議入り",
        "x" * 200,
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_short_first_line_is_the_headline(headline: str, gap: str) -> None:
    assert split_headline(f"{headline}{gap}{BODY}") == (headline, BODY)


@pytest.mark.parametrize(
    "text",
    [
        "Nissan may build pickups for Honda, Nikkei reported on Monday.\n\nNobody confirmed it.",
        "“We are talking about it.”\nHe said no more.",
        "Honda left the talks. Will it come back?\nNobody knows.",
        "Honda left the talks. It stays in the U.S.\nNobody knows.",
        "Nissan said in a statement on Monday that it would\nbuild pickups for Honda.",
        "Nissan, Honda,\nMitsubishi and Renault met.",
        "日産は協議中だ。\n続報を待つ。",
        "x" * 201 + "\nmore",
        "Only one line, and nothing after it",
    ],
)
def test_prose_a_long_line_or_a_single_line_has_no_headline(text: str) -> None:
    assert split_headline(text) == (None, text)


@pytest.mark.parametrize(
    "text", [f"# Talks ended.\n{BODY}", f"## Talks ended. ##\n\n{BODY}", f"Talks ended.\n====\n{BODY}"]
)
def test_a_markdown_heading_is_the_headline_whatever_it_ends_with(text: str) -> None:
    assert split_headline(text) == ("Talks ended.", BODY)


def test_a_leading_date_may_go_on_on_its_line() -> None:
    article = text_article(" date 2025-07-13 Nissan may build pickups for Honda, they say.\n\nNobody confirmed it.")
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2025-07-13T00:00:00+00:00"
    assert article.headline is None
    assert article.body_text == "Nissan may build pickups for Honda, they say.\n\nNobody confirmed it."


def test_after_a_date_line_comes_the_headline() -> None:
    article = text_article(f"Date: 2025-07-13\nHonda and Nissan talk\n{BODY}")
    assert (article.headline, article.body_text) == ("Honda and Nissan talk", BODY)


@pytest.mark.parametrize("text", ["date 2025-13-45 was no day", "date 2025-07-133 is none", "dateline 2025-07-13 x"])
def test_what_is_no_date_stays_in_the_text(text: str) -> None:
    article = text_article(text)
    assert (article.published_at, article.body_text) == (None, text)


def test_front_matter_names_the_same_fields_as_a_row() -> None:
    article = text_article(
        f'---\ntitle: "Talks: a start"\ndate: 2025-07-13\nlink: https://h/1\ntags: [a]\n---\n\n{BODY}'
    )
    assert (article.headline, article.url, article.body_text) == ("Talks: a start", "https://h/1", BODY)
    assert article.published_at is not None


def test_a_rule_on_top_is_no_front_matter() -> None:
    assert text_article("---\nno colon here\n---\nmore").body_text == "---\nno colon here\n---\nmore"


def test_the_id_is_the_text_whatever_its_line_ends() -> None:
    one, other = text_article("A\nb c"), text_article("\ufeffA\r\nb c\r\n")
    assert one == other
    assert one.id is not None
    assert one.id.startswith("txt:")
    assert one.id != text_article("A\nb d").id
    assert one.url is None


def test_entities_are_unescaped_once() -> None:
    assert text_article("Honda &amp;amp; Nissan\nMore").headline == "Honda &amp; Nissan"
