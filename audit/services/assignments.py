"""Who fills which audit: given out by hand, or spread evenly so that each inspector's branches lie together."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import Select, delete, func, or_, select
from sqlalchemy.orm import Session

from audit.models import Appointment, Assignment, Audit, Campaign, Organisation, User
from audit.scoring.problems import Problem
from audit.services.access import PERMISSIONS, Subject, within
from audit.services.campaigns import get_open_campaign
from audit.services.errors import InvalidError
from audit.services.events import record
from audit.services.new_audits import matches

_FILLING = tuple(role for role, permissions in PERMISSIONS.items() if "audits.mine" in permissions)


class Chosen(NamedTuple):
    """Which audits of a stage: below a place, by a text of the branch, only those that nobody has; of these, some ids.

    `ids` of None is all of them.
    """

    stage_id: int
    under: str = ""
    search: str = ""
    unassigned: bool = False
    ids: Collection[int] | None = None


class Load(NamedTuple):
    """An inspector, and how many audits of the campaign that are still filled are theirs."""

    id: int
    name: str
    audits: int


def audits(subject: Subject, campaign: Campaign, chosen: Chosen) -> Select[Audit]:
    """The drafts of a stage that the person may give out, in the order of the tree."""
    found = (
        select(Audit)
        .join(Organisation, Audit.branch_id == Organisation.id)
        .where(
            Audit.campaign_id == campaign.id,
            Audit.stage_id == chosen.stage_id,
            Audit.state == "draft",
            within(subject.paths("campaigns.manage")),
        )
    )
    if chosen.under:
        found = found.where(within([chosen.under]))
    if chosen.search.strip():
        found = found.where(matches(chosen.search))
    if chosen.unassigned:
        found = found.where(~select(Assignment.user_id).where(Assignment.audit_id == Audit.id).exists())
    if chosen.ids is not None:
        found = found.where(Audit.id.in_(chosen.ids))
    return found.order_by(Organisation.path)


def inspectors(session: Session, subject: Subject, campaign: Campaign) -> list[Load]:
    """The active inspectors of the person's parts of the tree and of those above, with what they have to do."""
    tops = subject.paths("campaigns.manage")
    above = {int(step) for top in tops for step in top.strip("/").split("/")}
    posted = (
        select(Appointment.user_id)
        .join(Organisation, Appointment.organisation_id == Organisation.id)
        .where(Appointment.role.in_(_FILLING), or_(within(tops), Organisation.id.in_(above)))
    )
    busy = (
        select(func.count())
        .select_from(Assignment)
        .join(Audit, Assignment.audit_id == Audit.id)
        .where(Assignment.user_id == User.id, Audit.campaign_id == campaign.id, Audit.state == "draft")
        .scalar_subquery()
    )
    rows = session.execute(
        select(User.id, User.name, busy).where(User.active.is_(True), User.id.in_(posted)).order_by(User.name, User.id)
    )
    return [Load(*row) for row in rows]


def assign(
    session: Session,
    subject: Subject,
    campaign_id: int,
    *,
    chosen: Chosen,
    inspector_ids: Sequence[int],
    evenly: bool,
    keep: bool,
) -> int:
    """Gives the audits to the inspectors, all to each of them or spread evenly; gives how many were given out.

    Without `keep` whoever had an audit loses it. Raises InvalidError where no inspector or no audit is chosen.
    """
    campaign = get_open_campaign(session, subject, campaign_id)
    available = {load.id: load for load in inspectors(session, subject, campaign)}
    people = [available[id_] for id_ in dict.fromkeys(inspector_ids) if id_ in available]
    audit_ids = [audit.id for audit in session.scalars(audits(subject, campaign, chosen).with_for_update(of=Audit))]
    problems = [] if people else [Problem(("inspectors",), "no-inspector")]
    problems += [] if audit_ids else [Problem(("audits",), "no-audit")]
    if problems:
        raise InvalidError(problems)
    if not keep:
        session.execute(delete(Assignment).where(Assignment.audit_id.in_(audit_ids)))
    pairs = _spread(audit_ids, people) if evenly else [(id_, person.id) for id_ in audit_ids for person in people]
    _add(session, pairs)
    names = [person.name for person in people]
    record(session, subject, "audits.assigned", f"campaign/{campaign.id}", count=len(audit_ids), inspectors=names)
    return len(audit_ids)


def _spread(audit_ids: Sequence[int], people: Sequence[Load]) -> list[tuple[int, int]]:
    """Neighbouring branches to one inspector, nobody more than one above another; who has least gets the odd ones."""
    least_first = sorted(people, key=lambda person: person.audits)
    share, odd = divmod(len(audit_ids), len(people))
    pairs: list[tuple[int, int]] = []
    for position, person in enumerate(least_first):
        pairs += ((id_, person.id) for id_ in audit_ids[len(pairs) : len(pairs) + share + (position < odd)])
    return pairs


def _add(session: Session, pairs: Sequence[tuple[int, int]]) -> None:
    there = select(Assignment.audit_id, Assignment.user_id).where(Assignment.audit_id.in_({pair[0] for pair in pairs}))
    known = {(audit_id, user_id) for audit_id, user_id in session.execute(there)}
    session.add_all(Assignment(audit_id=pair[0], user_id=pair[1]) for pair in pairs if pair not in known)
    session.flush()
