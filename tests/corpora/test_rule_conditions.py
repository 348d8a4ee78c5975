"""Conditions of detection rules (`selection and not 1 of filter_*`), put into our language and compared in their truth.

The reference is Python itself: `and`, `or` and `not` bind there as in the conditions, so a condition with its lists
written out is a Python expression. What is compared is precedence, brackets and counts.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from random import Random

import pytest

from corpora.engines import a_text, fast, ids, rules_of, slow
from newsbell.core.rules.model import NamedQuery, Vocabulary
from newsbell.core.rules.parser import parse_query
from newsbell.core.text.document import Document

pytestmark = pytest.mark.needs_shared

_PIECE = re.compile(r"(?P<list>(?:1|all)\s+of\s+[\w*]+)|(?P<name>\w+\*?)|(?P<bracket>[()])|\s+", re.ASCII)
_OPERATORS = {"and", "or", "not"}
_MEMBERS = ("1", "2", "3")
"""What a `selection_*` stands for beside the selections that the condition names: the rules behind it are not given."""


@dataclass(frozen=True)
class Condition:
    """A condition as pieces: operators, brackets, names of selections, and lists as (whether all, names)."""

    text: str
    pieces: tuple[str | tuple[bool, tuple[str, ...]], ...]

    @property
    def names(self) -> set[str]:
        """All selections."""
        return {name for piece in self.pieces for name in (piece[1] if isinstance(piece, tuple) else (piece,))} - {
            *_OPERATORS,
            *"()",
        }


def _cut(text: str) -> Iterator[re.Match[str]]:
    at = 0
    while at < len(text):
        match = _PIECE.match(text, at)
        assert match, f"unknown from {text[at:]!r}"
        at = match.end()
        yield match


def _condition(line: str) -> Condition:
    """A condition; what follows a # is a remark, as the YAML that it comes from has it."""
    text = line.partition("#")[0].strip()
    found = list(_cut(text))
    named = {match["name"] for match in found if match["name"]} - _OPERATORS
    lists = {match["list"].split()[2] for match in found if match["list"]}
    everything = sorted(named | {glob.replace("*", "") + member for glob in lists for member in _MEMBERS})
    pieces: list[str | tuple[bool, tuple[str, ...]]] = []
    for match in found:
        if match["list"]:
            count, _, glob = match["list"].split()
            pieces.append((count == "all", tuple(name for name in everything if fnmatchcase(name, glob))))
        elif match[0].strip():
            pieces.append(match[0])
    return Condition(text, tuple(pieces))


def _conditions(shared: Path) -> dict[str, Condition]:
    lines = (shared / "data/queries/sigma_conditions.tsv").read_text(encoding="utf-8").splitlines()
    return {f"c{number:03}": _condition(line.partition("\t")[2]) for number, line in enumerate(lines)}


def _word(name: str) -> str:
    """The word that stands for a selection; `_` would separate words."""
    return "x" + name.replace("_", "0").lower()


def _ours(condition: Condition, say: Callable[[str], str]) -> str:
    """The condition in our language: a list of selections is counted, a selection is put as `say` has it."""
    parts: list[str] = []
    for piece in condition.pieces:
        if isinstance(piece, tuple):
            every, names = piece
            parts.append(f"{len(names) if every else 1} OF ({', '.join(say(name) for name in names)})")
        elif piece in _OPERATORS:
            parts.append(piece.upper())
        else:
            parts.append(piece if piece in "()" else say(piece))
    return " ".join(parts)


def _quoted(name: str) -> str:
    """A selection as an exact word."""
    return f'"{_word(name)}"'


def _named(name: str) -> str:
    """A selection as the name of a query that stands elsewhere, as in the rules that the conditions come from."""
    return f"term:{name}"


def _vocabulary(names: list[str]) -> Vocabulary:
    found = {name: NamedQuery(name, _quoted(name), parse_query(_quoted(name), Vocabulary())) for name in names}
    return Vocabulary(terms=found)


def _truth(condition: Condition) -> Callable[[Mapping[str, bool]], bool]:
    """The condition as Python reads it."""
    parts: list[str] = []
    for piece in condition.pieces:
        if isinstance(piece, tuple):
            every, names = piece
            parts.append(f"{'all' if every else 'any'}([{', '.join(f'held[{name!r}]' for name in names)}])")
        else:
            parts.append(piece if piece in _OPERATORS or piece in "()" else f"held[{piece!r}]")
    code = compile(" ".join(parts), condition.text, "eval")
    return lambda held: bool(eval(code, {"held": held, "all": all, "any": any}))


def _worlds(names: list[str], count: int, seed: int) -> Iterator[tuple[Mapping[str, bool], Document]]:
    """Which selections hold, and an article that says so: by chance, with a share for each kind (`selection_...`)."""
    dice = Random(seed)
    kinds = sorted({_kind(name) for name in names})
    for number in range(count):
        share = {kind: dice.choice((0.03, 0.5, 0.97)) for kind in kinds}
        held = {name: dice.random() < share[_kind(name)] for name in names}
        words = [_word(name) for name, there in held.items() if there]
        dice.shuffle(words)
        yield held, a_text(f"w{number}", " ".join(words) or "nothing")


def _kind(name: str) -> str:
    return re.split(r"[\d_]", name)[0]


@pytest.mark.parametrize("say", [_quoted, _named], ids=["words", "terms"])
def test_every_condition_has_the_truth_that_python_gives_it(shared: Path, say: Callable[[str], str]) -> None:
    conditions = _conditions(shared)
    names = sorted({name for condition in conditions.values() for name in condition.names})
    vocabulary = _vocabulary(names)
    rules = rules_of({name: _ours(condition, say) for name, condition in conditions.items()}, vocabulary)
    engine, oracle = fast(rules, vocabulary), slow(rules, vocabulary)
    truths = {name: _truth(condition) for name, condition in conditions.items()}

    seen: dict[bool, set[str]] = {True: set(), False: set()}
    for number, (held, document) in enumerate(_worlds(names, 20, seed=2)):
        truth = {name: holds(held) for name, holds in truths.items()}
        expected = {name for name, true in truth.items() if true}
        assert {rule.id for rule in engine.matches(document)} == expected
        if number % 6 == 0:
            hits = oracle.hits(document)
            assert ids(hits) == expected
            assert engine.hits(document) == hits
        for name, true in truth.items():
            seen[true].add(name)

    assert len(conditions) == 387
    assert seen == {True: conditions.keys(), False: conditions.keys()}
