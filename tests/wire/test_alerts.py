import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.alerts import ALERTS
from fakes.flow import engine
from newsbell import wire
from newsbell.core.events.finding import EntityFound, EventFound, EvidenceFound, Finding
from newsbell.core.match.hit import Span, SpanKind
from newsbell.core.rules.model import Status
from newsbell.core.story.decide import decide
from newsbell.core.story.story import Change, Reason, StoryChange, StoryState
from newsbell.flow.ports import DeadReason, Unreadable
from newsbell_contracts import (
    ALERT_TYPE,
    Alert,
    AlertArticle,
    ArticleSource,
    CloudEvent,
    Event,
    Evidence,
    EvidenceSpan,
    NewsArticle,
    RuleRef,
    StoryRef,
)

NOW = datetime(2025, 7, 14, 8, 0, tzinfo=UTC)
BODY = "Honda 本田 met Nissan on Monday. 🚗 Honda says no merger is near. A tariff may come."
ARTICLE: dict[str, Any] = {
    "id": "a1",
    "url": "https://ledger.example/1",
    "headline": "Honda and a merger",
    "body_text": BODY,
    "language": "en-GB",
    "published_at": "2025-07-14T07:00:00Z",
    "source": {"name": "The Example Ledger", "domain": "ledger.example"},
}


def finding(**fields: Any) -> Finding:
    article = NewsArticle.model_validate({**ARTICLE, **fields})
    (found,) = engine().findings(wire.document_of(article, NOW))
    return found


def alert(known: StoryState | None = None, now: datetime = NOW, **fields: Any) -> Alert:
    found = finding(**fields)
    return wire.alert_of(found, decide(found, known, now), now)


def first_story(**fields: Any) -> StoryState:
    return decide(finding(**fields), None, NOW).after


# --- what watch found, as the contract says it


def test_an_alert_says_what_the_finding_and_the_story_say() -> None:
    found = finding()
    change = decide(found, None, NOW)
    made = wire.alert_of(found, change, NOW)

    assert (made.id, made.sequence, made.references) == (change.after.alert_ids[0], 1, ())
    assert (made.reason, made.severity, made.labels) == ("first_report", "normal", {"desk": "autos"})
    assert made.rule == RuleRef(id="r0", title="Rule 0", version="v1")
    assert made.story == StoryRef(id=change.after.id, first_seen=NOW, articles=1, sources=1)
    assert (made.url, made.detected_at, made.test, made.backfill) == (ARTICLE["url"], NOW, False, False)
    assert made.headline == "Honda and a merger"
    assert made.articles == (
        AlertArticle(
            id="a1",
            url="https://ledger.example/1",
            headline="Honda and a merger",
            source=ArticleSource(name="The Example Ledger", domain="ledger.example"),
            language="en-GB",
            published_at=datetime(2025, 7, 14, 7, 0, tzinfo=UTC),
            relation="trigger",
        ),
    )


def test_entities_events_and_terms_are_those_of_the_finding() -> None:
    found = finding()
    made = wire.alert_of(found, decide(found, None, NOW), NOW)

    assert [(e.id, e.name, e.type, e.salience, e.mentions) for e in made.entities] == [
        (e.id, e.name, e.type, e.salience, e.mentions) for e in found.entities
    ]
    assert [(e.type, e.status, e.evidence_ids) for e in made.events] == [
        (e.type, e.status.value, e.evidence_ids) for e in found.events
    ]
    assert {e.type for e in made.events} == {"merger", "tariff"}
    assert [(m.clause, m.evidence_ids) for m in made.matched] == [(m.clause, m.evidence_ids) for m in found.matched]
    assert {m.clause for m in made.matched} == {"@honda", "event:merger", "event:tariff"}


def test_evidence_is_a_slice_of_the_articles_own_text_and_so_is_each_span() -> None:
    made = alert()
    words = set()
    for item in made.evidence:
        text = ARTICLE[item.field]
        assert (item.article_id, text[item.start : item.end]) == ("a1", item.sentence)
        for span in item.spans:
            assert item.start <= span.start < span.end <= item.end
            words.add((text[span.start : span.end], span.kind, span.clause))

    assert words == {
        ("Honda", "entity", "@honda"),
        ("merger", "event", "event:merger"),
        ("tariff", "event", "event:tariff"),
    }
    assert {item.field for item in made.evidence} == {"headline", "body_text"}
    assert {evidence for event in made.events for evidence in event.evidence_ids} <= {i.id for i in made.evidence}


def test_the_summary_is_the_sentence_with_the_most_terms_and_the_body_wins_a_tie() -> None:
    assert alert().summary == "🚗 Honda says no merger is near."
    assert alert(body_text="A tariff may come.").summary == "Honda and a merger"


def test_a_finding_without_sentences_is_summed_up_by_its_rule() -> None:
    found = replace(finding(headline="Honda and a merger"), evidence=())
    made = wire.alert_of(found, decide(found, None, NOW), NOW)
    assert made.summary == "Rule 0"
    assert made.headline


def test_an_edit_names_the_earlier_alerts_and_counts_on() -> None:
    known = first_story()
    made = alert(known, NOW + timedelta(hours=1), headline="Honda", body_text="Honda pays a tariff.")

    assert (made.reason, made.sequence, made.references) == ("article_edited", 2, known.alert_ids)
    assert (made.story.first_seen, made.story.articles) == (NOW, 1)


@pytest.mark.parametrize(("before", "previous"), [("rumoured", "rumoured"), ("denied", None), (None, None)])
def test_an_event_says_what_the_story_said_before_where_that_differs(before: str | None, previous: str | None) -> None:
    event = EventFound("merger", Status.DENIED, ("e1",), background=True, unconfirmed=True, cue="no plan")
    known = replace(first_story(), events={"merger": before} if before else {})
    change = StoryChange(Change.UPDATE, Reason.STATUS_CHANGED, known, known)
    made = wire.alert_of(replace(finding(), events=(event,)), change, NOW)

    assert made.reason == "status_changed"
    assert made.events == (
        Event(
            type="merger",
            status="denied",
            previous_status=previous,
            background=True,
            unconfirmed=True,
            cue="no plan",
            evidence_ids=("e1",),
        ),
    )


def test_what_did_not_ring_can_still_be_shown_as_an_alert() -> None:
    """`backtest --json` does: the change is the reason, and the story's own id stands in where nothing ever rang."""
    quiet = replace(first_story(), sequence=0, alert_ids=(), articles={}, sources=())
    made = wire.alert_of(finding(), StoryChange(Change.REPEAT, None, quiet, quiet), NOW, backfill=True)

    assert (made.reason, made.id, made.sequence, made.backfill) == ("repeat", quiet.id, 1, True)
    assert (made.story.articles, made.story.sources) == (1, 1)


def test_an_article_without_a_source_has_none() -> None:
    assert alert(source=None).articles[0].source is None


def test_an_alert_on_the_bus_is_a_cloudevent_of_its_story() -> None:
    found = finding()
    change = decide(found, None, NOW)
    written = wire.write_alert(found, change, NOW)
    event = CloudEvent[Alert].model_validate_json(written.event)

    assert (written.id, event.id, event.source, event.type) == (
        event.data.id,
        event.data.id,
        "newsbell/watch",
        ALERT_TYPE,
    )
    assert (event.subject, event.partitionkey, event.correlationid) == (change.after.id, change.after.id, "a1")
    assert event.time == NOW
    assert event.data == wire.alert_of(found, change, NOW) == wire.read_alert(written.event)
    assert wire.write_alert(found, change, NOW) == written


def test_an_alert_without_articles_has_no_article_that_set_it_off() -> None:
    bare = alert().model_copy(update={"articles": ()})
    event = json.loads(wire.alert_event(bare))
    assert "correlationid" not in event
    assert wire.routable_of(bare).values["source"] == wire.routable_of(bare).values["language"] == ()
    assert (wire.view_of(bare).source, wire.view_of(bare).published_at) == (None, None)


@given(ALERTS)
def test_any_alert_comes_back_from_the_bus_as_it_was(made: Alert) -> None:
    raw = wire.alert_event(made)
    assert wire.read_alert(raw) == made
    assert wire.views_of([raw]) == (wire.view_of(made),)
    routed = wire.alert_to_route(raw)
    assert not isinstance(routed, Unreadable)
    assert (routed.id, routed.detected_at, routed.routable) == (made.id, made.detected_at, wire.routable_of(made))


@given(ALERTS)
def test_marks_are_sorted_apart_and_inside_their_sentence(made: Alert) -> None:
    for quote in wire.view_of(made).quotes:
        ends = [0, *(place for mark in quote.marks for place in mark), len(quote.text)]
        assert ends == sorted(ends)
        assert all(start < end for start, end in quote.marks)


# --- for the writers of messages


def quoted(*spans: tuple[int, int], start: int = 10, sentence: str = "Honda met Nissan") -> tuple[tuple[int, int], ...]:
    item = Evidence(
        id="e1",
        article_id="a1",
        field="body_text",
        sentence=sentence,
        start=start,
        end=start + len(sentence),
        spans=tuple(EvidenceSpan(start=a, end=b, kind="word", clause="x") for a, b in spans),
    )
    (quote,) = wire.view_of(alert().model_copy(update={"evidence": (item,)})).quotes
    assert not quote.in_headline
    return quote.marks


@pytest.mark.parametrize(
    ("spans", "marks"),
    [
        ([], ()),
        ([(10, 15), (20, 26)], ((0, 5), (10, 16))),
        ([(20, 26), (10, 15)], ((0, 5), (10, 16))),
        ([(10, 15), (10, 15)], ((0, 5),)),
        ([(10, 15), (10, 19)], ((0, 9),)),
        ([(10, 19), (12, 14)], ((0, 9),)),
        ([(10, 15), (15, 19)], ((0, 5), (5, 9))),
        ([(5, 12)], ((0, 2),)),
        ([(24, 40)], ((14, 16),)),
        ([(0, 10), (26, 30), (14, 14), (15, 12)], ()),
        ([(10, 20), (12, 5)], ((0, 10),)),
    ],
)
def test_matched_words_that_overlap_are_marked_as_one(
    spans: list[tuple[int, int]], marks: tuple[tuple[int, int], ...]
) -> None:
    assert quoted(*spans) == marks


def test_a_view_has_all_that_the_alert_says() -> None:
    made = alert()
    view = wire.view_of(made)

    assert (view.id, view.reason, view.rule_id, view.rule_title, view.severity) == (
        *(made.id, made.reason, "r0", "Rule 0", "normal"),
    )
    assert (view.headline, view.summary, view.url, view.story_id) == (
        *(made.headline, made.summary, made.url, made.story.id),
    )
    assert (view.source, view.published_at) == ("The Example Ledger", made.articles[0].published_at)
    assert view.entities == ("Honda",)
    assert [(event.type, event.status) for event in view.events] == [(e.type, e.status) for e in made.events]
    assert [quote.text for quote in view.quotes] == [item.sentence for item in made.evidence]
    assert [quote.in_headline for quote in view.quotes] == [item.field == "headline" for item in made.evidence]
    assert view.why == tuple(item.clause for item in made.matched)
    assert (view.labels, view.test, view.backfill, view.maybe_repeat) == ({"desk": "autos"}, False, False, False)
    for quote in view.quotes:
        assert {quote.text[start:end] for start, end in quote.marks} <= {"Honda", "merger", "tariff"}


def test_a_stored_alert_that_can_not_be_read_is_left_out() -> None:
    raw = wire.alert_event(alert())
    assert [view.id for view in wire.views_of([b"broken", raw, b"{}"])] == [alert().id]
    assert wire.views_of([]) == ()


# --- for the routes


def test_a_route_may_look_at_labels_rule_severity_status_events_entities_source_and_language() -> None:
    made = alert().model_copy(
        update={
            "labels": {"desk": "autos", "rule": "not this one"},
            "events": (
                Event(type="tariff", status="confirmed"),
                Event(type="merger", status="denied"),
                Event(type="merger", status="confirmed"),
            ),
            "backfill": True,
        }
    )
    routable = wire.routable_of(made)

    assert routable.backfill
    assert routable.values == {
        "desk": ("autos",),
        "rule": ("r0",),
        "severity": ("normal",),
        "status": ("confirmed", "denied"),
        "event": ("merger", "tariff"),
        "entity": ("honda",),
        "source": ("The Example Ledger",),
        "language": ("en-GB", "en"),
    }


def test_an_alert_without_events_is_reported_and_no_more() -> None:
    values = wire.routable_of(alert().model_copy(update={"events": ()})).values
    assert (values["status"], values["event"]) == (("reported",), ())


@pytest.mark.parametrize(
    ("tag", "values"),
    [("en", ("en",)), ("en-GB", ("en-GB", "en")), ("EN", ("EN", "en")), ("pt_BR", ("pt_BR", "pt")), ("", ())],
)
def test_a_language_is_known_with_and_without_its_region(tag: str, values: tuple[str, ...]) -> None:
    assert wire.routable_of(alert(language=tag)).values["language"] == values


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"\xff", DeadReason.NOT_JSON),
        (b"[]", DeadReason.NOT_JSON),
        (b"{}", DeadReason.NOT_VALID),
        (b'{"type": "newsbell.alert.v2"}', DeadReason.UNKNOWN_MAJOR),
        (b'{"type": "newsbell.alert.v1"}', DeadReason.NOT_VALID),
    ],
)
def test_an_alert_that_can_not_be_read_has_a_reason(raw: bytes, reason: DeadReason) -> None:
    for found in (wire.read_alert(raw), wire.alert_to_route(raw)):
        assert isinstance(found, Unreadable)
        assert found.reason is reason


@given(st.binary(max_size=200))
def test_any_bytes_are_an_alert_or_unreadable(raw: bytes) -> None:
    assert isinstance(wire.read_alert(raw), Alert | Unreadable)


def test_offsets_are_code_points_though_the_sentence_has_wide_characters() -> None:
    item = EvidenceFound(
        "e1", "body_text", "🚗 Honda", 33, 40, (Span("body", 35, 40, SpanKind.ENTITY, "@honda", "honda"),)
    )
    found = replace(finding(), evidence=(item,), entities=(EntityFound("honda", "Honda", "company", 0.5, 1),))
    made = wire.alert_of(found, decide(found, None, NOW), NOW)
    assert wire.view_of(made).quotes[0].marks == ((2, 7),)
