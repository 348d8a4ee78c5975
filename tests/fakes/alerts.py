"""Alerts of every shape that the contract allows, for properties; their texts and offsets make no sense."""

from datetime import UTC

from hypothesis import strategies as st

from newsbell_contracts import (
    Alert,
    AlertArticle,
    ArticleSource,
    Entity,
    Event,
    Evidence,
    EvidenceSpan,
    Fact,
    MatchedClause,
    RuleRef,
    StoryRef,
)

LABEL = st.text(max_size=12)
ID = st.text(min_size=1, max_size=12)
MOMENT = st.datetimes(timezones=st.just(UTC))
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
OFFSET = st.integers(0, 40)
SPANS = st.builds(EvidenceSpan, start=OFFSET, end=OFFSET, kind=LABEL, clause=LABEL)
EVIDENCE = st.builds(
    Evidence,
    id=ID,
    article_id=ID,
    field=st.sampled_from(["headline", "body_text"]),
    sentence=st.text(max_size=30),
    start=OFFSET,
    end=OFFSET,
    spans=st.lists(SPANS, max_size=4).map(tuple),
)
ALERTS = st.builds(
    Alert,
    id=ID,
    reason=LABEL,
    sequence=st.integers(1, 9),
    references=st.lists(ID, max_size=2).map(tuple),
    rule=st.builds(RuleRef, id=ID, title=LABEL, version=LABEL),
    severity=LABEL,
    labels=st.dictionaries(LABEL, LABEL, max_size=3),
    headline=LABEL,
    summary=LABEL,
    url=st.none() | LABEL,
    story=st.builds(StoryRef, id=ID, first_seen=MOMENT, articles=st.integers(1, 9), sources=st.integers(1, 9)),
    entities=st.lists(
        st.builds(Entity, id=ID, name=LABEL, type=LABEL, salience=st.floats(0, 1), mentions=st.integers(1, 9)),
        max_size=2,
    ).map(tuple),
    events=st.lists(st.builds(Event, type=LABEL, status=LABEL, cue=st.none() | LABEL), max_size=2).map(tuple),
    facts=st.lists(
        st.builds(Fact, attribute=LABEL, value=NUMBER, unit=LABEL, previous_value=st.none() | NUMBER), max_size=2
    ).map(tuple),
    evidence=st.lists(EVIDENCE, max_size=3).map(tuple),
    matched=st.lists(st.builds(MatchedClause, clause=LABEL), max_size=2).map(tuple),
    articles=st.lists(
        st.builds(
            AlertArticle,
            id=ID,
            language=st.none() | st.sampled_from(["en", "EN-us", "pt_BR", "ja"]),
            source=st.none() | st.builds(ArticleSource, name=ID),
            published_at=st.none() | MOMENT,
        ),
        max_size=2,
    ).map(tuple),
    detected_at=MOMENT,
    test=st.booleans(),
    backfill=st.booleans(),
)
