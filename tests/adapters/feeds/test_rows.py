from datetime import UTC, datetime
from typing import Any

import pytest

from newsbell.adapters.feeds.rows import article_from

MINIMAL = {"id": "a1", "headline": "Honda and Nissan talk"}


def test_the_names_of_other_archives_are_understood() -> None:
    article = article_from(
        {
            "id": 7,
            "title": "Honda &amp; Nissan\ntalk",
            "body": "They met.\r\nThat is all.",
            "summary": "They met.",
            "lang": "en",
            "source": "Example News",
            "date": "2025-07-13",
            "link": " https://h/1 ",
            "sentiment": {"score": 1},
        }
    )
    assert article.model_dump(exclude_none=True) == {
        "id": "7",
        "headline": "Honda & Nissan talk",
        "body_text": "They met.\nThat is all.",
        "description": "They met.",
        "language": "en",
        "source": {"name": "Example News"},
        "published_at": datetime(2025, 7, 13, tzinfo=UTC),
        "url": "https://h/1",
        "subjects": (),
        "extensions": {},
    }


def test_our_own_names_win_over_foreign_ones_unless_they_are_empty() -> None:
    row = {"id": "a", "headline": "ours", "title": "theirs", "body_text": "", "body": None, "text": "body"}
    article = article_from(row)
    assert (article.headline, article.body_text) == ("ours", "body")


def test_a_cloud_event_is_taken_out_of_its_envelope() -> None:
    event = {"specversion": "1.0", "id": "a1/1", "source": "x", "type": "newsbell.article.v1", "data": MINIMAL}
    assert article_from(event) == article_from(MINIMAL)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2025-07-13", "2025-07-13T00:00:00+00:00"),
        ("2025-07-13 10:30:00", "2025-07-13T10:30:00+00:00"),
        ("2025-07-13T10:30:00+02:00", "2025-07-13T10:30:00+02:00"),
        ("2025-07-13 10:30:00 UTC", "2025-07-13T10:30:00+00:00"),
        ("20250713", "2025-07-13T00:00:00+00:00"),
        ("20250713103000", "2025-07-13T10:30:00+00:00"),
        ("Sun, 13 Jul 2025 10:30:00 GMT", "2025-07-13T10:30:00+00:00"),
        ("Sun, 13 Jul 2025 10:30:00 -0000", "2025-07-13T10:30:00+00:00"),
        (1752402600, "2025-07-13T10:30:00+00:00"),
        ("1752402601", "2025-07-13T10:30:01+00:00"),
        ("1752402600000", "2025-07-13T10:30:00+00:00"),
    ],
)
def test_dates_as_archives_write_them(value: object, moment: str) -> None:
    published = article_from(MINIMAL | {"published": value}).published_at
    assert published is not None
    assert published.isoformat() == moment


@pytest.mark.parametrize("value", ["yesterday", "2025-13-01", "12", 13, 12.5, True, "20251301", [], "July"])
def test_what_is_no_date_is_told_and_not_guessed(value: object) -> None:
    with pytest.raises(ValueError, match=r"^published_at is no time; write 2025-07-13"):
        article_from(MINIMAL | {"published_at": value})


def test_the_default_time_is_for_articles_without_one() -> None:
    default = datetime(2025, 1, 1, tzinfo=UTC)
    assert article_from(MINIMAL, default).published_at == default
    dated = article_from(MINIMAL | {"date": "2025-07-13"}, default).published_at
    assert dated == datetime(2025, 7, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Example", "Example"),
        ({"name": "Example", "domain": "h"}, "Example"),
        ({"domain": "h"}, "h"),
        ({"title": "T"}, "T"),
    ],
)
def test_a_source_has_a_name(source: object, name: str) -> None:
    article = article_from(MINIMAL | {"source": source})
    assert article.source is not None
    assert article.source.name == name


def test_subjects_may_be_plain_codes() -> None:
    article = article_from(MINIMAL | {"subjects": ["20000204", {"code": "x", "name": "y"}]})
    assert [subject.code for subject in article.subjects] == ["20000204", "x"]


def test_an_article_without_id_and_url_is_known_by_its_text() -> None:
    one, same, other = (article_from({"title": title}) for title in ("A", "A", "B"))
    assert one.id is not None
    assert one.id.startswith("row:")
    assert one.id == same.id != other.id


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ([], "is an array; an article is a JSON object"),
        ("x", "is a string; an article is a JSON object"),
        (None, "is null; an article is a JSON object"),
        (1, "is a number; an article is a JSON object"),
        ({}, "an article needs a `headline` or a `body_text`"),
        ({"id": "a", "title": 7}, "headline: input should be a valid string"),
        ({"id": "a" * 513, "title": "x"}, "id: string should have at most 512 characters"),
        (
            {"specversion": "1.0", "type": "newsbell.alert.v1", "data": {}},
            "is a CloudEvent of another type; articles are newsbell.article.v1",
        ),
        ({"specversion": "1.0", "type": "newsbell.article.v1"}, "is a CloudEvent without a JSON object in `data`"),
        (MINIMAL | {"extensions": {"x": float("inf")}}, "extensions: numbers must be finite"),
    ],
)
def test_what_is_no_article_is_told_in_words(row: Any, message: str) -> None:
    with pytest.raises(ValueError, match=r"\S") as caught:
        article_from(row)
    assert str(caught.value) == message
