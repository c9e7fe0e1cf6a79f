"""What was before and after: the life of an audit, the scores of a branch, where it stands among its neighbours."""

from collections import Counter
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from audit.models import Action, Audit, Campaign, Issue, Organisation, PublishedChecklist, Stage, Transition
from audit.services.access import Subject, get_organisation, visible_audits
from audit.services.actions import visible_actions
from audit.services.errors import NotFoundError


class Neighbour(NamedTuple):
    """An issue before or after an audit; without a number it is not locked yet."""

    audit_id: int
    number: str


class Standing(NamedTuple):
    """Where a branch stands in its sub-branch: rank of how many, and their mean (hundredths)."""

    rank: int
    of: int
    mean: int


def life(session: Session, audit: Audit) -> list[Transition]:
    """Every step of an audit, the last first, with who took it."""
    steps = select(Transition).where(Transition.audit_id == audit.id).options(joinedload(Transition.user))
    return list(session.scalars(steps.order_by(Transition.id.desc())))


def issue_before(session: Session, subject: Subject, audit: Audit) -> Neighbour | None:
    """The issue that this audit replaces."""
    return None if audit.previous_id is None else _issue(session, subject, Audit.id == audit.previous_id)


def issue_after(session: Session, subject: Subject, audit: Audit) -> Neighbour | None:
    """The audit that is to replace this one."""
    return _issue(session, subject, Audit.previous_id == audit.id)


def _issue(session: Session, subject: Subject, which: object) -> Neighbour | None:
    found = visible_audits(subject).outerjoin(Issue, Issue.audit_id == Audit.id).where(which)  # type: ignore[arg-type]
    row = session.execute(found.with_only_columns(Audit.id, Issue.number)).one_or_none()
    return None if row is None else Neighbour(row[0], row[1] or "")


def get_branch(session: Session, subject: Subject, branch_id: int) -> Organisation:
    """The branch; raises NotFoundError to strangers and for what is no branch."""
    branch = get_organisation(session, subject, branch_id)
    if branch.level != "branch":
        raise NotFoundError
    return branch


def scores_of(session: Session, subject: Subject, branch: Organisation) -> list[Audit]:
    """The branch's submitted audits that the person may read, the oldest first; none that a later issue replaces."""
    found = _counting(visible_audits(subject)).where(Audit.branch_id == branch.id)
    found = found.join(Stage, Audit.stage_id == Stage.id).join(Campaign, Audit.campaign_id == Campaign.id)
    parts = (
        contains_eager(Audit.stage),
        contains_eager(Audit.campaign),
        joinedload(Audit.checklist).defer(PublishedChecklist.content, raiseload=True),
    )
    return list(session.scalars(found.order_by(Campaign.year, Campaign.id, Stage.position).options(*parts)))


def _counting(audits: Select[Audit]) -> Select[Audit]:
    """Without drafts, and without what a later locked issue has replaced."""
    later = aliased(Audit)
    replaced = select(later.id).where(later.previous_id == Audit.id, later.state == "locked").exists()
    return audits.where(Audit.state != "draft", ~replaced)


def standing(session: Session, subject: Subject, audit: Audit) -> Standing | None:
    """The rank of an audit among those of its stage in the same sub-branch; for who manages campaigns there."""
    branch = session.get_one(Organisation, audit.branch_id)
    if not subject.may("campaigns.manage", branch.path):
        return None
    among = _counting(visible_audits(subject)).where(
        Audit.stage_id == audit.stage_id, Organisation.parent_id == branch.parent_id
    )
    better = func.count(Audit.id).filter(Audit.low > audit.low)
    row = session.execute(among.with_only_columns(better, func.count(Audit.id), func.sum(Audit.low))).one()
    return Standing(row[0] + 1, row[1], round(row[2] / row[1])) if row[1] else None


def open_actions(session: Session, subject: Subject, branch: Organisation) -> Counter[str]:
    """How many of the branch's corrective actions are in which state."""
    found = visible_actions(subject).where(Action.branch_id == branch.id)
    rows = session.execute(found.with_only_columns(Action.state, func.count(Action.id)).group_by(Action.state))
    return Counter({row[0]: row[1] for row in rows})
