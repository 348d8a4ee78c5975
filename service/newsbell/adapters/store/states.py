"""A story's state as JSON. Readers pass over keys they do not know, so that versions can run side by side."""

import json
from datetime import datetime
from typing import Any

from newsbell.core.story.story import StoryState

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def state_to_json(state: StoryState) -> str:
    """The state as JSON, without its version, which the script keeps beside it."""
    return _encode(
        {
            "id": state.id,
            "rule_id": state.rule_id,
            "first_seen": state.first_seen.isoformat(),
            "sequence": state.sequence,
            "alert_ids": list(state.alert_ids),
            "articles": dict(state.articles),
            "sources": list(state.sources),
            "events": dict(state.events),
            "clauses": list(state.clauses),
        }
    )


def state_from_json(text: bytes, version: int) -> StoryState:
    """The state that `state_to_json` wrote.

    Raises:
        ValueError: it is not such a state.
    """
    try:
        data: dict[str, Any] = json.loads(text)
        return StoryState(
            id=data["id"],
            rule_id=data["rule_id"],
            version=version,
            first_seen=datetime.fromisoformat(data["first_seen"]),
            sequence=data.get("sequence", 0),
            alert_ids=tuple(data.get("alert_ids", ())),
            articles=data.get("articles", {}),
            sources=tuple(data.get("sources", ())),
            events=data.get("events", {}),
            clauses=tuple(data.get("clauses", ())),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"a stored story can not be read: {error}") from error
