"""The articles of the benchmark: real news stories where they are at hand, the bundled sample otherwise.

Stories are joined until they are as long as an article of a business wire, 2 to 6.5 kB. The same seed gives the same
articles. Nothing of them is written anywhere.
"""

import html
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from newsbell.core.text.document import Document
from newsbell.core.text.reading import read_document

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
STORIES = (SHARED / "news" / "wikinews.jsonl", SHARED / "stories" / "ecbplus_articles.jsonl")
SAMPLE = ROOT / "service" / "newsbell" / "packs" / "sample_articles.jsonl"
SHORTEST, ENOUGH, LONGEST = 2_000, 3_200, 6_500
"""Characters of a body: one is long enough when it has a number drawn between the first two."""
MOST = 400
"""Articles, if there are stories enough."""
FROM_SAMPLE = 60
"""Articles made from the bundled sample, each of all its stories in another order."""


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it comes from the bus: plain fields."""

    id: str
    headline: str
    body: str

    def read(self) -> Document:
        """The article made ready for matching."""
        return read_document(
            article_id=self.id,
            version="1",
            headline=self.headline,
            body_text=self.body,
            description=None,
            language="en",
        )


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles with the documents read from them; `origin` says in words what they are, `real` whether a paper did."""

    origin: str
    articles: tuple[Article, ...]
    documents: tuple[Document, ...]
    real: bool = True

    @property
    def characters(self) -> float:
        """The mean length of an article, headline included."""
        return sum(len(each.headline) + len(each.body) for each in self.articles) / len(self.articles)


def load_corpus(seed: int, *, bundled: bool = False, most: int = MOST) -> Corpus:
    """At most `most` articles; `bundled` takes the sample of the repository even if real stories are at hand."""
    chance = random.Random(seed)
    real = not bundled and all(path.is_file() for path in STORIES)
    if real:
        stories = [story for path in STORIES for story in _stories(path, "title", "body")]
        chance.shuffle(stories)
        articles = tuple(_joined(stories, chance))[:most]
        origin = "real news stories, joined"
    else:
        stories = list(_stories(SAMPLE, "headline", "body_text"))
        articles = tuple(_reordered(stories, chance, min(most, FROM_SAMPLE)))
        origin = "the bundled sample, ten short articles in ever new orders (few words, so the figures say little)"
    return Corpus(origin, articles, tuple(article.read() for article in articles), real)


def _stories(path: Path, title: str, body: str) -> Iterator[tuple[str, str]]:
    """Headline and body of each story; character references are resolved, as a collector does."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row.get(title) and row.get(body):
                yield html.unescape(row[title]), html.unescape(row[body])


def _joined(stories: Sequence[tuple[str, str]], chance: random.Random) -> Iterator[Article]:
    """Stories one behind the other until the body is as long as drawn; one that is too long is cut at a blank."""
    rest = iter(stories)
    for number, (headline, first) in enumerate(rest):
        body = first
        wanted = chance.randint(SHORTEST, ENOUGH)
        while len(body) < wanted:
            more = next(rest, None)
            if more is None:
                return
            body = f"{body}\n\n{more[1]}"
        yield Article(f"bench-{number}", headline, _cut(body))


def _reordered(stories: Sequence[tuple[str, str]], chance: random.Random, count: int) -> Iterator[Article]:
    for number in range(count):
        order = chance.sample(range(len(stories)), len(stories))
        body = "\n\n".join(stories[each][1] for each in order)
        yield Article(f"bench-{number}", stories[order[0]][0], _cut(body))


def _cut(body: str) -> str:
    return body if len(body) <= LONGEST else body[: body.rindex(" ", 0, LONGEST)]
