"""An audit as the tablet gets it: pieces of JSON that are put together, not built anew for each request."""

import json
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from audit.models import Operation, Transition, User
from audit.scoring.figures import show
from audit.services.access import Subject
from audit.services.changes import LATE
from audit.services.issues import SIGNERS
from audit.services.known import Known, Value
from audit.services.opened import Opened, head_of
from audit.services.tablets import Seen

_NOTHING = {"v": None, "r": 0, "user": ""}
_PEOPLE = User.__table__
_NAMES = select(_PEOPLE.c.id, _PEOPLE.c.name).where(_PEOPLE.c.id.in_(bindparam("ids", expanding=True)))


def figures_json(row: Any) -> dict[str, Any]:
    """The interval of an audit's row or figures, as docs/sync.md has it."""
    figures = row if isinstance(row, dict) else row.figures
    return {
        "open": figures["open_count"],
        "low": {"final": show(figures["low"]), "grade": figures["low_grade"]},
        "high": {"final": show(figures["high"]), "grade": figures["high_grade"]},
    }


def registers_json(session: Session, known: Known, reader: Subject, since: int = 0) -> str:
    """The registers that changed after a revision, each with the name of who wrote it, as JSON."""
    fresh = [(path, value) for path, value in known.registers.items() if value.revision > since]
    names = {id_: json.dumps(name, ensure_ascii=False) for id_, name in _names(session, fresh, reader).items()}
    entries = (
        f'"{path}":{{"v":{value.text},"r":{value.revision},"u":{names[value.user_id]}}}' for path, value in fresh
    )
    return "{" + ",".join(entries) + "}"


def _names(session: Session, registers: list[tuple[str, Value]], reader: Subject) -> dict[int, str]:
    """The names of those who wrote registers; most were written by the reader, whose name is known."""
    others = {value.user_id for _path, value in registers} - {reader.id}
    if not others:
        return {reader.id: reader.name}
    rows = session.connection().execute(_NAMES, {"ids": list(others)})
    return {reader.id: reader.name, **{row.id: row.name for row in rows}}


def conflicts(session: Session, audit_id: int, known: Known, state: str) -> list[dict[str, Any]]:
    """Every conflict that nobody has settled yet, with both values; in a draft the late work, too."""
    disputes = {held.id: held for held in known.disputes(state)}
    if not disputes:
        return []
    open_ones = select(Operation).where(Operation.audit_id == audit_id, Operation.id.in_(disputes))
    held = list(session.scalars(open_ones.order_by(Operation.received_at, Operation.sequence)))
    writers = {operation.user_id for operation in held} | {value.user_id for value in known.registers.values()}
    names: dict[int, str] = {row.id: row.name for row in session.scalars(select(User).where(User.id.in_(writers)))}
    return [_conflict(operation, known, names) for operation in held]


def _conflict(operation: Operation, known: Known, names: dict[int, str]) -> dict[str, Any]:
    present = known.registers.get(operation.path)
    now = {"v": present.value, "r": present.revision, "user": names[present.user_id]} if present else _NOTHING
    late = {"late": True} if operation.outcome == LATE else {}
    return {
        "id": operation.id,
        "path": operation.path,
        "base": operation.base,
        "value": json.loads(operation.value),
        "user": names[operation.user_id],
        "made_at": operation.made_at,
        "now": now,
        **late,
    }


def have(known: Known, device: str) -> dict[str, int]:
    """How many operations of a device the server keeps, and the highest sequence number among them."""
    return {"count": known.counts.get(device, 0), "sequence": known.sequences.get(device, 0)}


def tablets_json(seen: Iterable[Seen]) -> list[dict[str, Any]]:
    """The tablets that have an audit, and when they were heard."""
    return [
        {
            "user": one.user,
            "user_id": one.user_id,
            "device": one.device,
            "name": one.name,
            "seen_at": moment(one.seen_at),
            "waiting": one.waiting,
        }
        for one in seen
    ]


def tag_of(opened: Opened, may_fill: bool, missing: list[str], taken: Iterable[Seen]) -> str:
    """The ETag of an audit: other when its registers are, its state, what is missing, or who has taken it along."""
    around = json.dumps([missing, [(one.user_id, one.device, one.name) for one in taken]])
    more = sha256(around.encode()).hexdigest()[:8]
    return f'"{opened.revision}-{opened.state}-{may_fill:d}-{opened.chain[:8]}-{more}"'


def moment(at: datetime) -> str:
    """A moment as the tablet reads it."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def about(session: Session, opened: Opened, *, may_fill: bool) -> dict[str, Any]:
    """What the page's head says of an audit."""
    head = head_of(session, opened.id)
    names = {"code": head.branch_code, "name": head.branch_name, "name_en": head.branch_name_en}
    return {
        "id": opened.id,
        "kind": opened.kind,
        "signers": SIGNERS[opened.kind],
        "state": opened.state,
        "branch": {**names, **opened.facts},
        "checklist": {"name": f"{head.key}@{head.version}", "digest": opened.digest},
        "campaign": head.campaign,
        "due_on": head.due_on.isoformat(),
        "may_fill": may_fill and opened.state == "draft",
        "reason": _reason(session, opened),
    }


_LAST_REASON = (
    select(Transition.reason).where(Transition.audit_id == bindparam("audit")).order_by(Transition.id.desc()).limit(1)
)


def _reason(session: Session, opened: Opened) -> str:
    """Why the audit was returned; nothing where it never was."""
    if opened.state != "draft":
        return ""
    return session.connection().execute(_LAST_REASON, {"audit": opened.id}).scalar() or ""
