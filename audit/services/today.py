"""What waits for a person today, by what they may do: to fill, to review, to run, to read."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from audit.models import (
    Action,
    Appointment,
    Assignment,
    Audit,
    Campaign,
    Issue,
    Organisation,
    PublishedChecklist,
    Stage,
    Transition,
)
from audit.services.access import Subject, readable, visible_audits, within
from audit.services.audit_list import row_parts
from audit.services.campaigns import Progress, progress, visible_campaigns
from audit.services.clock import today

SOON = timedelta(days=7)
MOST_SHOWN = 10


@dataclass
class Work:
    """The drafts a person fills: those sent back first, with the reason by audit; then by how near their day is."""

    returned: list[Audit] = field(default_factory=list)
    overdue: list[Audit] = field(default_factory=list)
    soon: list[Audit] = field(default_factory=list)
    later: list[Audit] = field(default_factory=list)
    reasons: dict[int, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(map(len, (self.returned, self.overdue, self.soon, self.later)))


def to_fill(session: Session, subject: Subject) -> Work:
    """Everything the person has to fill in running campaigns, and the corrections of what was locked."""
    rows = list(session.scalars(_drafts(subject)))
    work = Work(reasons=_reasons(session, [audit.id for audit in rows]))
    now = today()
    for audit in rows:
        if audit.id in work.reasons:
            work.returned.append(audit)
        elif audit.stage.due_on < now:
            work.overdue.append(audit)
        else:
            (work.soon if audit.stage.due_on <= now + SOON else work.later).append(audit)
    return work


def _drafts(subject: Subject) -> Select[Audit]:
    return (
        visible_audits(subject)
        .join(Stage, Audit.stage_id == Stage.id)
        .join(Campaign, Audit.campaign_id == Campaign.id)
        .where(
            Audit.state == "draft",
            or_(Campaign.state == "open", Audit.previous_id.is_not(None)),
            _theirs(subject),
        )
        .order_by(Stage.due_on, Organisation.path)
        .options(*row_parts())
    )


def _theirs(subject: Subject) -> ColumnElement[bool]:
    """That the person fills an audit: as `access.may_fill` has it."""
    assigned = select(Assignment.audit_id).where(Assignment.user_id == subject.id)
    own = and_(Audit.kind == "self", within(subject.paths("audits.own")))
    return or_(own, Audit.id.in_(assigned)) if "audits.fill" in subject.permissions else own


def _reasons(session: Session, audit_ids: list[int]) -> dict[int, str]:
    """Why each of these drafts came back, for those that did."""
    last = select(func.max(Transition.id)).where(Transition.audit_id.in_(audit_ids)).group_by(Transition.audit_id)
    rows = select(Transition).where(Transition.id.in_(last), Transition.after == "draft")
    return {step.audit_id: step.reason for step in session.scalars(rows)}


class Queue(NamedTuple):
    """The first of what waits, and how many wait in all."""

    first: list[Audit]
    total: int


def to_review(session: Session, subject: Subject, state: str = "submitted") -> Queue:
    """What waits for a reviewer (`submitted`) or for its lock (`reviewed`), the longest waiting first."""
    found = visible_audits(subject).where(Audit.state == state, within(subject.paths("audits.review")))
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    shown = found.order_by(Audit.submitted_at, Audit.id).limit(MOST_SHOWN).options(*row_parts())
    return Queue(list(session.scalars(shown)), total)


def received(session: Session, subject: Subject) -> list[Audit]:
    """The inspections of the person's own branches, the last first."""
    found = visible_audits(subject).where(
        Audit.kind != "self", Audit.state != "draft", within(subject.paths("audits.own"))
    )
    return list(
        session.scalars(found.order_by(Audit.submitted_at.desc(), Audit.id).limit(MOST_SHOWN).options(*row_parts()))
    )


def open_actions(session: Session, subject: Subject) -> int:
    """How many corrective actions the person's branches still have to do."""
    found = (
        select(func.count())
        .select_from(Action)
        .join(Organisation, Action.branch_id == Organisation.id)
        .where(Action.state == "open", within(subject.paths("actions.manage")))
    )
    return session.scalar(found) or 0


def seasons(session: Session, subject: Subject) -> tuple[list[Campaign], dict[int, Progress]]:
    """The running campaigns with their stages, and how far each stage is."""
    rows = visible_campaigns(subject).where(Campaign.state == "open").order_by(Campaign.year.desc(), Campaign.id.desc())
    found = list(session.scalars(rows.limit(MOST_SHOWN).options(joinedload(Campaign.stages))).unique())
    return found, progress(session, subject, [campaign.id for campaign in found])


def latest_issues(session: Session, subject: Subject) -> list[Issue]:
    """The last results that were locked and not replaced since."""
    audit = contains_eager(Issue.audit)
    rows = (
        select(Issue)
        .join(Audit, Issue.audit_id == Audit.id)
        .join(Organisation, Audit.branch_id == Organisation.id)
        .where(readable(subject), Issue.replaced_by.is_(None))
        .order_by(Issue.issued_at.desc(), Issue.id.desc())
        .limit(MOST_SHOWN)
        .options(
            audit.contains_eager(Audit.branch),
            audit.joinedload(Audit.campaign),
            audit.joinedload(Audit.stage),
            audit.joinedload(Audit.checklist).defer(PublishedChecklist.content, raiseload=True),
        )
    )
    return list(session.scalars(rows))


class SetUp(NamedTuple):
    """What an installation has: branches, people with work to do, campaigns."""

    branches: bool
    people: bool
    campaigns: bool

    @property
    def complete(self) -> bool:
        """Whether nothing is missing any more."""
        return all(self)


def set_up(session: Session) -> SetUp:
    """Which steps of setting up are done."""
    branch = select(Organisation.id).where(Organisation.level == "branch")
    person = select(Appointment.id).where(Appointment.role != "administrator")
    found = (session.scalar(query.limit(1)) is not None for query in (branch, person, select(Campaign.id)))
    return SetUp(*found)
