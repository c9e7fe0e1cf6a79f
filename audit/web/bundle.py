"""An audit as the tablet gets it: pieces of JSON that are put together, not built anew for each request."""

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from audit.models import Audit, Operation, Transition, User
from audit.scoring.figures import show
from audit.services.checklists import load_digest
from audit.services.known import Known


def figures_json(row: Any) -> dict[str, Any]:
    """The interval of an audit's row or figures, as docs/sync.md has it."""
    figures = row if isinstance(row, dict) else row.figures
    return {
        "open": figures["open_count"],
        "low": {"final": show(figures["low"]), "grade": figures["low_grade"]},
        "high": {"final": show(figures["high"]), "grade": figures["high_grade"]},
    }


def registers_json(known: Known, since: int = 0) -> str:
    """The registers that changed after a revision, as JSON."""
    entries = (
        f'"{path}":{{"v":{value.text},"r":{value.revision}}}'
        for path, value in known.registers.items()
        if value.revision > since
    )
    return "{" + ",".join(entries) + "}"


def conflicts(session: Session, known: Known) -> list[dict[str, Any]]:
    """Every conflict that nobody has settled yet, with both values."""
    if not known.conflicts:
        return []
    rows = session.scalars(select(Operation).where(Operation.id.in_(known.conflicts)).order_by(Operation.received_at))
    held = list(rows)
    writers = {operation.user_id for operation in held} | {value.user_id for value in known.registers.values()}
    names: dict[int, str] = {row.id: row.name for row in session.scalars(select(User).where(User.id.in_(writers)))}
    return [_conflict(operation, known, names) for operation in held]


def _conflict(operation: Operation, known: Known, names: dict[int, str]) -> dict[str, Any]:
    present = known.registers[operation.path]
    return {
        "id": operation.id,
        "path": operation.path,
        "base": operation.base,
        "value": json.loads(operation.value),
        "user": names[operation.user_id],
        "made_at": operation.made_at,
        "now": {"v": present.value, "r": present.revision, "user": names[present.user_id]},
    }


def about(session: Session, audit_id: int, digest: str, *, may_fill: bool) -> dict[str, Any]:
    """What the page's head says of an audit."""
    wanted = (joinedload(Audit.branch), joinedload(Audit.campaign), joinedload(Audit.stage))
    audit = session.scalars(select(Audit).options(*wanted).where(Audit.id == audit_id)).one()
    branch = audit.branch
    return {
        "id": audit.id,
        "kind": audit.kind,
        "state": audit.state,
        "branch": {"code": branch.code, "name": branch.name, "name_en": branch.name_en, **audit.facts},
        "checklist": {"name": load_digest(session, digest).name, "digest": digest},
        "campaign": audit.campaign.title,
        "due_on": audit.stage.due_on.isoformat(),
        "may_fill": may_fill and audit.state == "draft",
        "reason": _reason(session, audit) if audit.state == "draft" else "",
    }


def _reason(session: Session, audit: Audit) -> str:
    """Why the audit was returned; nothing where it never was."""
    last = select(Transition.reason).where(Transition.audit_id == audit.id).order_by(Transition.id.desc()).limit(1)
    return session.scalar(last) or ""
