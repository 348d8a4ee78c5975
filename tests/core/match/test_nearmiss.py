"""What comes nearest to a term that does not occur is found, named and shown where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.articles import a_rule, an_article, names
from newsbell.core.match import notes, spelling
from newsbell.core.match.examination import Examination
from newsbell.core.match.oracle import AcceptAll, explain_rule
from newsbell.core.match.outcome import MissKind, Outcome
from newsbell.core.rules.model import Entity, EventType, Vocabulary
from newsbell.core.text.document import Document

NAMES = names(
    Entity("honda", "Honda", aliases=("Honda Motor", "=HMC", "本田技研"), exclude=("Soichiro Honda",)),
    Entity("mcd", "McDonald's"),
    Entity("mcd2", "McDonalds"),
    Entity("att", "AT&T"),
    Entity("usa", "=US"),
    EventType("merger", "Mergers", ("merger", '"tie up"', "=M&A"), ("merger of equals",)),
)


def examined(query: str, document: Document, vocabulary: Vocabulary = NAMES) -> Outcome:
    return explain_rule(a_rule(query, vocabulary), document, vocabulary, AcceptAll())


def nearest(query: str, document: Document) -> list[tuple[str, str, list[str]]]:
    """(kind, sentence, the article's words) of each near miss in the tree."""
    return [
        (miss.kind.value, miss.sentence, [_words(document, each.zone, each.start, each.end) for each in miss.passages])
        for part in examined(query, document).walk()
        for miss in part.misses
    ]


def _words(document: Document, name: str, start: int, end: int) -> str:
    zone = document.zone(name)
    assert zone is not None
    return zone.text[start:end]


@pytest.mark.parametrize(
    ("query", "text", "kind", "sentence", "words"),
    [
        # spelling
        ("tarriff", "a new Tariff.", "spelling", "spelled much alike", "Tariff"),
        ("form", "from here", "spelling", "spelled much alike", "from"),
        ("@honda", "the Hunda works", "spelling", "spelled much alike", "Hunda"),
        ('"general motors"', "at General Motros", "spelling", "spelled much alike", "General Motros"),
        ("merg*", "the mreged firms", "spelling", "spelled much alike", "mreged"),
        ("*bank", "a softbnak share", "spelling", "spelled much alike", "softbnak"),
        ("colo?r", "the color", "spelling", "spelled much alike", "color"),
        # case, accents, signs
        ("=US", "they told us", "other_case", "in another case", "us"),
        ("@usa", "they told us", "other_case", "in another case", "us"),
        ('="Business Objects"', "small business objects", "other_case", "in another case", "business objects"),
        (
            '="Résumé"',
            "a Resume",
            "other_case",
            "with other accents or signs; behind = they count",
            "Resume",
        ),
        ("C++", "in C today", "other_signs", "without ++", "C"),
        ("@att", "AT T fell", "other_signs", "without & between its words", "AT T"),
        # between the words
        ('"general motors"', "a general, motors", "interrupted", "a comma stands between its words", "general, motors"),
        (
            '"general motors"',
            "A general. Motors",
            "interrupted",
            "a full stop stands between its words",
            "general. Motors",
        ),
        ('"general motors"', "general\n\nmotors", "interrupted", "a paragraph ends between its words", None),
        # other divisions
        ("tieup", "a tie-up", "joined", "in several words", "tie-up"),
        ('"general motors"', "Generalmotors", "joined", "in one word", "Generalmotors"),
        ("@mcd", "McDonalds sells", "joined", "without the apostrophe", "McDonalds"),
        ("@mcd2", "McDonald’s sells", "joined", "with an apostrophe", "McDonald’s"),
        ("event:merger", "a tieup", "joined", "in one word", "tieup"),
        # other forms and words
        ('"tariff"', "new tariffs", "other_form", "another form; exactly these words are asked for", "tariffs"),
        (
            "merge",
            "the merger",
            "related",
            "another word with the same beginning; merge* takes it",
            "merger",
        ),
        ("bank", "at SoftBank", "part_of_word", "part of a longer word; *bank takes it", "SoftBank"),
        # apart
        ('"general motors"', "motors, general", "other_order", "its words in another order", "motors, general"),
        ("title:plant", "the plant", "other_zone", "it occurs in the body, not in the title", "plant"),
        ("event:merger", "a merger of equals", "masked", "part of a phrase listed under `not:`", "merger"),
    ],
)
def test_the_nearest_is_found_and_named(query: str, text: str, kind: str, sentence: str, words: str | None) -> None:
    found = nearest(query, an_article(text, "Headline"))

    assert found
    assert found[0] == (kind, sentence, [text if words is None else words])


@pytest.mark.parametrize(
    ("query", "text", "sentence", "words"),
    [
        ('"general motors"', "general of all motors", "its words, with 2 more between them", ["general", "motors"]),
        ('"bank of japan"', "japan of no bank", "its words in another order, with 1 more between them", None),
        ("honda NEAR/2 plant", "Honda may build some plant", "the closest pair is 3 words apart", ["Honda", "plant"]),
        ("honda NEAR/s plant", "It is Honda. The plant", "the closest pair is 1 word apart", ["Honda", "plant"]),
        ("honda ONEAR/5 plant", "a plant for Honda", "in the other order only", ["plant", "Honda"]),
        ("plant NEAR/5 plant", "one plant", "it occurs only once", ["plant"]),
    ],
)
def test_words_that_stand_apart_are_shown_each(query: str, text: str, sentence: str, words: list[str] | None) -> None:
    found = nearest(query, an_article(text))

    assert found[0][1] == sentence
    assert found[0][2] == (words or ["japan", "of", "bank"])


def test_of_many_pairs_the_closest_is_told() -> None:
    text = f"Honda {'x ' * 30}plant {'x ' * 9}Honda {'x ' * 12}plant"
    document = an_article(text)

    assert nearest("honda NEAR/3 plant", document)[0][1] == "the closest pair is 9 words apart"
    assert nearest("honda ONEAR/3 plant", document)[0][1] == "the closest pair is 12 words apart"


def test_a_form_of_another_language_is_said_to_be_one() -> None:
    document = an_article("Die tariffs und mehr", language="fi")

    [(kind, sentence, words)] = nearest("tariff", document)

    assert (kind, words) == ("other_language", ["tariffs"])
    assert sentence == "no form of it in the article's language, fi"


def test_rejected_mentions_do_not_hide_a_near_spelling() -> None:
    document = an_article("Soichiro Honda saw a Hunda.")
    outcome = examined("@honda", document)

    assert [each.reason.value for each in outcome.rejections] == ["not_phrase"]
    assert nearest("@honda", document) == [("spelling", "spelled much alike", ["Hunda"])]


def test_what_stands_in_another_zone_is_not_mixed_with_what_is_near() -> None:
    """Near misses are looked for where the term may stand."""
    document = an_article("the mergre of the year", "A plant")

    assert nearest("title:merger", document) == []
    assert nearest("body:merger", document)[0][2] == ["mergre"]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("merger", "a bakery opens"),
        ("=US", "the bakery"),
        ("cat", "the car"),
        ('"general motors"', "soldiers and engines"),
        ("@honda", "Soichiro Honda"),
    ],
)
def test_where_nothing_is_near_nothing_is_told(query: str, text: str) -> None:
    assert nearest(query, an_article(text)) == []


def test_what_holds_has_no_near_miss() -> None:
    outcome = examined("merger OR tarif", an_article("a merger, a merrger, a tariff"))

    assert [(part.clause, bool(part.misses)) for part in outcome.walk()] == [
        ("merger OR tarif", False),
        ("merger", False),
        ("tarif", True),
    ]


def test_of_thousands_of_terms_some_are_compared_and_the_rest_say_so() -> None:
    query = " OR ".join(f"wrod{number}x" for number in range(notes.MOST_TERMS + 2))
    outcome = examined(query, an_article(f"a {query.replace(' OR ', 's ').replace('wrod', 'word')}"))

    assert [child.note for child in outcome.children if child.note] == [
        "300 terms fail before it: from here on none is compared"
    ]
    assert [bool(child.misses) for child in outcome.children] == [True] * notes.MOST_TERMS + [False] * 2


def test_an_article_of_too_many_words_says_that_only_the_first_were_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spelling, "MOST_WORDS", 5)
    document = an_article("one1 two22 three four5 fives sixes tariff")

    assert examined("tarriff", document).note == "compared with the first 50,000 different words of the article only"


WORDS = ["honda", "Honda", "motor", "Motors", "mergers", "merger", "us", "US", "AT&T", "tie-up", "tieup", "a", "of"]
PIECES = st.lists(st.sampled_from([*WORDS, ",", ".", "\n\n", "İß", "e\u0301", "\u200b", "本田", "&amp;"]), max_size=14)
TERMS = [
    "merge",
    '"honda motor"',
    "=US",
    "@honda",
    "@att",
    "event:merger",
    "tie*",
    "C++",
    '"motor of honda"',
    "=mergers",
]


@given(PIECES, st.sampled_from(TERMS), st.sampled_from(["{}", "title:{}", "{} NEAR/2 us", "{} ONEAR/s a", "NOT {}"]))
def test_a_near_miss_is_always_a_place_of_the_article_and_never_an_occurrence(
    pieces: list[str], term: str, shape: str
) -> None:
    """And looking for near misses changes nothing of what holds."""
    document = an_article(" ".join(pieces) or "x", "Honda up")
    outcome = examined(shape.format(term), document)
    plain = Examination(document, NAMES, AcceptAll()).examine(outcome.node)
    assert [(each.held, each.spans) for each in outcome.walk()] == [(each.held, each.spans) for each in plain.walk()]
    for part in outcome.walk():
        occurring = {(span.zone, span.start, span.end) for span in part.spans}
        assert not (part.held and part.misses)
        for miss in part.misses:
            assert miss.passages
            assert miss.sentence
            for each in miss.passages:
                assert _words(document, each.zone, each.start, each.end).strip()
                assert (each.zone, each.start, each.end) not in occurring


def test_the_kinds_are_in_the_order_of_nearness() -> None:
    """A misplaced sign is nearer than a slip of the pen: of several aliases the nearest is told first."""
    vocabulary = names(Entity("e", "Hunda", aliases=("General Motors",)))
    document = an_article("a Honda and a general, motors")
    outcome = examined("@e", document, vocabulary)

    assert [miss.kind for miss in outcome.misses] == [MissKind.INTERRUPTED, MissKind.SPELLING]
