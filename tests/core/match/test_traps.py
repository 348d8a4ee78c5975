"""The golden table of traps: texts that look like a match and are none, and the other way round."""

import unicodedata

import pytest

from fakes.articles import an_article, ask, names, words
from newsbell.core.rules.model import Entity

NAMES = names(
    Entity("honda", "Honda", aliases=("Honda Motor", "本田技研"), exclude=("Soichiro Honda",)),
    Entity("usa", "United States", aliases=("=US", "U.S.")),
    Entity("att", "AT&T"),
    Entity("citroen", "Citroën"),
    Entity("bo", '="Business Objects"'),
    Entity("mcd", "McDonald's"),
    Entity("strauss", "Strauß"),
    Entity("it", "=IT"),
)
TITLE, BODY = "Honda up.", "body"

TRAPS = [
    (1, "@honda", "Honda’s new works", True),
    (2, "@honda", "two Soichiro Hondas", False),
    (3, "@honda", "本田技研工業は東京で発表した", True),
    (4, "@honda", "HONDA\u00a0MOTOR shares", True),
    (5, "@honda", "in Hondarribia", False),
    (6, "@usa", "a U.S.-Japan accord", True),
    (7, "@usa", "tell us more", False),
    (8, "@usa", "sales in the US fell", True),
    (9, "@usa", "the letters u s", False),
    (10, "@att", "AT&T fell", True),
    (11, "@att", "look at T. Rowe Price", False),
    (12, "@citroen", "CITROEN sales", True),
    (13, "@citroen", "Citroe\u0308n sales", True),
    (14, "@bo", "a small business objects to it", False),
    (15, "@bo", "the Business Objects division", True),
    (16, "@mcd", "McDonald’s menu", True),
    (17, "@mcd", "Mr McDonald said", False),
    (18, "@strauss", "Levi Strauss jeans", True),
    (19, "@it", "it rained", False),
    (20, "@it", "an IT supplier", True),
    (21, "tariff", "higher tariffs", True),
    (22, "merge", "the firms merged", True),
    (23, "merge", "the merger", False),
    (24, "merg*", "a pro-merger camp", True),
    (25, '"tariff"', "tariffs rose", False),
    (26, "merger", "a pro-merger camp", True),
    (27, "*bank", "SoftBank fell", True),
    (28, "colo?r", "the colour", True),
    (28, "colo?r", "the color", False),
    (29, "a NEAR/2 b", "a x y b", True),
    (30, "a NEAR/2 b", "a x y z b", False),
    (31, "a ONEAR/2 b", "b a", False),
    (32, "honda NEAR/s nissan", "Honda slid. Nissan gained.", False),
    (33, "honda NEAR/s nissan", "Honda Inc. and Nissan gained.", True),
    (34, "honda NEAR/s nissan", "Honda in Canton, Miss., and Mr. Nissan", True),
    (35, "ATLEAST/2 (x)", "x y x", True),
    (36, "ATLEAST/3 (x)", "x y x", False),
    (37, "2 OF (a, b, c)", "a c", True),
    (38, "2 OF (a, b, c)", "c", False),
    (39, '"general motors"', "General\nMotors", True),
    (40, '"honda nissan"', "Honda, Nissan", False),
    (41, "NOT x", "y", True),
    (42, "source:reuters*", "any text", True),
    (45, "C++ AND x", "C++ x", True),
    (46, "C++ AND x", "C x", False),
    (47, "ﬁnance", "finance", True),
    (48, "tokyo", "Tōkyō trade", True),
]

MORE = [
    ("import", "an important vote", False),
    ("unit", "the united front", False),
    ("busy", "a business", False),
    ("buy", "they bought it", True),
    ("struck", "it will strike", True),
    ("tariffs", "one tariff", True),
    ("tariff's", "two tariffs", True),
    ("tie-up", "two tie‑ups", True),
    ('"tie-up"', "a tie up", True),
    ('"tie-up"', "a tied up dog", False),
    ("us", "it was used", False),
    ("new", "the news", False),
    ("@mcd", "McDonalds menu", False),
    ("=Résumé", "a Re\u0301sume\u0301 sent", True),
    ("=Résumé", "a Resume sent", False),
    ("=US", "HELP US", True),
    ('"honda motor"', "Honda.\n\nMotor", False),
    ('"honda motor"', "Honda\n\nMotor", False),
    ('"honda motor"', "Honda (Motor)", True),
    ('"honda nissan"', "“Honda,” Nissan", False),
    ('"honda nissan"', "“Honda” Nissan", True),
    ('"ホンダ日産"', "ホンダ、日産", False),
    ("a NEAR/5 a", "a", False),
    ("a NEAR/5 a", "a x a", True),
    ('"a b" NEAR/5 b', "a b", False),
    ("a NEAR/0 b", "a b", True),
    ("a NEAR/0 b", "a x b", False),
    ("honda NEAR/1 works", "Honda’s new works", True),
    ("a NEAR/1 b NEAR/1 c", "b x a y c", True),
    ("a NEAR/1 b NEAR/0 c", "b x a y c", False),
    ("a ONEAR/s b", "B rose and a fell.", False),
    ("a ONEAR/s b", "A rose and b fell.", True),
    ("c NEAR/p d", "C rose.\nIt fell and d.", False),
    ("c NEAR/p d", "C rose.\nIt fell and d.\n\nMore.", True),
    ("honda", "see honda.com for it", False),
    ("honda", "write to press@honda.com", False),
    ("honda", "https://news.example/honda/x", False),
    ("honda", "![Honda works](https://news.example/a.jpg)", False),
    ("honda", "[the maker](https://news.example/honda)", False),
    ("honda", "the [Honda works](https://news.example/x) closed", True),
    ("honda", "Read more: Honda cuts jobs", False),
    ("honda", "* [Honda cuts jobs](https://news.example/x)", False),
    ("honda", "Photo: a Honda works", False),
    ("7267.T", "(7267.T) fell", True),
    ("7267.T", "7267 T", False),
    ('"gener* motors"', "Generic Motors", True),
    ("=Merg*", "Merger", True),
    ("=Merg*", "merger", False),
    ("本田", "本田技研", True),
    ("ホンダ", "ﾎﾝﾀﾞが", True),
    ("lang:en", "x", False),
    ("source:Reuters", "x", False),
    ('source:"reuters uk"', "x", True),
    ("source:news.example", "x", True),
    ("NOT @honda", "Soichiro Honda", True),
    ("ATLEAST/2 (@honda)", "Honda Motor and Soichiro Honda", False),
    ("ATLEAST/2 (@honda)", "Honda Motor and Honda", True),
    ("ATLEAST/2 (x OR y)", "x y", True),
    ('ATLEAST/2 (x OR "x y")', "x y", False),
]


@pytest.mark.parametrize(("number", "query", "text", "wanted"), TRAPS)
def test_the_numbered_traps(number: int, query: str, text: str, wanted: bool) -> None:
    assert (ask(query, an_article(text), NAMES) is not None) is wanted, number


@pytest.mark.parametrize(("query", "wanted"), [("title:honda", True), ("title:body", False), ("body:body", True)])
def test_traps_43_and_44_a_zone_is_searched_alone(query: str, wanted: bool) -> None:
    assert (ask(query, an_article(BODY, TITLE), NAMES) is not None) is wanted


@pytest.mark.parametrize(("query", "text", "wanted"), MORE)
def test_more_traps(query: str, text: str, wanted: bool) -> None:
    assert (ask(query, an_article(text), NAMES) is not None) is wanted


@pytest.mark.parametrize(("query", "text", "wanted"), [*[row[1:] for row in TRAPS], *MORE])
def test_decomposed_text_and_curly_quotes_change_nothing(query: str, text: str, wanted: bool) -> None:
    decomposed = an_article(unicodedata.normalize("NFD", text))
    curly = an_article(text.replace("'", "’"))
    assert (ask(unicodedata.normalize("NFD", query), decomposed, NAMES) is not None) is wanted
    assert (ask(query.replace("'", "’"), curly, NAMES) is not None) is wanted


def test_a_person_with_the_name_is_masked_and_the_company_still_counts() -> None:
    article = an_article("Soichiro Honda founded Honda Motor.")
    hit = ask("@honda", article, NAMES)
    assert hit is not None
    assert words(hit, article) == ["Honda Motor"]
    assert [(each.start, each.end, each.reason.value) for each in hit.rejected] == [(9, 14, "not_phrase")]


@pytest.mark.parametrize("query", ['"up body"', "up NEAR/5 body", "up NEAR/s body", "up NEAR/p body"])
def test_nothing_crosses_from_the_title_to_the_body(query: str) -> None:
    assert ask(query, an_article(BODY, "Honda up")) is None


@pytest.mark.parametrize("noise", ["İ", "Straße ", "ﬁ ", "😀 ", "so\u00adft ", "a\u200db ", "e\u0301 ", "ﾎﾞ"])
def test_offsets_behind_difficult_characters_are_exact(noise: str) -> None:
    article = an_article(f"{noise}, Honda and Citroe\u0308n, ﬁnance.")
    hit = ask("@honda AND @citroen AND finance", article, NAMES)
    assert words(hit, article) == ["Honda", "Citroe\u0308n", "ﬁnance"]


def test_lang_takes_regions_too() -> None:
    british = an_article("x", language="en-GB")
    assert ask("lang:en", british)
    assert ask("lang:en-GB", british)
    assert not ask("lang:de", british)


def test_inflection_follows_the_language_of_the_article() -> None:
    assert ask("tariff", an_article("tariffs", language="en_US"))
    assert ask("tariff", an_article("tariffs"))
    assert not ask("tariff", an_article("tariffs", language="sv"))
    assert ask("tariffs", an_article("tariffs", language="sv"))
    assert ask("Zoll", an_article("Neue Strafen und Zölle", language="de-AT"))
    assert not ask("Zoll", an_article("Neue Strafen und Zölle", language="en"))
    assert ask("acheter", an_article("Le groupe a acheté deux usines", language="fr"))
