"""The process that reads the rulebook: `python -m newsbell.adapters.rulebook.reloading.child`, started by the reader.

Standard input and output are one socket: a question comes in, the answer goes out, and the process ends.
"""

import gc
import os
import sys
import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, TypeVar

from newsbell import __version__
from newsbell.adapters.rulebook.configuration import ConfigurationError
from newsbell.adapters.rulebook.loading import load_configuration
from newsbell.adapters.rulebook.reloading.frames import (
    HEAD,
    MAX_LINES,
    Asked,
    Broken,
    Done,
    InForce,
    Names,
    Question,
    Removed,
    Rules,
    Trees,
    Warned,
    Wrong,
    decode,
    encode,
)
from newsbell.adapters.rulebook.reloading.marks import channel_marks, mark_of, routes_mark
from newsbell.core.rules.model import Rule, Vocabulary
from newsbell.core.rules.names import entities_of, walk
from newsbell.core.rules.problem import Problem
from newsbell.core.rules.syntax import Named

Item = TypeVar("Item")

_FRAME_ITEMS = 200
_FRAME_NAMES = 20
_FRAME_RULES = 12
_FRAME_LETTERS = 2_000
"""Letters of query text in one frame: it is read in well under a millisecond."""


class Answer:
    """Writes frames."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._trees = Trees()

    def send(self, frame: object) -> None:
        """One frame more."""
        self._out.write(encode(frame, self._trees))

    def send_terms(self, vocabulary: Vocabulary, used: Iterable[str]) -> None:
        """Named queries, each alone and before the rules that hold its tree."""
        for name in used:
            self.send(Names(terms=(vocabulary.terms[name],)))
            self._trees.add(vocabulary.terms[name])


def answer(question: Question, known: dict[str, str], send: Answer) -> None:
    """Read the rulebook and tell what differs from `known`, ids to marks.

    Raises:
        ConfigurationError: the rulebook is wrong.
    """
    began = time.perf_counter()
    found = load_configuration(Path(question.path), os.environ).configuration
    rules = found.rule_set.rules
    if question.rules:
        _send_rules(rules, found.rule_set.vocabulary, known, send)
    wanted = question.routes_mark is not None and question.routes_mark != routes_mark(found.routes)
    done = Done(
        rules=len(rules),
        routes=found.routes if wanted else None,
        channels=channel_marks(found.channels),
        warnings=tuple(_warned(problem) for problem in found.problems[: MAX_LINES * 10]),
        seconds=time.perf_counter() - began,
    )
    send.send(done)


def _send_rules(rules: Sequence[Rule], vocabulary: Vocabulary, known: dict[str, str], send: Answer) -> None:
    gone = dict(known)
    changed: list[tuple[str, Rule]] = []
    for rule in rules:
        mark = mark_of(rule)
        if gone.pop(rule.id, None) != mark:
            changed.append((mark, rule))
    if changed:
        entities, terms = _used(rule for _, rule in changed)
        for part in _chunks([vocabulary.entities[name] for name in entities], _FRAME_NAMES):
            send.send(Names(entities=tuple(part)))
        for types in _chunks(list(vocabulary.event_types.values()), _FRAME_NAMES):
            send.send(Names(event_types=tuple(types)))
        send.send_terms(vocabulary, (name for name in terms if name in vocabulary.terms))
    for some in _frames_of(changed):
        send.send(Rules(tuple(some)))
    for ids in _chunks(list(gone), _FRAME_ITEMS):
        send.send(Removed(tuple(ids)))


def _used(rules: Iterable[Rule]) -> tuple[list[str], list[str]]:
    """The entities and named queries of these rules, each once; what a query needs itself stands before it."""
    entities: dict[str, None] = {}
    terms: dict[str, None] = {}
    for rule in rules:
        entities.update(dict.fromkeys(entities_of(rule.query)))
        named = [node.id for node in walk(rule.query) if isinstance(node, Named)]
        terms.update(dict.fromkeys(reversed(named)))
    return list(entities), list(terms)


def _frames_of(changed: Iterable[tuple[str, Rule]]) -> Iterator[list[tuple[str, Rule]]]:
    frame: list[tuple[str, Rule]] = []
    letters = 0
    for item in changed:
        letters += len(item[1].text)
        if frame and (letters > _FRAME_LETTERS or len(frame) == _FRAME_RULES):
            yield frame
            frame, letters = [], len(item[1].text)
        frame.append(item)
    if frame:
        yield frame


def _chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _warned(problem: Problem) -> Warned:
    return Warned(problem.headline(), f"{problem.path}: {problem.message}")


def wrong(error: ConfigurationError) -> Wrong:
    """The errors of a rulebook, in lines."""
    lines = [problem.headline() for problem in error.errors]
    return Wrong(tuple(lines[:MAX_LINES]), len(lines))


def serve(source: BinaryIO, out: BinaryIO) -> None:
    """Answer the one question that comes from `source`."""
    send = Answer(out)
    question, known = _ask(source)
    if question.version != __version__:
        send.send(Wrong((f"newsbell {__version__} was installed meanwhile: restart the service",), 1))
        return
    try:
        answer(question, known, send)
    except ConfigurationError as error:
        send.send(wrong(error))
    except OSError as error:
        if isinstance(error, BrokenPipeError | ConnectionError):
            raise
        send.send(Wrong((f"{question.path}: error: can not be read: {error.strerror} (check its permissions)",), 1))
    except Exception:
        send.send(Broken(traceback.format_exc()))


def _ask(source: BinaryIO) -> tuple[Question, dict[str, str]]:
    known: dict[str, str] = {}
    question = _receive(source)
    if not isinstance(question, Question):
        raise TypeError(f"a question was expected, not {question!r}")
    while not isinstance(frame := _receive(source), Asked):
        if isinstance(frame, InForce):
            known.update(frame.marks)
    return question, known


def _receive(source: BinaryIO) -> object:
    head = source.read(HEAD.size)
    if len(head) < HEAD.size:
        raise EOFError("the service has gone")
    return decode(source.read(HEAD.unpack(head)[0]), Trees())


def _take_standard_streams() -> tuple[BinaryIO, BinaryIO]:
    """The socket for the frames alone: whatever else may print goes to standard error."""
    source, out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.dup2(2, 1)
    return source, out


def main() -> None:
    """Answer, and end at once: taking a large rulebook apart again would cost as much as reading it."""
    gc.disable()  # everything read is needed until the end, which is near
    source, out = _take_standard_streams()
    try:
        serve(source, out)
        out.flush()
    except (OSError, EOFError):
        os._exit(1)  # the service has gone; nobody is left to be told
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
