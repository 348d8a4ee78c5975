import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from newsbell import wire
from newsbell.flow.ports import DeliveryFact
from newsbell_contracts import DELIVERY_TYPE, ChannelRef, CloudEvent, Delivery, DeliveryError

NOW = datetime(2025, 7, 14, 8, 0, tzinfo=UTC)
SENT = DeliveryFact(
    id="de_1",
    alert_ids=["al_1"],
    channel="autos",
    kind="slack",
    status="sent",
    attempt=2,
    at=NOW + timedelta(seconds=2.5),
    detected_at=NOW,
    queued_at=NOW + timedelta(seconds=1),
    maybe_repeat=True,
    receipt={"ts": "17.1"},
)


def told(fact: DeliveryFact) -> Delivery:
    return CloudEvent[Delivery].model_validate_json(wire.write_fact(fact)).data


def test_what_was_sent_is_told_with_its_receipt_and_how_long_it_took() -> None:
    assert told(SENT) == Delivery(
        id="de_1",
        alert_ids=("al_1",),
        channel=ChannelRef(name="autos", kind="slack"),
        status="sent",
        attempt=2,
        maybe_repeat=True,
        receipt={"ts": "17.1"},
        queued_at=NOW + timedelta(seconds=1),
        sent_at=NOW + timedelta(seconds=2.5),
        latency_ms=2500,
    )


def test_what_was_not_sent_has_no_time_of_sending_and_says_why() -> None:
    made = told(replace(SENT, status="retrying", error_code="server", error="HTTP 503", receipt={}))
    assert (made.sent_at, made.latency_ms, made.receipt) == (None, None, {})
    assert made.error == DeliveryError(code="server", message="HTTP 503")


def test_an_error_without_words_is_told_by_its_code() -> None:
    assert told(replace(SENT, status="dead", error_code="timeout")).error == DeliveryError(code="timeout", message="")


def test_a_digest_names_its_slot_and_all_its_alerts() -> None:
    made = told(replace(SENT, alert_ids=["al_1", "al_2"], digest=NOW))
    assert (made.digest, made.alert_ids) == ("2025-07-14T08:00:00+00:00", ("al_1", "al_2"))


def test_what_was_held_back_names_the_reason() -> None:
    made = told(replace(SENT, status="suppressed", attempt=0, suppressed_by="route", error_code=None))
    assert (made.suppressed_by, made.attempt, made.error) == ("route", 0, None)


@pytest.mark.parametrize("early", [timedelta(seconds=1), timedelta(days=1)])
def test_clocks_that_disagree_make_no_negative_latency(early: timedelta) -> None:
    assert told(replace(SENT, at=NOW - early)).latency_ms == 0


def test_the_event_is_about_the_delivery_and_each_outcome_of_each_attempt_has_its_own_id() -> None:
    facts = [SENT, replace(SENT, attempt=3), replace(SENT, status="dead")]
    events = [json.loads(wire.write_fact(fact)) for fact in facts]

    assert {(event["source"], event["type"], event["subject"]) for event in events} == {
        ("newsbell/deliver", DELIVERY_TYPE, "de_1")
    }
    assert len({event["id"] for event in events}) == 3
    assert wire.write_fact(SENT) == wire.write_fact(SENT)
    assert events[0]["time"] == "2025-07-14T08:00:02.500000Z"
