"""Queries that are legal and probably not what was meant; each doubt says what will happen and what to write."""

import re
from collections.abc import Hashable, Iterator, Sequence
from functools import lru_cache

from newsbell.core.rules.common_words import AMBIGUOUS_NAMES, STOP_WORDS
from newsbell.core.rules.errors import QueryWarning
from newsbell.core.rules.model import Vocabulary
from newsbell.core.rules.names import children, own
from newsbell.core.rules.possible import Possibility, Reason
from newsbell.core.rules.readings import misread_operators
from newsbell.core.rules.sameness import question_key
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
    SomeOf,
    Wildcard,
    Word,
)
from newsbell.core.text.folding import folded
from newsbell.core.text.tokens import tokenise

MOST_DOUBTS = 10
"""Doubts told of one query; more of them say the same again and again."""

_SLASHED = re.compile(r"([^\W\d_]{2,})((?:/[^\W\d_]{2,})+)")
_TWO_WORDS = re.compile(r"(\w{4,})\*(\w{4,})")
_ENDINGS = re.compile(r"(?:[aie]t)?ions?(?:al)?|.*(?:ings?|ments?|ness|able|ally|ised|ized|isations?|izations?)")
_OPERATOR_INSIDE = re.compile(r"(?:^|\s)(?:AND|OR|NOT|O?NEAR/\w+|@\w[\w-]*|(?:event|term|title|body):\w+)(?=\s|$)")
_ADD = "add a term that must be there, joined by AND"


class Linter:
    """Lints queries that use one vocabulary; what it works out of a name is kept for the next query."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._possible = Possibility(vocabulary)
        self._free: dict[str, bool] = {}
        self._common: dict[str, bool | None] = {}

    def rule(self, node: Node, text: str) -> tuple[QueryWarning, ...]:
        """All doubts about a rule's query that parses, in reading order; `text` is what it was parsed from."""
        nodes = tuple(own(node))
        never = self._possible.why_never(node)
        if never is not None:
            return _ordered([_told("this rule can never match", never), *misread_operators(nodes, text)])
        whole = self._whole(node, nodes)
        parts = [] if whole else list(_common_parts(node))
        return _ordered([*whole, *parts, *self._parts(nodes, text)])

    def term(self, node: Node, text: str) -> tuple[QueryWarning, ...]:
        """The same for what a `term:` stands for, which need not be a whole rule."""
        never = self._possible.why_never(node)
        if never is not None:
            return (_told("this term can never hold", never),)
        return _ordered(self._parts(tuple(own(node)), text))

    def _parts(self, nodes: Sequence[Node], text: str) -> list[QueryWarning]:
        """Doubts about parts; `nodes` are all nodes of the text, the top one first."""
        found = list(misread_operators(nodes, text))
        found.extend(_told("this part never holds", reason) for reason in self._possible.dead_parts(nodes[0]))
        for each in nodes:
            found.extend(_of_node(each, whole=len(nodes) == 1))
        return found

    def _whole(self, node: Node, nodes: Sequence[Node]) -> list[QueryWarning]:
        """A rule that nearly every article matches."""
        place = node.place
        if self._needs_no_word(node):
            if any(isinstance(each, Word | Exact | Wildcard | EntityRef | EventRef | Named) for each in nodes):
                message = "this rule can hold without any of its words: it matches nearly every article"
            else:
                message = "this rule looks at properties of the article only: it matches every article that has them"
            return [QueryWarning(message, place.start, place.end, _ADD)]
        if self._only_common(node):
            message = "all words of this rule are very common: it matches nearly every article"
            advice = "add a rarer word; for a name in capitals write =US"
            return [QueryWarning(message, place.start, place.end, advice)]
        return []

    def _needs_no_word(self, node: Node) -> bool:
        """Whether the node can hold while none of its terms occurs."""
        match node:
            case Metadata():
                return True
            case Not():
                return not isinstance(node.item, Not) or self._needs_no_word(node.item.item)
            case And():
                return all(self._needs_no_word(item) for item in node.items)
            case Or():
                return any(self._needs_no_word(item) for item in node.items)
            case SomeOf():
                return sum(self._needs_no_word(item) for item in node.items) >= node.count
            case AtLeast():
                return node.count == 0
            case InZone():
                return self._needs_no_word(node.item)
            case Named():
                if node.id not in self._free:
                    self._free[node.id] = self._needs_no_word(node.item)
                return self._free[node.id]
            case _:
                return False

    def _only_common(self, node: Node) -> bool | None:
        """Whether all terms that can make it hold are very common; None if there are none."""
        match node:
            case Not() | Metadata():
                return None
            case Near() | AtLeast() | InZone(zone="title"):
                return False
            case Named():
                if node.id not in self._common:
                    self._common[node.id] = self._only_common(node.item)
                return self._common[node.id]
            case Word() | Exact() | Wildcard() | EntityRef() | EventRef():
                return common_word(node) is not None
            case _:
                told = [common for child in children(node) if (common := self._only_common(child)) is not None]
                return all(told) if told else None


def lint_query(node: Node, text: str, vocabulary: Vocabulary) -> tuple[QueryWarning, ...]:
    """All doubts about one rule's query; many rules of a vocabulary are checked faster by one `Linter`."""
    return Linter(vocabulary).rule(node, text)


def common_word(node: Node) -> str | None:
    """The word that makes a term occur in nearly every article, or None."""
    match node:
        case Word() | Exact(case=False):
            word = folded(node.text).strip()
            return word if word in STOP_WORDS else None
        case Wildcard():
            return _taken_in(folded(node.pattern))
        case _:
            return None


@lru_cache(maxsize=1_000)
def _taken_in(pattern: str) -> str | None:
    """A very common word that fits the pattern."""
    if len(pattern.replace("*", "")) > max(map(len, STOP_WORDS)):
        return None
    fits = re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."))
    return min((word for word in STOP_WORDS if fits.fullmatch(word)), default=None)


def _common_parts(node: Node, consequence: str = "") -> Iterator[QueryWarning]:
    """Very common words where they decide by themselves, so not inside NEAR, counts and zones."""
    match node:
        case And():
            for item in node.items:
                yield from _common_parts(item, "so this part holds nearly always")
        case Or():
            for item in node.items:
                yield from _common_parts(item, "so the whole OR holds nearly always")
        case Not():
            yield from _common_parts(node.item, "so NOT leaves hardly any article")
        case Word() | Exact() | Wildcard():
            word = common_word(node)
            if word is None or not consequence or _in_capitals(node):
                return
            place = node.place
            taken = f"takes in `{word}`, which" if isinstance(node, Wildcard) else ""
            message = f"`{place.clause}` {taken or ''}{' ' if taken else ''}is in nearly every article, {consequence}"
            advice = "write more letters" if taken else "leave it out, or make it part of a phrase"
            yield QueryWarning(message, place.start, place.end, advice)
        case _:
            return


def _of_node(node: Node, *, whole: bool) -> Iterator[QueryWarning]:
    """Doubts about one node; `whole`: the query has no other."""
    match node:
        case AtLeast() | SomeOf() if node.count == 0:
            name = "ATLEAST/0" if isinstance(node, AtLeast) else "0 OF"
            yield QueryWarning(f"{name} always holds", node.place.start, node.place.end, "write 1 or more")
        case SomeOf():
            yield from _counted_twice(node)
        case Word():
            yield from _word(node)
        case Exact():
            yield from _phrase(node, whole=whole)
        case Wildcard():
            yield from _wildcard(node)
        case _:
            return


def _counted_twice(node: SomeOf) -> Iterator[QueryWarning]:
    seen: set[Hashable] = set()
    for item in node.items:
        key, place = question_key(item), item.place
        if key in seen:
            message = f"`{place.clause}` is in this list twice, so it counts twice"
            yield QueryWarning(message, place.start, place.end, "remove one of them")
        seen.add(key)


def _in_capitals(node: Node) -> bool:
    """A word that its author capitalised: it is meant as a name."""
    return isinstance(node, Word) and node.text[:1].isupper()


def _word(node: Word) -> Iterator[QueryWarning]:
    place, text = node.place, node.text
    word = folded(text)
    if _in_capitals(node) and (word in STOP_WORDS or word in AMBIGUOUS_NAMES):
        kept = "capitals" if text.isupper() else "capital"
        message = f"`{text}` also matches the word `{text.lower()}`"
        yield QueryWarning(message, place.start, place.end, f"write ={text} to keep the {kept}")
        return
    words = tokenise(text) if not text.isalnum() else ()
    if len(words) == 2 and words[1].text == "s" and words[0].ordinal == words[1].ordinal and text[0].isupper():
        message = f"`{text}` also matches `{text[: words[0].end]}`"
        yield QueryWarning(message, place.start, place.end, f'write "{text}" if it is a name')
    slashed = _SLASHED.fullmatch(text)
    if slashed is not None and len(text) > 7:
        message = f"`{text}` finds only these words with a / between them"
        advice = f'write ({text.replace("/", " OR ")}), or quote it if it is written so: "{text}"'
        yield QueryWarning(message, place.start, place.end, advice)


def _phrase(node: Exact, *, whole: bool) -> Iterator[QueryWarning]:
    place = node.place
    inside = _OPERATOR_INSIDE.search(node.text)
    if inside is not None:
        what = "these quotes make one phrase of the whole rule" if whole else "it stands inside the quotes of a phrase"
        message = f"`{inside[0].strip()}` is only a word here, because {what}"
        advice = "take the quotes away" if whole else "quote each phrase by itself"
        yield QueryWarning(message, place.start, place.end, advice)
        return
    words = [] if node.case or node.text.isalnum() else tokenise(node.text)
    if len(words) > 1 and all(word.text in STOP_WORDS for word in words) and node.text != node.text.lower():
        message = f"all words of `{node.text}` are very common, and their capitals do not count here"
        yield QueryWarning(message, place.start, place.end, f'write ="{node.text}" to keep the capitals')


def _wildcard(node: Wildcard) -> Iterator[QueryWarning]:
    pair = _TWO_WORDS.fullmatch(node.pattern)
    if pair is None or _ENDINGS.fullmatch(pair[2].lower()):
        return
    message = f"`{node.pattern}` is one word that begins with {pair[1]} and ends with {pair[2]}"
    advice = f"for two words write {pair[1]} NEAR/5 {pair[2]}, or {pair[1]} AND {pair[2]}"
    yield QueryWarning(message, node.place.start, node.place.end, advice)


def _told(what: str, reason: Reason) -> QueryWarning:
    return QueryWarning(f"{what}: {reason.message}", reason.start, reason.end, reason.advice)


def _ordered(found: list[QueryWarning]) -> tuple[QueryWarning, ...]:
    """In reading order, each once, and not without end."""
    once = sorted(set(found), key=lambda warning: (warning.start, warning.end, warning.message))
    if len(once) <= MOST_DOUBTS:
        return tuple(once)
    last, more = once[MOST_DOUBTS - 1], len(once) - MOST_DOUBTS
    rest = QueryWarning(f"{last.message}; and {more} more doubts", last.start, last.end, last.suggestion)
    return (*once[: MOST_DOUBTS - 1], rest)
