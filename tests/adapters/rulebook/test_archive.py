"""The words of the rules against articles: what was never seen, and what takes in too much."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from fakes.articles import an_article
from newsbell.adapters.rulebook.archive import FEWEST_WORDS, Archive
from newsbell.adapters.rulebook.loading import load_with_sites
from newsbell.adapters.rulebook.sites import Site
from newsbell.core.match.inflection import language_of
from newsbell.core.match.occurrences import find
from newsbell.core.match.terms import entity_pattern, term_pattern
from newsbell.core.rules.model import Entity
from newsbell.core.text.document import Document

TEXT = """\
version: 1
entities:
  honda: {name: Honda, aliases: [Honda Motor, =HMC, 本田技研], not: [Honda Center]}
event_types:
  ipo: {triggers: [ipo, '"goes public"']}
terms:
  deal: [merger, 'takeover OR "tie up" OR buy*']
rules:
  r: {when: '@honda AND term:deal AND NOT horoscope'}
  s:
    when: >-
      @honda AND event:ipo
      AND (charger OR merger OR colo?r)
"""


def sites_of(folder: Path, text: str = TEXT) -> tuple[Site, ...]:
    path = folder / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    return load_with_sites(path, None)[1]


def archive_of(folder: Path, *documents: Document, text: str = TEXT) -> Archive:
    archive = Archive(sites_of(folder, text))
    for document in documents:
        archive.look(document)
    return archive


def said(archive: Archive) -> list[tuple[int, str]]:
    return [(problem.line, problem.headline().split("warning: ")[1]) for problem in archive.doubts()]


def test_a_word_that_no_article_has_is_named_where_it_stands(tmp_path: Path) -> None:
    archive = archive_of(
        tmp_path,
        an_article("Honda Motor buys a charger. 本田技研工業は東京で発表した", "HMC and the ties up there"),
        an_article("The bank goes public; mergers, takeovers and colour."),
    )

    assert said(archive) == [
        (5, "`ipo` is in none of the 2 articles (check how it is written there)"),
        (7, '`"tie up"` is in none of the 2 articles (check how it is written there)'),
    ]


def test_a_word_is_doubted_at_each_of_its_places(tmp_path: Path) -> None:
    found = said(archive_of(tmp_path, an_article("honda motor ipo goes public takeover tie up buy charger colour")))

    assert [(line, words.split(" ")[0]) for line, words in found] == [
        (3, "`=HMC`"),
        (3, "`本田技研`"),
        (7, "`merger`"),
        (13, "`merger`"),
    ]
    assert "is not in the one article" in found[0][1]


def test_a_wildcard_that_fits_no_word_is_named(tmp_path: Path) -> None:
    assert (7, "no word of the 3 articles fits `buy*` (check how it is written there)") in said(
        archive_of(tmp_path, *[an_article("nothing of it")] * 3)
    )


def test_a_wildcard_that_takes_in_too_much_is_named_with_examples(tmp_path: Path) -> None:
    text = "version: 1\nrules:\n  r: {when: pre* AND proto*}\n"
    many = " ".join(
        [*(f"pre{n}" for n in range(60)), *(f"proto{n}" for n in range(50)), *(f"w{n}" for n in range(890))]
    )
    few = many.replace("w889", "")

    assert said(archive_of(tmp_path, an_article(many), text=text)) == [
        (3, "`pre*` takes in 6% of all words of the articles: pre0, pre1, pre10 ... (write more letters)")
    ]
    assert said(archive_of(tmp_path, an_article(few), text=text)) == []
    assert len(many.split()) == FEWEST_WORDS


WORDS = [
    "honda",
    "motor",
    "Honda",
    "HMC",
    "hmc",
    "ipo",
    "IPOs",
    "goes",
    "public",
    "mergers",
    "tie",
    "ties",
    "up",
    "buying",
    "color",
]
TEXTS = st.lists(st.sampled_from([*WORDS, "colour,", "本田", "技研", "charger."]), max_size=8).map(" ".join)


@cache
def all_sites_of_the_text() -> tuple[Site, ...]:
    with TemporaryDirectory() as folder:
        return sites_of(Path(folder))


@given(st.lists(st.tuples(TEXTS, st.sampled_from([None, "en", "ja"])), min_size=1, max_size=4))
def test_the_quick_way_finds_what_the_true_way_finds(texts: list[tuple[str, str | None]]) -> None:
    documents = [an_article(text or "-", language=language) for text, language in texts]
    sites = all_sites_of_the_text()
    archive = Archive(sites)
    for document in documents:
        archive.look(document)
    doubted = {(problem.line, problem.column) for problem in archive.doubts()}

    for site in sites:
        seen = False
        for document in documents:
            language = language_of(document.language)
            name = entity_pattern(Entity("e", site.name))
            pattern = term_pattern(site.term, language) if site.term is not None else name
            seen = seen or bool(find(pattern, document).accepted)
        problem = site.warning("", "")
        assert ((problem.line, problem.column) in doubted) is not seen, site.written
