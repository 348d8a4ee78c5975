import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbell import wire
from newsbell.flow.address import LONGEST_ID, article_id
from newsbell.flow.ports import DeadReason, Unreadable
from newsbell.wire.articles import looked_at_closely
from newsbell_contracts import ARTICLE_TYPE, CloudEvent, NewsArticle

NOW = datetime(2025, 7, 14, 8, 0, tzinfo=UTC)
ROW: dict[str, Any] = {"id": "a1", "headline": "Honda plans a merger"}


def article(**fields: Any) -> NewsArticle:
    return NewsArticle.model_validate({**ROW, **fields})


def read(document: object, limit: int = 10_000) -> NewsArticle | Unreadable:
    return wire.read_article(document if isinstance(document, bytes) else json.dumps(document).encode(), limit)


def envelope(**fields: Any) -> dict[str, Any]:
    return {"specversion": "1.0", "type": ARTICLE_TYPE, "id": "e1", "source": "elsewhere", "data": ROW, **fields}


# --- addresses


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://news.example/a", "https://news.example/a"),
        ("  https://news.example/a\n", "https://news.example/a"),
        ("HTTPS://News.Example/A", "https://news.example/A"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example/a#comments", "https://news.example/a"),
        ("https://news.example/a?utm_source=x&UTM_Medium=y&fbclid=z&GCLID=1", "https://news.example/a"),
        ("https://news.example/a?id=7&utm_campaign=x&page=2", "https://news.example/a?id=7&page=2"),
        ("https://news.example/a?b=2&a=1", "https://news.example/a?b=2&a=1"),
        ("https://news.example/a?id=", "https://news.example/a?id="),
        ("https://news.example/a?id", "https://news.example/a?id="),
        ("https://news.example/a?q=caf%C3%A9", "https://news.example/a?q=caf%C3%A9"),
        ("https://news.example/a?q=café", "https://news.example/a?q=caf%C3%A9"),
        ("https://news.example/a?q=caf%E9", "https://news.example/a?q=caf%E9"),
        ("http://news.example:80/a", "http://news.example/a"),
        ("https://news.example:443/a", "https://news.example/a"),
        ("https://news.example:80/a", "https://news.example:80/a"),
        ("http://news.example:8080/a", "http://news.example:8080/a"),
        ("http://news.example:/a", "http://news.example/a"),
        ("https://reader:hunter2@news.example/a", "https://news.example/a"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
        ("http://[2001:DB8::1]/a", "http://[2001:db8::1]/a"),
        ("urn:newsml:example:7", "urn:newsml:example:7"),
        ("/relative/7", "/relative/7"),
        # what can not be taken apart stands for itself
        ("http://[::1", "http://[::1"),
        ("http://[no-address]/a", "http://[no-address]/a"),
        ("http://news.example:99999/a", "http://news.example:99999/a"),
        ("http://news.example:port/a", "http://news.example:port/a"),
        ("http://a\u2100b/", "http://a\u2100b/"),
        ("#top", "#top"),
        ("?utm_source=x", "?utm_source=x"),
    ],
)
def test_an_address_has_one_id_however_it_is_spelled(url: str, expected: str) -> None:
    assert article_id(url) == expected
    assert article_id(expected) == expected


def test_a_long_address_becomes_a_digest_and_addresses_stay_apart() -> None:
    fits, long, other = ("https://news.example/" + "a" * n for n in (LONGEST_ID - 21, LONGEST_ID - 20, LONGEST_ID))
    assert article_id(fits) == fits
    assert article_id(long).startswith("url:")
    assert len(article_id(long)) == 20
    assert len({article_id(fits), article_id(long), article_id(other)}) == 3
    assert article_id("") != ""


@given(st.text(max_size=60) | st.from_regex(r"https?://[^\s]{0,30}", fullmatch=True))
def test_an_id_can_be_had_of_any_text_and_fits_the_contract(url: str) -> None:
    found = article_id(url)
    assert 1 <= len(found) <= LONGEST_ID
    assert article_id(url) == found


# --- reading


def test_a_bare_article_and_one_in_an_envelope_are_the_same() -> None:
    assert read(ROW) == read(envelope()) == read(envelope(futurefield=1, data={**ROW, "mood": "calm"})) == article()
    assert read({**ROW, "specversion": None, "type": "NewsArticle"}) == article()


@pytest.mark.parametrize(
    ("document", "reason", "error"),
    [
        (envelope(type="newsbell.article.v2"), DeadReason.UNKNOWN_MAJOR, "known: newsbell.article.v1"),
        (envelope(type="newsbell.alert.v1"), DeadReason.NOT_VALID, "expected newsbell.article.v1"),
        (envelope(type="x" * 500), DeadReason.NOT_VALID, "'" + "x" * 80 + "' does not belong"),
        (envelope(type=None), DeadReason.NOT_VALID, "`type` is missing or no text; expected newsbell.article.v1"),
        (envelope(type=7), DeadReason.NOT_VALID, "`type` is missing or no text"),
        (envelope(specversion="0.3"), DeadReason.NOT_VALID, "specversion: "),
        (envelope(data=None), DeadReason.NOT_VALID, "data: "),
        (envelope(data="text"), DeadReason.NOT_VALID, "data: "),
        ({**ROW, "headline": "x" * 4097}, DeadReason.NOT_VALID, "headline: String should have at most 4096"),
        ({**ROW, "id": ""}, DeadReason.NOT_VALID, "id: String should have at least 1 character"),
        ({**ROW, "source": {"name": ""}}, DeadReason.NOT_VALID, "source.name: "),
        ({"id": "a", "headline": " ", "body_text": "\n"}, DeadReason.NOT_VALID, "needs a `headline` or a `body_text`"),
        ({"url": " ", "headline": "Honda"}, DeadReason.NOT_VALID, "needs an `id` or a `url`"),
        (b"null", DeadReason.NOT_JSON, "should be an object"),
        (b"{} {}", DeadReason.NOT_JSON, "trailing characters"),
        (b'{"a": "\xc3"}', DeadReason.NOT_JSON, "the byte 0xc3 at offset 7"),
    ],
)
def test_what_can_not_be_read_has_a_reason_and_one_line_that_helps(
    document: object, reason: DeadReason, error: str
) -> None:
    found = read(document)
    assert isinstance(found, Unreadable)
    assert found.reason is reason
    assert error in found.error
    assert "\n" not in found.error


def test_an_error_names_at_most_five_faults_and_no_value_of_the_article() -> None:
    found = read({**ROW, "subjects": [{"code": 7, "name": "hunter2"}] * 20, "byline": ["hunter2"]})
    assert isinstance(found, Unreadable)
    assert found.error.count(";") == 4
    assert "hunter2" not in found.error


def test_the_limit_is_the_largest_document_accepted() -> None:
    raw = json.dumps(ROW).encode()
    assert isinstance(read(raw, len(raw)), NewsArticle)
    found = read(raw, len(raw) - 1)
    assert found == Unreadable(DeadReason.TOO_LARGE, "the document has 48 bytes; the limit is 47")


@given(st.binary(max_size=200))
def test_any_bytes_are_an_article_or_unreadable(raw: bytes) -> None:
    assert isinstance(wire.read_article(raw, 150), NewsArticle | Unreadable)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from([*NewsArticle.model_fields, "specversion", "type", "data"])


@given(st.dictionaries(FIELDS, JSON | st.just(ARTICLE_TYPE) | st.just("1.0") | st.just(ROW), max_size=8))
def test_any_object_is_an_article_that_can_be_put_on_the_bus_or_unreadable(row: dict[str, Any]) -> None:
    found = wire.read_article(json.dumps(row).encode(), 10_000)
    if isinstance(found, NewsArticle):
        again = wire.read_article(wire.ingest_of(found, NOW).event, 20_000)
        assert again == wire.complete_article(found, NOW)
        assert wire.document_of(found, NOW).article_id
    else:
        assert found.error


ENVELOPES = st.fixed_dictionaries(
    {},
    optional={
        "specversion": st.sampled_from(["1.0", "0.3", None, 1]),
        "type": st.sampled_from([ARTICLE_TYPE, "newsbell.article.v2", None]),
        "id": st.sampled_from(["e1", "", 7]),
        "source": st.sampled_from(["elsewhere", {"name": "The Example Ledger"}]),
        "data": st.sampled_from([ROW, {**ROW, "specversion": "1.0"}, {"id": "a1"}, None]),
        "headline": st.sampled_from(["Honda", "本田"]),
        "extensions": st.sampled_from([{"specversion": "1.0"}, {"a": "\xff"}]),
    },
)


@given(ENVELOPES, st.booleans(), st.sampled_from([b"", b"\xff", b"}", b" "]))
def test_one_parse_reads_what_a_closer_look_reads(row: dict[str, Any], escaped: bool, more: bytes) -> None:
    raw = json.dumps(row, ensure_ascii=escaped).encode() + more
    assert wire.read_article(raw, 10_000) == looked_at_closely(raw)


def test_bytes_that_are_no_text_are_told_also_where_nobody_reads_them() -> None:
    raw = json.dumps(envelope(unknown="x")).encode().replace(b'"x"', b'"\xff"')
    found = read(raw)
    assert isinstance(found, Unreadable)
    assert found.error.startswith("not UTF-8: the byte 0xff at offset ")


# --- completing


def test_what_a_producer_left_out_is_filled_in() -> None:
    whole = wire.complete_article(article(id=None, url="https://news.example/a?utm_source=x"), NOW)

    assert (whole.id, whole.received_at) == ("https://news.example/a", NOW)
    assert whole.version == wire.content_version(whole)
    assert wire.complete_article(whole, NOW + timedelta(days=1)) is whole


def test_what_a_producer_gave_is_kept() -> None:
    given_ = article(id="guid-7", url="https://news.example/a", version="3", received_at="2025-07-13T00:00:00Z")
    assert wire.complete_article(given_, NOW) is given_


def test_a_version_changes_with_what_a_reader_reads_and_with_nothing_else() -> None:
    base = article(body_text="One.", description="Two.")
    others = [
        article(body_text="One!", description="Two."),
        article(body_text="One.Two."),
        article(body_text="", description="One.\0Two."),
        article(headline="Honda", body_text="One.", description="Two."),
    ]
    same = article(body_text="One.", description="Two.", url="https://x/", byline="A. N.", published_at="2025-07-13")

    assert wire.content_version(same) == wire.content_version(base)
    assert len({wire.content_version(item) for item in [base, *others]}) == 5


@pytest.mark.parametrize(
    ("published", "kept"),
    [
        (NOW, True),
        (NOW - timedelta(days=400), True),
        (NOW + wire.MAX_AHEAD, True),
        (NOW + wire.MAX_AHEAD + timedelta(seconds=1), False),
        (datetime(9999, 12, 31, 23, 59, tzinfo=UTC), False),
    ],
)
def test_a_date_from_the_future_is_set_to_now(published: datetime, kept: bool) -> None:
    document = wire.document_of(article(published_at=published), NOW)
    assert document.published_at == (published if kept else NOW)


def test_dates_at_the_ends_of_the_calendar_do_no_harm() -> None:
    for date in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"):
        whole = wire.complete_article(article(published_at=date), NOW)
        assert wire.read_article(wire.ingest_of(whole, NOW).event, 10_000) == whole


def test_the_key_of_an_article_repeats_exactly_when_its_version_does() -> None:
    one, same, edited = article(), article(byline="A. N."), article(headline="Honda")
    keys = [wire.ingest_of(item, NOW).key for item in (one, same, edited)]
    assert keys[0] == keys[1] != keys[2]


def test_an_article_on_the_bus_is_a_cloudevent_about_it() -> None:
    found = wire.ingest_of(article(version="3"), NOW)
    event = CloudEvent[NewsArticle].model_validate_json(found.event)

    assert (found.key, event.id) == ("a1@3", "a1@3")
    assert (event.source, event.type, event.subject, event.time) == ("newsbell/collect", ARTICLE_TYPE, "a1", NOW)
    assert event.datacontenttype == "application/json"
    assert event.data == wire.complete_article(article(version="3"), NOW)
    assert b"null" not in found.event


def test_versions_of_an_article_with_the_longest_id_are_events_of_their_own() -> None:
    long = "i" * LONGEST_ID
    events = [wire.ingest_of(article(id=long, version=version), NOW) for version in ("1", "2")]
    ids = {CloudEvent[NewsArticle].model_validate_json(item.event).id for item in events}
    assert len(ids) == len({item.key for item in events}) == 2


def test_a_document_has_all_that_the_rules_ask_for() -> None:
    source = {"name": "The Example Ledger", "domain": "ledger.example"}
    whole = article(body_text="Honda met Nissan.", language="en-GB", source=source, url="https://x/", version="2")
    document = wire.document_of(whole, NOW)

    assert (document.article_id, document.version, document.language) == ("a1", "2", "en-GB")
    assert (document.source, document.domain, document.url) == ("The Example Ledger", "ledger.example", "https://x/")
    assert [(zone.name, zone.text) for zone in document.zones] == [
        ("title", "Honda plans a merger"),
        ("body", "Honda met Nissan."),
    ]


def test_the_reader_of_a_stage_keeps_to_its_limit() -> None:
    reader = wire.document_reader(30)
    found = reader(json.dumps(ROW).encode(), NOW)
    assert isinstance(found, Unreadable)
    assert found.reason is DeadReason.TOO_LARGE
    whole = wire.document_reader(1_000)(json.dumps(ROW).encode(), NOW)
    assert not isinstance(whole, Unreadable)
    assert whole.headline == ROW["headline"]
