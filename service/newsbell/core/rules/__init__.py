"""The rule language: from a query's text to a syntax tree, and from a mistake to a sentence that mends it.

Gives: `parse_query`, `parse_term`, `Linter` and `lint_entities` (what is legal and probably not meant), the syntax
    tree, the model of rules, and problems with their place.
Takes: the query's text and the names it may use (`Vocabulary`).
Must not know: files, YAML, articles, or how a query is evaluated.
"""
