"""Which rules an article matches, and the words that made them hold.

Gives: `FastMatcher` (the index of rules), `SlowMatcher` (the oracle, straight from the syntax tree), `explain_rule`
    (what held and what came nearest), `obstacles` (what stands in the way of a match), `find_triggers`.
Takes: a `Document`, rules with what their names mean, and a `Judge` that knows which mentions count.
Must not know: what an event's status is, stories, recipients.
"""
