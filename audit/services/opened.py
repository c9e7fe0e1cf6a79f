"""An audit as the save path needs it: one row, locked until the transaction ends."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from audit.models import Assignment, Audit, Campaign, Organisation, PublishedChecklist, Stage, Tablet
from audit.services.access import Subject, get_audit, may_fill
from audit.services.errors import ForbiddenError, NotFoundError
from audit.services.scores import FIGURES


class Opened(NamedTuple):
    """An audit that this person fills; `digest` is its checklist's."""

    id: int
    kind: str
    state: str
    revision: int
    chain: str
    facts: dict[str, Any]
    open_count: int
    low: int
    high: int
    low_grade: str | None
    high_grade: str | None
    digest: str
    path: str
    assigned: bool

    @property
    def figures(self) -> dict[str, Any]:
        """The figures of the row, as `scores.figures` makes them."""
        return {name: getattr(self, name) for name in FIGURES}


_ASSIGNED = (
    select(Assignment.user_id)
    .where(Assignment.audit_id == Audit.id, Assignment.user_id == bindparam("user"))
    .exists()
    .label("assigned")
)
_OPENED = (
    select(
        Audit.id,
        Audit.kind,
        Audit.state,
        Audit.revision,
        Audit.chain,
        Audit.facts,
        Audit.open_count,
        Audit.low,
        Audit.high,
        Audit.low_grade,
        Audit.high_grade,
        PublishedChecklist.digest,
        Organisation.path,
        _ASSIGNED,
    )
    .join(Organisation, Audit.branch_id == Organisation.id)
    .join(PublishedChecklist, Audit.checklist_id == PublishedChecklist.id)
    .where(Audit.id == bindparam("audit"))
)
_LOCKED = _OPENED.with_for_update(of=Audit)


def open_to_fill(session: Session, subject: Subject, audit_id: int) -> Opened:
    """The audit, locked; raises NotFoundError to strangers, ForbiddenError to those who do not fill it."""
    row = session.connection().execute(_LOCKED, {"audit": audit_id, "user": subject.id}).one_or_none()
    opened = None if row is None else Opened._make(row)
    if opened is None or not may_fill(subject, opened.kind, opened.path, opened.assigned):
        get_audit(session, subject, audit_id)
        raise ForbiddenError
    return opened


_TAKEN = select(Tablet.device).where(
    Tablet.audit_id == bindparam("audit"), Tablet.user_id == bindparam("user"), Tablet.device == bindparam("device")
)


def open_to_send(session: Session, subject: Subject, audit_id: int, device: str) -> tuple[Opened, bool]:
    """The audit, locked, and whether the person still fills it; who took it along on this device may send even so.

    Raises NotFoundError and ForbiddenError as `open_to_fill` does.
    """
    opened, fills = open_to_keep(session, subject, audit_id)
    if not fills:
        taken = {"audit": audit_id, "user": subject.id, "device": device}
        if session.connection().execute(_TAKEN, taken).one_or_none() is None:
            get_audit(session, subject, audit_id)
            raise ForbiddenError
    return opened, fills


def open_to_keep(session: Session, subject: Subject, audit_id: int) -> tuple[Opened, bool]:
    """The audit, locked, and whether the person fills it: for work that others bring; raises NotFoundError."""
    row = session.connection().execute(_LOCKED, {"audit": audit_id, "user": subject.id}).one_or_none()
    if row is None:
        raise NotFoundError
    opened = Opened._make(row)
    return opened, may_fill(subject, opened.kind, opened.path, opened.assigned)


class Head(NamedTuple):
    """What a page's head says of an audit."""

    branch_code: str
    branch_name: str
    branch_name_en: str
    campaign: str
    due_on: date
    key: str
    version: str


_HEAD = (
    select(
        Organisation.code,
        Organisation.name,
        Organisation.name_en,
        Campaign.title,
        Stage.due_on,
        PublishedChecklist.key,
        PublishedChecklist.version,
    )
    .select_from(Audit)
    .join(Organisation, Audit.branch_id == Organisation.id)
    .join(Campaign, Audit.campaign_id == Campaign.id)
    .join(Stage, Audit.stage_id == Stage.id)
    .join(PublishedChecklist, Audit.checklist_id == PublishedChecklist.id)
    .where(Audit.id == bindparam("audit"))
)


def head_of(session: Session, audit_id: int) -> Head:
    """The head of an audit that `open_to_read` has let this person read."""
    return Head._make(session.connection().execute(_HEAD, {"audit": audit_id}).one())


def open_to_read(session: Session, subject: Subject, audit_id: int) -> tuple[Opened, bool]:
    """The audit, and whether the person fills it; raises NotFoundError to strangers."""
    row = session.connection().execute(_OPENED, {"audit": audit_id, "user": subject.id}).one_or_none()
    opened = None if row is None else Opened._make(row)
    if opened is not None and may_fill(subject, opened.kind, opened.path, opened.assigned):
        return opened, True
    get_audit(session, subject, audit_id)
    assert opened is not None  # noqa: S101 - get_audit has just found it
    return opened, False
