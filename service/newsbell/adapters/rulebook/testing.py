"""The rules' own tests: each example text goes through the true matcher."""

from dataclasses import dataclass
from typing import Protocol

from newsbell.adapters.rulebook.configuration import Configuration, TypeExample
from newsbell.core.events.places import ContextJudge
from newsbell.core.match.finder import find_triggers
from newsbell.core.match.oracle import match_rule
from newsbell.core.rules.model import RuleTest, Vocabulary
from newsbell.core.text.document import Document
from newsbell.core.text.reading import read_document

HEADLINE_LIMIT = 200


@dataclass(frozen=True, slots=True)
class RuleTestResult:
    """How one example ended. `rule` is a rule's id, or `event:type` for an example of an event type."""

    rule: str
    text: str
    expected: bool
    matched: bool
    path: str = ""
    line: int = 0

    @property
    def passed(self) -> bool:
        """Whether the text matched exactly if it should."""
        return self.expected == self.matched

    @property
    def sentence(self) -> str:
        """The outcome in one line, with its place."""
        wanted = "should match" if self.expected else "should not match"
        said = "as wanted" if self.passed else "does not" if self.expected else "does"
        place = f"{self.path}:{self.line}: " if self.path and self.line else ""
        return f"{place}{self.rule}: {wanted}, {said}: {self.text.strip().splitlines()[0][:100]}"


class _Finder(Protocol):
    def __call__(self, document: Document) -> bool: ...


def run_rule_tests(configuration: Configuration) -> tuple[RuleTestResult, ...]:
    """Run every rule's `tests` and the `examples` of the file's own event types, in the order of the file.

    A rule's `status` plays no part here: a test says what matches.
    """
    paths = dict(configuration.rule_paths)
    results: list[RuleTestResult] = []
    vocabulary = configuration.rule_set.vocabulary
    judge = ContextJudge()
    for rule in configuration.rule_set.rules:
        results.extend(
            _result(
                rule.id,
                test,
                paths.get(rule.id, ""),
                lambda document, rule=rule: match_rule(rule, document, vocabulary, judge) is not None,
            )
            for test in rule.tests
        )
    return (*results, *run_type_examples(configuration.examples, vocabulary))


def run_type_examples(examples: tuple[TypeExample, ...], vocabulary: Vocabulary) -> tuple[RuleTestResult, ...]:
    """Run the examples of event types: a trigger of the type must be found, or must not."""
    return tuple(
        _result(
            f"event:{example.event_type}",
            example.test,
            example.path,
            lambda document, kind=vocabulary.event_types[example.event_type]: bool(find_triggers(kind, document)),
        )
        for example in examples
    )


def _result(name: str, test: RuleTest, path: str, found: _Finder) -> RuleTestResult:
    return RuleTestResult(name, test.text, test.expected, found(example_document(test.text)), path, test.line)


def example_document(text: str) -> Document:
    """An example as an article: all of it is body, unless it has several lines; then the first is the headline."""
    first, _, rest = text.strip().partition("\n")
    headline = first if rest.strip() and len(first) <= HEADLINE_LIMIT else None
    body = rest if headline is not None else text
    return read_document(article_id="example", version="1", headline=headline, body_text=body, description=None)
