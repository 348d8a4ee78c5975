"""The parser: from a query's text to its syntax tree, by recursive descent.

The grammar::

    query = or
    or    = and , { "OR" , and }
    and   = near , { "AND" , near }
    near  = unary , { ( "NEAR" | "ONEAR" ) "/" ( number | "s" | "p" ) , unary }
    unary = "NOT" unary | "ATLEAST/" number unary | number "OF" "(" or { "," or } ")" | zone ":" unary
          | "(" or ")" | "@" id | "event:" id | "term:" id | ( "source:" | "lang:" ) pattern
          | [ "=" ] ( word | phrase )
"""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Literal, TypeVar

from newsbell.core.rules.errors import QueryError
from newsbell.core.rules.lexemes import Kind, Lexeme, lex
from newsbell.core.rules.mistakes import Sign, missing_term, no_operator, stray, unknown_name
from newsbell.core.rules.model import Vocabulary
from newsbell.core.rules.names import near_links
from newsbell.core.rules.syntax import (
    And,
    AtLeast,
    EntityRef,
    EventRef,
    Exact,
    InZone,
    Metadata,
    Named,
    Near,
    Node,
    Not,
    Or,
    Place,
    SomeOf,
    Wildcard,
    Word,
)

MAX_DEPTH = 50
"""How deep brackets, fields and names may nest, and how many NEAR may hang on each other."""
MAX_TERMS = 2_000
"""Terms of one query, those behind `term:` included."""
MAX_COUNT = 500
_NAMES = {And: "AND", Not: "NOT", SomeOf: "OF", AtLeast: "ATLEAST", Metadata: "source: or lang:"}
Thing = TypeVar("Thing")


def parse_query(text: str, vocabulary: Vocabulary) -> Node:
    """The syntax tree of a query; raises QueryError with the place of the mistake and what to write instead."""
    return _Parser(text, vocabulary).query()


def parse_term(text: str) -> Word | Exact | Wildcard:
    """A single term, as event types list them: a word, a quoted phrase, `=Case` or a wildcard; raises QueryError."""
    pieces = lex(text)
    if pieces[0].kind is Kind.END:
        raise QueryError("the term is empty", 0, 1, "write a word or a quoted phrase")
    first, second = pieces[0], pieces[1] if len(pieces) > 1 else pieces[0]
    if first.kind not in {Kind.WORD, Kind.STRING, Kind.CASED}:
        raise QueryError("only a word or a phrase can stand here", first.start, first.end, "use operators in rules")
    if second.kind is not Kind.END:
        words = " ".join(text.replace('"', " ").split())
        raise QueryError(
            "these are several terms", second.start, second.end, f"for exactly these words write '\"{words}\"'"
        )
    return _word(first, _place(text, first.start, first.end))


def _place(text: str, start: int, end: int) -> Place:
    clause = text[start:end]
    if "  " in clause or not clause.isprintable():
        clause = " ".join(clause.split())
    return Place(start, end, clause)


def _word(piece: Lexeme, place: Place) -> Word | Exact | Wildcard:
    if piece.kind is Kind.WORD:
        pattern = "*" in piece.value or "?" in piece.value
        return Wildcard(piece.value, place) if pattern else Word(piece.value, place)
    return Exact(piece.value, piece.kind is Kind.CASED, place)


class _Parser:
    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.pieces = lex(text)
        self.at = 0
        self.depth = 0
        self.terms = 0
        self.operands: dict[Kind, Callable[[int, Lexeme], Node]] = {
            Kind.WORD: self._plain,
            Kind.STRING: self._plain,
            Kind.CASED: self._plain,
            Kind.ENTITY: self._entity,
            Kind.FIELD: self._field,
            Kind.OPEN: self._group,
            Kind.NOT: self._not,
            Kind.ATLEAST: self._at_least,
        }

    def _peek(self) -> Lexeme:
        return self.pieces[self.at]

    def _take(self) -> Lexeme:
        piece = self.pieces[self.at]
        self.at += 1
        return piece

    def _since(self, first: int) -> Place:
        """The place from the piece number `first` to the last one taken."""
        return _place(self.text, self.pieces[first].start, self.pieces[self.at - 1].end)

    def query(self) -> Node:
        if self._peek().kind is Kind.END:
            raise QueryError("the query is empty", 0, 1, "write a term")
        node = self._or()
        if self._peek().kind is not Kind.END:
            raise no_operator(self.text, self._peek(), self.pieces[self.at - 1])
        return node

    def _or(self) -> Node:
        first = self.at
        items = [self._and()]
        while self.pieces[self.at].kind is Kind.OR:
            self.at += 1
            items.append(self._and())
        return items[0] if len(items) == 1 else Or(tuple(items), self._since(first))

    def _and(self) -> Node:
        first = self.at
        items = [self._near()]
        while self.pieces[self.at].kind is Kind.AND:
            self.at += 1
            items.append(self._near())
        return items[0] if len(items) == 1 else And(tuple(items), self._since(first))

    def _near(self) -> Node:
        first = self.at
        node = self._unary()
        if self.pieces[self.at].kind not in _LINKS:
            return node
        _check_operand(node, "NEAR joins words")
        links = near_links(node)
        while self.pieces[self.at].kind in _LINKS:
            operator = self._take()
            right = self._unary()
            _check_operand(right, "NEAR joins words")
            links = 1 + max(links, near_links(right))
            if links > MAX_DEPTH:
                message = f"more than {MAX_DEPTH} NEAR hang on each other"
                raise QueryError(message, operator.start, operator.end, "use several rules")
            within = _distance(operator.value)
            node = Near(node, right, within, operator.kind is Kind.ONEAR, self._since(first))
        return node

    def _unary(self) -> Node:
        first = self.at
        piece = self.pieces[first]
        self._deeper(1, piece)
        self.at += 1
        if piece.kind is Kind.WORD and self.pieces[self.at].kind is Kind.OF and piece.value.isdecimal():
            node = self._some_of(first, piece)
        else:
            operand = self.operands.get(piece.kind)
            if operand is None:
                raise self._no_term(first, piece)
            node = operand(first, piece)
        self.depth -= 1
        return node

    def _no_term(self, first: int, piece: Lexeme) -> QueryError:
        if piece.kind is Kind.STRAY:
            return stray(piece, self.text, self.vocabulary)
        return missing_term(self.text, piece, self.pieces[first - 1] if first else None)

    def _deeper(self, levels: int, piece: Lexeme, what: str = "nested") -> None:
        self.depth += levels
        if self.depth > MAX_DEPTH:
            advice = "remove brackets, or split the rule"
            raise QueryError(f"{what} deeper than {MAX_DEPTH}", piece.start, piece.end, advice)

    def _count(self, terms: int, piece: Lexeme, what: str = "") -> None:
        self.terms += terms
        if self.terms > MAX_TERMS:
            raise QueryError(f"more than {MAX_TERMS} terms{what}", piece.start, piece.end, "split the rule")

    def _plain(self, first: int, piece: Lexeme) -> Node:
        del first
        self._count(1, piece)
        return _word(piece, _place(self.text, piece.start, piece.end))

    def _not(self, first: int, piece: Lexeme) -> Node:
        del piece
        return Not(self._unary(), self._since(first))

    def _group(self, first: int, opening: Lexeme) -> Node:
        del first
        if self._peek().kind is Kind.CLOSE:
            raise QueryError("nothing between the brackets", opening.start, self._peek().end, "write a term")
        node = self._or()
        self._close(opening)
        return node

    def _close(self, opening: Lexeme) -> None:
        if self._peek().kind is Kind.END:
            raise QueryError("this bracket is never closed", opening.start, opening.end, "put a ) behind the group")
        if self._peek().kind is not Kind.CLOSE:
            raise no_operator(self.text, self._peek(), self.pieces[self.at - 1])
        self.at += 1

    def _at_least(self, first: int, piece: Lexeme) -> Node:
        count = int(piece.value)
        if count > MAX_COUNT:
            raise QueryError(f"ATLEAST counts to {MAX_COUNT} only", piece.start, piece.end, "write a smaller number")
        item = self._unary()
        _check_operand(item, "ATLEAST counts words")
        return AtLeast(count, item, self._since(first))

    def _some_of(self, first: int, number: Lexeme) -> Node:
        of = self._take()
        opening = self._peek()
        if opening.kind is not Kind.OPEN:
            raise QueryError("OF is not followed by a list", of.start, of.end, f"write {number.value} OF (a, b, c)")
        if len(number.value) > 4 or not number.value.isascii():
            raise QueryError("this number is too large", number.start, number.end, "write 2 OF (a, b, c)")
        self.at += 1
        items = [self._or()]
        while self._peek().kind is Kind.COMMA:
            self.at += 1
            items.append(self._or())
        self._close(opening)
        return SomeOf(int(number.value), tuple(items), self._since(first))

    def _field(self, first: int, field: Lexeme) -> Node:
        match field.value:
            case "event":
                return self._event(field)
            case "term":
                return self._named(field)
            case "source" | "lang" as name:
                return self._metadata(first, name, field)
            case name:
                item = self._unary()
                zone: Literal["title", "body"] = "title" if name == "title" else "body"
                return InZone(zone, item, self._since(first))

    def _metadata(self, first: int, name: Literal["source", "lang"], field: Lexeme) -> Node:
        value = self._take()
        if value.kind not in {Kind.WORD, Kind.STRING}:
            message, advice = (
                f"`{name}:` takes one word or one quoted name",
                f"write ({name}:a OR {name}:b) for several",
            )
            raise QueryError(message, field.start, value.end, advice)
        self._count(1, value)
        return Metadata(name, value.value, self._since(first))

    def _event(self, field: Lexeme) -> Node:
        value = self._id(field, "event type")
        self._count(1, value)
        place = _place(self.text, field.start, value.end)
        id_, _ = self._known(value.value, self.vocabulary.event_types, "event:", place)
        return EventRef(id_, place)

    def _named(self, field: Lexeme) -> Node:
        value = self._id(field, "term")
        place = _place(self.text, field.start, value.end)
        id_, named = self._known(value.value, self.vocabulary.terms, "term:", place)
        self._count(named.size, field, f", those of term:{id_} included")
        self._deeper(named.height, field, f"with term:{id_} this is nested")
        self.depth -= named.height
        return Named(id_, named.query, place)

    def _id(self, field: Lexeme, what: str) -> Lexeme:
        """The one name behind `event:` or `term:`."""
        value = self._take()
        if value.kind is not Kind.WORD:
            name = field.value
            message, advice = f"`{name}:` takes the id of one {what}", f"write ({name}:a OR {name}:b) for several"
            raise QueryError(message, field.start, value.end, advice)
        return value

    def _entity(self, first: int, piece: Lexeme) -> Node:
        del first
        self._count(1, piece)
        place = _place(self.text, piece.start, piece.end)
        id_, _ = self._known(piece.value, self.vocabulary.entities, "@", place)
        return EntityRef(id_, place)

    def _known(self, wanted: str, known: Mapping[str, Thing], sign: Sign, place: Place) -> tuple[str, Thing]:
        """The id as it is defined and what it stands for; accents may be written in either Unicode form."""
        if wanted in known:
            return wanted, known[wanted]
        composed = unicodedata.normalize("NFC", wanted)
        same = next((each for each in known if unicodedata.normalize("NFC", each) == composed), None)
        if same is None:
            raise unknown_name(wanted, self.vocabulary, sign, place.start, place.end)
        return same, known[same]


_LINKS = (Kind.NEAR, Kind.ONEAR)


def _distance(value: str) -> int | Literal["s", "p"]:
    if value == "s":
        return "s"
    return "p" if value == "p" else int(value)


def _check_operand(node: Node, what: str) -> None:
    """Refuse what has no place in the text: AND, NOT, counts and metadata inside NEAR or ATLEAST."""
    found = _placeless(node, None)
    if found is None:
        return
    part, named = found
    name = _NAMES[type(part)]
    if named is None:
        place, advice = part.place, f"put the {name} outside"
        raise QueryError(f"{what}; {name} can not stand in it", place.start, place.end, advice)
    message = f"{what}; term:{named.id} holds {name}, which can not stand in it"
    advice = f"put term:{named.id} outside, or give the words in it a term of their own"
    raise QueryError(message, named.place.start, named.place.end, advice)


def _placeless(node: Node, named: Named | None) -> tuple[Node, Named | None] | None:
    """The first part that has no place in the text, and the term that it was brought in by, if any."""
    match node:
        case Or():
            return next((found for item in node.items if (found := _placeless(item, named)) is not None), None)
        case InZone():
            return _placeless(node.item, named)
        case Named():
            return _placeless(node.item, named or node)
        case And() | Not() | SomeOf() | AtLeast() | Metadata():
            return node, named
        case _:
            return None
