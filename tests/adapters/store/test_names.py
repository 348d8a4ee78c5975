import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.ledger import state
from newsbell.adapters.store import Keys
from newsbell.adapters.store.rows import from_ms, to_ms
from newsbell.adapters.store.states import state_from_json, state_to_json
from newsbell.core.story.story import StoryState

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@pytest.mark.parametrize("prefix", ["newsbell", "", "{}", "{a}{b}", "{a", "{{a}}"])
def test_a_prefix_without_exactly_one_hash_tag_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="one name in braces"):
        Keys(prefix)


@pytest.mark.parametrize("prefix", ["{newsbell}", "test:{newsbell}", "{newsbell}:blue"])
def test_all_keys_share_the_one_hash_tag_whatever_is_in_an_id(prefix: str) -> None:
    keys = Keys(prefix)
    names = [keys.articles, keys.dead, keys.replayed, keys.seen("{x}"), keys.due("{y}"), keys.digest_slot("{z}", 5)]
    assert all(name[name.index("{") + 1 : name.index("}")] == "newsbell" for name in names)
    assert len(set(names)) == len(names)


@given(
    st.builds(
        StoryState,
        id=texts,
        rule_id=texts,
        version=st.integers(1, 9),
        first_seen=st.datetimes(timezones=st.just(UTC)),
        sequence=st.integers(0, 99),
        alert_ids=st.lists(texts, max_size=3).map(tuple),
        articles=st.dictionaries(texts, texts, max_size=3),
        sources=st.lists(texts, max_size=3).map(tuple),
        events=st.dictionaries(texts, texts, max_size=3),
    )
)
def test_a_story_comes_back_as_it_was_stored(story: StoryState) -> None:
    assert state_from_json(state_to_json(story).encode(), story.version) == story


def test_a_story_of_a_newer_version_is_read_without_what_is_unknown() -> None:
    data = {**json.loads(state_to_json(state("st_1"))), "mood": "calm"}
    del data["events"]
    read = state_from_json(json.dumps(data).encode(), 3)
    assert read == replace(state("st_1", version=3), events={})


@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b'{"id":"a","rule_id":"b","first_seen":7}'])
def test_what_is_no_story_is_an_error(text: bytes) -> None:
    with pytest.raises(ValueError, match="a stored story can not be read"):
        state_from_json(text, 1)


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_times_come_back_to_the_millisecond(moment: datetime) -> None:
    back = from_ms(to_ms(moment))
    assert timedelta(0) <= moment - back < timedelta(milliseconds=1)


def test_a_time_is_stored_in_utc_and_one_without_a_zone_is_refused() -> None:
    tokyo = datetime(2025, 7, 13, 9, tzinfo=timezone(timedelta(hours=9)))
    assert from_ms(to_ms(tokyo)) == tokyo
    with pytest.raises(ValueError, match="without a zone"):
        to_ms(datetime(2025, 7, 13))  # noqa: DTZ001
