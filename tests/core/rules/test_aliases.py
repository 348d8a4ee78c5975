"""Names of entities that do something else than their author may think."""

import pytest

from newsbell.core.rules.aliases import NameDoubt, lint_entities
from newsbell.core.rules.model import Entity


def doubts(*entities: Entity) -> list[NameDoubt]:
    return list(lint_entities({entity.id: entity for entity in entities}))


HONDA = Entity("honda", "Honda", aliases=("Honda Motor", "=HMC", "本田技研", "7267.T"), exclude=("Soichiro Honda",))


def test_good_names_raise_no_doubt() -> None:
    assert (
        doubts(
            HONDA,
            Entity(
                "nissan",
                "Nissan",
                aliases=("Nissan Motor", "Re:Nissan", "日産", "BMW", "AT&T", "U.S.", "=US", "=Target"),
            ),
            Entity("mcd", "McDonald's", aliases=("McDonalds",)),
            Entity("canton-ms", "Canton, Mississippi", type="place", aliases=("Canton",), region="Mississippi"),
            Entity("canton-oh", "Canton, Ohio", type="place", aliases=("Canton",), region="Ohio"),
            Entity("boa", "Bank of America"),
            Entity("america", "America", exclude=("Bank of America",)),
        )
        == []
    )


@pytest.mark.parametrize(
    ("alias", "message", "advice"),
    [
        (
            "HONDA MOTOR",
            "'HONDA MOTOR' is the same as 'Honda Motor': case, accents and hyphens do not count",
            "remove one of them",
        ),
        (
            "Honda-Motor",
            "'Honda-Motor' is the same as 'Honda Motor': case, accents and hyphens do not count",
            "remove one of them",
        ),
        ("Honda Motor", "'Honda Motor' is listed twice", "remove one of them"),
        ("HONDA", "'HONDA' is the same as 'Honda': case, accents and hyphens do not count", "remove one of them"),
        (
            "Soichiro Honda",
            "'Soichiro Honda' is under `not:` as well, so it never counts",
            "take it out of one of them",
        ),
        ("Honda's", "'Honda's' is found by 'Honda' already", "remove it"),
        ("Levi's", "'Levi's' is not found where a text writes Levis", "add the alias Levis"),
        ("Levi’s", "'Levi’s' is not found where a text writes Levis", "add the alias Levis"),
        ("Target", "'Target' also matches the word 'target'", "write =Target to keep the capital"),
        ("orange", "'orange' also matches the word 'orange'", "write =Orange to keep the capital"),
        ("US", "'US' also matches the word 'us'", "write =US to keep the case"),
        ("LA", "'LA' also matches the word 'la'", "write =LA to keep the case"),
        ("X", "'X' also matches the letter 'x'", "write =X to keep the case"),
        ("Hond*", "a * in 'Hond*' means nothing, for names have no wildcards", "list each spelling"),
        (
            "Acura OR Honda Jet",
            "'Acura OR Honda Jet' is one name, words like AND and OR included",
            "list the names one by one",
        ),
    ],
)
def test_an_alias_that_surprises_is_named_with_a_cure(alias: str, message: str, advice: str) -> None:
    entity = Entity("honda", "Honda", aliases=("Honda Motor", alias), exclude=("Soichiro Honda",))

    assert doubts(entity) == [("honda", "aliases", 1, message, advice)]


def test_a_name_of_two_entities_names_both() -> None:
    other = Entity("motor", "Motor Works", aliases=("honda motor",))

    assert (
        "motor",
        "aliases",
        0,
        "'honda motor' is an alias of 'honda' too, so it names both",
        "keep it in one of them",
    ) in doubts(HONDA, other)


def test_a_name_inside_longer_names_of_others_is_told_once_with_the_not_that_helps() -> None:
    found = doubts(
        Entity("honda", "Honda", aliases=("Honda Motor",), exclude=("Honda Center",)),
        Entity("center", "Honda Center", type="place"),
        Entity("europe", "Honda Motor Europe"),
        Entity("canada", "Honda Canada, Inc"),
    )

    assert found == [
        (
            "honda",
            "name",
            0,
            "'Honda' is also found inside 'Honda Motor Europe' (@europe), 'Honda Canada, Inc' (@canada)",
            'if that is somebody else, add not: [Honda Motor Europe, "Honda Canada, Inc"] to honda; '
            "if it belongs to it, an alias",
        )
    ]


def test_a_part_may_be_listed_with_the_whole_on_purpose() -> None:
    assert doubts(Entity("honda", "Honda", aliases=("Honda Europe",)), Entity("europe", "Honda Europe")) == []
    assert doubts(Entity("europe", "Honda Europe"), Entity("honda", "Honda", aliases=("Honda Europe",))) == []


def test_case_and_signs_decide_whether_a_name_stands_inside_another() -> None:
    assert doubts(Entity("usa", "United States", aliases=("=US",)), Entity("airways", "us airways group")) == []
    assert doubts(Entity("c", "C++"), Entity("vitamin", "Vitamin C Shop")) == []
    assert len(doubts(Entity("usa", "United States", aliases=("=US",)), Entity("airways", "US Airways Group"))) == 1


def test_a_name_that_is_a_word_is_better_an_alias() -> None:
    assert doubts(Entity("target", "Target")) == [
        (
            "target",
            "name",
            0,
            "'Target' also matches the word 'target'",
            "let name be the full name, and add the alias =Target",
        )
    ]


@pytest.mark.parametrize(
    ("phrase", "message"),
    [
        ("Toyota Center", "'Toyota Center' holds no name of @honda, so it shuts out nothing"),
        ("Honda Cent*", "a * in 'Honda Cent*' means nothing, for names have no wildcards"),
        ("SOICHIRO HONDA", "'SOICHIRO HONDA' is listed twice"),
        ("Honda Center", None),
        ("Motor Sports", None),
    ],
)
def test_a_not_phrase_that_does_nothing_is_named(phrase: str, message: str | None) -> None:
    """`Motor Sports` overlaps `Honda Motor` and is longer, so it wins in `Honda Motor Sports`."""
    entity = Entity("honda", "Honda", aliases=("Honda Motor",), exclude=("Soichiro Honda", phrase))

    assert [(doubt[1], doubt[2], doubt[3]) for doubt in doubts(entity)] == ([("not", 1, message)] if message else [])
