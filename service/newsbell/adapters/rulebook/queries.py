"""The text of a query in the file: parsed and linted, every mistake at its place and with YAML's part in it."""

import re
from collections.abc import Iterable

from yaml.nodes import Node as YamlNode
from yaml.nodes import ScalarNode

from newsbell.adapters.rulebook.merging import Entry
from newsbell.adapters.rulebook.plain_words import QUOTE_RULE
from newsbell.adapters.rulebook.scalars import comment_behind, scalar_problem
from newsbell.core.rules.errors import QueryError, QueryWarning
from newsbell.core.rules.model import Vocabulary
from newsbell.core.rules.parser import parse_query
from newsbell.core.rules.problem import Level, Problem
from newsbell.core.rules.syntax import Node

_WORDS = re.compile(r"[\w'\u2019.&-]+(?:\s+[\w'\u2019.&-]+)+")
_CUT = f"' #' begins a comment in YAML; {QUOTE_RULE}"


def read_query(entry: Entry, text: str, node: YamlNode | None, vocabulary: Vocabulary) -> Node | Problem:
    """The query in a value of the entry, or what is wrong with it."""
    try:
        return parse_query(text, vocabulary)
    except QueryError as error:
        return query_problem(entry, node, error, _advice_of_yaml(entry, text, node, error))


def query_problem(entry: Entry, node: object, error: QueryError, suggestion: str | None = None) -> Problem:
    """A mistake in a query, at its place in the file."""
    advice = suggestion or error.suggestion
    source = entry.tree.source
    if isinstance(node, ScalarNode):
        return scalar_problem(source, node, error.message, error.start, error.end, suggestion=advice)
    return entry.tree.problem(error.message, entry.loc, suggestion=advice, on_key=True)


def query_warnings(entry: Entry, node: object, found: Iterable[QueryWarning]) -> list[Problem]:
    """Doubts about a query that parses, at their places; among them the comment that cut it off."""
    if not isinstance(node, ScalarNode):
        return []
    source, level = entry.tree.source, Level.WARNING
    warnings = [
        scalar_problem(source, node, each.message, each.start, each.end, suggestion=each.suggestion, level=level)
        for each in found
    ]
    comment = comment_behind(source, node)
    if comment is not None:
        message = "the rule ends here, for ' #' begins a comment in YAML"
        warnings.append(source.problem(message, comment, suggestion=QUOTE_RULE, level=Level.WARNING))
    return warnings


def _advice_of_yaml(entry: Entry, text: str, node: YamlNode | None, error: QueryError) -> str | None:
    """What to write where YAML took a part of the query away: behind a #, or the quotes of a phrase."""
    if not isinstance(node, ScalarNode):
        return None
    source = entry.tree.source
    at_end = error.end >= len(text.rstrip())
    if comment_behind(source, node) is not None or (at_end and comment_behind(source, node, spaced=True) is not None):
        return _CUT
    if node.style == '"' and _WORDS.fullmatch(text.strip()) and "without an operator" in error.message:
        return f"these quotes are YAML's; for the phrase write '\"{' '.join(text.split())}\"'"
    return None
