"""Rules and articles made from a seed, for comparing matchers: small vocabularies, so that much matches by chance."""

from random import Random

from newsbell.core.match.hit import RejectReason
from newsbell.core.rules.errors import QueryError
from newsbell.core.rules.model import Entity, EventType, NamedQuery, Rule, Vocabulary
from newsbell.core.rules.parser import parse_query
from newsbell.core.rules.syntax import Node
from newsbell.core.text.document import Document, Zone
from newsbell.core.text.reading import read_document

_WORDS = (
    "honda nissan motor motors center tariff tariffs merge merged merging merger plan planned plane buy bought strike "
    "struck U.S. us US AT&T at t C++ c x y z Zölle Zoll zolls fusion fusions opérations opération Strauß strauss "
    "tie-up tie up McDonald's mcdonalds citroën Citroe\u0308n bank softbank colour color "
    "本田技研 本田 技 東京 ｶﾅ 한국 ไทย "
    "e\u0301tude étude résumé Résumé so\u00adft zero\u200bwidth emoji😀 😀 ﬁnance finance İstanbul "
    "istanbul 7267.T 7267 "
    "Re:Nissan it IT It Honda HONDA Honda’s Honda's AT&amp;T Nissan&#8217;s caf\u00e9&nbsp;bar o'neill "
    "100% $5 5 bandes "
    "naïve हिन्दी क्षि ٱلعربية ا m² ½ x² Ⅳ ℡ １２ ＡＢ ʼn Zölle&#x2019; &amp;amp; &unknown; & caf&eacute; Z&ouml;lle"
)
WORDS = tuple(_WORDS.split(" "))
_SIGNS = ", |. |; |-|\n|\n\n| – |... |'s |’s ||\t|! |(|) |&|\u00a0"
GLUE = (*[" "] * 6, *_SIGNS.split("|"))
TERMS = (
    *("honda", "nissan", "motor", "tariff", "merge", "plan", "buy", "strike", "x", "y", "zoll", "opération", "tie-up"),
    *("it", "merg*", "*bank", "colo?r", "*ond*", "t?", "x*", "*mer*r", "fusion", "étude", "C++", "AT&T", "100%", "$5"),
    *('"honda motor"', '"general motors"', '"tie up"', '"x y"', '"mer* plan"', '"本田"', '"ไทย"', '"x, y"', '"7267.T"'),
    *("=US", "=IT", '="Honda Motor"', "=Résumé", "=Honda", "=U.S.", "o'neill", "naïve", "हिन्दी", "m²", "12", "iv"),
    *('"honda"', '"plan"', '"x"', '"y"', "“x y”", "*it*", "pl?n", "@plain", "@masked", "@masked", "event:masked"),
    *(
        "@honda",
        "@usa",
        "@strauss",
        "@shy",
        "event:merger",
        "event:masked",
        "café",
        "event:strike",
        "emoji",
        "istanbul",
        "東京",
    ),
)
_OUTLETS = ("source:reuters*", "source:Reuters", "source:*.example")
PROPERTIES = (*_OUTLETS, "lang:en", "lang:de", "lang:e*", "lang:fr-CA")
LANGUAGES = (None, None, "en", "en-GB", "de", "fr-CA", "es", "pt", "it", "nl", "ja", "pt_BR", "zz")
SOURCES = (None, "Reuters UK", "reuters", "The Ledger", "Ünïted")
DEAL = 'merger OR "tie-up" OR plan'

NAMES = Vocabulary(
    {
        "honda": Entity(
            "honda", "Honda", aliases=("Honda Motor", "本田技研", "7267.T"), exclude=("Honda Center", "x Honda")
        ),
        "usa": Entity("usa", "United States", aliases=("=US", "U.S.", "us motor")),
        "strauss": Entity("strauss", "Strauß", aliases=("Citroën", '="McDonald\'s"', "softbank")),
        "plain": Entity("plain", "motor", aliases=("honda motor", "buy")),
        "masked": Entity("masked", "bank", aliases=("y",), exclude=("bank x", "x y", "y z")),
        "shy": Entity("shy", "Nissan", type="place", aliases=("tariff plan",)),
    },
    {
        "merger": EventType(
            "merger", "Merger", ("merge", "merger", '"tie-up"', "fusion"), ("merger plan", '"x fusion"')
        ),
        "masked": EventType("masked", "Masked", ("x", "plan"), ("x y", "x z", "plan x")),
        "strike": EventType("strike", "Strike", ("strike", "=IT", "buy*"), ("strike a",)),
    },
    {"deal": NamedQuery("deal", DEAL, parse_query(DEAL, Vocabulary()))},
)


class Shy:
    """A judge that rejects a place before a word in `y` or at the start of a zone."""

    def judges(self, entity: Entity) -> bool:
        return entity.type == "place"

    def reject(self, entity: Entity, document: Document, zone: Zone, start: int, end: int) -> RejectReason | None:
        if entity.type == "place" and (start == 0 or zone.visible[end:].lstrip().startswith("y")):
            return RejectReason.OTHER_REGION
        return None


def a_query(dice: Random, depth: int = 3) -> str:
    """A query of the whole language, brackets wherever they are needed."""
    if depth == 0 or dice.random() < 0.25:
        return dice.choice(PROPERTIES) if dice.random() < 0.06 else dice.choice(TERMS)
    match dice.randrange(11):
        case 0 | 1 | 2:
            return "(" + " AND ".join(a_query(dice, depth - 1) for _ in range(dice.randint(2, 3))) + ")"
        case 3 | 4:
            return "(" + " OR ".join(a_query(dice, depth - 1) for _ in range(dice.randint(2, 4))) + ")"
        case 5:
            return f"(NOT {a_query(dice, depth - 1)})"
        case 6:
            items = [a_query(dice, depth - 1) for _ in range(dice.randint(2, 4))]
            return f"({dice.randint(1, len(items))} OF ({', '.join(items)}))"
        case 7:
            return f"(ATLEAST/{dice.randint(0, 3)} ({_operand(dice, depth - 1)}))"
        case 8:
            return f"({dice.choice(('title', 'body'))}:{a_query(dice, depth - 1)})"
        case _:
            return f"({_near(dice, depth - 1)})"


def _near(dice: Random, depth: int) -> str:
    operator, within = dice.choice(("NEAR", "ONEAR")), dice.choice(("0", "1", "2", "5", "s", "p"))
    return f"{_operand(dice, depth)} {operator}/{within} {_operand(dice, depth)}"


def _operand(dice: Random, depth: int) -> str:
    if depth <= 0 or dice.random() < 0.5:
        return dice.choice(TERMS)
    match dice.randrange(3):
        case 0:
            return "(" + " OR ".join(_operand(dice, depth - 1) for _ in range(dice.randint(2, 3))) + ")"
        case 1:
            return f"{dice.choice(('title', 'body'))}:{dice.choice(TERMS)}"
        case _:
            return f"({_near(dice, depth - 1)})"


def a_text(dice: Random, most: int = 25) -> str:
    """Words with all that may stand between them."""
    pieces: list[str] = []
    for _ in range(dice.randint(1, most)):
        word = dice.choice(WORDS)
        pieces += (word.upper() if dice.random() < 0.05 else word, dice.choice(GLUE))
    return "".join(pieces)


def a_document(dice: Random) -> Document:
    """An article with a headline, a body, or both."""
    return read_document(
        article_id="a",
        version="1",
        headline=a_text(dice, 8) if dice.random() < 0.7 else None,
        body_text=a_text(dice) if dice.random() < 0.9 else None,
        description=None,
        language=dice.choice(LANGUAGES),
        source=dice.choice(SOURCES),
        domain=dice.choice((None, "news.example")),
    )


def some_rules(dice: Random, number: int) -> list[Rule]:
    """Rules r0, r1 ... of generated queries."""
    return [a_rule_of(a_query(dice), f"r{each}") for each in range(number)]


def a_rule_of(query: str, id_: str) -> Rule:
    """A rule that asks this."""
    return Rule(id_, id_, query, _parsed(query), "v1")


def _parsed(query: str) -> Node:
    try:
        return parse_query(query, NAMES)
    except QueryError as error:
        raise AssertionError(f"{query}: {error}") from error
