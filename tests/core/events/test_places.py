import pytest

from newsbell.core.events.places import ContextJudge
from newsbell.core.match.hit import RejectReason
from newsbell.core.rules.model import Entity, Vocabulary
from newsbell.core.text.document import Document
from newsbell.core.text.reading import read_document

NAMES = Vocabulary(
    {
        "canton": Entity("canton", "Canton", type="place", region="Mississippi"),
        "plain": Entity("plain", "Canton", type="place"),
    }
)
OTHER = RejectReason.OTHER_REGION


def article(body: str, headline: str | None = None) -> Document:
    return read_document(article_id="a", version="1", headline=headline, body_text=body, description=None)


def judged(body: str, headline: str | None = None, entity: str = "canton") -> list[RejectReason | None]:
    """The judgement of each Canton of the article, in reading order."""
    document = article(body, headline)
    answers = []
    for zone in document.zones:
        at = zone.text.find("Canton")
        while at >= 0:
            answers.append(ContextJudge().reject(NAMES.entities[entity], document, zone, at, at + 6))
            at = zone.text.find("Canton", at + 1)
    return answers


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("The Canton, Mississippi, plant. The Canton works.", [None, None]),
        ("The Canton plant hires.", [None]),
        ("A shop in Canton, Ohio, closed.", [OTHER]),
        ("The Canton of Zug votes.", [OTHER]),
        ("A shop in Canton, Ohio. The Canton mayor came.", [OTHER, OTHER]),
        ("From Canton, Ohio, to Canton, Miss. Then the Canton plant.", [OTHER, None, None]),
        ("The Canton plant is in Canton, United States.", [None, None]),
    ],
)
def test_a_place_counts_unless_the_article_puts_it_elsewhere(body: str, expected: list[RejectReason | None]) -> None:
    assert judged(body) == expected


def test_the_headline_takes_its_sense_from_the_body() -> None:
    assert judged("CANTON, Ohio: a fair in Canton, Ohio, drew crowds.", "Fair in Canton") == [OTHER, OTHER]
    assert judged("The plant in Canton, Miss., grows.", "Canton grows") == [None, None]


def test_only_entities_with_a_region_are_judged() -> None:
    assert judged("A shop in Canton, Ohio, closed.", entity="plain") == [None]
