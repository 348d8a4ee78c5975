"""Two real articles, where they are at hand: the example's rule holds in both, with true quotes."""

from pathlib import Path

import pytest

from newsbell.adapters.rulebook.loading import load_text
from newsbell.adapters.rulebook.packs import example_configuration
from newsbell.core.events.finding import Finding
from newsbell.core.events.places import ContextJudge
from newsbell.core.events.understand import understand
from newsbell.core.match.oracle import SlowMatcher
from newsbell.core.text.reading import read_document

pytestmark = pytest.mark.needs_shared


def finding_in(path: Path, headline: str | None, body: str) -> Finding:
    rules = load_text(example_configuration(), "example.yaml", {}).configuration.rule_set
    document = read_document(article_id=path.stem, version="1", headline=headline, body_text=body, description=None)
    (hit,) = SlowMatcher(rules, ContextJudge()).hits(document)
    return understand(document, hit)


@pytest.mark.parametrize(
    ("number", "entities", "clauses"),
    [
        ("000", {"honda", "nissan", "canton"}, {"@honda", "@nissan", "@canton", "event:merger", "event:tariff"}),
        ("003", {"honda", "nissan"}, {"@honda", "@nissan", "event:merger", "event:tariff"}),
    ],
)
def test_the_rule_holds_and_quotes_the_article(
    shared: Path, number: str, entities: set[str], clauses: set[str]
) -> None:
    (path,) = (shared / "seeds").glob(f"{number}_*.txt")
    first, _, rest = path.read_text(encoding="utf-8").partition("\n")
    headline, body = (first, rest) if number == "003" else (None, f"{first}\n{rest}")
    finding = finding_in(path, headline, body)
    fields = {"headline": headline, "body_text": body}

    assert finding.hit.rule.id == "honda-nissan"
    assert {entity.id for entity in finding.entities} == entities
    assert all(entity.salience >= 0.4 for entity in finding.entities)
    assert {clause.clause for clause in finding.matched} == clauses
    assert {event.type for event in finding.events} == {"merger", "tariff"}
    for item in finding.evidence:
        assert (fields[item.field] or "")[item.start : item.end] == item.sentence
        assert "![" not in item.sentence
