"""The service's side of the conversation: start the process that reads, ask, and take in the answer bit by bit."""

import asyncio
import os
import pickle
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from newsbell import __version__
from newsbell.adapters.rulebook.reloading.frames import (
    HEAD,
    MAX_FRAME,
    Asked,
    Broken,
    Done,
    InForce,
    Names,
    Question,
    Removed,
    Rules,
    Trees,
    Wrong,
    decode,
    encode,
)
from newsbell.adapters.rulebook.reloading.pacing import Pacer
from newsbell.core.rules.model import Entity, EventType, NamedQuery, Rule, Vocabulary

COMMAND = (sys.executable, "-P", "-m", "newsbell.adapters.rulebook.reloading.child")
"""`-P`: a file in the folder of the day must not be taken for one of our modules."""

_NICENESS = 10
"""About a tenth of the share of a process at the usual priority, where all processors are busy.

At 19, or under the policy for idle times, a task that wakes up is hardly served sooner (the 90th percentile is 3.9 ms
instead of 4.4 on one processor that they share, measured), but reading 10,000 rules would take many minutes there.
"""
_OOM_SCORE = b"800"
"""When memory runs out, the kernel shall end the process that reads, and leave the service alone."""

_KNOWN_IN_A_FRAME = 200
_LAST_WORDS = 2_000
"""Bytes of standard error that are quoted when the process failed."""
_GONE = 2.0
"""Seconds in which a killed process is waited for; one that hangs in a broken disk is left behind."""


class RulebookWrong(Exception):
    """The rulebook can not be used. `lines` are its errors with their places, the first ones of `count`."""

    def __init__(self, lines: Sequence[str], count: int) -> None:
        super().__init__("\n".join(lines))
        self.lines = tuple(lines)
        self.count = count


class ReaderFailed(Exception):
    """The process that reads has failed: it died, hung or broke. The message says how, in a line."""


@dataclass(slots=True)
class Reading:
    """What differs from what is in force, ready to be applied.

    `rules` are new or changed, each with its mark; `vocabulary` holds the names they use; `done` is the rest.
    """

    rules: list[tuple[str, Rule]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    done: Done = field(default_factory=lambda: Done(0, None, {}))


class Reader:
    """Reads a rulebook in a process of its own, as often as it is asked.

    Args:
        path: the rulebook.
        environ: the variables that its channels may name.
        limit: seconds that a reading may take.
        vocabulary: what is in force, so that equal names are kept once.
        command: the program that answers.
    """

    def __init__(
        self,
        path: str,
        environ: Mapping[str, str],
        *,
        limit: float,
        vocabulary: Vocabulary | None = None,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._path = path
        self._environ = environ
        self._limit = limit
        self._command = command
        self._names = _KnownNames(vocabulary or Vocabulary())

    async def read(
        self, marks: Mapping[str, str] | None, routes_mark: str | None, pacer: Pacer | None = None
    ) -> Reading:
        """What differs from the rules with these marks and from these routes; None: they are of no interest.

        The work in this process is done in the slices of `pacer`. Nothing is changed by it.

        Raises:
            RulebookWrong: it has errors.
            ReaderFailed: the process that reads died, broke or took too long.
        """
        question = Question(self._path, __version__, rules=marks is not None, routes_mark=routes_mark)
        pacer = pacer or Pacer()
        child = await _Child.start(self._command, self._environ, pacer)
        try:
            async with asyncio.timeout(self._limit):
                await child.ask(question, marks or {})
                return await self._take_in(child)
        except TimeoutError as error:
            advice = "split the rulebook, or raise NEWSBELL_RELOAD_TIMEOUT"
            raise ReaderFailed(f"reading it takes longer than {self._limit:g} s: {advice}") from error
        except (EOFError, OSError) as error:
            raise ReaderFailed(await child.obituary()) from error
        finally:
            pacer.stop()
            await child.end()

    async def _take_in(self, child: "_Child") -> Reading:
        reading = Reading()
        names = _NamesOfReading(self._names)
        while True:
            match await child.receive():
                case Names() as found:
                    names.add(found, child.trees)
                case Rules(rules):
                    reading.rules += rules
                case Removed(ids):
                    reading.removed += ids
                case Done() as done:
                    reading.done = done
                    reading.vocabulary = names.vocabulary()
                    return reading
                case Wrong(lines, errors):
                    raise RulebookWrong(lines, errors)
                case Broken(trace):
                    raise ReaderFailed(f"a fault of newsbell itself, please report it:\n{trace}")


class _KnownNames:
    """The names last seen. A name that did not change stays the same object, however often it is read again."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.entities = dict(vocabulary.entities)
        self.event_types = dict(vocabulary.event_types)

    def entity(self, new: Entity) -> Entity:
        known = self.entities.get(new.id)
        if known != new:
            known = self.entities[new.id] = new
        return known


class _NamesOfReading:
    """Gathers the names of one reading."""

    def __init__(self, known: _KnownNames) -> None:
        self._known = known
        self._entities: dict[str, Entity] = {}
        self._types: dict[str, EventType] = {}
        self._terms: dict[str, NamedQuery] = {}

    def add(self, names: Names, trees: Trees) -> None:
        self._entities.update((each.id, self._known.entity(each)) for each in names.entities)
        self._types.update((each.id, each) for each in names.event_types)
        for term in names.terms:
            self._terms[term.id] = term
            trees.add(term)

    def vocabulary(self) -> Vocabulary:
        # Each rule keeps the vocabulary it came with: were the types not shared, a thousand reloads would keep a
        # thousand copies of them.
        if self._types and (
            self._types != self._known.event_types or list(self._types) != list(self._known.event_types)
        ):
            self._known.event_types = self._types
        return Vocabulary(self._entities, self._known.event_types, self._terms)


class _Child:
    """The process that reads, and the socket to it."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        errors: int,
        pacer: Pacer,
    ) -> None:
        self._process = process
        self._input, self._output = streams
        self._errors = errors
        self._pacer = pacer
        self.trees = Trees()

    @classmethod
    async def start(cls, command: Sequence[str], environ: Mapping[str, str], pacer: Pacer) -> "_Child":
        ours, theirs = socket.socketpair()
        try:
            # In a thread, and by the standard library: it starts a process without copying the page tables of a
            # large one, which holds everything up for 14 ms at 300 MB (uvloop's own way, measured).
            process, errors = await asyncio.to_thread(_start, command, environ, theirs)
        except OSError as error:
            ours.close()
            raise ReaderFailed(f"the process that reads it could not be started: {error.strerror}") from error
        finally:
            theirs.close()
        _step_back(process.pid)
        return cls(process, await asyncio.open_connection(sock=ours), errors, pacer)

    async def ask(self, question: Question, marks: Mapping[str, str]) -> None:
        """Say what is to be read, and what is known already."""
        await self._say(question)
        rest = iter(marks.items())
        while some := tuple(islice(rest, _KNOWN_IN_A_FRAME)):
            await self._say(InForce(some))
        await self._say(Asked())

    async def _say(self, frame: object) -> None:
        self._pacer.begin()
        self._output.write(encode(frame, self.trees))
        await self._pacer.breathe()
        self._pacer.stop()
        await self._output.drain()

    async def receive(self) -> object:
        """The next frame; what was made of the one before counts as work.

        Raises:
            EOFError: there is none.
            ReaderFailed: it can not be understood.
        """
        await self._pacer.breathe()
        self._pacer.stop()
        (length,) = HEAD.unpack(await self._input.readexactly(HEAD.size))
        if length > MAX_FRAME:
            raise ReaderFailed(f"the process that reads it sent a frame of {length} bytes")
        data = await self._input.readexactly(length)
        self._pacer.begin()
        try:
            return decode(data, self.trees)
        except (
            pickle.UnpicklingError,
            EOFError,
            AttributeError,
            ImportError,
            IndexError,
            KeyError,
            TypeError,
        ) as error:
            advice = "if newsbell was upgraded meanwhile, restart the service"
            raise ReaderFailed(f"what the process that reads it sent is not understood ({error}); {advice}") from error

    async def obituary(self) -> str:
        """How the process ended, in words."""
        code = await asyncio.to_thread(_wait, self._process)
        if code is None:
            return "the process that reads it stopped talking"
        if code == -signal.SIGKILL:
            return "the process that reads it was killed (SIGKILL), perhaps because memory ran out"
        if code < 0:
            return f"the process that reads it was ended by {_signal_name(-code)}"
        last = self._last_words()
        return f"the process that reads it ended with exit code {code}{': ' + last if last else ''}"

    def _last_words(self) -> str:
        os.set_blocking(self._errors, False)
        said = b""
        with suppress(OSError):
            while chunk := os.read(self._errors, 65_536):
                said = (said + chunk)[-_LAST_WORDS:]
        return said.decode(errors="replace").strip()

    async def end(self) -> None:
        """Let go of the process, which is killed if it still works."""
        self._output.close()
        if self._process.poll() is None:
            with suppress(ProcessLookupError):
                self._process.kill()
        try:
            if await asyncio.to_thread(_wait, self._process) is None:
                _left_behind.append(self._process)
        finally:
            os.close(self._errors)


_left_behind: list[subprocess.Popen[bytes]] = []
"""Killed processes that hang in the kernel; kept, because a forgotten Popen complains that it still runs."""


def _start(
    command: Sequence[str], environ: Mapping[str, str], theirs: socket.socket
) -> tuple[subprocess.Popen[bytes], int]:
    """Start the process; also gives the end of the pipe of its standard error. Blocks for about a millisecond."""
    errors, their_errors = os.pipe()
    try:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command,
            stdin=theirs.fileno(),
            stdout=theirs.fileno(),
            stderr=their_errors,
            env=dict(environ),
            start_new_session=True,  # Ctrl-C in a terminal is for the service
        )
    except BaseException:
        os.close(errors)
        raise
    finally:
        os.close(their_errors)
    return process, errors


def _step_back(pid: int) -> None:
    """Let the process leave the processor and the memory to the service, as far as the system knows such things."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, _NICENESS)
    with suppress(OSError), Path(f"/proc/{pid}/oom_score_adj").open("wb") as file:
        file.write(_OOM_SCORE)


def _wait(process: subprocess.Popen[bytes]) -> int | None:
    """The exit code, None if the process does not end."""
    with suppress(subprocess.TimeoutExpired):
        return process.wait(_GONE)
    return None


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
