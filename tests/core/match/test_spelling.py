"""Slips of the pen: their number, and the word that has fewest."""

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from newsbell.core.match.spelling import Spellings, allowed_distance, distance

SHORT = st.text("abc", max_size=7)


def true_distance(one: str, two: str) -> int:
    """By the definition, without a bound."""

    @cache
    def between(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        ways = [between(i - 1, j) + 1, between(i, j - 1) + 1, between(i - 1, j - 1) + (one[i - 1] != two[j - 1])]
        if i > 1 and j > 1 and one[i - 1] == two[j - 2] and one[i - 2] == two[j - 1]:
            ways.append(between(i - 2, j - 2) + 1)
        return min(ways)

    return between(len(one), len(two))


@given(SHORT, SHORT, st.integers(0, 8))
def test_the_bounded_distance_is_the_true_one_up_to_its_bound(one: str, two: str, most: int) -> None:
    true = true_distance(one, two)
    found = distance(one, two, most)

    assert found == true if true <= most else found > most


@given(st.text("abcdefgh", min_size=6, max_size=14), st.data())
def test_a_word_with_one_slip_is_found_among_others(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    slip = data.draw(st.sampled_from(["drop", "double", "swap"]))
    spelled = {
        "drop": word[:at] + word[at + 1 :],
        "double": word[: at + 1] + word[at:],
        "swap": word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    }[slip]
    others = [f"{letter}{number:04}zz" for letter in "xyz" for number in range(40)]
    found = Spellings([*others, spelled]).nearest(word)

    assert found == (None if spelled == word else spelled)


def test_short_words_are_alike_to_nothing() -> None:
    assert [allowed_distance(word) for word in ("us", "car", "bank", "honda", "merger", "announcement")] == [
        0,
        0,
        1,
        1,
        2,
        3,
    ]
    assert Spellings(["cat", "cart", "carts"]).nearest("car") is None
    assert Spellings(["will", "mall"]).nearest("mill") == "mall"


def test_of_equally_near_words_the_first_in_the_alphabet_is_taken() -> None:
    assert Spellings(["hunda", "handa", "honde"]).nearest("honda") == "handa"


def test_beginnings_and_parts() -> None:
    spellings = Spellings(["mergers", "merger", "softbank", "bankers"])

    assert spellings.beginning("merge") == ["merger", "mergers"]
    assert spellings.holding("bank") == "bankers"
    assert spellings.holding("loan") is None
