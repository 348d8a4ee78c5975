from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbell.core.events.finding import ClauseFound, EventFound, Finding
from newsbell.core.match.hit import Hit
from newsbell.core.rules.model import Rule, Status
from newsbell.core.rules.syntax import Place, Word
from newsbell.core.story.decide import alert_id, decide, is_older, story_id, wanted
from newsbell.core.story.story import Change, Reason, StoryState
from newsbell.core.text.document import Document

NOW = datetime(2025, 7, 14, 8, 0, tzinfo=UTC)


def rule(*statuses: Status) -> Rule:
    query = Word("merger", Place(0, 6, "merger"))
    return Rule("r", "r", "merger", query, "v", statuses=frozenset(statuses) or None)


def finding(
    article: str = "a",
    version: str = "1",
    *,
    clauses: tuple[str, ...] = ("merger",),
    events: tuple[tuple[str, Status], ...] = (("merger", Status.REPORTED),),
    under: Rule | None = None,
    source: str | None = "Ledger",
) -> Finding:
    document = Document(article, version, (), source=source)
    return Finding(
        document=document,
        hit=Hit(under or rule(), ()),
        entities=(),
        events=tuple(EventFound(kind, status, ("e1",)) for kind, status in events),
        evidence=(),
        matched=tuple(ClauseFound(clause, ("e1",)) for clause in clauses),
    )


def after_first(**changes: object) -> StoryState:
    return decide(finding(**changes), None, NOW).after  # type: ignore[arg-type]


def test_an_unknown_story_is_new_and_rings_as_the_first_report() -> None:
    change = decide(finding(), None, NOW)

    assert (change.change, change.reason, change.before) == (Change.NEW, Reason.FIRST_REPORT, None)
    assert change.after == StoryState(
        id=story_id("r", "a"),
        rule_id="r",
        version=1,
        first_seen=NOW,
        sequence=1,
        alert_ids=(alert_id("r", story_id("r", "a"), 1),),
        articles={"a": "1"},
        sources=("Ledger",),
        events={"merger": "reported"},
        clauses=("merger",),
    )


def test_the_same_version_again_is_a_repeat_that_changes_nothing() -> None:
    known = after_first()
    change = decide(finding(), known, NOW + timedelta(hours=1))

    assert (change.change, change.reason) == (Change.REPEAT, None)
    assert change.after == known


def test_an_edit_that_says_the_same_is_a_repeat_and_its_version_is_noted() -> None:
    change = decide(finding(version="2"), after_first(), NOW)

    assert (change.change, change.reason) == (Change.REPEAT, None)
    assert change.after.articles == {"a": "2"}
    assert change.after.version == 2
    assert change.after.sequence == 1


@pytest.mark.parametrize(
    "edit",
    [
        finding(version="2", clauses=("merger", "tariff")),
        finding(version="2", clauses=()),
        finding(version="2", events=(("merger", Status.DENIED),)),
        finding(version="2", events=(("merger", Status.REPORTED), ("tariff", Status.REPORTED))),
    ],
    ids=["a term more", "a term less", "another status", "another event"],
)
def test_an_edit_that_says_something_else_rings(edit: Finding) -> None:
    known = after_first()
    change = decide(edit, known, NOW)

    assert (change.change, change.reason, change.before) == (Change.UPDATE, Reason.ARTICLE_EDITED, known)
    assert change.after.sequence == 2
    assert change.after.alert_ids == (*known.alert_ids, alert_id("r", known.id, 2))
    assert change.after.first_seen == NOW


def test_an_older_version_that_comes_late_is_a_repeat_and_the_newer_one_stays() -> None:
    known = after_first(version="10")
    change = decide(finding(version="9", clauses=("tariff",)), known, NOW)

    assert (change.change, change.reason) == (Change.REPEAT, None)
    assert change.after == known


@pytest.mark.parametrize(
    ("version", "seen", "older"),
    [
        ("9", "10", True),
        ("10", "9", False),
        ("9", "9", False),
        ("2025-07-14T08:00:00Z", "2025-07-15T08:00:00Z", True),
        ("2025-07-15T08:00:00Z", "2025-07-14T08:00:00Z", False),
        ("abc", "abd", False),
        ("9", "abd", False),
        ("", "1", False),
    ],
)
def test_only_numbers_and_instants_have_an_order(version: str, seen: str, older: bool) -> None:
    assert is_older(version, seen) is older


def test_a_rule_with_statuses_rings_only_for_them() -> None:
    denied = rule(Status.DENIED)

    assert not wanted(finding(under=denied))
    assert wanted(finding(under=denied, events=(("tariff", Status.REPORTED), ("merger", Status.DENIED))))


def test_a_finding_without_events_counts_as_reported() -> None:
    assert wanted(finding(under=rule(Status.REPORTED), events=()))
    assert not wanted(finding(under=rule(Status.CONFIRMED), events=()))
    assert wanted(finding(events=()))


def test_an_edit_that_brings_the_wanted_status_is_the_first_report() -> None:
    denied = rule(Status.DENIED)
    quiet = decide(finding(under=denied), None, NOW)
    loud = decide(finding(version="2", under=denied, events=(("merger", Status.DENIED),)), quiet.after, NOW)

    assert (quiet.change, quiet.reason, quiet.after.sequence) == (Change.NEW, None, 0)
    assert (loud.change, loud.reason, loud.after.sequence) == (Change.UPDATE, Reason.FIRST_REPORT, 1)


def test_the_news_counts_where_history_names_the_same_event() -> None:
    item = finding()
    history = EventFound("merger", Status.CALLED_OFF, ("e1",), background=True)
    news = EventFound("merger", Status.IN_TALKS, ("e1",))
    for events in ((history, news), (news, history)):
        both = Finding(item.document, item.hit, (), events, (), item.matched)

        assert decide(both, None, NOW).after.events == {"merger": "in_talks"}


def test_a_source_is_noted_once_and_a_missing_one_not_at_all() -> None:
    known = after_first(source=None)
    again = decide(finding(version="2", source="Ledger"), known, NOW).after
    more = decide(finding(version="3", source="Ledger"), again, NOW).after

    assert (known.sources, again.sources, more.sources) == ((), ("Ledger",), ("Ledger",))


def test_ids_never_change() -> None:
    """They are stored and sent, so another release must make the same ones."""
    assert story_id("honda-nissan", "a1") == "st_d41dbf6ff2cc2065"
    assert alert_id("honda-nissan", "st_d41dbf6ff2cc2065", 1) == "al_88ce7367d029023f"
    assert story_id("a", "bc") != story_id("ab", "c")


VERSIONS = st.lists(
    st.tuples(
        st.integers(1, 5).map(str),
        st.sets(st.sampled_from(("merger", "tariff", "recall"))).map(sorted).map(tuple),
    ),
    max_size=12,
)


@given(VERSIONS)
def test_a_story_under_any_order_of_versions_keeps_its_promises(arrivals: list[tuple[str, tuple[str, ...]]]) -> None:
    """The sequence counts the alerts, versions never go back, and redelivering the last article changes nothing."""
    states: list[StoryState] = []
    known: StoryState | None = None
    rung = 0
    for version, clauses in arrivals:
        change = decide(finding(version=version, clauses=clauses), known, NOW)
        rung += change.reason is not None
        known = change.after
        states.append(known)

        assert known.sequence == len(known.alert_ids) == len(set(known.alert_ids)) == rung
        again = decide(finding(version=version, clauses=clauses), known, NOW)
        assert again.reason is None
    for earlier, later in pairwise(states):
        assert int(later.articles["a"]) >= int(earlier.articles["a"])
        assert later.version in (earlier.version, earlier.version + 1)
