"""Audits for many branches at once: which branches a stage may still take, and the audits made for them."""

import json
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from audit.models import Audit, Campaign, Organisation, Stage
from audit.scoring.score import score
from audit.services.access import Subject, within
from audit.services.campaigns import get_open_campaign
from audit.services.checklists import load
from audit.services.clock import now
from audit.services.errors import NotFoundError
from audit.services.events import record
from audit.services.scores import figures


class Wanted(NamedTuple):
    """Which branches: below a place (its path), of a kind, with a text in name, code or address; of these, some ids.

    `ids` of None is all of them.
    """

    under: str = ""
    kind: str = ""
    search: str = ""
    ids: Collection[int] | None = None


class Made(NamedTuple):
    """What became of a wish for audits: made, and there already."""

    created: int
    existing: int


def branches(subject: Subject, campaign: Campaign, wanted: Wanted) -> Select[Organisation]:
    """The active branches of the campaign that the person may make audits for, in the order of the tree."""
    found = select(Organisation).where(
        Organisation.level == "branch",
        Organisation.active.is_(True),
        within([campaign.organisation.path]),
        within(subject.paths("campaigns.manage")),
    )
    if wanted.under:
        found = found.where(within([wanted.under]))
    if wanted.kind:
        found = found.where(Organisation.kind == wanted.kind)
    if wanted.search.strip():
        found = found.where(matches(wanted.search))
    if wanted.ids is not None:
        found = found.where(Organisation.id.in_(wanted.ids))
    return found.order_by(Organisation.path)


def matches(search: str) -> ColumnElement[bool]:
    """That a text stands in a branch's name, code or address, whatever the case of its letters."""
    text = search.strip()
    fields = (Organisation.name, Organisation.name_en, Organisation.code, Organisation.address)
    return or_(*(field.icontains(text, autoescape=True) for field in fields))


def stage_of(session: Session, campaign: Campaign, stage_id: int) -> Stage:
    """The campaign's stage, held until the transaction ends; raises NotFoundError."""
    found = session.scalar(
        select(Stage).where(Stage.id == stage_id, Stage.campaign_id == campaign.id).with_for_update()
    )
    if found is None:
        raise NotFoundError
    return found


def taken(session: Session, stage_id: int) -> set[int]:
    """Ids of the branches that have an audit of the stage."""
    return set(session.scalars(select(Audit.branch_id).where(Audit.stage_id == stage_id)))


def create_audits(session: Session, subject: Subject, campaign_id: int, *, stage_id: int, wanted: Wanted) -> Made:
    """An audit of the stage for each wanted branch that has none yet; a second click makes nothing twice.

    Each keeps what its branch is now: kind and facilities decide which criteria apply.
    """
    campaign = get_open_campaign(session, subject, campaign_id)
    stage = stage_of(session, campaign, stage_id)
    known = taken(session, stage.id)
    chosen = list(session.scalars(branches(subject, campaign, wanted)))
    missing = [branch for branch in chosen if branch.id not in known]
    session.add_all(_fresh(session, campaign, stage, missing))
    session.flush()
    if missing:
        record(session, subject, "audits.created", f"campaign/{campaign.id}", stage=stage.kind, count=len(missing))
    return Made(len(missing), len(chosen) - len(missing))


def _fresh(session: Session, campaign: Campaign, stage: Stage, chosen: list[Organisation]) -> list[Audit]:
    checklist = load(session, campaign.checklist_id)
    moment = now()
    beginnings: dict[str, dict[str, object]] = {}
    made = []
    for branch in chosen:
        facts: dict[str, object] = {"kind": branch.kind, "facilities": branch.facilities}
        key = json.dumps(facts)
        if key not in beginnings:
            blank = {"checklist": checklist.name, "branch": facts, "answers": {}}
            beginnings[key] = figures(score(checklist, blank))
        made.append(
            Audit(
                campaign_id=campaign.id,
                stage_id=stage.id,
                branch_id=branch.id,
                checklist_id=campaign.checklist_id,
                kind=stage.kind,
                facts=facts,
                created_at=moment,
                **beginnings[key],
            )
        )
    return made


def places_above(session: Session, subject: Subject, campaign: Campaign) -> list[Organisation]:
    """The places between the campaign and its branches that a choice may be narrowed to, in the order of the tree."""
    return list(
        session.scalars(
            select(Organisation)
            .where(
                Organisation.level != "branch",
                within([campaign.organisation.path]),
                within(subject.paths("organisations.read")),
            )
            .order_by(Organisation.path)
        )
    )


def count(session: Session, found: Select[Organisation]) -> int:
    """How many a selection finds."""
    return session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
