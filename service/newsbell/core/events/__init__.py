"""Events: what a match means.

Gives: `understand`, which turns a hit into a finding (entities with salience, typed events, evidence sentences), and
    the judge that rejects places of the same name elsewhere.
Takes: the document, the hit with its spans, the rule set.
Must not know: stories, channels, what was sent before.
"""
