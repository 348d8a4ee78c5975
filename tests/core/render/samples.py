"""Views to render: six alerts that differ in everything a writer looks at, and digests made of them."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from newsbell.core.render.view import AlertView, DigestView, EventView, Quote

DETECTED = datetime(2025, 7, 13, 9, 41, 12, tzinfo=UTC)


def quote(text: str, *marked: str, in_headline: bool = False) -> Quote:
    """A sentence with the first occurrence of each of `marked` marked."""
    marks = sorted((text.index(word), text.index(word) + len(word)) for word in marked)
    return Quote(text, tuple(marks), in_headline)


PICKUPS = AlertView(
    id="al_pickups",
    reason="first_report",
    rule_id="honda-nissan",
    rule_title="Honda and Nissan, with Canton, a merger or tariffs",
    severity="high",
    headline="Nissan weighs building pickups for Honda at its half-empty Mississippi plant",
    summary="The two carmakers are discussing a plan under which Nissan’s Canton plant would build trucks for Honda.",
    detected_at=DETECTED,
    story_id="st_pickups",
    url="https://news.example/autos/nissan-honda-canton?edition=eu&page=1",
    source="Example Wire",
    published_at=datetime(2025, 7, 13, 8, 5, tzinfo=UTC),
    story_articles=4,
    story_sources=3,
    entities=("Honda", "Nissan", "Canton, Mississippi"),
    events=(
        EventView("merger", "called_off", previous_status="in_talks", background=True, cue="fell apart"),
        EventView("tariff", "reported"),
        EventView("production_deal", "in_talks", unconfirmed=True, cue="are discussing"),
    ),
    quotes=(
        quote(
            "Nissan weighs building pickups for Honda at its half-empty Mississippi plant",
            "Nissan",
            "Honda",
            in_headline=True,
        ),
        quote(
            "The two carmakers are discussing a plan under which Nissan’s Canton plant would build trucks for Honda, "
            "two people with knowledge of the matter said.",
            "Nissan",
            "Canton",
            "Honda",
        ),
        quote("Both companies pay the new 25% tariff on every vehicle they ship into the country.", "tariff"),
        quote("Talks about a merger of the two fell apart in February.", "merger"),
        quote("A fourth sentence is never shown, whatever it says about Honda.", "Honda"),
    ),
    why=("@honda", "@nissan", "@canton", "event:merger", "event:tariff"),
    labels={"desk": "autos"},
)

CALLED_OFF = AlertView(
    id="al_called_off",
    reason="status_changed",
    rule_id="steel-deal",
    rule_title="Takeovers in the steel industry",
    severity="critical",
    headline="Northgate Steel walks away from its $14bn takeover of Harbor Iron",
    summary="Northgate Steel has terminated its agreement to buy Harbor Iron.",
    detected_at=DETECTED.replace(hour=11),
    story_id="st_steel",
    url="https://ledger.example/markets/northgate-harbor",
    source="The Daily Ledger",
    published_at=datetime(2025, 7, 13, 10, 58, tzinfo=UTC),
    sequence=3,
    story_articles=17,
    story_sources=9,
    entities=("Northgate Steel", "Harbor Iron"),
    events=(EventView("merger", "called_off", previous_status="announced", cue="terminated its agreement"),),
    quotes=(
        quote(
            "Northgate Steel has terminated its agreement to buy Harbor Iron, citing the regulator’s objections.",
            "Northgate Steel",
            "terminated",
            "agreement to buy",
            "Harbor Iron",
        ),
    ),
    why=("@northgate", "event:merger"),
)

STEEL_BEFORE = replace(
    CALLED_OFF,
    id="al_announced",
    reason="first_report",
    severity="high",
    headline="Northgate Steel agrees to buy Harbor Iron for $14bn",
    detected_at=DETECTED.replace(day=12),
    sequence=1,
    events=(EventView("merger", "announced", cue="agrees to buy"),),
)

BARE = AlertView(
    id="al_bare",
    reason="first_report",
    rule_id="r",
    rule_title="Any strike",
    severity="low",
    headline="Dockers at two ports down tools",
    summary="Dockers at two ports down tools",
    detected_at=DETECTED,
    story_id="st_bare",
)

JAPANESE = AlertView(
    id="al_japanese",
    reason="new_event",
    rule_id="honda-nissan",
    rule_title="Honda and Nissan, with Canton, a merger or tariffs",
    severity="normal",
    headline="日産とホンダ、米国工場での共同生産を協議",
    summary="日産自動車とホンダは、ミシシッピ州の工場でピックアップトラックを共同生産する案を協議している。",
    detected_at=DETECTED,
    story_id="st_japanese",
    url="https://shimbun.example/記事/20250713",
    source="例新聞",
    published_at=datetime(2025, 7, 13, 0, 30, tzinfo=ZoneInfo("Asia/Tokyo")),
    events=(EventView("production_deal", "in_talks", cue="協議している"),),
    quotes=(
        quote(
            "日産自動車とホンダは、ミシシッピ州の工場でピックアップトラックを共同生産する案を協議している。",
            "日産",
            "ホンダ",
        ),
    ),
    why=("@nissan", "@honda"),
    maybe_repeat=True,
)

HOSTILE = AlertView(
    id="al_hostile",
    reason="article_edited",
    rule_id="hostile",
    rule_title='<!channel> "quoted" & </td><script>alert(1)</script>',
    severity="high",
    headline="<script>alert(1)</script> {{7*7}} *bold* <@U123> & \x1b[31mred\x1b[0m \u202eevil\u202c\r\n"
    "Bcc: x@y.example",
    summary="</td></table>",
    detected_at=DETECTED,
    story_id="st_hostile",
    url="javascript:alert(document.domain)",
    source="@everyone <b>News</b>",
    events=(EventView("<img src=x>", "{{status}}", previous_status="rumoured", unconfirmed=True, cue="\x07<i>"),),
    quotes=(
        quote(
            "<!channel> see <https://evil.example|the bank> & {% raw %} </blockquote> ]]> -->", "<!channel>", "the bank"
        ),
        quote("Half an emoji \ud83d and a bell \x07 and\ttabs\nand lines", "bell \x07", "lines"),
    ),
    why=("\x1b]0;title\x07a", "b</span>"),
    test=True,
)

ALERTS = {
    "pickups": PICKUPS,
    "called_off": CALLED_OFF,
    "bare": BARE,
    "japanese": JAPANESE,
    "hostile": HOSTILE,
    "backfill": replace(STEEL_BEFORE, backfill=True),
}

MORNING = DigestView(
    name="morning",
    due=datetime(2025, 7, 14, 7, 30, tzinfo=ZoneInfo("Europe/Paris")),
    alerts=(JAPANESE, BARE, STEEL_BEFORE, PICKUPS, CALLED_OFF),
    held_back={"copies of known articles": 12, "silenced": 3},
)


def many(count: int, alert: AlertView = PICKUPS) -> DigestView:
    """A digest of `count` stories."""
    alerts = tuple(replace(alert, id=f"{alert.id}-{n}", story_id=f"{alert.story_id}-{n}") for n in range(count))
    return replace(MORNING, alerts=alerts)
