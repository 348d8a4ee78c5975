import pytest

from newsbell.core.events.regions import ELSEWHERE, Region, region_after, region_named


def after(text: str) -> str | None:
    """The region behind the first Canton of the text; `?` for one the table does not know."""
    found = region_after(text, text.index("Canton") + len("Canton"))
    return "?" if found == ELSEWHERE else found.name if found is not None else None


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("the plant in Canton, Mississippi, makes trucks", "mississippi"),
        ("in Canton, Miss., on Monday", "mississippi"),
        ("in Canton, MS 39046", "mississippi"),
        ("in Canton (Mississippi)", "mississippi"),
        ("in Canton in Mississippi", "mississippi"),
        ("in Canton Mississippi", "mississippi"),
        ("in Canton,\nMississippi", "mississippi"),
        ("in Canton, ohio", "ohio"),
        ("in Canton, Ohio", "ohio"),
        ("in Canton, OH", "ohio"),
        ("in Canton, Mich.", "michigan"),
        ("in Canton, N.Y.", "new york"),
        ("in Canton, West Virginia", "west virginia"),
        ("in Canton, W.Va., today", "west virginia"),
        ("in Canton, Ont., Canada", "ontario"),
        ("in Canton, Quebec", "quebec"),
        ("in Canton, Switzerland", "switzerland"),
        ("in Canton, China", "china"),
        ("in Canton, U.S.", "united states"),
        ("in Canton, United States", "united states"),
        ("in Canton, U.K.", "united kingdom"),
        ("the Canton of Zurich", "?"),
        ("the Canton of the Grisons", "?"),
        ("the Canton of Mississippi", "mississippi"),
        ("in Canton", None),
        ("in Canton, which is large", None),
        ("in Canton or elsewhere", None),
        ("in Canton, in a move", None),
        ("the Canton OR another", None),
        ("in Canton, IN", "indiana"),
        ("News of Canton\nOhio votes", None),
        ("the Canton plant", None),
        ("in Canton, Misses the point", None),
        ("in Canton, Chinatown", None),
        ("in Smyrna, Canton, Mexico and Japan", None),
        ("in Canton. Ohio voted", None),
        ("of Canton of old", None),
        ("Canton", None),
    ],
)
def test_the_region_directly_behind_a_place_is_read(text: str, region: str | None) -> None:
    assert after(text) == region


def test_two_letters_in_a_text_of_capitals_say_nothing() -> None:
    text = "HONDA LOOKS AT CANTON, IN A MOVE"

    assert region_after(text, text.index("CANTON") + 6) is None


@pytest.mark.parametrize("written", ["Mississippi", "mississippi", "Miss.", "MS", " Mississippi "])
def test_an_author_may_write_a_region_in_any_form(written: str) -> None:
    assert region_named(written) == Region("mississippi", "united states")


def test_a_region_that_the_table_does_not_know_stands_for_itself() -> None:
    assert region_named("Bavaria") == Region("bavaria", "bavaria")


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("Mississippi", "Mississippi", True),
        ("Mississippi", "United States", True),
        ("USA", "Ohio", True),
        ("Mississippi", "Ohio", False),
        ("Ontario", "Canada", True),
        ("Ontario", "United States", False),
        ("Bavaria", "Ohio", False),
    ],
)
def test_a_state_agrees_with_its_country_and_not_with_another_state(one: str, other: str, agree: bool) -> None:
    assert region_named(one).agrees(region_named(other)) is agree
    assert region_named(other).agrees(region_named(one)) is agree
