"""What every rendered message must hold, told independently of the writers."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from hypothesis import strategies as st

from newsbell.core.render.view import AlertView, DigestView, EventView, Quote

from .samples import DETECTED, MORNING

NASTY = [
    "<!channel>",
    "<@U123>",
    "@everyone",
    "</td></table>",
    "{{7*7}}",
    "{% raw %}",
    "<script>alert(1)</script>",
    "\r\nBcc: x@y.example",
    "\x1b[2J",
    "\x1b]8;;http://e.example\x07",
    "\u202e",
    "\u2066",
    "\x00",
    "\x9b31m",
    "&amp;",
    "*b* _i_ ~s~ `c` :smile:",
    "👩‍👩‍👧‍👦🏽",
    "مرحبا بالعالم",
    "日産とホンダ",
    "é" * 300,
    "x" * 900,
    "👍" * 700,
    "word " * 300,
    "\ud83d",
    "\"quotes'",
    "-->",
    "]]>",
    "\u2028",
]
TEXTS = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=30)), max_size=4).map(" ".join)
LINKS = st.one_of(
    st.none(),
    st.sampled_from(
        [
            "https://news.example/a?b=1&c=<2>|3",
            "http://news.example:8080/" + "p" * 300,
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,<script>",
            "https://good.example@evil.example/",
            "https:\\\\evil.example",
            "//evil.example",
            "https://evil.example/\x07",
            'https://e.example/" onmouseover="x',
            "https://[::1]/",
            "https://[::1",
            "ftp://e.example/",
            "https://e.example/" + "q" * 3000,
        ]
    ),
    TEXTS,
)


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    text = draw(TEXTS)
    places = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    marks = tuple(zip(places[::2], places[1::2], strict=False))
    return Quote(text, marks, draw(st.booleans()))


STATUSES = st.sampled_from(["rumoured", "in_talks", "confirmed", "called_off", "reported", "new_one"])
EVENTS = st.builds(
    EventView,
    st.one_of(st.sampled_from(["merger", "plant_closure"]), TEXTS),
    st.one_of(STATUSES, TEXTS),
    st.one_of(st.none(), STATUSES),
    st.booleans(),
    st.booleans(),
    st.one_of(st.none(), TEXTS),
)
ALERTS = st.builds(
    AlertView,
    id=TEXTS,
    reason=st.one_of(st.sampled_from(["first_report", "retracted"]), TEXTS),
    rule_id=st.just("r"),
    rule_title=TEXTS,
    severity=st.one_of(st.sampled_from(["low", "normal", "high", "critical"]), TEXTS),
    headline=TEXTS,
    summary=TEXTS,
    detected_at=st.just(DETECTED),
    story_id=st.sampled_from(["s1", "s2", "s3"]),
    url=LINKS,
    source=st.one_of(st.none(), TEXTS),
    published_at=st.one_of(st.none(), st.just(DETECTED)),
    sequence=st.integers(1, 9),
    story_articles=st.integers(1, 40),
    story_sources=st.integers(1, 9),
    events=st.lists(EVENTS, max_size=8).map(tuple),
    quotes=st.lists(quotes(), max_size=5).map(tuple),
    why=st.lists(TEXTS, max_size=12).map(tuple),
    test=st.booleans(),
    backfill=st.booleans(),
    maybe_repeat=st.booleans(),
)
DIGESTS = st.builds(
    DigestView,
    name=TEXTS,
    due=st.just(MORNING.due),
    alerts=st.lists(ALERTS, max_size=4).map(tuple),
    held_back=st.dictionaries(TEXTS, st.integers(0, 99), max_size=3),
)

HARMFUL = {chr(c) for c in (*range(0x20), *range(0x7F, 0xA0)) if chr(c) != "\n"} | set(
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


def harmless(text: str) -> bool:
    """Nothing in it moves a cursor or the direction of reading, and it can be encoded."""
    text.encode()
    return not HARMFUL & set(text)


class Page(HTMLParser):
    """What a browser would make of the page: its elements, links, attributes and words."""

    VOID = frozenset({"meta", "br"})
    ALLOWED = VOID | {"html", "head", "title", "style", "body", "div", "span", "table", "tbody", "tr", "td", "a"}

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.links: list[str] = []
        self.marked: list[str] = []
        self.words = ""
        self.classes: list[str] = []
        self.problems: list[str] = []
        self.feed(html)
        self.close()
        self.problems += [f"left open: {tag}" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag not in self.ALLOWED:
            self.problems.append(f"element {tag}")
        self.problems += [f"attribute {name}" for name in values if name.startswith("on") or name == "src"]
        if "href" in values:
            self.links.append(values["href"] or "")
        self.classes.append(values.get("class") or "")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"wrong end {tag}")

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in {"style", "title"}:
            self.words += data
        if self.classes and self.open and self.open[-1] == "span" and self.classes[-1] == "mark":
            self.marked.append(data)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def slack_problems(message: dict[str, Any]) -> list[str]:
    """Every limit of Block Kit that the message breaks."""
    found = [] if 0 < len(message["text"]) <= 3000 else ["text"]
    if message["unfurl_links"] or message["unfurl_media"] or message["link_names"] or message["parse"] != "none":
        found.append("switches")
    if not 0 < len(message["blocks"]) <= 50:
        found.append("number of blocks")
    for block in message["blocks"]:
        found += _block_problems(block)
    if sum(units(text) for text in texts(message["blocks"])) > 12_000:
        found.append("message too long")
    return found


def _block_problems(block: dict[str, Any]) -> list[str]:
    kind = block["type"]
    if kind not in {"header", "context", "rich_text", "divider"}:
        return [f"unknown block {kind}"]
    if kind == "header":
        ok = block["text"]["type"] == "plain_text" and 0 < units(block["text"]["text"]) <= 150
        return [] if ok else ["header"]
    found = [f"empty text in {kind}" for text in texts(block) if not text]
    found += [f"long text in {kind}" for text in texts(block) if units(text) > 3000]
    if kind == "context" and not 0 < len(block["elements"]) <= 10:
        found.append("context elements")
    if kind == "context" and any(element["type"] != "plain_text" for element in block["elements"]):
        found.append("mrkdwn")
    if kind == "rich_text" and not (block["elements"] and all(part["elements"] for part in block["elements"])):
        found.append("empty rich text")
    return found


def texts(node: Any) -> Iterator[str]:
    """All texts and addresses in a block, depth first."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in {"text", "url"} and isinstance(value, str):
                yield value
            else:
                yield from texts(value)
    elif isinstance(node, list):
        for item in node:
            yield from texts(item)


def links(node: Any) -> Iterator[str]:
    """All addresses in a block."""
    if isinstance(node, dict):
        if "url" in node:
            yield node["url"]
        for value in node.values():
            yield from links(value)
    elif isinstance(node, list):
        for item in node:
            yield from links(item)
