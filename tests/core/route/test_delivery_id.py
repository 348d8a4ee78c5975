from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbell.core.route.delivery_id import delivery_id, digest_id

SLOT = datetime(2025, 7, 14, 5, 30, tzinfo=UTC)


def test_ids_stay_as_they_were_released() -> None:
    """The ledger keys rows by them: another formula would send everything that is under way once more."""
    assert delivery_id("al_1", "autos") == "de_8c3a768a1748717eb71cfee4"
    assert digest_id("morning", SLOT) == "dg_3e0d99e067bad448ce74bff2"


def test_the_zone_of_the_slot_does_not_matter_but_the_slot_does() -> None:
    assert digest_id("morning", SLOT.astimezone(ZoneInfo("Asia/Tokyo"))) == digest_id("morning", SLOT)
    assert digest_id("morning", SLOT.replace(minute=31)) != digest_id("morning", SLOT)


def test_a_slot_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        digest_id("morning", SLOT.replace(tzinfo=None))


@given(st.text(), st.text(), st.text(), st.text())
def test_different_alerts_or_channels_have_different_ids(alert: str, channel: str, other: str, another: str) -> None:
    same = (alert, channel) == (other, another)

    assert (delivery_id(alert, channel) == delivery_id(other, another)) == same
    assert delivery_id(alert + channel, "") != delivery_id(alert, channel) or not channel
