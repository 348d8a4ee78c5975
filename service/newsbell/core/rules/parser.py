"""The parser: from a query's text to its syntax tree, by recursive descent.

The grammar::

    query = or
    or    = and , { "OR" , and }
    and   = near , { "AND" , near }
    near  = unary , { ( "NEAR" | "ONEAR" ) "/" ( number | "s" | "p" ) , unary }
    unary = "NOT" unary | "ATLEAST/" number unary | number "OF" "(" or { "," or } ")" | zone ":" unary
          | "(" or ")" | "@" id | "event:" id | ( "source:" | "lang:" ) pattern | [ "=" ] ( word | phrase )
"""

import unicodedata
from collections.abc import Collection
from typing import Literal

from newsbell.core.rules.errors import QueryError
from newsbell.core.rules.lexemes import Kind, Lexeme, lex
from newsbell.core.rules.mistakes import missing_term, no_operator, unknown_name
from newsbell.core.rules.model import Vocabulary
from newsbell.core.rules.syntax import (
    And,
    AtLeast,
    EntityRef,
    EventRef,
    Exact,
    InZone,
    Metadata,
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
MAX_TERMS = 2_000
MAX_COUNT = 500
_NAMES = {And: "AND", Not: "NOT", SomeOf: "OF", AtLeast: "ATLEAST", Metadata: "source: and lang:"}


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
    return Place(start, end, " ".join(text[start:end].split()))


def _word(piece: Lexeme, place: Place) -> Word | Exact | Wildcard:
    if piece.kind is Kind.WORD:
        return Wildcard(piece.value, place) if set("*?") & set(piece.value) else Word(piece.value, place)
    return Exact(piece.value, piece.kind is Kind.CASED, place)


class _Parser:
    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.pieces = lex(text)
        self.at = 0
        self.depth = 0
        self.terms = 0

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
        while self._peek().kind is Kind.OR:
            self.at += 1
            items.append(self._and())
        return items[0] if len(items) == 1 else Or(tuple(items), self._since(first))

    def _and(self) -> Node:
        first = self.at
        items = [self._near()]
        while self._peek().kind is Kind.AND:
            self.at += 1
            items.append(self._near())
        return items[0] if len(items) == 1 else And(tuple(items), self._since(first))

    def _near(self) -> Node:
        first = self.at
        node = self._unary()
        links = 0
        while self._peek().kind in {Kind.NEAR, Kind.ONEAR}:
            operator = self._take()
            links += 1
            if links > MAX_DEPTH:
                message = f"more than {MAX_DEPTH} NEAR in a row"
                raise QueryError(message, operator.start, operator.end, "use several rules")
            _check_operand(node, "NEAR joins words")
            right = self._unary()
            _check_operand(right, "NEAR joins words")
            within = _distance(operator.value)
            node = Near(node, right, within, operator.kind is Kind.ONEAR, self._since(first))
        return node

    def _unary(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            piece, advice = self._peek(), "remove brackets, or split the rule"
            raise QueryError(f"nested deeper than {MAX_DEPTH}", piece.start, piece.end, advice)
        node = self._operand()
        self.depth -= 1
        return node

    def _operand(self) -> Node:
        first, piece = self.at, self._take()
        match piece.kind:
            case Kind.NOT:
                return Not(self._unary(), self._since(first))
            case Kind.ATLEAST:
                return self._at_least(first, piece)
            case Kind.OPEN:
                return self._group(piece)
            case Kind.FIELD:
                return self._field(first, piece)
            case Kind.ENTITY:
                return self._entity(piece)
            case Kind.WORD if self._peek().kind is Kind.OF and piece.value.isdecimal():
                return self._some_of(first, piece)
            case Kind.WORD | Kind.STRING | Kind.CASED:
                self._count_term(piece)
                return _word(piece, self._since(first))
            case _:
                raise missing_term(self.text, piece, self.pieces[first - 1] if first else None)

    def _count_term(self, piece: Lexeme) -> None:
        self.terms += 1
        if self.terms > MAX_TERMS:
            raise QueryError(f"more than {MAX_TERMS} terms", piece.start, piece.end, "split the rule")

    def _group(self, opening: Lexeme) -> Node:
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
        self._count_term(value)
        return Metadata(name, value.value, self._since(first))

    def _event(self, field: Lexeme) -> Node:
        value = self._take()
        if value.kind is not Kind.WORD:
            message, advice = "`event:` takes the id of one event type", "write (event:a OR event:b) for several"
            raise QueryError(message, field.start, value.end, advice)
        self._count_term(value)
        place = _place(self.text, field.start, value.end)
        return EventRef(_known(value.value, self.vocabulary.event_types, "event:", place), place)

    def _entity(self, piece: Lexeme) -> Node:
        self._count_term(piece)
        place = _place(self.text, piece.start, piece.end)
        return EntityRef(_known(piece.value, self.vocabulary.entities, "@", place), place)


def _known(wanted: str, known: Collection[str], sign: str, place: Place) -> str:
    """The id as it is defined; accents may be written in either Unicode form."""
    if wanted in known:
        return wanted
    ids = list(known)
    composed = unicodedata.normalize("NFC", wanted)
    same = next((each for each in ids if unicodedata.normalize("NFC", each) == composed), None)
    if same is None:
        raise unknown_name(wanted, ids, sign, place.start, place.end)
    return same


def _distance(value: str) -> int | Literal["s", "p"]:
    if value == "s":
        return "s"
    return "p" if value == "p" else int(value)


def _check_operand(node: Node, what: str) -> None:
    """Refuse what has no place in the text: AND, NOT, counts and metadata inside NEAR or ATLEAST."""
    match node:
        case Or():
            for item in node.items:
                _check_operand(item, what)
        case InZone():
            _check_operand(node.item, what)
        case Near() | Word() | Exact() | Wildcard() | EntityRef() | EventRef():
            return
        case _:
            name, place = _NAMES[type(node)], node.place
            raise QueryError(f"{what}; {name} can not stand in it", place.start, place.end, f"put the {name} outside")
