"""Messages for the tests of channels."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from newsbell.core.render.view import AlertView, DigestView, EventView, Quote
from newsbell.flow.ports import Outgoing

AT = datetime(2026, 3, 2, 9, 30, 15, 250_000, tzinfo=UTC)
SENTENCE = "Honda & Nissan ended <merger> talks on Monday, the companies said."

VIEW = AlertView(
    id="al_1",
    reason="status_changed",
    rule_id="honda-nissan",
    rule_title="Honda and Nissan",
    severity="high",
    headline="Honda and Nissan end merger talks",
    summary=SENTENCE,
    detected_at=AT,
    story_id="st_1",
    url="https://news.example/honda-nissan?a=1&b=2",
    source="Example Wire",
    published_at=AT,
    events=(EventView("merger", "called_off", "in_talks", cue="ended"),),
    quotes=(Quote(SENTENCE, ((0, 5), (8, 14))),),
    why=("@honda", "@nissan", "event:merger"),
)

HOSTILE = replace(
    VIEW,
    headline="<!channel> *bold* <@U123> & Co\r\nBcc: victim@example.org",
    summary="<https://evil.example|click> {{7*7}} </td><script>alert(1)</script>",
    quotes=(Quote("<!here> <https://evil.example|click> \x1b[31mred & ```code```", ((0, 7),)),),
)


def event(alert_id: str = "al_1") -> bytes:
    """An Alert CloudEvent in bytes that no JSON writer of ours would produce, to see that they are not rewritten."""
    return f'{{"specversion":"1.0",  "id":"{alert_id}","data":{{"headline":"Nissan — 日産"}} }}'.encode()


def outgoing(view: AlertView = VIEW, *, delivery_id: str = "de_1", attempt: int = 1, repeat: bool = False) -> Outgoing:
    """One alert on its way."""
    return Outgoing(
        delivery_id=delivery_id,
        attempt=attempt,
        alerts=(replace(view, maybe_repeat=repeat),),
        events=(event(view.id),),
        first_attempt_at=AT,
        maybe_repeat=repeat,
    )


def digest(count: int = 3) -> Outgoing:
    """A digest of some alerts on its way."""
    views = tuple(replace(VIEW, id=f"al_{n}", story_id=f"st_{n}", headline=f"Headline {n}") for n in range(count))
    edition = DigestView(name="morning", due=AT, alerts=views, held_back={"repeats": 12})
    return Outgoing("di_1", 1, views, tuple(event(view.id) for view in views), AT, digest=edition)


def nothing() -> Outgoing:
    """A message whose alert is no longer kept."""
    return Outgoing("de_1", 1, (), (), AT)


def documents(body: bytes) -> list[str]:
    """The ids in a batch of CloudEvents."""
    return [document["id"] for document in json.loads(body)]
