"""Dead letters for people and programs."""

import re
from collections.abc import Sequence

from newsbell.adapters.store import DeadLetter, Operations, ReplayRefused
from newsbell.app.errors import CannotStart
from newsbell.app.operating import visit
from newsbell.app.session import Session
from newsbell.core.render.clean import clean

_NONE = "there is no dead letter {entry}; `newsbell dead list` shows the ids"


def in_one_line(letter: DeadLetter) -> str:
    """A dead letter in two lines: what it is, and what is wrong with it."""
    replayed = "  (replayed)" if letter.replayed else ""
    what = "  ".join(clean(part) for part in (letter.channel, letter.id or letter.entry_id) if part)
    return f"{letter.entry}  {letter.time:%Y-%m-%d %H:%M:%S}  {letter.kind}  {letter.reason}  {what}{replayed}\n" + (
        f"    {clean(letter.error)}"
    )


def in_full(letter: DeadLetter) -> str:
    """A dead letter with all that is known of it."""
    rows = [
        ("entry", letter.entry),
        ("kind", letter.kind),
        ("id", letter.id),
        ("reason", letter.reason),
        ("error", letter.error),
        ("attempts", str(letter.attempts)),
        ("time", f"{letter.time:%Y-%m-%d %H:%M:%S} UTC"),
        ("from", f"{letter.stream} {letter.entry_id}".strip()),
        ("channel", letter.channel),
        ("alerts", ", ".join(letter.alert_ids)),
        ("replayed as", letter.replayed or ""),
    ]
    lines = [f"{name:<12}{clean(value)}" for name, value in rows if value]
    if letter.raw:
        cut = ", cut" if letter.truncated else ""
        lines += ["", f"document ({len(letter.raw):,} bytes{cut}):", clean(letter.raw.decode("utf-8", "replace"))]
    return "\n".join(lines)


def as_object(letter: DeadLetter) -> dict[str, object]:
    """A dead letter as a JSON object."""
    return {
        "entry": letter.entry,
        "kind": letter.kind,
        "id": letter.id,
        "reason": letter.reason,
        "error": letter.error,
        "attempts": letter.attempts,
        "time": letter.time.isoformat(),
        "stream": letter.stream,
        "entry_id": letter.entry_id,
        "channel": letter.channel,
        "alert_ids": list(letter.alert_ids),
        "replayed": letter.replayed,
        "truncated": letter.truncated,
        "raw": letter.raw.decode("utf-8", "replace"),
    }


async def letter_of(session: Session, entry: str) -> DeadLetter:
    """The dead letter of that id.

    Raises:
        CannotStart: there is none, or the server can not be had.
    """
    letter = await visit(session, lambda operations: operations.dead_letter(entry)) if _is_id(entry) else None
    if letter is None:
        raise CannotStart(_NONE.format(entry=entry))
    return letter


def _is_id(entry: str) -> bool:
    """Whether it looks like the id of a stream entry; the server refuses the whole command for one that does not."""
    return re.fullmatch(r"\d{1,19}-\d{1,19}", entry, re.ASCII) is not None


async def replay_all(session: Session, entries: Sequence[str], *, force: bool) -> tuple[list[str], list[str]]:
    """Replay dead letters; gives a line for each that was, and one for each that was refused."""
    done: list[str] = []
    refused: list[str] = []

    async def replay(operations: Operations) -> None:
        for entry in entries:
            if not _is_id(entry):
                refused.append(_NONE.format(entry=entry))
                continue
            try:
                result = await operations.replay(entry, force=force)
            except ReplayRefused as error:
                refused.append(str(error))
            else:
                done.append(f"{entry}  {result.letter.kind} replayed as {result.now}")

    await visit(session, replay)
    return done, refused
