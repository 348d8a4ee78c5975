from hypothesis import given
from hypothesis import strategies as st

from newsbell.core.events.evidence import LONGEST_SENTENCE, MAX_EVIDENCE
from newsbell.core.events.finding import Finding
from newsbell.core.events.places import ContextJudge
from newsbell.core.events.understand import understand
from newsbell.core.match.oracle import SlowMatcher
from newsbell.core.rules.model import Entity, EventType, Rule, RuleSet, Status, Vocabulary
from newsbell.core.rules.parser import parse_query
from newsbell.core.text.document import Document
from newsbell.core.text.reading import read_document

NAMES = Vocabulary(
    entities={
        "honda": Entity("honda", "Honda", aliases=("Honda Motor",), exclude=("Soichiro Honda",)),
        "nissan": Entity("nissan", "Nissan"),
        "canton": Entity("canton", "Canton", type="place", region="Mississippi"),
    },
    event_types={
        "merger": EventType("merger", "Merger", ("merge", "merger"), ('"merging lane*"',)),
        "tariff": EventType("tariff", "Tariff", ("tariff",)),
        "strike": EventType("strike", "Strike", ('"strike"',), ('"strike price*"',)),
    },
)


def article(body: str | None, headline: str | None = None, description: str | None = None) -> Document:
    return read_document(article_id="a", version="1", headline=headline, body_text=body, description=description)


def findings(when: str, document: Document) -> list[Finding]:
    rule = Rule("r", "r", when, parse_query(when, NAMES), "v")
    rules = RuleSet((rule,), NAMES, "v")
    return [understand(document, hit) for hit in SlowMatcher(rules, ContextJudge()).hits(document)]


def found(when: str, body: str | None, headline: str | None = None, description: str | None = None) -> Finding:
    (finding,) = findings(when, article(body, headline, description))
    return finding


def events(finding: Finding) -> dict[str, tuple[str, ...]]:
    return {event.type: event.evidence_ids for event in finding.events}


def test_evidence_is_numbered_in_reading_order_headline_first() -> None:
    finding = found(
        "@honda AND merger", "Rain fell. Honda plans a merger. Snow fell. The merger is old.", "Honda looks around"
    )

    assert [(item.id, item.field, item.sentence) for item in finding.evidence] == [
        ("e1", "headline", "Honda looks around"),
        ("e2", "body_text", "Honda plans a merger."),
        ("e3", "body_text", "The merger is old."),
    ]
    assert [(clause.clause, clause.evidence_ids) for clause in finding.matched] == [
        ("@honda", ("e1", "e2")),
        ("merger", ("e2", "e3")),
    ]


def test_offsets_are_those_of_the_articles_own_field() -> None:
    body = "İstanbul ﬁrm 😀 waits. Cafe\u0301 owners say Honda’s merger is on."
    finding = found("@honda AND merger", body)
    (item,) = finding.evidence

    assert body[item.start : item.end] == item.sentence == "Cafe\u0301 owners say Honda’s merger is on."
    assert [body[span.start : span.end].removesuffix("’s") for span in item.spans] == ["Honda", "merger"]


def test_a_description_stands_in_for_a_missing_body() -> None:
    (item,) = found("merger", None, "News", "A merger is near.").evidence

    assert (item.field, item.sentence) == ("description", "A merger is near.")


def test_event_types_come_from_the_rules_own_words_too() -> None:
    """Plain words of the rule give typed events where they are triggers."""
    finding = found("canton OR merger OR tariff", "Canton waits. A merger is near. Tariffs rise.")

    assert events(finding) == {"merger": ("e2",), "tariff": ("e3",)}
    assert {event.status for event in finding.events} == {Status.REPORTED}


def test_event_types_named_by_the_rule_are_typed_and_others_are_not() -> None:
    finding = found("event:merger", "A merger is near. Tariffs rise.")

    assert events(finding) == {"merger": ("e1",)}


def test_a_word_inside_a_masked_phrase_is_no_event() -> None:
    finding = found("strike AND merger", "The strike price fell. A merger is near.")

    assert events(finding) == {"merger": ("e2",)}


def test_a_phrase_that_holds_a_trigger_gives_the_event() -> None:
    assert events(found('"merger talks"', "The merger talks go on.")) == {"merger": ("e1",)}


def test_entities_come_by_salience_with_their_mentions() -> None:
    body = "Honda waits. Rain. Rain again. More rain. Snow. Nissan speaks. Soichiro Honda is remembered."
    finding = found("@honda AND @nissan", body, "Honda waits")

    assert [(item.id, item.name, item.type, item.salience, item.mentions) for item in finding.entities] == [
        ("honda", "Honda", "organization", 0.62, 2),
        ("nissan", "Nissan", "organization", 0.25, 1),
    ]


def test_a_mention_under_two_clauses_counts_once() -> None:
    finding = found("@honda AND (title:@honda OR merger)", "No more.", "Honda waits")

    assert [(item.mentions, item.salience) for item in finding.entities] == [(1, 0.5)]


def test_places_elsewhere_are_no_evidence() -> None:
    body = "A fair in Canton, Ohio. A merger is near."

    assert findings("@canton", article(body)) == []
    assert [item.sentence for item in found("@canton OR merger", body).evidence] == ["A merger is near."]


def test_no_more_than_twenty_sentences_are_kept_and_the_strongest_ones() -> None:
    """Those with the most terms come first, and no term of the rule is left without any."""
    plain = ["Honda waits.", "Nissan waits."] * 12
    body = " ".join([*plain, *["Honda plans a merger."] * 3, "Tariffs rise."])
    finding = found("@honda AND @nissan AND merger AND tariff", body)
    sentences = [item.sentence for item in finding.evidence]

    assert len(sentences) == MAX_EVIDENCE
    assert sentences.count("Honda plans a merger.") == 3
    assert sentences[-1] == "Tariffs rise."
    assert [item.id for item in finding.evidence] == [f"e{number}" for number in range(1, MAX_EVIDENCE + 1)]
    assert [item.start for item in finding.evidence] == sorted(item.start for item in finding.evidence)


def test_a_text_without_full_stops_is_quoted_in_pieces() -> None:
    body = "word " * 1000 + "merger " + "word " * 1000
    (item,) = found("merger", body).evidence

    assert len(item.sentence) <= LONGEST_SENTENCE
    assert body[item.start : item.end] == item.sentence
    assert "merger" in item.sentence


PIECES = st.lists(
    st.sampled_from(
        [
            "Honda",
            "Nissan",
            "merger",
            "tariffs",
            "Canton, Ohio",
            "Canton",
            ". ",
            "\n\n",
            "İ",
            "ﬁ",
            "😀",
            "本田",
            "’s",
            ", ",
        ]
    ),
    max_size=40,
).map(" ".join)


@given(PIECES, PIECES)
def test_every_quote_is_the_articles_own_text(headline: str, body: str) -> None:
    """Slices are exact, spans lie within, ids exist, every clause has evidence, and the same input gives the same."""
    document = article(body, headline)
    for finding in findings("@honda OR @canton OR merger OR event:tariff", document):
        fields = {"headline": headline, "body_text": body}
        for item in finding.evidence:
            assert fields[item.field][item.start : item.end] == item.sentence
            assert item.spans
            assert all(item.start <= span.start < span.end <= item.end for span in item.spans)
        ids = {item.id for item in finding.evidence}
        assert all(clause.evidence_ids and ids.issuperset(clause.evidence_ids) for clause in finding.matched)
        assert all(event.evidence_ids for event in finding.events)
        assert all(0 < entity.salience < 1 and entity.mentions >= 1 for entity in finding.entities)
        assert finding in findings("@honda OR @canton OR merger OR event:tariff", document)
