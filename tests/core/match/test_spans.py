"""A hit shows the words that made it hold, and nothing else."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.articles import a_rule, an_article, ask, names, words
from newsbell.core.match.finder import find_triggers
from newsbell.core.match.hit import RejectReason, SpanKind
from newsbell.core.match.occurrences import MAX_OCCURRENCES
from newsbell.core.match.oracle import MAX_SPANS, AcceptAll, SlowMatcher, match_rule
from newsbell.core.rules.errors import QueryError
from newsbell.core.rules.model import Entity, EventType, RuleSet
from newsbell.core.text.document import Document, Zone
from newsbell.core.text.folding import folded
from newsbell.core.text.reading import read_document

MERGER = EventType(
    "merger",
    "Mergers",
    ("merger", "merge", '"takeover bid"', "acqui*", "=M&A"),
    ('"merger of equals"', "strike a deal", "merger arbitrage"),
)
CANTON = Entity("canton", "Canton", type="place", region="Mississippi")
NAMES = names(MERGER, CANTON, Entity("honda", "Honda", aliases=("Honda Motor",)))


class NotInOhio:
    """A judge that rejects what stands before `, Ohio`."""

    def __init__(self) -> None:
        self.asked = 0

    def judges(self, entity: Entity) -> bool:
        return entity.type == "place"

    def reject(self, entity: Entity, document: Document, zone: Zone, start: int, end: int) -> RejectReason | None:
        self.asked += 1
        return RejectReason.OTHER_REGION if zone.visible[end:].startswith(", Ohio") else None


@pytest.mark.parametrize(
    ("query", "text", "wanted"),
    [
        ("a OR b", "b a b", ["b", "a", "b"]),
        ("a OR zzz", "a", ["a"]),
        ("a OR (b AND zzz)", "a b", ["a"]),
        ("a AND NOT b", "a c", ["a"]),
        ("NOT zzz", "a", []),
        ("2 OF (a, b, zzz)", "a b", ["a", "b"]),
        ("2 OF (a AND zzz, b, c)", "a b c", ["b", "c"]),
        ("a NEAR/1 b", "a x b x x x a", ["a", "b"]),
        ("a NEAR/0 (b OR c)", "c a b x x b", ["c", "a", "b"]),
        ("a NEAR/1 b NEAR/1 c", "b x a y c", ["b", "a", "c"]),
        ("ATLEAST/2 (a)", "a b a", ["a", "a"]),
        ("title:a OR body:a", "a", ["a"]),
        ('"a b" OR b', "a b", ["a b", "b"]),
        ("C++ OR U.S.", "C++ in the U.S. now", ["C++", "U.S."]),
    ],
)
def test_spans_are_those_of_the_terms_that_made_it_hold(query: str, text: str, wanted: list[str]) -> None:
    article = an_article(text)
    assert words(ask(query, article, NAMES), article) == wanted


def test_spans_come_in_reading_order_title_first_with_kind_clause_and_name() -> None:
    article = an_article("A merger of Honda and others.", "Honda Motor: “takeover bid”")
    hit = ask('@honda AND (event:merger OR "takeover bid" OR others)', article, NAMES)
    assert hit is not None
    assert [(span.zone, span.kind, span.clause, span.name) for span in hit.spans] == [
        ("title", SpanKind.ENTITY, "@honda", "honda"),
        ("title", SpanKind.PHRASE, '"takeover bid"', ""),
        ("title", SpanKind.EVENT, "event:merger", "merger"),
        ("body", SpanKind.EVENT, "event:merger", "merger"),
        ("body", SpanKind.ENTITY, "@honda", "honda"),
        ("body", SpanKind.WORD, "others", ""),
    ]


def test_at_most_twenty_spans_of_a_term_are_kept() -> None:
    article = an_article("a " * 50 + "b")
    assert words(ask("a AND b", article), article) == ["a"] * MAX_SPANS + ["b"]


def test_the_judge_decides_which_mentions_count_and_each_is_judged_once() -> None:
    judge = NotInOhio()
    article = an_article("Canton, Ohio, and Canton, Mississippi.")
    rules = tuple(
        a_rule(query, NAMES) for query in ("@canton", "NOT @canton", "ATLEAST/2 (@canton)", "canton AND @canton")
    )
    hits = SlowMatcher(RuleSet(rules, NAMES, "v"), judge).hits(article)
    assert [hit.rule.text for hit in hits] == ["@canton", "canton AND @canton"]
    assert [(span.start, span.end) for span in hits[0].spans] == [(18, 24)]
    assert [(each.start, each.reason) for each in hits[0].rejected] == [(0, RejectReason.OTHER_REGION)]
    assert judge.asked == 2


def test_an_article_with_rejected_mentions_only_does_not_match() -> None:
    assert match_rule(a_rule("@canton", NAMES), an_article("In Canton, Ohio."), NAMES, NotInOhio()) is None


def test_triggers_have_inflections_phrases_wildcards_and_case() -> None:
    article = an_article("They merged; takeover bids, one takeover bid, acquired, M&A, m&a.")
    spans = find_triggers(MERGER, article)
    assert [article.zones[0].text[span.start : span.end] for span in spans] == [
        "merged",
        "takeover bid",
        "acquired",
        "M&A",
    ]
    assert {(span.kind, span.clause, span.name) for span in spans} == {(SpanKind.EVENT, "event:merger", "merger")}


@pytest.mark.parametrize("text", ["a merger of equals", "merger arbitrages", "Mergers-arbitrage"])
def test_not_phrases_of_an_event_type_mask_its_triggers(text: str) -> None:
    assert find_triggers(MERGER, an_article(text)) == ()


def test_a_trigger_that_is_no_term_is_refused_when_the_matcher_is_made() -> None:
    broken = names(EventType("x", "X", ("take over",)))
    with pytest.raises(QueryError, match="several terms"):
        SlowMatcher(RuleSet((), broken, "v"), AcceptAll())


def test_the_description_stands_in_for_a_missing_body_and_headline_only_articles_match() -> None:
    day = datetime(2025, 7, 13, tzinfo=UTC)
    article = read_document(
        article_id="1", version="1", headline="Honda up", body_text=" ", description="A merger.", published_at=day
    )
    assert [(zone.name, zone.field) for zone in article.zones] == [("title", "headline"), ("body", "description")]
    assert ask("title:honda AND body:merger", article)
    assert ask("honda", an_article(None, "Honda up"))
    assert ask("NOT honda", an_article(None, None))


def test_work_on_one_term_is_bounded() -> None:
    article = an_article("a " * 5_000)
    hit = ask("a NEAR/9 a", article)
    assert hit is not None
    assert len(hit.spans) <= MAX_SPANS
    assert ask(f"ATLEAST/{MAX_OCCURRENCES} (a)", article)


def test_mentions_behind_the_five_hundredth_are_not_judged() -> None:
    judge = NotInOhio()
    match_rule(a_rule("@canton", NAMES), an_article("Canton " * 5_000), NAMES, judge)
    assert judge.asked == MAX_OCCURRENCES


def test_wildcards_look_at_each_part_of_a_word_once() -> None:
    article = an_article("a" * 5_000)
    assert ask("*a*a*a*a*a*a*a*a*a*", article)
    assert not ask("*a*a*a*a*a*a*a*a*a*b", article)


PIECES = st.sampled_from(
    [
        "Honda",
        "HONDA MOTOR",
        "hon\u00adda",
        "ﬁnance",
        "Citroe\u0308n",
        "Straße",
        "😀",
        "İ",
        "ß",
        "本田",
        "ﾎﾝﾀﾞ",
        "’s",
        ",",
        ". ",
        "\n",
        "x",
    ]
)


@given(st.lists(PIECES, max_size=12), st.sampled_from(["", " ", "-"]))
def test_every_span_folds_to_the_words_of_its_term(pieces: list[str], glue: str) -> None:
    article = an_article(glue.join(pieces), "Honda")
    hit = ask('@honda OR finance OR "citroen" OR =Straße OR 本田 OR ホンダ', article, NAMES)
    wanted = {
        "honda",
        "honda motor",
        "honda-motor",
        "finance",
        "finances",
        "financed",
        "citroen",
        "strasse",
        "本田",
        "ホンダ",
    }
    for found in words(hit, article):
        assert " ".join(folded(found).split()) in wanted, found


@given(st.lists(PIECES, max_size=10))
def test_a_query_and_its_negation_never_agree(pieces: list[str]) -> None:
    article = an_article(" ".join(pieces))
    for query in ("honda", '"honda motor"', "@honda", "x NEAR/2 honda", "ATLEAST/2 (honda)"):
        assert (ask(query, article, NAMES) is None) != (ask(f"NOT ({query})", article, NAMES) is None)
