"""Which rules an article matches, and the words that made them hold.

Gives: `SlowMatcher` (hits and explanations straight from the syntax tree), `find_triggers`, `same_word`.
Takes: a `Document`, a `RuleSet`, and a `Judge` that knows which mentions count.
Must not know: what an event's status is, stories, recipients.
"""
