"""The self-assessment and the inspection of one branch in one campaign, side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from audit.models import Audit, Operation, User
from audit.scoring.compare import Comparison, compare
from audit.scoring.score import Score
from audit.services.access import Subject, get_audit, visible_audits
from audit.services.campaigns import newest
from audit.services.documents import PhotographEntry, document, photographs_of
from audit.services.known import CLAIM, knowledge
from audit.services.scores import score_of


@dataclass(frozen=True)
class Side:
    """One audit with its score, its answers and its photographs by criterion."""

    audit: Audit
    score: Score
    answers: Mapping[str, Any]
    photographs: Mapping[str, list[PhotographEntry]]


@dataclass(frozen=True)
class Sides:
    """What a reviewer looks at; `first` or `second` is None where there is only one audit."""

    first: Side | None
    second: Side | None
    comparison: Comparison | None


def sides(session: Session, subject: Subject, audit_id: int) -> Sides:
    """The audit beside its counterpart, as far as the person may read both; raises NotFoundError.

    A self-assessment stands first; beside it the inspection, or the spot check where there is nothing else.
    """
    audit = get_audit(session, subject, audit_id)
    other = _counterpart(session, subject, audit)
    mine, theirs = _side(session, audit), _side(session, other) if other else None
    first, second = (mine, theirs) if audit.kind == "self" else (theirs, mine)
    both = compare(first.score, second.score) if first and second else None
    return Sides(first, second, both)


def _counterpart(session: Session, subject: Subject, audit: Audit) -> Audit | None:
    wanted = Audit.kind != "self" if audit.kind == "self" else Audit.kind == "self"
    found = visible_audits(subject).where(
        Audit.campaign_id == audit.campaign_id, Audit.branch_id == audit.branch_id, wanted, newest()
    )
    # `inspection` comes before `spot_check`, as the alphabet has it
    return session.scalars(found.order_by(Audit.kind, Audit.id).limit(1)).one_or_none()


def _side(session: Session, audit: Audit) -> Side:
    photographs: dict[str, list[PhotographEntry]] = {}
    for entry in photographs_of(session, audit):
        photographs.setdefault(entry.criterion, []).append(entry)
    return Side(audit, score_of(session, audit), document(session, audit)["answers"], photographs)


def unsettled(session: Session, audit: Audit) -> list[tuple[Operation, str]]:
    """The conflicts that nobody has settled, each with the name of who made it."""
    return _held(session, audit, Operation.id.in_(knowledge(session, audit.id, audit.chain).conflicts))


def late(session: Session, audit: Audit) -> list[tuple[Operation, str]]:
    """What arrived when the audit was no draft any more, each with the name of who made it."""
    return _held(session, audit, (Operation.outcome == "late") & ~Operation.path.startswith(CLAIM))


def _held(session: Session, audit: Audit, condition: ColumnElement[bool]) -> list[tuple[Operation, str]]:
    rows = select(Operation, User.name).join(User, Operation.user_id == User.id)
    rows = rows.where(Operation.audit_id == audit.id, condition)
    return [
        (operation, name)
        for operation, name in session.execute(rows.order_by(Operation.received_at, Operation.sequence))
    ]
