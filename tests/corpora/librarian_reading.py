"""Reads the Boolean queries of medical librarians, in the notations of Ovid and of PubMed.

A query is a list of numbered lines. A line is an expression, or it joins other lines by their numbers (`or/1-6`,
`7 and 9`, `#2 OR #3`); the last line is the query. Written for the files at hand: what they do, it understands.
"""

import re
from dataclasses import dataclass

from corpora.librarian_tree import All, Any, English, Missing, Near, Part, Subject, Without, Words, Zone, joined

TEXT_FIELDS = {"tw", "mp", "af", "ti", "ab", "ot", "kf", "kw", "hw", "nm", "tiab", "ta"}
"""Fields of which at least one is a text, so that words in it are words in an article."""

_FIELD_CODES = (
    "ti|ab|tw|mp|af|ot|kf|kw|hw|nm|pt|sh|fs|au|ed|rn|xs|jn|cm|dt|ps|id|so|in|yr|dp|up|lg|la|px|rs|os|fx|sb|ax"
)
_PIECE = re.compile(
    rf"""
      (?P<range>\b(?:and|or)\s*/\s*\d[\d\s,-]*|^\s*(?:and|or)\s+\d+\s*-\s*\d+\s*$)
    | (?P<string>"[^"]*"\*?)
    | (?P<date>\d{{4}}/\d\d/\d\d:\d{{4}}/\d\d/\d\d\[crdt\])
    | (?P<isotope>\[\(?\d+\w*\)?\w*\][^\s()"\[\]/]*)
    | (?P<tag>\[[^\]]*\])
    | (?P<open>\() | (?P<close>\)\*?)
    | (?P<field>
        \.\s?(?:{_FIELD_CODES})(?:\s?[,.]\s?(?:{_FIELD_CODES})\b)*(?:\s?,)?\s?(?:\.(?![A-Za-z0-9]))?(?![A-Za-z0-9])
      )
    | (?P<slash>/(?:\s*exp\b|(?!or\b)[a-z]{{2}}\b(?:\s*,\s*[a-z]{{2}}\b)*)?)
    | (?P<word>(?:(?!\.\s?(?:{_FIELD_CODES})(?![A-Za-z0-9]))[^\s()"\[\]/])+)
    | \s+
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ADJ = re.compile(r"(adj|near)(\d*)", re.IGNORECASE)
_LABEL = re.compile(r"(\d+[a-z]?)\.?(\s+[A-Z](?:(?! AND | OR )[^\[\]\"])*)?")
_LETTER = re.compile(r"([A-Z])\.\s+(.*)")
_LIMIT = re.compile(r"limit\s+(\d+)\s+to\s+(.*)", re.IGNORECASE)
_TAGGED = re.compile(r"\[(?:tiab|tw|mesh|mh|mesh terms|ti|pt|crdt)\b[^\]]*\]", re.IGNORECASE)


class Broken(ValueError):
    """The query itself is broken: a bracket too few, two terms without an operator."""


@dataclass(frozen=True)
class _Piece:
    kind: str
    text: str


def read_query(text: str) -> Part:
    """The last line's tree, other lines put in where it names them.

    Raises:
        Broken: it can not be read; says why.
    """
    return _Query(text).read()


class _Query:
    def __init__(self, text: str) -> None:
        straight = re.sub("[“”]", '"', text).replace("\xa0", " ").replace("’", "'")
        self.pubmed = _TAGGED.search(straight) is not None
        self.lines: dict[str, Part] = {}
        self.last: Part = Missing("nothing")
        self._take(_joined_lines(straight))

    def read(self) -> Part:
        return self.last

    def _take(self, lines: list[str]) -> None:
        label: str | None = None
        number = 0
        for line in lines:
            found = _LABEL.fullmatch(line) if self.pubmed else None
            if found is not None:
                label = found[1]
                continue
            letter = _LETTER.fullmatch(line) if self.pubmed else None
            number += 1
            name = letter[1] if letter else label or str(number)
            body = letter[2] if letter else line.removeprefix("Final search: ")
            if body.lower().startswith("search"):
                label = "search"
                continue
            self.last = self.lines[name.lower()] = self._line(body)
            label = None

    def _line(self, line: str) -> Part:
        limit = _LIMIT.match(line)
        if limit is None:
            return _Parser(_pieces(line), self).whole()
        within = self.line(limit[1])
        restriction: Part = Missing("limit to a date, a species or a kind of publication")
        if re.fullmatch(r"english(?: language)?", limit[2].strip(), re.IGNORECASE):
            restriction = English()
        return All((within, restriction))

    def line(self, name: str) -> Part:
        """The tree of a line."""
        part = self.lines.get(name.lower())
        if part is None:
            raise Broken(f"it names line {name}, which is not there yet")
        return part

    def names_line(self, text: str) -> bool:
        """Whether a lone word is the number of a line."""
        return text.removeprefix("#").lower() in self.lines


def _joined_lines(text: str) -> list[str]:
    """The lines, those put together that go on: within brackets, or before a line that starts with an operator."""
    lines: list[str] = []
    for raw in text.split("\n"):
        line = raw.strip()
        if not line:
            continue
        goes_on = re.match(r"(?:and|or|not)\s+(?!\d)", line, re.IGNORECASE)
        if lines and goes_on:
            lines[-1] += " " + line
        else:
            lines.append(line)
    return lines


def _pieces(line: str) -> list[_Piece]:
    found: list[_Piece] = []
    at = 0
    while at < len(line):
        match = _PIECE.match(line, at)
        if match is None:
            raise Broken(f"it can not be read from {line[at : at + 30]!r}")
        at = match.end()
        kind = match.lastgroup
        if kind is not None:
            found.append(_Piece("word" if kind == "isotope" else kind, match[0].strip()))
    return found


class _Parser:
    """One line. ADJ binds before AND and NOT, these before OR; PubMed works from left to right."""

    def __init__(self, pieces: list[_Piece], query: _Query) -> None:
        self.pieces = pieces
        self.query = query
        self.at = 0

    def whole(self) -> Part:
        part = self._or()
        if self.at < len(self.pieces):
            raise Broken(f"there is no operator before {self.pieces[self.at].text!r}")
        return part

    def _peek(self) -> _Piece:
        return self.pieces[self.at] if self.at < len(self.pieces) else _Piece("end", "")

    def _operator(self, *names: str) -> str | None:
        piece = self._peek()
        if piece.kind == "word" and piece.text.lower() in names:
            self.at += 1
            return piece.text.lower()
        return None

    def _or(self) -> Part:
        if self.query.pubmed:
            return self._left_to_right()
        items = [self._and()]
        while self._operator("or"):
            items.append(self._and())
        return joined(Any, items)

    def _left_to_right(self) -> Part:
        part = self._near()
        while name := self._operator("or", "and", "not"):
            part = _combined(name, part, self._near())
        return part

    def _and(self) -> Part:
        part = self._near()
        while name := self._operator("and", "not"):
            part = _combined(name, part, self._near())
        return part

    def _near(self) -> Part:
        part = self._operand()
        while (match := _ADJ.fullmatch(self._peek().text)) and self._peek().kind == "word":
            self.at += 1
            between = max(0, int(match[2] or 1) - 1)
            part = Near(part, self._operand(), between, ordered=not match[2])
        return part

    def _operand(self) -> Part:
        piece = self._peek()
        match piece.kind:
            case "open":
                return self._group()
            case "range":
                self.at += 1
                return self._fielded(self._range(piece.text))
            case "date":
                self.at += 1
                return Missing("date")
            case "word" | "string":
                return self._fielded(self._term())
            case _:
                raise Broken(f"{piece.text or 'its end'!r} stands where a term should")

    def _group(self) -> Part:
        self.at += 1
        part = self._or()
        if self._peek().kind != "close":
            raise Broken("a bracket is never closed, or an operator is missing in it")
        self.at += 1
        return self._fielded(part)

    def _range(self, text: str) -> Part:
        kind = All if text.lower().startswith("and") else Any
        numbers: list[str] = []
        for first, last in re.findall(r"(\d+)(?:\s*-\s*(\d+))?", text):
            numbers.extend(str(number) for number in range(int(first), int(last or first) + 1))
        return joined(kind, [self.query.line(number) for number in numbers])

    def _term(self) -> Part:
        """Words up to an operator, a bracket, or what says which field they belong to."""
        words: list[str] = []
        while self._peek().kind in {"word", "string"} and not self._is_operator():
            words.append(self._peek().text)
            self.at += 1
        if not words:
            raise Broken(f"{self._peek().text!r} stands where a term should")
        if self._peek().kind == "slash":
            return self._heading(words)
        text = " ".join(words)
        alone = self._peek().kind not in {"tag", "field"}
        if alone and self.query.names_line(text) and re.fullmatch(r"#?\d+[a-z]?|[A-Za-z]", text):
            return self.query.line(text.removeprefix("#"))
        return _words(text)

    def _is_operator(self) -> bool:
        text = self._peek().text.lower()
        return text in {"and", "or", "not"} or (_ADJ.fullmatch(text) is not None and self._peek().kind == "word")

    def _heading(self, words: list[str]) -> Part:
        """`exp *Dementia/di, bl [Diagnosis, Blood]`."""
        slash = self._peek().text.lower().lstrip("/ ")
        self.at += 1
        if self._peek().kind == "tag":
            self.at += 1
        explode = words[0].lower() == "exp" or slash == "exp"
        name = " ".join(words[1:] if words[0].lower() == "exp" and len(words) > 1 else words)
        subject = _subject(name, explode=explode, focus="*" in name[:2])
        return All((subject, Missing("subheading of a subject heading"))) if slash not in {"", "exp"} else subject

    def _fielded(self, part: Part) -> Part:
        """A part with the fields behind it."""
        while self._peek().kind in {"field", "tag"}:
            piece = self._peek()
            self.at += 1
            if piece.kind == "field" or self.query.pubmed:  # elsewhere it is a remark
                part = _in_fields(part, _codes(piece), piece.text)
        return part


def _combined(name: str, left: Part, right: Part) -> Part:
    if name == "not":
        return Without(left, right)
    return joined(Any if name == "or" else All, [left, right])


def _codes(piece: _Piece) -> set[str]:
    text = piece.text.strip("[].").lower()
    return {text} if piece.kind == "tag" else {code for code in re.split(r"[\s,.]+", text) if code}


def _in_fields(part: Part, codes: set[str], shown: str) -> Part:
    if codes & {"mesh", "mh", "mesh terms", "sh", "mesh:noexp", "mh:noexp"} and not codes & TEXT_FIELDS:
        return _as_subjects(part, explode="noexp" not in shown.lower() and "sh" not in codes)
    if codes == {"ti"}:
        return Zone("title", part)
    if codes == {"ab"}:
        return Zone("body", part)
    if codes & TEXT_FIELDS:
        return part
    return Missing(_FIELD_NAMES.get(next(iter(sorted(codes))), f"field {shown.lower()}"))


_FIELD_NAMES = {
    "pt": "kind of publication",
    "publication type": "kind of publication",
    "fs": "subheading of a subject heading",
    "au": "author",
    "ed": "date",
    "crdt": "date",
    "rn": "registry number",
    "nm": "name of a substance",
    "supplementary concept": "name of a substance",
}


def _as_subjects(part: Part, *, explode: bool) -> Part:
    match part:
        case Words():
            return _subject(part.text, explode=explode, focus=False)
        case Any() | All():
            return joined(type(part), [_as_subjects(item, explode=explode) for item in part.items])
        case Without():
            wanted, unwanted = (_as_subjects(each, explode=explode) for each in (part.wanted, part.unwanted))
            return Without(wanted, unwanted)
        case _:
            return part


def _subject(name: str, *, explode: bool, focus: bool) -> Part:
    plain = name.replace('"', "").strip("* ").removeprefix("exp ").removeprefix("Exp ").strip()
    if "/" in plain:
        return All((Subject(plain.partition("/")[0]), Missing("subheading of a subject heading")))
    return Subject(plain) if not focus else All((Subject(plain), Missing("heading as the main point")))


def _words(text: str) -> Part:
    """Words in a row; a `$` or `:` at the end of one cuts it as a `*` does."""
    plain = text.replace('"', "").strip(" .,;:'") if not text.endswith(":") else text.replace('"', "")
    plain = re.sub(r"[$:](?=\d|\s|$|[-,)])", "*", plain)
    if not re.search(r"[A-Za-z0-9]", plain):
        return Missing("a term without a letter")
    return Words(" ".join(plain.split()))
