"""The delivery ledger and the audit, for people and programs."""

from collections.abc import Sequence

from newsbell.adapters.store import AuditReport, DeliveryRow
from newsbell.app.operating import visit
from newsbell.app.session import Session
from newsbell.core.render.clean import clean
from newsbell.flow.ports import RowState


async def rows(session: Session, channel: str | None, state: str | None, count: int) -> Sequence[DeliveryRow]:
    """The rows that changed last, newest first."""
    wanted = RowState(state) if state else None
    return await visit(session, lambda operations: operations.deliveries(channel, wanted, count))


async def audit(session: Session) -> AuditReport:
    """Whether everything adds up."""
    return await visit(session, lambda operations: operations.audit())


def in_one_line(row: DeliveryRow) -> str:
    """A row in one line; failures and waits in a second one."""
    what = f"digest of {len(row.alert_ids)}" if row.digest else ", ".join(row.alert_ids)
    held = f" ({row.suppressed_by})" if row.suppressed_by else ""
    repeat = "  possible repeat" if row.maybe_repeat else ""
    line = (
        f"{row.queued_at:%Y-%m-%d %H:%M:%S}  {row.state.value + held:<10}  {row.channel or '-'}  "
        f"attempt {row.attempt}  {row.id}  {what}{repeat}"
    )
    if row.error:
        again = f"; again at {row.due_at:%H:%M:%S}" if row.due_at and row.state is RowState.DUE else ""
        line += f"\n    {row.error_code}: {clean(row.error)}{again}"
    return line


def as_object(row: DeliveryRow) -> dict[str, object]:
    """A row as a JSON object."""
    times = {
        "detected_at": row.detected_at,
        "queued_at": row.queued_at,
        "first_attempt_at": row.first_attempt_at,
        "finished_at": row.finished_at,
        "due_at": row.due_at,
        "digest": row.digest,
    }
    return {
        "id": row.id,
        "status": row.state.value,
        "channel": {"name": row.channel, "kind": row.kind},
        "alert_ids": list(row.alert_ids),
        "attempt": row.attempt,
        "maybe_repeat": row.maybe_repeat,
        "suppressed_by": row.suppressed_by,
        "error": {"code": row.error_code, "message": row.error} if row.error_code else None,
        "receipt": dict(row.receipt),
        **{name: moment.isoformat() if moment else None for name, moment in times.items()},
    }


def audit_lines(report: AuditReport) -> list[str]:
    """The sums in words; the last line is the verdict."""
    lines: list[str] = []
    for line in report.lines:
        terms = " + ".join(f"{count:,} {name}" for name, count in line.terms.items())
        sign = "=" if line.difference == 0 else f"differs by {line.difference:+,} from"
        lines += [f"{line.name}: {line.total:,}", f"  {sign} {terms}"]
    verdict = "everything adds up" if report.difference == 0 else f"the difference is {report.difference:,}"
    return [*lines, verdict]


def audit_object(report: AuditReport) -> dict[str, object]:
    """The sums as a JSON object."""
    sums = {
        line.name: {"total": line.total, "terms": dict(line.terms), "difference": line.difference}
        for line in report.lines
    }
    return {"difference": report.difference, "sums": sums}
