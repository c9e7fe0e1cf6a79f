"""The fixed cast of the tests: a small bank, one person a role, a campaign and its audits.

bank ─ north ─ river ─ dock, gate          everybody of the cast works in the north,
     └ south ─ hill  ─ tower               the stranger in the south
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cache

from sqlalchemy.orm import Session

from audit.models import (
    Appointment,
    Assignment,
    Audit,
    Campaign,
    Organisation,
    PublishedChecklist,
    Stage,
    User,
)
from audit.scoring.checklist import Checklist
from audit.services.access import Subject, subject_of
from audit.services.checklists import publish
from audit.services.clock import now
from tests.workbooks.samples import sample

# who works where; the stranger may do in the south what all others together may do in the north
POSTS = {
    "administrator": ("administrator", "bank"),
    "campaign_manager": ("campaign_manager", "north"),
    "reviewer": ("reviewer", "north"),
    "inspector": ("inspector", "north"),
    "colleague": ("inspector", "north"),
    "branch_manager": ("branch_manager", "dock"),
    "branch_staff": ("branch_staff", "dock"),
    "neighbour": ("branch_manager", "gate"),
    "reader": ("reader", "north"),
    "stranger": ("campaign_manager", "south"),
}


@cache
def checklist() -> Checklist:
    """The checklist of the cast: small, with all four types of rules."""
    return sample()


@dataclass
class Cast:
    """Rows by name. `audits` are drafts: `self` and `inspection` of the dock, `foreign` of the tower."""

    places: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    subjects: dict[str, Subject] = field(default_factory=dict)
    audits: dict[str, Audit] = field(default_factory=dict)
    campaign: Campaign = field(init=False)
    checklist: PublishedChecklist = field(init=False)


def make_cast(session: Session) -> Cast:
    """Puts the cast into an empty database; the caller commits."""
    cast = Cast()
    for name, level, above in (
        ("bank", "head_office", None),
        ("north", "province", "bank"),
        ("south", "province", "bank"),
        ("river", "city", "north"),
        ("hill", "city", "south"),
        ("dock", "branch", "river"),
        ("gate", "branch", "river"),
        ("tower", "branch", "hill"),
    ):
        cast.places[name] = _place(session, name, level, cast.places[above] if above else None)
    for name, (role, place) in POSTS.items():
        cast.people[name] = _person(session, name, role, cast.places[place])
        cast.subjects[name] = subject_of(session, cast.people[name])
    cast.checklist = publish(session, checklist())
    cast.campaign = _campaign(session, cast, "north")
    self_stage, inspection_stage = cast.campaign.stages
    cast.audits["self"] = _audit(session, cast, self_stage, "dock")
    cast.audits["inspection"] = _audit(session, cast, inspection_stage, "dock")
    cast.audits["foreign"] = _audit(session, cast, _campaign(session, cast, "south").stages[0], "tower")
    session.add(Assignment(audit_id=cast.audits["inspection"].id, user_id=cast.people["inspector"].id))
    session.flush()
    return cast


def _place(session: Session, name: str, level: str, above: Organisation | None) -> Organisation:
    place = Organisation(
        parent_id=above.id if above else None,
        path=f"?{name}",
        level=level,
        code=name.upper(),
        name=f"{name}机构",
        name_en=name.title(),
        kind="full" if level == "branch" else "",
        facilities=["vip_area"] if level == "branch" else [],
        staff_count=12 if level == "branch" else None,
    )
    session.add(place)
    session.flush()
    place.path = f"{above.path if above else '/'}{place.id}/"
    session.flush()
    return place


def _person(session: Session, name: str, role: str, place: Organisation) -> User:
    person = User(login=name, name=f"{name}先生", created_at=now())
    person.appointments = [Appointment(role=role, organisation_id=place.id)]
    session.add(person)
    session.flush()
    return person


def _campaign(session: Session, cast: Cast, place: str) -> Campaign:
    campaign = Campaign(
        organisation_id=cast.places[place].id,
        checklist_id=cast.checklist.id,
        year=2026,
        title=f"2026年度评定（{place}）",
        created_at=now(),
        stages=[
            Stage(kind="self", position=1, opens_on=date(2026, 5, 1), due_on=date(2026, 5, 31)),
            Stage(kind="inspection", position=2, opens_on=date(2026, 6, 1), due_on=date(2026, 6, 30)),
        ],
    )
    session.add(campaign)
    session.flush()
    return campaign


def _audit(session: Session, cast: Cast, stage: Stage, place: str) -> Audit:
    branch = cast.places[place]
    audit = Audit(
        campaign_id=stage.campaign_id,
        stage_id=stage.id,
        branch_id=branch.id,
        checklist_id=cast.checklist.id,
        kind=stage.kind,
        facts={"kind": branch.kind, "facilities": branch.facilities},
        created_at=now(),
    )
    session.add(audit)
    session.flush()
    return audit
