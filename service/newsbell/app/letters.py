"""Dead letters for people and programs."""

from collections.abc import Sequence

from newsbell.adapters.store import DeadLetter, Operations, ReplayRefused
from newsbell.app.operating import visit
from newsbell.app.session import Session
from newsbell.core.render.clean import clean


def in_one_line(letter: DeadLetter) -> str:
    """A dead letter in one line."""
    replayed = "  (replayed)" if letter.replayed else ""
    what = letter.id or letter.entry_id
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


async def replay_all(session: Session, entries: Sequence[str], *, force: bool) -> tuple[list[str], list[str]]:
    """Replay dead letters; gives a line for each that was, and one for each that was refused."""
    done: list[str] = []
    refused: list[str] = []

    async def replay(operations: Operations) -> None:
        for entry in entries:
            try:
                result = await operations.replay(entry, force=force)
            except ReplayRefused as error:
                refused.append(str(error))
            else:
                done.append(f"{entry}  {result.letter.kind} replayed as {result.now}")

    await visit(session, replay)
    return done, refused
