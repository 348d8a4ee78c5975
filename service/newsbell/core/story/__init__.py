"""Stories: one event as a thread of articles.

Gives: `decide`, which says what an article is to its story and whether it rings, with a named reason; the ids of
    stories and alerts.
Takes: the finding, the story as it is stored, and `now`.
Must not know: who receives the alert, how it is worded, where the story is kept.
"""
