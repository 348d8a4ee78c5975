"""What the models read and refuse, beyond what a JSON Schema can say."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from newsbell_contracts import Fact, NewsArticle

ROW: dict[str, Any] = {"id": "a1", "headline": "Honda plans a merger"}


def published(value: object) -> datetime | None:
    return NewsArticle.model_validate_json(json.dumps({**ROW, "published_at": value})).published_at


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2025-07-13T10:00:00Z", datetime(2025, 7, 13, 10, tzinfo=UTC)),
        ("2025-07-13t10:00:00z", datetime(2025, 7, 13, 10, tzinfo=UTC)),
        ("2025-07-13T10:00:00+02:00", datetime(2025, 7, 13, 8, tzinfo=UTC)),
        ("2025-07-13T10:00:00-05:00", datetime(2025, 7, 13, 15, tzinfo=UTC)),
        ("2025-07-13T10:00:00.250", datetime(2025, 7, 13, 10, 0, 0, 250_000, tzinfo=UTC)),
        ("2025-07-13 10:00", datetime(2025, 7, 13, 10, tzinfo=UTC)),
        ("2025-07-13", datetime(2025, 7, 13, tzinfo=UTC)),
        ("20250713", datetime(2025, 7, 13, tzinfo=UTC)),
        (1_752_400_800, datetime(2025, 7, 13, 10, tzinfo=UTC)),
        (None, None),
    ],
)
def test_a_moment_without_a_zone_is_in_utc_and_a_bare_date_is_its_midnight(
    value: object, moment: datetime | None
) -> None:
    found = published(value)
    assert found == moment
    assert found is None or found.utcoffset() is not None


@pytest.mark.parametrize("value", ["", "soon", "13/07/2025", "2025-07", "2025-13-01", "20251301", "2025-07-13T25:00"])
def test_a_moment_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(ValidationError, match="published_at"):
        published(value)


def test_a_moment_that_is_given_as_one_stays_and_needs_a_zone() -> None:
    moment = datetime(2025, 7, 13, tzinfo=UTC)
    assert NewsArticle(**ROW, published_at=moment).published_at == moment
    with pytest.raises(ValidationError, match="timezone"):
        NewsArticle(**ROW, published_at=datetime(2025, 7, 13))  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [float("-inf")], {"deep": [{"er": float("nan")}]}])
def test_extensions_hold_no_number_that_json_can_not_write(value: object) -> None:
    with pytest.raises(ValidationError, match="numbers must be finite"):
        NewsArticle(**ROW, extensions={"x": value})


def test_extensions_come_back_as_they_were() -> None:
    kept = {"a": [1, 2.5, None, True, {"b": "日産"}], "c": {}}
    article = NewsArticle(**ROW, extensions=kept)
    assert NewsArticle.model_validate_json(article.model_dump_json()).extensions == kept


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_figure_is_a_number_that_json_can_write(value: float) -> None:
    with pytest.raises(ValidationError, match="finite number"):
        Fact(attribute="tariff", value=value, unit="%")
    with pytest.raises(ValidationError, match="finite number"):
        Fact(attribute="tariff", value=15, unit="%", previous_value=value)
    assert Fact(attribute="tariff", value=15, unit="%", previous_value=25).previous_value == 25


def test_a_message_can_not_be_changed_and_forgets_fields_it_does_not_know() -> None:
    article = NewsArticle.model_validate({**ROW, "mood": "calm"})
    assert "mood" not in article.model_dump()
    with pytest.raises(ValidationError, match="frozen"):
        article.headline = "other"  # type: ignore[misc]


@pytest.mark.parametrize(
    "fields", [{"headline": " \n"}, {"id": None}, {"id": None, "url": " "}, {"subjects": [{}] * 101}]
)
def test_an_article_says_something_and_is_known_by_something(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        NewsArticle.model_validate({**ROW, **fields})


def test_offsets_of_zones_are_kept_to_the_second() -> None:
    """A zone east of UTC stays what the producer wrote; only the moment counts when two are compared."""
    article = NewsArticle.model_validate({**ROW, "published_at": "2025-07-13T19:00:00+09:00"})
    assert article.published_at is not None
    assert article.published_at.utcoffset() == timedelta(hours=9)
    assert article.model_dump(mode="json")["published_at"] == "2025-07-13T19:00:00+09:00"
