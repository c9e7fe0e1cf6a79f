"""Campaigns: a season opened with its stages, closed when it is over, and how far its stages are."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from audit.models import Audit, Campaign, Organisation, PublishedChecklist, Stage
from audit.models.campaign import STAGE_KINDS
from audit.scoring.problems import Problem
from audit.services.access import Subject, get_organisation, readable, within
from audit.services.clock import now, today
from audit.services.errors import ForbiddenError, InvalidError, NotFoundError, StateError
from audit.services.events import record

YEARS = range(2000, 2101)
DAYS = ("opens_on", "due_on")
MOST_TITLE = 120


class PlannedStage(NamedTuple):
    """A stage as it is entered: what is missing is None or empty."""

    kind: str
    opens_on: date | None
    due_on: date | None


class Progress(NamedTuple):
    """How far a stage is: audits by state, those overdue, and the mean share answered in percent."""

    states: dict[str, int]
    overdue: int
    answered: int

    @property
    def audits(self) -> int:
        """Every audit of the stage that the person may see."""
        return sum(self.states.values())


def create(
    session: Session,
    subject: Subject,
    *,
    year: int,
    title: str,
    checklist_id: int,
    organisation_id: int,
    stages: Sequence[PlannedStage],
) -> Campaign:
    """A new campaign for a part of the tree; raises InvalidError with every problem at once."""
    organisation = get_organisation(session, subject, organisation_id, "campaigns.manage")
    problems = [*_problems(session, year, title, checklist_id), *_stage_problems(stages)]
    if problems:
        raise InvalidError(problems)
    campaign = Campaign(
        organisation_id=organisation.id, checklist_id=checklist_id, year=year, title=title.strip(), created_at=now()
    )
    campaign.stages = [
        Stage(kind=stage.kind, position=position, opens_on=stage.opens_on, due_on=stage.due_on)
        for position, stage in enumerate(stages, 1)
    ]
    session.add(campaign)
    session.flush()
    record(session, subject, "campaign.created", f"campaign/{campaign.id}", title=campaign.title)
    return campaign


def _problems(session: Session, year: int, title: str, checklist_id: int) -> list[Problem]:
    problems = []
    if year not in YEARS:
        problems.append(Problem(("year",), "year", {"given": year, "first": YEARS[0], "last": YEARS[-1]}))
    if not title.strip():
        problems.append(Problem(("title",), "empty"))
    elif len(title.strip()) > MOST_TITLE:
        problems.append(Problem(("title",), "too-long", {"max_length": MOST_TITLE}))
    version = session.get(PublishedChecklist, checklist_id)
    if version is None or version.state != "published":
        problems.append(Problem(("checklist_id",), "checklist-not-published"))
    return problems


def _stage_problems(stages: Sequence[PlannedStage]) -> list[Problem]:
    if not stages:
        return [Problem(("stages",), "no-stage")]
    problems = []
    for position, stage in enumerate(stages):
        if stage.kind not in STAGE_KINDS:
            problems.append(Problem(("stages", position, "kind"), "stage-kind"))
        missing = [name for name in DAYS if getattr(stage, name) is None]
        problems += (Problem(("stages", position, name), "day-missing") for name in missing)
        if stage.opens_on and stage.due_on and stage.due_on < stage.opens_on:
            facts = {"opens": stage.opens_on, "due": stage.due_on}
            problems.append(Problem(("stages", position, "due_on"), "due-before-opening", facts))
        days = ((name, getattr(stage, name)) for name in DAYS)
        problems += (_far(position, name, day) for name, day in days if day and day.year not in YEARS)
    return problems


def _far(position: int, name: str, day: date) -> Problem:
    """A day whose year nobody means, such as 0027 typed for 2027."""
    return Problem(("stages", position, name), "day-far", {"given": day, "first": YEARS[0], "last": YEARS[-1]})


def visible_campaigns(subject: Subject) -> Select[Campaign]:
    """Every campaign of the person's parts of the tree, and those from above that reach into them."""
    return select(Campaign).join(Organisation, Campaign.organisation_id == Organisation.id).where(_concerning(subject))


def _concerning(subject: Subject) -> ColumnElement[bool]:
    tops = subject.paths("campaigns.read")
    above = {int(step) for top in tops for step in top.strip("/").split("/")}
    return or_(within(tops), Organisation.id.in_(above))


def get_campaign(session: Session, subject: Subject, campaign_id: int, permission: str = "campaigns.read") -> Campaign:
    """The campaign; raises NotFoundError to strangers, ForbiddenError to those who may only look."""
    found = session.scalar(visible_campaigns(subject).where(Campaign.id == campaign_id))
    if found is None:
        raise NotFoundError
    if permission != "campaigns.read" and not subject.may(permission, found.organisation.path):
        raise ForbiddenError
    return found


def get_open_campaign(session: Session, subject: Subject, campaign_id: int) -> Campaign:
    """The campaign, where audits may still be added and given out; raises StateError for a closed one.

    A campaign of the whole bank is worked on in each part of it by whoever runs the season there.
    """
    campaign = get_campaign(session, subject, campaign_id)
    if "campaigns.manage" not in subject.permissions:
        raise ForbiddenError
    if campaign.state != "open":
        raise StateError("campaign-closed")
    return campaign


def close(session: Session, subject: Subject, campaign_id: int) -> None:
    """Ends a campaign: no audit is added or given out any more; raises StateError where it has ended."""
    _move(session, subject, campaign_id, before="open", after="closed", refusal="campaign-closed")


def reopen(session: Session, subject: Subject, campaign_id: int) -> None:
    """Takes the end of a campaign back; raises StateError where it goes on."""
    _move(session, subject, campaign_id, before="closed", after="open", refusal="campaign-open")


def _move(session: Session, subject: Subject, campaign_id: int, *, before: str, after: str, refusal: str) -> None:
    campaign = get_campaign(session, subject, campaign_id, "campaigns.manage")
    session.refresh(campaign, with_for_update=True)
    if campaign.state != before:
        raise StateError(refusal)
    campaign.state = after
    record(session, subject, f"campaign.{after}", f"campaign/{campaign.id}")


def newest() -> ColumnElement[bool]:
    """That an audit has no later issue, begun or done."""
    later = aliased(Audit)
    return ~select(later.id).where(later.previous_id == Audit.id).exists()


def progress(session: Session, subject: Subject, campaign_ids: Sequence[int]) -> dict[int, Progress]:
    """How far each stage of these campaigns is, by the stage's id, over the audits the person may see."""
    return _counted(session, subject, campaign_ids, Audit.stage_id)


def _counted(session: Session, subject: Subject, campaign_ids: Sequence[int], by: Any) -> dict[int, Progress]:
    late = (Audit.state == "draft") & (Stage.due_on < today())
    answered = 100 - func.avg(100.0 * Audit.open_count / PublishedChecklist.criteria)
    rows = session.execute(
        select(by, Audit.state, func.count(), func.sum(case((late, 1), else_=0)), answered)
        .join(Organisation, Audit.branch_id == Organisation.id)
        .join(Stage, Audit.stage_id == Stage.id)
        .join(PublishedChecklist, Audit.checklist_id == PublishedChecklist.id)
        .where(readable(subject), Audit.campaign_id.in_(campaign_ids), newest())
        .group_by(by, Audit.state)
    )
    found: dict[int, list[tuple[str, int, int, float]]] = {}
    for key, *rest in rows:
        found.setdefault(key, []).append((rest[0], rest[1], int(rest[2]), float(rest[3])))
    return {key: _progress(parts) for key, parts in found.items()}


def _progress(parts: Sequence[tuple[str, int, int, float]]) -> Progress:
    audits = sum(count for _, count, _, _ in parts)
    share = sum(count * answered for _, count, _, answered in parts) / audits
    return Progress({state: count for state, count, _, _ in parts}, sum(late for _, _, late, _ in parts), int(share))


class PlaceProgress(NamedTuple):
    """How far the audits below one place are."""

    place: Organisation
    progress: Progress


def progress_by_place(session: Session, subject: Subject, campaign_id: int) -> list[PlaceProgress]:
    """How far the campaign is below each place that branches hang from, in the order of the tree."""
    found = _counted(session, subject, [campaign_id], Organisation.parent_id)
    places = session.scalars(select(Organisation).where(Organisation.id.in_(found)).order_by(Organisation.path))
    return [PlaceProgress(place, found[place.id]) for place in places]
