"""Inflections count as the same word, derivations do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbell.core.match.inflection import UNBENT, language_of, same_word, word_forms
from newsbell.core.match.inflection.english_words import PLURALS, UNBENDING, VERBS

_SAME = (
    "tariff tariffs, tariffs tariff, merge merged, merge merging, merging merge, plan planned, plan planning, "
    "planned plan, planed plane, rating rate, company companies, companies company, buy bought, bought buy, "
    "sold sell, strike struck, build built, laid lay, lay laid, tax taxes, taxes tax, visit visited, "
    "admit admitted, cancel cancelled, cancel canceled, panic panicked, agree agreed, free freed, die dying, "
    "dying die, tie tied, try tried, tried try, chairman chairmen, chairmen chairman, people person, "
    "person people, crisis crises, crises crisis, leaf leaves, use used, using use, hero heroes, "
    "photo photos, call calling, calling call, quit quitting, box boxing, bus buses, focus focused, "
    "focus focussed, argue arguing, see seeing, found find, found founded, meet met, lead led, feed fed, "
    "quiz quizzes, referendum referenda"
)
_OTHER = (
    "merge merger, merger merge, rating rat, planned plane, planed plan, import important, unit united, "
    "united unit, busy business, custom customer, command commander, preside president, new news, news new, "
    "us used, us uses, us use, it its, fee feed, feed fee, see seed, seed see, hop hoping, hope hopping, "
    "bus bu, business busines, evening even, king k, his hi, rang ranged, secret secreted, wedding wed, "
    "find founded, analysis analysi, status statu"
)
SAME, OTHER = _SAME.split(", "), _OTHER.split(", ")


@pytest.mark.parametrize("pair", SAME)
def test_forms_of_one_word(pair: str) -> None:
    rule_word, text_word = pair.split()
    assert same_word(rule_word, text_word)


@pytest.mark.parametrize("pair", OTHER)
def test_words_that_only_look_alike(pair: str) -> None:
    rule_word, text_word = pair.split()
    assert not same_word(rule_word, text_word)


def test_every_irregular_form_belongs_to_its_base_and_back() -> None:
    for base, forms in {**VERBS, **PLURALS}.items():
        for form in forms:
            if base not in UNBENDING and form not in UNBENDING:
                assert same_word(base, form), (base, form)
                assert same_word(form, base), (form, base)


def test_a_language_without_rules_has_exact_words() -> None:
    assert word_forms("tariff", "und") == {"tariff"}
    assert not same_word("tariff", "tariffs", "sv-SE")
    assert same_word("tariff", "tariffs", "en-GB")


def test_the_language_of_an_article_is_the_first_part_of_its_tag() -> None:
    tags = ["en-GB", "pt_BR", "DE", "zh-Hant", "", None]

    assert [language_of(tag) for tag in tags] == ["en", "pt", "de", UNBENT, "en", "en"]


@given(st.text(alphabet="abcdeginrsty", min_size=1, max_size=12))
def test_a_word_is_always_its_own_form_and_a_base_found_knows_the_word(word: str) -> None:
    forms = word_forms(word, "en")
    assert word in forms
    assert all(form.isalpha() for form in forms)
    assert len(forms) < 60
