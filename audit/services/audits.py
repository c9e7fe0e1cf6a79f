"""The life of an audit: submitted, returned with a reason, accepted; each step a row that says who and when.

draft → submitted → reviewed → locked (`issues.py`); submitted or reviewed → draft when it is returned.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.models import Audit, Transition
from audit.scoring.problems import Problem
from audit.services.absent import absent
from audit.services.access import Subject, get_audit
from audit.services.clock import now
from audit.services.documents import authors
from audit.services.errors import InvalidError, StateError
from audit.services.known import knowledge
from audit.services.scores import score_of, snapshot

MOST_REASON = 2000
_NAMED = 12


def hold(session: Session, subject: Subject, audit_id: int, permission: str) -> Audit:
    """The audit, its row locked until the transaction ends; raises NotFoundError and ForbiddenError."""
    get_audit(session, subject, audit_id, permission)
    locked = select(Audit).where(Audit.id == audit_id).with_for_update()
    return session.scalars(locked.execution_options(populate_existing=True)).one()


def step(session: Session, subject: Subject, audit: Audit, after: str, *, reason: str = "") -> None:
    """Moves the audit into another state and writes down who did it, and why."""
    moment = now()
    session.add(
        Transition(audit_id=audit.id, user_id=subject.id, at=moment, before=audit.state, after=after, reason=reason)
    )
    audit.state = after
    if after == "draft":
        audit.submitted_at = audit.reviewed_at = None
    else:
        setattr(audit, f"{after}_at", moment)
    session.flush()


def submit(session: Session, subject: Subject, audit_id: int) -> Audit:
    """Hands a complete draft to the reviewer, its module scores written down.

    Raises StateError where it is no draft any more, InvalidError with everything that is missing.
    """
    audit = hold(session, subject, audit_id, "audits.fill")
    if audit.state != "draft":
        raise StateError("already-submitted")
    problems = missing(session, audit)
    if problems:
        raise InvalidError(problems)
    snapshot(session, audit)
    step(session, subject, audit, "submitted")
    return audit


def missing(session: Session, audit: Audit) -> list[Problem]:
    """What keeps a draft from being submitted: no day, open criteria, conflicts, photographs on their way."""
    unanswered = score_of(session, audit).unanswered
    known = knowledge(session, audit.id, audit.chain)
    conflicts, pictures = known.disputes(audit.state), absent(session, audit.id, known, audit.state)
    problems = [] if audit.held_on else [Problem(("held_on",), "no-day")]
    if unanswered:
        facts = {"count": len(unanswered), "criteria": "、".join(unanswered[:_NAMED])}
        problems.append(
            Problem(("answers",), "open-criteria-more" if len(unanswered) > _NAMED else "open-criteria", facts)
        )
    if conflicts:
        problems.append(Problem(("conflicts",), "open-conflicts", {"count": len(conflicts)}))
    if pictures:
        problems.append(Problem(("photographs",), "missing-photographs", {"count": len(pictures)}))
    return problems


def give_back(session: Session, subject: Subject, audit_id: int, *, reason: str) -> Audit:
    """Returns an audit to those who fill it; raises StateError, and InvalidError without a reason or a long one."""
    audit = hold(session, subject, audit_id, "audits.review")
    if audit.state not in {"submitted", "reviewed"}:
        raise StateError("not-returnable")
    reason = reason.strip()
    if not reason:
        raise InvalidError([Problem(("reason",), "reason-missing")])
    if len(reason) > MOST_REASON:
        raise InvalidError([Problem(("reason",), "too-long", {"max_length": MOST_REASON})])
    step(session, subject, audit, "draft", reason=reason)
    return audit


def accept(session: Session, subject: Subject, audit_id: int) -> Audit:
    """Takes a submitted audit as it is; raises StateError, also for who filled or submitted it."""
    audit = hold(session, subject, audit_id, "audits.review")
    if audit.state != "submitted":
        raise StateError("not-submitted")
    if is_own_work(session, subject, audit):
        raise StateError("own-work")
    step(session, subject, audit, "reviewed")
    return audit


def is_own_work(session: Session, subject: Subject, audit: Audit) -> bool:
    """Whether the person changed anything in the audit, or submitted it."""
    submitted = select(Transition.id).where(
        Transition.audit_id == audit.id, Transition.after == "submitted", Transition.user_id == subject.id
    )
    return subject.id in authors(session, audit) or session.scalar(submitted.limit(1)) is not None


def steps(session: Session, audit: Audit) -> list[Transition]:
    """The audit's life so far, the first step first."""
    rows = select(Transition).where(Transition.audit_id == audit.id).order_by(Transition.id)
    return list(session.scalars(rows))
