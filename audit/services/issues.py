"""Issues: an audit locked under a number and a code, and the new issue that replaces a locked one."""

from collections.abc import Mapping
from hashlib import sha256
from secrets import choice
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from audit.models import Assignment, Audit, Issue, IssueYear, PhotographUse
from audit.scoring.problems import Problem
from audit.services import actions
from audit.services.access import Subject
from audit.services.audits import hold, step
from audit.services.clock import now, today
from audit.services.documents import document, signatures
from audit.services.errors import InvalidError, StateError
from audit.services.operations import canonical, copy

# letters and digits that nobody takes for another one, on paper or by telephone
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 16
# who must have signed or refused, by the kind of audit
SIGNERS = {
    "self": ("branch_head",),
    "inspection": ("assessor", "branch_head"),
    "spot_check": ("assessor", "branch_head"),
}
_UNSIGNED = {"assessor": "assessor-unsigned", "branch_head": "branch-head-unsigned"}


def lock(session: Session, subject: Subject, audit_id: int) -> Issue:
    """Locks a reviewed audit for ever: gives it a number and a code, and its branch the actions that follow from it.

    Raises StateError where it is not reviewed, InvalidError naming whoever has neither signed nor refused.
    """
    audit = hold(session, subject, audit_id, "audits.lock")
    if audit.state != "reviewed":
        raise StateError("locked" if audit.state == "locked" else "not-reviewed")
    problems = unsigned(session, audit)
    if problems:
        raise InvalidError(problems)
    issue = _issue(session, audit)
    step(session, subject, audit, "locked")
    _replace(session, audit, issue)
    actions.draft(session, audit)
    return issue


def unsigned(session: Session, audit: Audit) -> list[Problem]:
    """A problem for everybody who has neither signed nor said why not."""
    signed = signatures(session, audit)
    return [Problem(("signatures", role), _UNSIGNED[role]) for role in SIGNERS[audit.kind] if role not in signed]


def _issue(session: Session, audit: Audit) -> Issue:
    answers = canonical(document(session, audit))
    issue = Issue(
        audit_id=audit.id,
        number=_next_number(session, today().year),
        code="".join(choice(SIGNS) for _ in range(CODE_LENGTH)),
        answers=answers,
        answers_digest=sha256(answers.encode()).hexdigest(),
        checklist_digest=audit.checklist.digest,
        final=audit.low,
        grade=audit.low_grade,
        issued_at=now(),
    )
    session.add(issue)
    session.flush()
    return issue


def _counting(dialect_insert: Any) -> Any:
    first = dialect_insert(IssueYear).values(last=1)
    return first.on_conflict_do_update(index_elements=["year"], set_={"last": IssueYear.last + 1}).returning(
        IssueYear.last
    )


# the statement is the same, but each database has its own word for it
_COUNTING: Mapping[str, Any] = {"sqlite": _counting(sqlite.insert), "postgresql": _counting(postgresql.insert)}


def _next_number(session: Session, year: int) -> str:
    """The year's next number; its row stays locked until the transaction ends, so none is given twice or lost."""
    last = session.scalar(_COUNTING[session.get_bind().dialect.name], {"year": year})
    return f"{year}-{last:06d}"


def _replace(session: Session, audit: Audit, issue: Issue) -> None:
    earlier = session.scalar(select(Issue).where(Issue.audit_id == audit.previous_id))
    if earlier is not None:
        earlier.replaced_by = issue.id
        session.flush()


def begin_new(session: Session, subject: Subject, audit_id: int) -> Audit:
    """A draft that is to replace a locked audit: the same answers and photographs, signed by nobody yet.

    Raises StateError where the audit is not locked, or has been followed by another one.
    """
    audit = hold(session, subject, audit_id, "audits.lock")
    if audit.state != "locked":
        raise StateError("not-locked")
    if session.scalar(select(Audit.id).where(Audit.previous_id == audit.id)) is not None:
        raise StateError("already-followed")
    draft = _successor(session, audit)
    copy(session, subject, source_id=audit.id, target_id=draft.id)
    session.refresh(draft)
    return draft


def _successor(session: Session, audit: Audit) -> Audit:
    kept = ("campaign_id", "stage_id", "branch_id", "checklist_id", "kind", "facts")
    figures = ("open_count", "low", "high", "low_grade", "high_grade")
    draft = Audit(**{name: getattr(audit, name) for name in kept + figures}, previous_id=audit.id, created_at=now())
    draft.assignments = [Assignment(user_id=assignment.user_id) for assignment in audit.assignments]
    session.add(draft)
    session.flush()
    pictures = session.scalars(select(PhotographUse.digest).where(PhotographUse.audit_id == audit.id))
    rows = [{"audit_id": draft.id, "digest": digest} for digest in pictures]
    if rows:
        session.execute(insert(PhotographUse), rows)
    return draft


def issue_of(session: Session, audit_id: int) -> Issue | None:
    """The issue of a locked audit."""
    return session.scalar(select(Issue).where(Issue.audit_id == audit_id))
