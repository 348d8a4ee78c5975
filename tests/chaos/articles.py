"""Articles made up for the storm, the rules they meet, and documents that are none. All follows the seed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

RULES = """
version: 1
rules:
  trade:
    title: Corvane and what it pays or takes back
    when: 'Corvane AND (tariff OR recall)'
    severity: high
    labels: {desk: trade}
  labour:
    title: A walkout at a plant
    when: 'plant AND (strike OR walkout OR lockout)'
    labels: {desk: labour}
  takeover:
    title: Brellmont bids for another company
    when: 'Brellmont NEAR/8 takeover'
    severity: critical
    labels: {desk: takeover}
"""

REGISTER_RULES = """
version: 1
entities:
  honda: {name: Honda, aliases: [American Honda, Honda Motor]}
rules:
  trade: {title: Tariffs and duties, when: 'tariff OR duty OR import', labels: {desk: trade}}
  recall: {title: Recalls and safety, when: 'recall OR defect OR airworthiness', labels: {desk: trade}}
  merger: {title: Mergers, when: 'merger OR acquisition OR acquire', labels: {desk: labour}}
  honda: {title: Honda, when: '@honda', labels: {desk: takeover}}
"""

SENDING = """
channels:
  crm: {webhook: {url: "${CRM_URL}", secret: "${CRM_SECRET}"}}
  autos: {url: "${SLACK_URL}"}
routes:
  - match: {desk: takeover}
    channels: [crm, autos]
  - match: {desk: [trade, labour]}
    channels: [crm]
"""
"""Two channels: the webhook gets everything, Slack the desk `takeover` alone, for it takes one message a second."""

_TRADE = ("Corvane pays a tariff of {n} percent on every gearbox.", "Corvane begins a recall of {n} vans.")
_LABOUR = ("The crew of the plant started a walkout on day {n}.", "A strike stopped line {n} of the plant.")
_TAKEOVER = ("Brellmont prepares a takeover of a rival with {n} shops.",)
_FILLER = (
    "The harbour office counted {n} boats before noon.",
    "A choir of {n} singers rehearsed in the old customs hall.",
    "Rain fell for {n} hours, and the lower road was closed.",
    "The library lends {n} more books than a year ago.",
    "Corvane showed {n} models at the spring fair.",
    "The town council spent {n} minutes on the colour of a bench.",
    "A baker in the northern quarter sold {n} loaves on Friday.",
    "The ferry ran {n} minutes late after a fog.",
    "Brellmont opened shop number {n} near the station.",
    "Volunteers planted {n} trees along the canal.",
)

Article = dict[str, str]


@dataclass(frozen=True, slots=True)
class Foreign:
    """A stream entry that no newsbell wrote. `reason` is what its dead letter must say, None for an article."""

    fields: Mapping[str, bytes]
    reason: str | None = None

    @property
    def document(self) -> bytes:
        """What the dead letter must hold of it."""
        shown = [name.encode() + b"=" + value + b"\n" for name, value in self.fields.items()]
        return self.fields.get("__data__", b"".join(shown))


def articles(count: int, rng: Random, *, takeovers: int = 0, name: str = "made") -> list[Article]:
    """`count` articles in the order of their publication; their ids begin with `name`.

    A third matches a rule and some match two; one in twelve is an edit of an earlier one, half of these with news in
    it; one in twelve is an earlier one once more, unchanged.
    """
    with_takeover = set(rng.sample(range(count), takeovers))
    made: list[Article] = []
    for number in range(count):
        kind = rng.random()
        if made and number not in with_takeover and kind < 1 / 12:
            made.append(_edit(rng.choice(made[-40:]), made, rng))
        elif made and number not in with_takeover and kind < 2 / 12:
            made.append(dict(rng.choice(made)))
        else:
            made.append(_fresh(f"{name}-{number}", rng, takeover=number in with_takeover))
    return made


def _fresh(name: str, rng: Random, *, takeover: bool) -> Article:
    telling = [rng.choice(_TRADE)] if rng.random() < 0.32 else []
    telling += [rng.choice(_LABOUR)] if rng.random() < (0.25 if telling else 0.06) else []
    telling += [rng.choice(_TAKEOVER)] if takeover else []
    sentences = [rng.choice(_FILLER) for _ in range(12)]
    for sentence in telling:
        sentences.insert(rng.randrange(len(sentences)), sentence)
    return {
        "id": name,
        "version": "1",
        "url": f"https://gazette.example/{name}",
        "headline": f"Notes of the day, {name}",
        "body_text": " ".join(sentence.format(n=rng.randrange(2, 900)) for sentence in sentences),
    }


def _edit(article: Article, made: Sequence[Article], rng: Random) -> Article:
    """The newest version of the article, changed: a word, or news that its rule has not heard yet."""
    newest = max((item for item in made if item["id"] == article["id"]), key=lambda item: int(item["version"]))
    text = newest["body_text"]
    news = rng.random() < 0.5
    more = "Corvane pays a tariff and begins a recall." if news else "The editors mended a comma."
    return {**newest, "version": str(int(newest["version"]) + 1), "body_text": f"{text} {more}"}


def broken(count: int, rng: Random) -> list[Foreign]:
    """Stream entries that must become dead letters, each with its reason; no two are alike."""
    makers = (_no_field, _not_json, _two_documents, _nameless, _empty, _later_major, _other_type, _too_large)
    return [makers[number % len(makers)](f"{number}-{rng.randrange(10**6)}") for number in range(count)]


def _no_field(mark: str) -> Foreign:
    return Foreign({"payload": mark.encode(), "by": b"somebody"}, "no_data_field")


def _not_json(mark: str) -> Foreign:
    return Foreign({"__data__": b'{"headline": "cut off, ' + mark.encode()}, "not_json")


def _two_documents(mark: str) -> Foreign:
    return Foreign({"__data__": b'{"id": "%s"}{"id": "b"}' % mark.encode()}, "not_json")


def _nameless(mark: str) -> Foreign:
    return Foreign({"__data__": json.dumps({"headline": f"Without id or address {mark}"}).encode()}, "not_valid")


def _empty(mark: str) -> Foreign:
    return Foreign({"__data__": json.dumps({"id": mark, "headline": "  "}).encode()}, "not_valid")


def _later_major(mark: str) -> Foreign:
    return Foreign({"__data__": _event(mark, "newsbell.article.v9")}, "unknown_major")


def _other_type(mark: str) -> Foreign:
    return Foreign({"__data__": _event(mark, "newsbell.alert.v1")}, "not_valid")


def _too_large(mark: str) -> Foreign:
    text = "word " * 5_000
    return Foreign({"__data__": json.dumps({"id": mark, "headline": "Long", "body_text": text}).encode()}, "too_large")


def _event(mark: str, kind: str) -> bytes:
    data = {"id": mark, "headline": "An event"}
    return json.dumps({"specversion": "1.0", "id": mark, "source": "test", "type": kind, "data": data}).encode()
