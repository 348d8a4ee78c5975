"""An explanation in words and as plain values: the same facts, the article's own places."""

import json
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fakes.articles import a_rule, an_article, names
from newsbell.core.events.understand import understand
from newsbell.core.match.oracle import AcceptAll, explain_rule, match_rule
from newsbell.core.render.explanation import WIDTH, Explanation, explanation_text
from newsbell.core.render.explanation_object import explanation_object
from newsbell.core.render.passages import AROUND, excerpt
from newsbell.core.rules.model import Entity, EventType
from newsbell.core.text.document import Document

NAMES = names(
    Entity("honda", "Honda", exclude=("Soichiro Honda",)),
    EventType("merger", "Mergers", ("merger", "merge"), ("merger of equals",)),
)


def explained(query: str, document: Document) -> Explanation:
    rule = a_rule(query, NAMES)
    hit = match_rule(rule, document, NAMES, AcceptAll())
    finding = understand(document, hit) if hit is not None else None
    outcome = explain_rule(rule, document, NAMES, AcceptAll())
    return Explanation(rule, document, outcome, finding, raised=hit is not None)


def text(query: str, document: Document, *, colour: bool = False) -> str:
    return explanation_text(explained(query, document), colour=colour)


def test_the_first_line_says_what_stands_in_the_way() -> None:
    shown = text("@honda AND event:merger", an_article("Honda builds cars."))

    assert shown.splitlines()[0] == "✗ r1 does not match: nothing for event:merger"


def test_a_long_verdict_is_wrapped_and_nothing_of_it_lost() -> None:
    terms = [f"word{number}" for number in range(4)]
    shown = text(" AND ".join(f"({term}a OR {term}b)" for term in terms), an_article("x"))
    head = shown[: shown.index("\narticle:")]

    assert len(head.splitlines()) > 1
    assert max(map(len, head.splitlines())) <= WIDTH
    assert all(f"neither {term}a nor {term}b" in " ".join(head.split()) for term in terms)


def test_near_misses_stand_under_their_term_with_the_text_round_them() -> None:
    lines = text('"general motors"', an_article("It sold to General, Motors and more.")).splitlines()

    assert lines[-2:] == [
        "    nearest: body: It sold to «General, Motors» and more.",
        "      (a comma stands between its words)",
    ]


def test_both_sides_of_a_near_are_marked_and_long_stretches_between_them_cut_out() -> None:
    filling = "and so on " * 30
    shown = text("honda NEAR/3 plant", an_article(f"The firm Honda may build, {filling} a plant there."))
    [line] = [line for line in shown.splitlines() if "nearest" in line]

    assert re.fullmatch(r" +nearest: body: The firm «Honda» may build, … so on a «plant» there\.", line), line
    assert "(the closest pair is 93 words apart)" in shown


def test_alternatives_of_which_there_is_nothing_to_say_share_a_line() -> None:
    query = " OR ".join(f"absent{letter}" for letter in "abcdefgh")
    lines = text(f"({query} OR tarrif) AND zzz", an_article("a tariff, a bakery")).splitlines()

    assert lines[lines.index("  ✗ any of") + 1 :] == [
        "    ✗ tarrif",
        "        nearest: body: a «tariff», a bakery  (spelled much alike)",
        "    ✗ absenta, absentb, absentc, absentd, absente, absentf, absentg, absenth",
        "  ✗ zzz",
    ]


def test_five_hundred_alternatives_are_counted() -> None:
    shown = text(" OR ".join(f"q{number}" for number in range(500)), an_article("a bakery"))

    assert "and 459 more" in shown
    assert len(shown.splitlines()) < 15


def test_colour_marks_instead_of_signs() -> None:
    shown = text("honda", an_article("Honda up"), colour=True)

    assert "«" not in shown
    assert "\x1b[1;4mHonda\x1b[0m" in shown


def test_the_object_tells_the_same_and_is_json() -> None:
    document = an_article("Soichiro Honda saw a Hunda. A merger of equals.", "Cars")
    told = explanation_object(explained("@honda AND (event:merger OR =HONDA) AND NOT car", document))

    assert json.loads(json.dumps(told)) == told
    assert told["matches"] is False
    assert told["raises"] is False
    assert told["verdict"].startswith("does not match: nothing for @honda; ")
    assert [each["kind"] for each in told["obstacles"]] == ["absent", "none_of", "present"]
    honda, alternatives, excluded = told["tree"]["children"]
    assert honda["rejected"][0]["text"] == "part of a phrase listed under `not:`"
    assert honda["rejected"][0]["sentence"] == "Soichiro Honda saw a Hunda."
    assert honda["nearest"][0]["places"][0]["words"] == "Hunda"
    assert [child["nearest"][0]["kind"] for child in alternatives["children"]] == ["masked", "other_case"]
    assert excluded["children"][0]["found"][0]["field"] == "headline"


def test_the_object_of_a_match_has_its_events() -> None:
    told = explanation_object(explained("event:merger", an_article("A merger.")))

    assert (told["matches"], told["raises"], told["verdict"], told["obstacles"]) == (True, True, "matches", [])
    assert told["events"] == [
        {"type": "merger", "status": "reported", "background": False, "unconfirmed": False, "cue": None}
    ]


def places(value: Any) -> list[dict[str, Any]]:
    """All places in an object."""
    if isinstance(value, list):
        return [place for each in value for place in places(each)]
    if not isinstance(value, dict):
        return []
    own = [value] if "words" in value else []
    return own + [place for each in value.values() for place in places(each)]


PIECES = st.lists(
    st.sampled_from(["Honda", "Hunda", "merger", "mergr", "us", "\u202e", "\x1b[31m", "\n\n", ".", "👍🏽", "İß"]),
    min_size=1,
)


@given(PIECES, st.sampled_from(["@honda AND merger", "honda NEAR/1 merger", "title:merger OR =US", "NOT @honda"]))
def test_every_place_is_the_articles_own_and_the_screen_is_safe(pieces: list[str], query: str) -> None:
    document = an_article(" ".join(pieces), "A Honda")
    explanation = explained(query, document)
    for place in places(explanation_object(explanation)):
        zone = document.zone(place["zone"])
        assert zone is not None
        assert zone.text[place["start"] : place["end"]] == place["words"] != ""
    shown = explanation_text(explanation, colour=False)
    assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e]", shown)


@given(st.text("ab \n", min_size=1, max_size=300), st.data())
def test_an_excerpt_holds_all_marked_words_and_is_no_longer_than_it_may(whole: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(whole) - 1))
    end = data.draw(st.integers(start + 1, len(whole)))
    shown = excerpt(whole, [(start, end)], lambda words: f"«{words}»")

    assert f"«{' '.join(whole[start:end].split())}»" in shown
    assert len(shown) <= end - start + 2 * (AROUND + 1) + 2
    assert "\n" not in shown
