"""Which event types a matched word may trigger: told in advance, and never no where it is yes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.articles import an_article
from newsbell.core.events.triggers import may_trigger, words_within
from newsbell.core.match.finder import find_triggers
from newsbell.core.rules.model import EventType
from newsbell.core.text.tokens import tokenise

STRIKE = EventType("strike", "Strike", ("strike", '"walk* out"', "C++", "=US"), ('"strike price"',))
TARIFF = EventType("tariff", "Tariff", ("tariff", "duties", "hand*"))
TYPES = (STRIKE, TARIFF)


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("strikes", {"strike"}),
        ("Struck", {"strike"}),
        ("walked", {"strike"}),
        ("out", {"strike"}),
        ("C++", {"strike"}),
        ("us", {"strike"}),
        ("tariff’s", {"tariff"}),
        ("handful", {"tariff"}),
        ("the duties of walkers", {"strike", "tariff"}),
        ("merger", set()),
    ],
)
def test_a_type_may_be_triggered_by_a_word_of_its_triggers(word: str, wanted: set[str]) -> None:
    assert {each.id for each in TYPES if may_trigger(each, "en", words_within(word))} == wanted


WORDS = st.sampled_from(
    ["strike", "strikes", "price", "walked", "out", "C++", "C", "US", "us", "tariff", "Tariffs", "handy", "honda", "."]
)


@given(st.lists(WORDS, max_size=8).map(" ".join))
def test_no_type_is_passed_over_whose_trigger_a_word_overlaps(text: str) -> None:
    article = an_article(text)
    for event_type in TYPES:
        for trigger in find_triggers(event_type, article):
            for word in tokenise(text):
                if word.start < trigger.end and trigger.start < word.end:
                    assert may_trigger(event_type, "en", words_within(text[word.start : word.end]))
