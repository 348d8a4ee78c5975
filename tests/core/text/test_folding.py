"""Folding: what counts as the same text, and where each folded character comes from."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbell.core.text.folding import fold, folded
from newsbell.core.text.tokens import tokenise, tokenise_pattern


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("HONDA", "honda"),
        ("Citroën", "citroen"),
        ("Citroe\u0308n", "citroen"),
        ("Tōkyō", "tokyo"),
        ("Straße", "strasse"),
        ("ﬁnance", "finance"),
        ("İstanbul, ısı", "istanbul, isi"),
        ("Łódź Ørsted Æ", "lodz orsted ae"),
        ("it’s “so” „x“", 'it\'s "so" "x"'),
        ("tie‑up – x — y−z", "tie-up - x - y-z"),
        ("a\u00a0b", "a b"),
        ("so\u00adft ze\u200bro jo\u200din \ufeffx", "soft zero join x"),
        ("ＨＯＮＤＡ", "honda"),
        ("ﾎﾝﾀﾞ", "ホンダ"),
        ("か\u3099", "が"),
        ("Honda™ Honda¹ 2½ CO₂", "honda™ honda  2  co2"),
        ("ὈΔΥΣΣΕΎΣ ὀδυσσεύς", "οδυσσευσ οδυσσευσ"),
        ("שָׁלוֹם", "שלום"),
        ("wait…", "wait."),
        ("👩‍🔧✌️", "👩🔧✌"),
    ],
)
def test_what_folds_to_what(text: str, wanted: str) -> None:
    assert folded(text) == wanted


@pytest.mark.parametrize("text", ["Ho\u00adnda ß İ", "e\u0301e\u0301", "😀ﬁ", "한국", "plain", "ﾎﾞx"])
def test_every_folded_character_points_into_the_original(text: str) -> None:
    result = fold(text)
    assert len(result.text) == len(result.starts) == len(result.ends)
    for number, character in enumerate(result.text):
        start, end = result.span(number, number + 1)
        assert character in folded(text[start:end])


@given(st.text(max_size=40))
def test_folding_is_stable_and_the_same_for_both_unicode_forms(text: str) -> None:
    once = folded(text)
    assert folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text))
    assert list(fold(text).starts) == sorted(fold(text).starts)
    assert [token.text for token in tokenise(once)] == [token.text for token in tokenise(text)]


@given(st.text(max_size=40))
def test_a_token_is_the_fold_of_its_slice(text: str) -> None:
    for token in tokenise(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.text in folded(text[token.start : token.end])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Honda’s U.S.-Japan AT&T", "honda/0 s/0 u/1 s/2 japan/3 at/4 t/5"),
        ("l'usine d’O'Brien", "l/0 usine/0 d/1 o/1 brien/1"),
        ("'quoted' words", "quoted/0 words/1"),
        ("本田技研 ホンダ 한국", "本/0 田/1 技/2 研/3 ホ/4 ン/5 ダ/6 한/7 국/8"),
        ("หิน", "หิ/0 น/1"),
        ("हिन्दी में", "हिन्दी/0 में/1"),
        ("snake_case 3,000", "snake/0 case/1 3/2 000/3"),
        ("…!?", ""),
    ],
)
def test_words_and_their_numbers(text: str, wanted: str) -> None:
    assert " ".join(f"{token.text}/{token.ordinal}" for token in tokenise(text)) == wanted


SCRIPTS = [
    ("Hon\u200bda Mo\u2060tor \ufeffx", "honda=Hon\u200bda motor=Mo\u2060tor x=x"),
    ("Nis\u00adsan\u00ad", "nissan=Nis\u00adsan"),
    ("Citroe\u0308n Malmo\u0308", "citroen=Citroe\u0308n malmo=Malmo\u0308"),
    ("Vie\u0323\u0302t Việt", "viet=Vie\u0323\u0302t viet=Việt"),
    ("\u1112\u1167\u11ab\u1103\u1162", "현=\u1112\u1167\u11ab 대=\u1103\u1162"),
    ("ﾎﾝﾀﾞ", "ホ=ﾎ ン=ﾝ ダ=ﾀﾞ"),
    ("ＨＯＮＤＡ　７２０３", "honda=ＨＯＮＤＡ 7203=７２０３"),
    ("本田　技研", "本=本 田=田 技=技 研=研"),
    ("葛\U000e0100城", "葛=葛\U000e0100 城=城"),
    ("هـــونـدا", "هوندا=هـــونـدا"),
    ("مُحَمَّد أحمد", "محمد=مُحَمَّد احمد=أحمد"),
    ("می\u200cخواهم", "میخواهم=می\u200cخواهم"),
    ("\u200fהונדה\u200f \u202bNissan\u202c", "הונדה=הונדה nissan=Nissan"),
    ("שָׁלוֹם", "שלום=שָׁלוֹם"),
    ("ฮอนด้า", "ฮ=ฮ อ=อ น=น ด้=ด้ า=า"),
    ("हिन्दी", "हिन्दी=हिन्दी"),
    ("Honda👩\u200d🔧🇯🇵up✌\ufe0f", "honda=Honda up=up"),
    ("1\ufe0f\u20e3 𝐇𝐨𝐧𝐝𝐚 Ⅻ", "1=1\ufe0f\u20e3 honda=𝐇𝐨𝐧𝐝𝐚 xii=Ⅻ"),
    ("STRASSE Straße ΟΔΥΣΣΕΎΣ Ёлка", "strasse=STRASSE strasse=Straße οδυσσευσ=ΟΔΥΣΣΕΎΣ елка=Ёлка"),
]


@pytest.mark.parametrize(("text", "wanted"), SCRIPTS)
def test_words_of_many_scripts_and_where_they_stand(text: str, wanted: str) -> None:
    assert " ".join(f"{token.text}={text[token.start : token.end]}" for token in tokenise(text)) == wanted


@given(st.lists(st.sampled_from([text for text, _ in SCRIPTS]) | st.text(max_size=4), max_size=5).map(" ".join))
def test_the_slice_of_a_word_folds_to_it_where_no_character_stands_for_several_words(text: str) -> None:
    plain = unicodedata.normalize("NFKC", text)
    for token in tokenise(plain):
        assert folded(plain[token.start : token.end]) == token.text


def test_wildcards_are_parts_of_words_in_terms_only() -> None:
    assert [token.text for token in tokenise_pattern("gener* mot?rs")] == ["gener*", "mot?rs"]
    assert [token.text for token in tokenise("gener* mot?rs")] == ["gener", "mot", "rs"]


def test_many_marks_on_one_letter_are_no_problem() -> None:
    assert folded("e" + "\u0323\u0301" * 5_000 + "x") == "ex"
