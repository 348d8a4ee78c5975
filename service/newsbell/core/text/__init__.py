"""Text made ready for comparing, with offsets that always point into the article's own words.

Gives: `read_document` (zones, visible text, sentences), `fold` and `tokenise` with their offset maps.
Takes: the fields of an article as plain strings.
Must not know: rules, entities, events, or where the article came from.
"""
